"""The care plan and the crisis page as sheets of paper: what stands on them, and on each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from careplans.models import CarePlan
from careplans.queries.crisis import CrisisPage
from careplans.queries.plan_lines import GoalLine, SectionLine
from careplans.queries.plans import PlanPage
from careplans.rules.documents import ACROSS, ACROSS_THEIRS, AGREED, THEIR_HEADINGS, YOU_AGREED
from careplans.rules.reading import Reading, reading_of
from patients.access.people import standings_about
from patients.models import Person
from patients.queries.people import BannerPerson
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import LONDON, long_date, short_date
from wsic.pdf import scripts_without_typeface


@dataclass(frozen=True, kw_only=True)
class Printing:
    """Whose sheets somebody prints, and when."""

    person: Person
    banner: BannerPerson
    user: User
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """
    What stands on every sheet.

    :attribute across: a warning across it, "" where it is what holds
    :attribute printed: by whom and when, in words
    :attribute boxes: scripts of which this computer has no typeface
    """

    person: BannerPerson
    title: str
    agreed: str
    across: str
    printed: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TheirSection:
    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class TheirCopy:
    """
    What the person takes home: sections with words, in the order in which they are read.

    :attribute left_out: labels of sections with words that are not in it
    :attribute reading: of the staff's words; None where the measure says nothing
    """

    sections: tuple[TheirSection, ...]
    goals: tuple[GoalLine, ...]
    left_out: tuple[str, ...]
    agreed: str
    reading: Reading | None


def for_the_person(lines: Iterable[SectionLine]) -> tuple[SectionLine, ...]:
    """Those with words that the person's copy has.  What is kept from the person in the portal is kept from
    paper here."""
    written = {each.heading: each for each in lines if each.words and not each.kept_why}
    return tuple(written[heading] for heading in THEIR_HEADINGS if heading in written)


def for_the_record(shown: PlanPage) -> PlanPage:
    """Without what is kept from the person, who may read their GP record."""
    return replace(shown, sections=tuple(each for each in shown.sections if not each.kept_why))


def their_copy(shown: PlanPage, plan: CarePlan) -> TheirCopy:
    lines = for_the_person(shown.sections)
    there = {each.heading for each in lines}
    goals = tuple(each for each in shown.goals if not each.outcome)
    aims = [words for each in goals for words in (each.what, each.why, each.steps)]
    return TheirCopy(
        sections=tuple(TheirSection(title=THEIR_HEADINGS[each.heading], words=each.words) for each in lines),
        goals=goals,
        left_out=tuple(each.label for each in shown.sections if each.words and each.heading not in there),
        agreed=AGREED.get(plan.agreed_with, YOU_AGREED) if plan.agreed_with else "",
        reading=reading_of("\n".join([*(each.words for each in lines), *aims])),
    )


def plan_sheet(shown: PlanPage, printing: Printing) -> Sheet:
    across = ACROSS.get(shown.version.state, "")
    return _sheet(f"Care plan, version {shown.version.number}", shown, across, printing)


def their_sheet(shown: PlanPage, printing: Printing) -> Sheet:
    """Long dates, and no time of day."""
    across = ACROSS_THEIRS.get(shown.version.state, "")
    return _sheet(f"My care plan, number {shown.version.number}", shown, across, printing, theirs=True)


def crisis_sheet(crisis: CrisisPage, printing: Printing) -> Sheet:
    plan = crisis.plan
    title = f"Crisis page, care plan version {plan.version.number}" if plan else "Crisis page"
    return _sheet(title, plan, "", printing)


def record_sheet(texts: Sequence[str], printing: Printing) -> Sheet:
    """Of events for the GP record."""
    sheet = _sheet("For the GP record", None, "", printing)
    return replace(sheet, boxes=scripts_without_typeface("\n".join(texts)))


def boxes_of(shown: PlanPage) -> str:
    """What of a version would be printed as boxes, in a sentence; "" where nothing is."""
    scripts = scripts_without_typeface(_texts(shown))
    return f"This computer has no typeface for {', '.join(scripts)}." if scripts else ""


def _sheet(
    title: str, shown: PlanPage | None, across: str, printing: Printing, *, theirs: bool = False
) -> Sheet:
    banner, local = printing.banner, printing.at.astimezone(LONDON)
    agreed_on = shown.version.agreed_on if shown else None
    day = long_date(local) if theirs else f"{short_date(local)} {local:%H:%M}"
    with_whom = "" if theirs or shown is None else f": {shown.version.agreed.partition(':')[0]}"
    agreed = f"agreed {long_date(agreed_on) if theirs else short_date(agreed_on)}{with_whom}"
    names = f"{banner.given_name} {banner.family_name} {banner.title}"
    return Sheet(
        person=banner,
        title=title,
        agreed=agreed if agreed_on else "",
        across=across,
        printed=f"{_printed_by(printing)}, {day}",
        boxes=scripts_without_typeface(f"{names} {_texts(shown) if shown else ''}"),
    )


def _texts(shown: PlanPage) -> str:
    """All that somebody typed into a version."""
    goals = (f"{each.what}\n{each.why}\n{each.steps}\n{each.outcome_words}" for each in shown.goals)
    return "\n".join([*(each.words for each in shown.sections), *goals])


def _printed_by(printing: Printing) -> str:
    """Name, role and organisation.  Nobody can say who will read a paper: of whom nobody is to find, it names
    no practice and nobody who works there."""
    user = printing.user
    standings = standings_about(user, printing.person, Verb.READ) or user.standings
    standing = min(standings, key=lambda each: (each.organisation_id, each.role))
    if printing.banner.withheld:
        return standing.role.label
    return f"{user.display_name}, {standing.role.label}, {standing.organisation_name}"
