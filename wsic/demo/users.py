"""Who can sign in to the demo, as data. Invented people; what each may do follows from role and place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from wsic.demo.organisations import (
    CCG_CODE,
    COMMUNITY_CODE,
    COUNCIL_CODES,
    MENTAL_HEALTH_CODE,
    OUT_OF_HOURS_CODE,
    VOLUNTARY_CODES,
    hub_code,
    practice,
    practice_code,
)

_PICTURED = {"grace.adeyemi": 311, "tom.reilly": 318, "gp.t90001": 240}  # as the design's pictures have them
MEMBER_FROM = date(2024, 4, 1)  # the first day of the first wave; every membership is open


@dataclass(frozen=True, slots=True)
class DemoUser:
    """`memberships` are pairs of organisation code and role (of accounts.Role), the chief one first.

    `featured` users stand on the sign-in page by role; the others are there to open every practice.
    """

    username: str
    display_name: str
    memberships: tuple[tuple[str, str], ...]
    featured: bool = True


def telephone_of(username: str, code: str) -> str:
    """At work there, of the range that Ofcom keeps for drama: the same whoever else there is."""
    drawn = crc32(f"{username} {code}".encode()) % 1000
    return f"020 7946 0{_PICTURED.get(username, drawn):03d}"


def demo_users(practices: int) -> tuple[DemoUser, ...]:
    """Everybody who can sign in to a CCG of so many practices (at least 3), the featured first."""
    return (*_of_practices(), *_OF_HUBS, *_OF_PARTNERS, *_BETWEEN, *_OF_THE_CCG, *_other_gps(practices))


def _of_practices() -> Iterator[DemoUser]:
    """GP, nurse and administrator of the first two practices."""
    staff = (("Helen Marsh", "Raymond Addo"), ("Siobhan Keane", "Yasmin Chowdhury"))
    for index, (nurse, administrator) in enumerate(staff):
        of = practice(index)
        suffix = of.code.lower()
        yield _gp(index, featured=True)
        yield DemoUser(f"nurse.{suffix}", nurse, ((of.code, "PRACTICE_NURSE"),))
        yield DemoUser(f"admin.{suffix}", administrator, ((of.code, "PRACTICE_ADMIN"),))


def _gp(index: int, *, featured: bool) -> DemoUser:
    of = practice(index)
    return DemoUser(f"gp.{of.code.lower()}", of.gps[0], ((of.code, "GP"),), featured)


def _other_gps(practices: int) -> Iterator[DemoUser]:
    return (_gp(index, featured=False) for index in range(2, practices))


_OF_HUBS = (
    DemoUser("grace.adeyemi", "Grace Adeyemi", ((hub_code(0), "CASE_MANAGER"),)),
    DemoUser("tom.reilly", "Tom Reilly", ((hub_code(0), "HSCA"),)),
    DemoUser("marcia.hinds", "Marcia Hinds", ((hub_code(0), "HUB_COORDINATOR"),)),
    DemoUser("daniel.brandt", "Daniel Brandt", ((hub_code(1), "CASE_MANAGER"),)),
)

_OF_PARTNERS = (
    DemoUser("priya.nair", "Priya Nair", ((COMMUNITY_CODE, "COMMUNITY_NURSE"),)),
    DemoUser("colin.farrow", "Colin Farrow", ((COUNCIL_CODES[0], "SOCIAL_CARE_WORKER"),)),
    DemoUser("leila.haddad", "Leila Haddad", ((MENTAL_HEALTH_CODE, "MENTAL_HEALTH_PRACTITIONER"),)),
    DemoUser("bernard.oakes", "Bernard Oakes", ((VOLUNTARY_CODES[0], "VOLUNTARY_PROVIDER"),)),
    DemoUser("night.desk", "Ines Carvalho", ((OUT_OF_HOURS_CODE, "OUT_OF_HOURS"),)),
)

_BETWEEN = (
    DemoUser("locum", "Dr Anil Deshmukh", ((practice_code(0), "GP"), (practice_code(2), "GP"))),
    DemoUser("two.roles", "Josephine Tandy", ((hub_code(0), "CASE_MANAGER"), (CCG_CODE, "ANALYST"))),
)

_OF_THE_CCG = (
    DemoUser("analyst", "Wei Lam", ((CCG_CODE, "ANALYST"),)),
    DemoUser("privacy", "Ruth Feldman", ((CCG_CODE, "PRIVACY_OFFICER"),)),
    DemoUser("administrator", "Owen Pritchard", ((CCG_CODE, "ADMINISTRATOR"),)),
)
