"""Who may do what about whom: role, relationship and action in one table.

A role gives verbs (`wsic.accounts.roles`); a relationship gives the person, to those who stand in it in a
role that it is meant for.  Both walls, the pages that say why somebody sees a record, the documentation and
the tests read this table (SECURITY.md, "Relationship, not role alone").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.db import models

from wsic.accounts.roles import VERBS, Role, Verb


class Why(models.TextChoices):
    REGISTERED = "REGISTERED", "Registered with the practice"
    HUB = "HUB", "Practice served by the hub"
    CARE_TEAM = "CARE_TEAM", "On the care team"
    REFERRAL = "REFERRAL", "Referred to the service"
    PRESCRIPTION = "PRESCRIPTION", "Activity prescribed"
    MEETING = "MEETING", "On the agenda of a meeting"
    TELEPHONE = "TELEPHONE", "Rung about the person"
    BREAK_GLASS = "BREAK_GLASS", "Opened in an emergency"
    OUT_OF_HOURS = "OUT_OF_HOURS", "Crisis page opened out of hours"


class Holder(Enum):
    """Who stands in a relationship: everybody of an organisation in one of its roles, or one user."""

    ORGANISATION = "organisation_id"
    USER = "user_id"


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """
    How somebody comes to reach a person.

    :param roles: in which alone it counts
    :param verbs: what it opens about the person, as far as the role may; without READ no row is seen, with
        CRISIS those of the crisis page
    :param shared: beyond the practice: both organisations' signature, and no dissent
    :param episode: care under way, which goes on until the hand-over when an agreement ends
    :param until_hand_over: it also begins until then: the current plan and the crisis page stay readable
    """

    held_by: frozenset[Holder]
    roles: frozenset[Role]
    verbs: frozenset[Verb]
    shared: bool
    episode: bool = False
    until_hand_over: bool = False


_PRACTICE_OR_HUB = frozenset(
    {
        Role.GP,
        Role.PRACTICE_NURSE,
        Role.PRACTICE_ADMIN,
        Role.CASE_MANAGER,
        Role.HSCA,
        Role.HUB_COORDINATOR,
    }
)
_PARTNERS = frozenset({Role.COMMUNITY_NURSE, Role.SOCIAL_CARE_WORKER, Role.MENTAL_HEALTH_PRACTITIONER})
_CARE = _PRACTICE_OR_HUB | _PARTNERS
_ORGANISATION, _USER = frozenset({Holder.ORGANISATION}), frozenset({Holder.USER})
_READ = frozenset({Verb.READ})
_CARE_FOR = _READ | {Verb.PLAN}
_ALL_OF_A_LIST = _CARE_FOR | {
    Verb.REGISTER,
    Verb.PREFERENCES,
    Verb.CARE_TEAM,
    Verb.DECIDE_TIER,
    Verb.LINK,
}

RELATIONSHIPS: dict[Why, Relationship] = {
    Why.REGISTERED: Relationship(
        held_by=_ORGANISATION,
        roles=_PRACTICE_OR_HUB,
        verbs=_ALL_OF_A_LIST | {Verb.SIGN_PLAN, Verb.FILE_RECORD},
        shared=False,
    ),
    Why.HUB: Relationship(held_by=_ORGANISATION, roles=_PRACTICE_OR_HUB, verbs=_ALL_OF_A_LIST, shared=True),
    Why.CARE_TEAM: Relationship(
        held_by=_ORGANISATION | _USER, roles=_CARE, verbs=_CARE_FOR, shared=True, episode=True
    ),
    Why.REFERRAL: Relationship(
        held_by=_ORGANISATION, roles=_CARE, verbs=_CARE_FOR, shared=True, episode=True
    ),
    # A provider sees who was prescribed its activity on a page of its own, which comes with prescriptions.
    Why.PRESCRIPTION: Relationship(
        held_by=_ORGANISATION,
        roles=frozenset({Role.VOLUNTARY_PROVIDER}),
        verbs=frozenset(),
        shared=True,
        episode=True,
    ),
    Why.MEETING: Relationship(held_by=_ORGANISATION | _USER, roles=_CARE, verbs=_CARE_FOR, shared=True),
    Why.TELEPHONE: Relationship(held_by=_USER, roles=_CARE, verbs=_CARE_FOR, shared=True),
    # Over a dissent too: that is what its reasons and the second confirmation are for.
    Why.BREAK_GLASS: Relationship(
        held_by=_USER,
        roles=frozenset(role for role in Role if Verb.BREAK_GLASS in VERBS[role]),
        verbs=_READ,
        shared=False,
    ),
    # The crisis page alone, for a short time: of the tables about people it opens those that the page asks.
    Why.OUT_OF_HOURS: Relationship(
        held_by=_USER,
        roles=frozenset(role for role in Role if Verb.CRISIS in VERBS[role]),
        verbs=frozenset({Verb.CRISIS}),
        shared=True,
        until_hand_over=True,
    ),
}
# Verbs without which a relationship shows no row of anybody.
SHOWING = frozenset({Verb.READ, Verb.CRISIS})
# Relationships that show what a crisis page asks and nothing else.
CRISIS_ALONE = tuple(why for why, each in RELATIONSHIPS.items() if each.verbs & SHOWING == {Verb.CRISIS})


@dataclass(frozen=True)
class Opening:
    """Relationships that open rows to the same roles, held in the same way."""

    held_by: Holder
    roles: tuple[Role, ...]
    reasons: tuple[Why, ...]


def openings() -> Iterator[Opening]:
    """The table as the walls take it: as few groups as say the same."""
    groups: dict[tuple[Holder, frozenset[Role]], list[Why]] = {}
    for why, relationship in RELATIONSHIPS.items():
        if SHOWING & relationship.verbs:
            for holder in sorted(relationship.held_by, key=lambda each: each.value):
                groups.setdefault((holder, relationship.roles), []).append(why)
    for (holder, roles), reasons in groups.items():
        yield Opening(holder, tuple(sorted(roles)), tuple(reasons))


def opens(why: Why, role: Role, verb: Verb) -> bool:
    """Whether somebody in the role who stands in the relationship may do this about the person."""
    relationship = RELATIONSHIPS[why]
    return role in relationship.roles and verb in relationship.verbs & VERBS[role]
