"""Whom everybody of the synthetic CCG rings first, laid down at once: a twin of the action.

tests/demo/test_caseloads.py holds it against it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from careplans.models import FirstContact, FirstContactReason
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role
from wsic.dates import LONDON
from wsic.demo.care.deeds import Known
from wsic.demo.streams import Draws, Room
from wsic.demo.world import AS_ON
from wsic.organisations.models import LinkKind, Organisation, OrganisationLink

NAMED, TOLD = time(12), time(12, 30)  # of a day, in London
FRAIL = 2  # from this tier on a Case Manager, below an HSCA
NOT_YET = timedelta(days=14)  # who came to the practice so lately has nobody
TOLD_OF = 0.9  # a share of people: ours
_KEYS = 4_096


def first_contacts(
    known: Iterable[Known], numbers: dict[int, str], practice: Organisation, *, seed: int
) -> list[FirstContact]:
    """Rows to be written, in a unit of work; who has one already keeps them, so that it may run twice."""
    staff = {frail: staff_for(practice, frail=frail) for frail in (True, False)}
    named = set(FirstContact.objects.filter(person__in=numbers).values_list("person_id", flat=True))
    here = (who for who in living_here(known) if who.key not in named)
    return [row_of(who, numbers[who.key], staff[_is_frail(who)], seed=seed) for who in here]


def living_here(known: Iterable[Known]) -> Iterator[Known]:
    """Who is registered on the world's day, and has been for a while."""
    return (who for who in known if who.until > AS_ON and who.registered_on + NOT_YET <= AS_ON)


def row_of(who: Known, nhs_number: str, staff: Sequence[Membership], *, seed: int) -> FirstContact:
    """As drawn from the person's own stream, whoever else there is."""
    number = int(nhs_number[3:9])
    draws = Draws(seed, Room.FIRST_CONTACTS, number // _KEYS, number % _KEYS)
    rung, told = draws.pick(staff), draws.chance(TOLD_OF)
    on = max(who.live_on, who.registered_on)
    return FirstContact(
        person_id=who.key, user=rung.user, organisation_id=rung.organisation_id, role=rung.role,
        reason=FirstContactReason.FIRST, from_on=on, once=once_of(nhs_number), recorded_by=rung.user,
        recorded_at=_moment(on, NAMED), told_by=rung.user if told else None,
        told_at=_moment(on, TOLD) if told else None,
    )  # fmt: skip


def once_of(nhs_number: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"first-contact:{nhs_number}")


def staff_for(practice: Organisation, *, frail: bool) -> list[Membership]:
    """Case Managers of the hub, or its HSCAs; where the demo has none there, the practice's GP."""
    hubs = OrganisationLink.objects.filter(kind=LinkKind.HUB, child=practice).values("parent_id")
    there = Membership.objects.select_related("user").order_by("pk")
    managers = there.filter(organisation__in=hubs, role=Role.CASE_MANAGER)
    assistants = there.filter(organisation__in=hubs, role=Role.HSCA)
    wanted = list(managers) if frail else list(assistants) or list(managers)
    found = wanted or list(there.filter(organisation=practice, role=Role.GP)[:1])
    if not found:
        raise LookupError(f"Nobody works at {practice.code} whom its people could ring")
    return found


def _is_frail(who: Known) -> bool:
    return bool(who.tiers) and who.tiers[-1][1] >= FRAIL


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=LONDON)
