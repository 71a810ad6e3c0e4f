"""Letters that invite: who is to be written to and who is not, and letters that were written together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from careplans.access.own import is_own
from careplans.models import SessionKind, SessionOffer
from careplans.queries.due_words import KINDS, LABELS, NOT_BY_LETTER
from careplans.rules.due import Answer, DueList, NotByLetter
from careplans.rules.entitlement import Kind, SessionSettings
from careplans.rules.letters import WRITTEN_TO, Standing, stopped
from careplans.sets import due as sets
from careplans.settings import session_settings
from patients.models import Person, PersonDetail, Preference, PreferenceKind, Registration
from patients.models.base import reach_of
from patients.queries.cells import PersonCell, cells_of
from patients.queries.people import reached
from patients.queries.preferences import withheld_among
from tiers.queries.register import cell_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import short_date
from wsic.organisations.models import Organisation

WITHHELD = "Withheld"
MOST = 200  # letters at once: what somebody folds and posts in a morning, and a printer prints in one go
FORMATS = {PreferenceKind.LARGE_PRINT: "Large print", PreferenceKind.EASY_READ: "Easy words"}
_STOPPED = {
    "GONE": "not on your register any more",
    "IN_ERROR": "entered in error",
    "ANSWERED": "has answered",
    "OTHER_KIND": "another session is due to them than the letter says",
    "LATE": "the day to answer by has passed",
    "LATER_ONE": "invited again later, or a session was held",
    **{str(each): LABELS[each].lower() for each in DueList},
    **{str(each): words for each, words in NOT_BY_LETTER.items()},
}


@dataclass(frozen=True, kw_only=True)
class ToWrite:
    """Somebody to whom a letter is due; `second`: nobody answered the first."""

    person: PersonCell
    practice: str
    kind: str
    second: bool
    formats: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LettersDue:
    """`rows` the first of `total`; `kept_back` how many are rung instead, by reason, of `to_ring` in all."""

    rows: tuple[ToWrite, ...]
    total: int
    to_ring: int
    kept_back: tuple[tuple[str, int], ...]
    any_linked: bool


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`stopped` says why it does not go out, and is empty where it does."""

    person: PersonCell
    practice: str
    address: tuple[str, ...]
    kind: SessionKind
    often: str
    second: bool
    large_print: bool
    easy_words: bool
    stopped: str

    @property
    def formats(self) -> tuple[str, ...]:
        return tuple(
            words
            for chosen, words in zip((self.large_print, self.easy_words), FORMATS.values(), strict=True)
            if chosen
        )


@dataclass(frozen=True, kw_only=True)
class LetterBatch:
    """Letters of one form, of people whom the user reaches."""

    once: UUID
    on: date
    answer_by: date
    reply_to: str
    author: str
    recorded_at: datetime
    letters: tuple[Letter, ...]
    may_take_back: bool

    @property
    def going(self) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if not each.stopped)

    @property
    def kept(self) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if each.stopped)


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
    formats = _formats((row["person_id"] for row in found), user=user, on=on)
    return LettersDue(
        rows=tuple(_to_write(row, formats, on) for row in found),
        total=rows[0]["total"],
        to_ring=rows[0]["list_call"],
        kept_back=tuple(
            (words, count)
            for each, words in NOT_BY_LETTER.items()
            if (count := rows[0][f"kept_{each.lower()}"])
        ),
        any_linked=rows[0]["any_linked"],
    )


def chosen(user: User, ids: Iterable[UUID]) -> list[Person]:
    """Those of the ids whom the user reaches."""
    return list(reached(user).filter(public_id__in=list(ids)).order_by("pk"))


def last_reply_to(user: User) -> str:
    """The number that the user's letters gave the last time, else where they are rung at work."""
    mine = SessionOffer.objects.visible_to(user).filter(recorded_by=user).exclude(reply_to="")
    last = mine.order_by("-recorded_at").values_list("reply_to", flat=True).first()
    return last or next((each.telephone for each in user.standings if each.telephone), "")


def written_together(user: User, once: UUID) -> QuerySet[SessionOffer]:
    rows = SessionOffer.objects.visible_to(user).written_together(once).filter(person__in=reached(user))
    return rows.select_related("person", "recorded_by").order_by("pk")


def answer_by(offer: SessionOffer) -> date:
    """The day that a letter names: after it a second invitation, or a call, is due."""
    return offer.offered_on + session_settings().second


def letter_batch(offers: Sequence[SessionOffer], *, user: User, on: date) -> LetterBatch:
    """
    Letters as they stand on the day; seven statements, however many there are.

    :param offers: of `written_together`, one at least
    """
    people = [each.person_id for each in offers]
    who = _Who(people, user=user, on=on)
    first = offers[0]
    return LetterBatch(
        once=first.once,
        on=first.offered_on,
        answer_by=answer_by(first),
        reply_to=first.reply_to,
        author=first.recorded_by.display_name,
        recorded_at=first.recorded_at,
        letters=tuple(sorted((who.letter(each) for each in offers), key=_in_order)),
        may_take_back=any(is_own(user, each) for each in offers),
    )


class _Who:
    """What is known of the people of some letters on the day."""

    def __init__(self, people: list[int], *, user: User, on: date) -> None:
        stays = Registration.objects.visible_to(user).regular_on(on).filter(person_id__in=people)
        found = cast("list[Registration]", list(stays.select_related("practice")))
        self.on = on
        withheld = withheld_among(people, user=user, on=on)
        self.practice = {
            each.person_id: WITHHELD if each.person_id in withheld else each.practice.name for each in found
        }
        self.cells = cells_of(people, user=user, on=on)
        details = PersonDetail.objects.visible_to(user).current().filter(person_id__in=people)
        self.details = {each.person_id: each for each in cast("Iterable[PersonDetail]", details)}
        self.formats = _formats(people, user=user, on=on)
        parameters = sets.due_parameters(
            on, session_settings(), practices=list({each.practice_id for each in found}), people=people
        )
        self.places = sets.places(reach_of(user, to=Verb.READ), parameters)

    def letter(self, offer: SessionOffer) -> Letter:
        place = self.places.get(offer.person_id)
        formats = self.formats.get(offer.person_id, frozenset())
        return Letter(
            person=self.cells[offer.person_id],
            practice=self.practice.get(offer.person_id, ""),
            address=_address(self.details[offer.person_id]),
            kind=SessionKind(offer.kind),
            often=_often(session_settings(), SessionKind(offer.kind)),
            second=bool(place and place["unanswered"] > 1),
            large_print=PreferenceKind.LARGE_PRINT in formats,
            easy_words=PreferenceKind.EASY_READ in formats,
            stopped=self._stopped(offer, place),
        )

    def _stopped(self, offer: SessionOffer, place: Mapping[str, Any] | None) -> str:
        died_on = self.details[offer.person_id].died_on
        now = Standing(
            list=DueList(place["list"]) if place else None,
            died_on=died_on,
            invited_on=place["offered_on"] if place else None,
            answered=offer.answer != Answer.NONE,
            in_error=offer.in_error_at is not None,
            other_kind=place is not None and place["kind"] != offer.kind,
            late=self.on > answer_by(offer),
            not_by_letter=tuple(NotByLetter(each) for each in place["not_by_letter"]) if place else (),
        )
        why = stopped(offer.offered_on, now)
        return f"died {short_date(died_on)}" if why == "DIED" else _STOPPED[why] if why else ""


def _often(settings: SessionSettings, kind: SessionKind) -> str:
    """How many sessions a year are offered, in words."""
    number = settings.joint_a_year if kind is SessionKind.JOINT else settings.hsca_a_year
    return {1: "once a year", 2: "twice a year"}.get(number, f"{number} times a year")


def _in_order(letter: Letter) -> tuple[str, str, int]:
    return letter.person.family_name, letter.person.given_name, letter.person.pk


def _to_write(row: Mapping[str, Any], formats: Mapping[int, frozenset[str]], on: date) -> ToWrite:
    says = formats.get(row["person_id"], frozenset())
    return ToWrite(
        person=cell_of(row, on),
        practice=row["practice_name_told"],
        kind=KINDS[Kind(row["kind"])],
        second=row["list"] == DueList.SECOND,
        formats=tuple(words for each, words in FORMATS.items() if each in says),
    )


def _formats(people: Iterable[int], *, user: User, on: date) -> dict[int, frozenset[str]]:
    """In which formats they read letters, where they have said so."""
    says = Preference.objects.visible_to(user).standing_on(on)
    rows = says.filter(person_id__in=list(people), kind__in=list(FORMATS)).values_list("person_id", "kind")
    found: dict[int, frozenset[str]] = {}
    for person_id, kind in rows:
        found[person_id] = found.get(person_id, frozenset()) | {kind}
    return found


def _address(detail: PersonDetail) -> tuple[str, ...]:
    """Lines for a window envelope."""
    lines = [each.strip() for each in detail.address.split(",") if each.strip()]
    if detail.postcode and detail.postcode not in detail.address:
        lines.append(detail.postcode)
    return tuple(lines)
