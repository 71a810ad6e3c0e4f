"""Who sees to it that a goal comes about, in words, and who can be asked to."""

from dataclasses import dataclass
from datetime import date

from django.utils.crypto import salted_hmac

from careplans.access.people import planning_as
from careplans.models import GoalHolder, PlanGoal
from careplans.queries.tasks import WITHHELD, Colleague, Held, colleagues, owner_words
from patients.models import Person
from wsic.accounts.models import User

NOBODY = "No owner yet"
WHOEVER = "Whoever of the team is there"
LEFT = "No one just now. We will tell you who"  # to the person, of who works there no more
NOBODY_KEY, WHOEVER_KEY = "", "WHOEVER"
AGAIN = "-"  # who is named cannot be asked any more, and somebody has to be chosen anew


@dataclass(frozen=True, kw_only=True)
class GoalOwner:
    """
    :attribute by: None while nobody is named
    :attribute says: on a page, which calls its reader "you"
    :attribute named: on a page that others are told of, by name and organisation
    :attribute written: on paper and in texts for other systems, which name nobody for who is marked sensitive
    :attribute theirs: in the person's copy
    :attribute left: they work there no more, which the reader may know
    :attribute kept: a number for them that tells nothing, "" where the form has a choice for whoever it is
    """

    by: GoalHolder | None
    says: str
    named: str
    written: str
    theirs: str
    user: User | None = None
    team: int | None = None
    left: bool = False
    kept: str = ""

    def is_another_unseen(self, before: "GoalOwner") -> bool:
        """Another one, which the words do not tell."""
        return self.named == before.named and (self.user, self.team) != (before.user, before.team)

    @property
    def is_person(self) -> bool:
        return self.by is GoalHolder.PERSON


@dataclass(frozen=True)
class OwnerChoice:
    """As a form has it; `team` None for where its writer cares for the person."""

    key: str
    words: str
    by: GoalHolder | None
    user: User | None = None
    team: int | None = None


UNHELD = GoalOwner(by=None, says=NOBODY, named=NOBODY, written=NOBODY, theirs="No one yet. We will ask you")
_NOT_STAFF = (
    OwnerChoice(NOBODY_KEY, NOBODY, None),
    OwnerChoice(GoalHolder.PERSON, GoalHolder.PERSON.label, GoalHolder.PERSON),
    OwnerChoice(GoalHolder.CARER, GoalHolder.CARER.label, GoalHolder.CARER),
)
_THEIRS = {GoalHolder.PERSON: "You", GoalHolder.CARER: "Your carer", GoalHolder.STAFF: "One of your team"}


def goal_owner(row: PlanGoal, user: User) -> GoalOwner:
    """Of a row with its owner, their organisation, and `left`, `of_it` and `withheld` as a task's."""
    if not row.held_by:
        return UNHELD
    by = GoalHolder(row.held_by)
    if by is not GoalHolder.STAFF or row.owner_organisation is None:
        return GoalOwner(by=by, says=by.label, named=by.label, written=by.label, theirs=_THEIRS[by])
    return _of_staff(_held(row), row, user)


def _held(row: PlanGoal) -> Held:
    team = row.owner_organisation
    return Held(
        owner_id=row.owner_id,
        owner=row.owner.display_name if row.owner else "",
        organisation_id=team.pk if team else 0,
        organisation=team.name if team else "",
        left=bool(getattr(row, "left", False)),
        of_it=bool(getattr(row, "of_it", True)),
        withheld=bool(getattr(row, "withheld", False)),
    )


def _of_staff(held: Held, row: PlanGoal, user: User) -> GoalOwner:
    says = owner_words(held, user)
    left = held.left and says != WITHHELD
    named = _named(held)
    return GoalOwner(
        by=GoalHolder.STAFF,
        says=says,
        named=WITHHELD if says == WITHHELD else named,
        written=GoalHolder.STAFF.label if held.withheld else named,
        theirs=_THEIRS[GoalHolder.STAFF] if held.withheld else _in_easy_words(held),
        user=row.owner,
        team=held.organisation_id,
        left=left,
        kept="" if left else _kept(held),
    )


def _kept(held: Held) -> str:
    return salted_hmac("goal-owner", f"{held.owner_id}:{held.organisation_id}").hexdigest()[:16]


def _named(held: Held) -> str:
    if held.owner_id is None:
        return f"Whoever is there, {held.organisation}"
    left = "who has left " if held.left else ""
    return f"{held.owner}, {left}{held.organisation}"


def _in_easy_words(held: Held) -> str:
    if held.left:
        return LEFT
    return f"{held.owner or 'Your team'} at {held.organisation}"


@dataclass(frozen=True)
class OwnerChoices:
    """`now`: the key of who is named, AGAIN where they cannot be asked any more."""

    all: tuple[OwnerChoice, ...]
    now: str


def owner_choices(user: User, person: Person, owner: GoalOwner | None, *, on: date) -> OwnerChoices:
    """
    Whom the user can name.  Who is of a team that is not the user's own stays, by a choice of their own.

    :param owner: of the goal as it stands, None of a new one
    """
    owner = owner or UNHELD
    own = planning_as(user, person).organisation_id
    there = colleagues(user, person, on=on)
    staff = [_colleague(each, owner) for each in there]
    found = [*_NOT_STAFF, OwnerChoice(WHOEVER_KEY, WHOEVER, GoalHolder.STAFF), *staff]
    if owner.by is not GoalHolder.STAFF:
        return OwnerChoices(tuple(found), owner.by or NOBODY_KEY)
    if owner.user is None and owner.team == own:
        return OwnerChoices(tuple(found), WHOEVER_KEY)
    if owner.user in [each.user for each in staff] and not owner.left:
        return OwnerChoices(tuple(found), str(owner.user and owner.user.public_id))
    if owner.left or (owner.user and owner.team in {each.organisation_id for each in user.standings}):
        return OwnerChoices(tuple(found), AGAIN)
    found.append(OwnerChoice(owner.kept, owner.says, GoalHolder.STAFF, owner.user, owner.team))
    return OwnerChoices(tuple(found), owner.kept)


def _colleague(each: Colleague, owner: GoalOwner) -> OwnerChoice:
    """Who is named already stays so for the team that they are named for."""
    team = owner.team if each.user == owner.user and not owner.left else each.team
    return OwnerChoice(str(each.public_id), each.name, GoalHolder.STAFF, each.user, team)
