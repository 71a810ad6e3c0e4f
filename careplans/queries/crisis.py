"""The crisis page: what somebody needs who comes to a person in a crisis and does not know them."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from careplans.access import crisis as access
from careplans.queries.first_contacts import WITHHELD as UNNAMED
from careplans.queries.first_contacts import FirstContactLine, first_contact_panel
from careplans.queries.plan_lines import SectionLine, empty_section
from careplans.queries.plans import PlanPage, plan_in_force
from careplans.queries.related import WITHHELD as NUMBER_WITHHELD
from careplans.queries.related import RelatedLine, rung
from careplans.rules.plan import ALSO_IN_CRISIS, HEADINGS, READ_FIRST, Heading
from careplans.rules.related import RelatedRole
from patients.access.people import may_about
from patients.models import Person
from patients.models.base import reaching
from patients.queries.break_glass import OpenNow, open_about
from patients.queries.cells import PersonCell
from patients.queries.lists import Lists, lists_of
from patients.queries.people import BannerPerson, banner_of
from patients.queries.preferences import withheld_among
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.relationships import CRISIS_ALONE
from wsic.work import about

WITHHELD = "Withheld: nobody is told where this person is. Ask them, or who is with them."
# Of somebody of whom nobody is to know where they are, what who does not know them reads all the same: what
# keeps them alive.  The other headings are typed freely, and any of them may say where they are.
TREATMENT = frozenset(
    {Heading.WHAT_TO_DO, Heading.CEILINGS, Heading.ALLERGIES, Heading.MEDICINES, Heading.PROBLEMS}
)


@dataclass(frozen=True, kw_only=True)
class CrisisPage:
    """
    Of the plan in force, never of a draft.

    :attribute plan: None where none is agreed
    :attribute stale: its review is over on the day, so that it may be wrong by now
    :attribute months: whole months since it was agreed
    :attribute rung: the first contact, as far as they can be rung
    :attribute related: carers, next of kin and who decides for them, in the order in which they are rung
    :attribute opening: None for who cares for the person, and may go on to their record
    :attribute elsewhere: other records of the same person in which a plan is in force
    """

    plan: PlanPage | None
    stale: bool
    months: int
    lists: Lists
    rung: FirstContactLine | None
    related: tuple[RelatedLine, ...]
    opening: OpenNow | None = None
    elsewhere: tuple[PersonCell, ...] = ()

    @property
    def guidance(self) -> tuple[SectionLine, ...]:
        """The headings of a crisis in the order in which they are read, written or not."""
        lines = {each.heading: each for each in (self.plan.crisis if self.plan else ())}
        return tuple(lines.get(each) or empty_section(each) for each in READ_FIRST)

    @property
    def also(self) -> tuple[SectionLine, ...]:
        """Diagnoses, written or not, and what else helps in a crisis where anything is written."""
        return self.plan.also_in_crisis if self.plan else (empty_section(Heading.PROBLEMS),)

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The other headings that help in a crisis."""
        shown = {each.heading for each in self.also}
        return tuple(HEADINGS[each].label for each in ALSO_IN_CRISIS if each not in shown)

    @property
    def no_next_of_kin(self) -> bool:
        return all(RelatedRole.NEXT_OF_KIN not in each.roles for each in self.related)

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


class NothingInForce(LookupError):
    """Whoever opened the page by number reads it of a plan in force of the living, and of nothing else."""


def readable(user: User) -> QuerySet[Person]:
    """The persons whose crisis page the user may open."""
    people = Person.objects.visible_in_crisis_to(user)
    return people if access.refuse_read(user) is None else people.none()


def crisis_of(person: Person, *, user: User, on: date) -> tuple[BannerPerson, CrisisPage]:
    """
    Who it is about, and the page.

    :raises NothingInForce: to who opened it by number
    """
    if may_about(user, person, Verb.READ):
        banner = banner_of(person, user=user, on=on)
        page = _crisis_page(person, banner=banner, user=user, on=on)
        return banner, replace(page, elsewhere=_elsewhere(banner, user))
    opening = open_about(person, user=user, by=CRISIS_ALONE)
    with about(_open_in_crisis(user), in_crisis=True):
        banner = _marked_anywhere(banner_of(person, user=user, on=on), user=user, on=on)
        page = _crisis_page(person, banner=banner, user=user, on=on)
    if opening is None or page.plan is None or banner.died_on:
        raise NothingInForce
    return banner, _for_strangers(replace(page, opening=opening), banner)


def _elsewhere(banner: BannerPerson, user: User) -> tuple[PersonCell, ...]:
    linked = (link.other for link in banner.links if link.other)
    people = {each.pk: each for each in linked}
    found = Person.objects.visible_to(user).filter(pk__in=people)
    return tuple(people[each.pk] for each in found.order_by("pk") if plan_in_force(each, user=user))


def _open_in_crisis(user: User) -> list[int]:
    """Records of one human being are opened together; of others that are open a page asks nothing."""
    return list(reaching(user).filter(why__in=CRISIS_ALONE).values_list("person_id", flat=True).distinct())


def _marked_anywhere(banner: BannerPerson, *, user: User, on: date) -> BannerPerson:
    """What is marked on another record of the person's holds for who does not know them."""
    if not withheld_among(banner.others, user=user, on=on):
        return banner
    return replace(banner, withheld=True, address="", phone="")


def _for_strangers(page: CrisisPage, banner: BannerPerson) -> CrisisPage:
    """Of somebody marked sensitive nothing says where they are, whatever was typed."""
    if not banner.withheld or page.plan is None:
        return page
    sections = tuple(_withheld(each) for each in page.plan.sections)
    return replace(
        page,
        plan=replace(page.plan, sections=sections),
        rung=page.rung and _unnamed(page.rung),
        related=tuple(_unplaced(each) for each in page.related),
    )


def _unplaced(line: RelatedLine) -> RelatedLine:
    number = NUMBER_WITHHELD if line.telephone else ""
    return replace(line, telephone=number, when="", relationship="", document="")


def _unnamed(contact: FirstContactLine) -> FirstContactLine:
    role = contact.says.partition(",")[0]
    return replace(contact, name=UNNAMED, says=role, telephone="")


def _withheld(line: SectionLine) -> SectionLine:
    hidden = line.heading not in TREATMENT and line.words
    return replace(line, words=WITHHELD) if hidden else line


def _crisis_page(person: Person, *, banner: BannerPerson, user: User, on: date) -> CrisisPage:
    plan = plan_in_force(person, user=user)
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
