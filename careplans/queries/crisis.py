"""The crisis page: what somebody needs who comes to a person in a crisis and does not know them."""

from dataclasses import dataclass
from datetime import date

from careplans.queries.first_contacts import FirstContactLine, first_contact_panel
from careplans.queries.plans import PlanPage, plans_panel
from careplans.queries.related import RelatedLine, rung
from careplans.rules.plan import Heading
from patients.models import Person
from patients.queries.lists import Lists, lists_of
from patients.queries.people import BannerPerson
from wsic.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class CrisisPage:
    """
    Of the plan in force, never of a draft.

    :attribute plan: None where none is agreed
    :attribute stale: its review is over on the day, so that it may be wrong by now
    :attribute months: whole months since it was agreed
    :attribute rung: the first contact, as far as they can be rung
    :attribute related: carers, next of kin and who decides for them, in the order in which they are rung
    """

    plan: PlanPage | None
    stale: bool
    months: int
    lists: Lists
    rung: FirstContactLine | None
    related: tuple[RelatedLine, ...]

    @property
    def allergies_of_the_plan(self) -> str:
        """What the plan says of allergies, beside what the record says."""
        lines = self.plan.sections if self.plan else ()
        return next((each.words for each in lines if each.heading is Heading.ALLERGIES), "")

    @property
    def kept(self) -> bool:
        """Something on it is kept from the person's portal and paper."""
        lines = (*self.plan.crisis, *self.plan.also_in_crisis) if self.plan else ()
        return any(each.kept_why for each in lines)


def crisis_page(person: Person, *, banner: BannerPerson, user: User, on: date) -> CrisisPage:
    plan = plans_panel(person, user=user).current
    contact = first_contact_panel(person, user=user, on=on)
    agreed_on = plan.version.agreed_on if plan else None
    due_on = plan.review_due_on if plan else None
    return CrisisPage(
        plan=plan,
        stale=due_on is not None and due_on < on,
        months=_months(agreed_on, on) if agreed_on else 0,
        lists=lists_of(person, user=user, on=on, banner=banner),
        rung=None if contact.problem else contact.now,
        related=rung(person, user=user),
    )


def _months(since: date, on: date) -> int:
    months = (on.year - since.year) * 12 + on.month - since.month
    return months - (on.day < since.day)
