"""Who is to be written to, in which language, and who is rung instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from careplans.models import LetterText, SessionOffer
from careplans.queries.due_words import KINDS, NOT_BY_LETTER
from careplans.queries.letters import FORMATS, formats_of
from careplans.rules.due import DueList
from careplans.rules.entitlement import Kind
from careplans.rules.letters import WRITTEN_TO
from careplans.sets import due as sets
from careplans.settings import session_settings
from patients.models import Person
from patients.models.base import reach_of
from patients.queries.cells import PersonCell
from patients.queries.people import reached
from tiers.queries.register import cell_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation

MOST = 200  # letters at once: what somebody folds and posts in a morning, and a printer prints in one go


@dataclass(frozen=True, kw_only=True)
class ToWrite:
    """Somebody to whom a letter is due; `second`: nobody answered the first; `language`: it is in theirs,
    with the English on a sheet of its own."""

    person: PersonCell
    practice: str
    kind: str
    second: bool
    formats: tuple[str, ...]
    language: str


@dataclass(frozen=True, kw_only=True)
class LettersDue:
    """`rows` the first of `total`; `kept_back` how many are rung instead, by reason, of `to_ring` in all."""

    rows: tuple[ToWrite, ...]
    total: int
    to_ring: int
    kept_back: tuple[tuple[str, int], ...]
    any_linked: bool


@dataclass(frozen=True)
class LeftBehind:
    """Of letters written together, those whose wording ended before they were printed."""

    once: UUID
    on: date
    letters: int


def letters_due(
    user: User, practices: Sequence[Organisation], *, on: date, kind: str | None, practice: str | None
) -> LettersDue:
    """The first MOST who are to be written to on the day, the first due first; three statements."""
    keys = {str(each.public_id): each.pk for each in practices}
    parameters = sets.due_parameters(
        on,
        session_settings(),
        practices=list(keys.values()),
        lists=list(WRITTEN_TO),
        kind=kind,
        practice=keys.get(practice or ""),
    )
    reach = reach_of(user, to=Verb.REGISTER)
    rows = sets.page_of(reach, {**parameters, "page": 1, "size": MOST}, sort="due")
    found = [row for row in rows if row["person_id"] is not None]
    formats = formats_of((row["person_id"] for row in found), user=user, on=on)
    written_in = _languages(row["text_id"] for row in found)
    return LettersDue(
        rows=tuple(_to_write(row, formats, written_in, on) for row in found),
        total=rows[0]["total"],
        to_ring=rows[0]["list_call"],
        kept_back=tuple(
            (words, count)
            for each, words in NOT_BY_LETTER.items()
            if (count := rows[0][f"kept_{each.lower()}"])
        ),
        any_linked=rows[0]["any_linked"],
    )


def left_behind(user: User) -> tuple[LeftBehind, ...]:
    """Letters of the user and colleagues that nobody prints any more, the oldest first; one statement."""
    own = [each.organisation_id for each in user.standings if Verb.PLAN in each.verbs]
    rows = SessionOffer.objects.visible_to(user).filter(organisation__in=own).of_ended_wording()
    found = rows.values("once", "offered_on").annotate(letters=Count("pk")).order_by("offered_on", "once")
    return tuple(LeftBehind(each["once"], each["offered_on"], each["letters"]) for each in found)


def chosen(user: User, ids: Iterable[UUID]) -> list[Person]:
    """Those of the ids whom the user reaches."""
    return list(reached(user).filter(public_id__in=list(ids)).order_by("pk"))


def last_reply_to(user: User) -> str:
    """The number that the user's letters gave the last time, else where they are rung at work."""
    mine = SessionOffer.objects.visible_to(user).filter(recorded_by=user).exclude(reply_to="")
    last = mine.order_by("-recorded_at").values_list("reply_to", flat=True).first()
    return last or next((each.telephone for each in user.standings if each.telephone), "")


def _languages(keys: Iterable[int | None]) -> dict[int, str]:
    """By key of a wording."""
    found = LetterText.objects.filter(pk__in={each for each in keys if each})
    return dict(found.values_list("pk", "language"))


def _to_write(
    row: Mapping[str, Any], formats: Mapping[int, frozenset[str]], written_in: Mapping[int, str], on: date
) -> ToWrite:
    says = formats.get(row["person_id"], frozenset())
    return ToWrite(
        person=cell_of(row, on),
        practice=row["practice_name_told"],
        kind=KINDS[Kind(row["kind"])],
        second=row["list"] == DueList.SECOND,
        formats=tuple(words for each, words in FORMATS.items() if each in says),
        language=written_in.get(row["text_id"], ""),
    )
