"""Letters that were written together, as they stand on the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from careplans.access.own import is_own
from careplans.models import LetterText, SessionKind, SessionOffer
from careplans.queries import letter_texts as texts
from careplans.queries.due_words import LABELS, NOT_BY_LETTER
from careplans.rules.due import Answer, DueList, NotByLetter
from careplans.rules.languages import BY_NAME
from careplans.rules.letter_texts import Block, LetterNow
from careplans.rules.letters import Standing, stopped
from careplans.sets import due as sets
from careplans.settings import session_settings
from patients.models import PersonDetail, Preference, PreferenceKind, Registration
from patients.models.base import reach_of
from patients.queries.cells import PersonCell, cells_of
from patients.queries.people import reached
from patients.queries.preferences import withheld_among
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import short_date

WITHHELD = "Withheld"
FORMATS = {PreferenceKind.LARGE_PRINT: "Large print", PreferenceKind.EASY_READ: "Easy words"}
_OF_LANGUAGE = (NotByLetter.LANGUAGE, NotByLetter.EASY_WORDS)
_STOPPED = {
    "GONE": "not on your register any more",
    "IN_ERROR": "entered in error",
    "ANSWERED": "has answered",
    "OTHER_KIND": "another session is due to them than the letter says",
    "LATE": "the day to answer by has passed",
    "OTHER_LANGUAGE": "speaks another language than the letter is in",
    "TEXT_ENDED": "its wording was replaced or withdrawn since",
    "NOT_PRINTED": "taken back: its wording was replaced or withdrawn before it was printed",
    "LATER_ONE": "invited again later, or a session was held",
    **{str(each): LABELS[each].lower() for each in DueList},
    **{str(each): words for each, words in NOT_BY_LETTER.items()},
}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`stopped` says why it does not go out, and is empty where it does; `own` are the words in their
    language, where it is in theirs, of `language` and `version`.  `wording_ended`: its wording ended
    before it was printed, and the user may take it back."""

    person: PersonCell
    practice: str
    address: tuple[str, ...]
    kind: SessionKind
    second: bool
    large_print: bool
    easy_words: bool
    stopped: str
    wording_ended: bool
    english: tuple[Block, ...]
    own: texts.Printed | None
    language: str
    version: int | None

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
    def in_own(self) -> tuple[Letter, ...]:
        """Those of several sheets, the last of them in English; the large ones, which may fill more, last."""
        return tuple(sorted((each for each in self.going if each.own), key=lambda each: each.large_print))

    @property
    def in_english(self) -> tuple[Letter, ...]:
        return tuple(each for each in self.going if not each.own)

    @property
    def wording_ended(self) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if each.wording_ended)

    @property
    def kept(self) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if each.stopped)


def written_together(user: User, once: UUID) -> QuerySet[SessionOffer]:
    rows = SessionOffer.objects.visible_to(user).written_together(once).filter(person__in=reached(user))
    return rows.select_related("person", "recorded_by", "text").order_by("pk")


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
        may_take_back=any(is_own(user, each) and not (each.answer or each.in_error_at) for each in offers),
    )


class _Who:
    """What is known of the people of some letters on the day."""

    def __init__(self, people: list[int], *, user: User, on: date) -> None:
        stays = Registration.objects.visible_to(user).regular_on(on).filter(person_id__in=people)
        found = cast("list[Registration]", list(stays.select_related("practice")))
        self.on, self.user = on, user
        withheld = withheld_among(people, user=user, on=on)
        self.practice = {
            each.person_id: WITHHELD if each.person_id in withheld else each.practice.name for each in found
        }
        self.cells = cells_of(people, user=user, on=on)
        details = PersonDetail.objects.visible_to(user).current().filter(person_id__in=people)
        self.details = {each.person_id: each for each in cast("Iterable[PersonDetail]", details)}
        self.formats = formats_of(people, user=user, on=on)
        parameters = sets.due_parameters(
            on, session_settings(), practices=list({each.practice_id for each in found}), people=people
        )
        self.places = sets.places(reach_of(user, to=Verb.READ), parameters)

    def letter(self, offer: SessionOffer) -> Letter:
        place = self.places.get(offer.person_id)
        formats = self.formats.get(offer.person_id, frozenset())
        kind, second = SessionKind(offer.kind), bool(place and place["unanswered"] > 1)
        second = offer.text.second if offer.text else second
        values = self._values(offer)
        return Letter(
            person=self.cells[offer.person_id],
            practice=self.practice.get(offer.person_id, ""),
            address=_address(self.details[offer.person_id]),
            kind=kind,
            second=second,
            large_print=PreferenceKind.LARGE_PRINT in formats,
            easy_words=PreferenceKind.EASY_READ in formats,
            stopped=self._stopped(offer, place),
            wording_ended=_may_be_taken_back(offer, self.user),
            english=texts.in_english(texts.Which(kind=kind, second=second), values, by=answer_by(offer)),
            own=_in_own(offer.text, values),
            language=offer.text.language if offer.text else "",
            version=offer.text.version if offer.text else None,
        )

    def _values(self, offer: SessionOffer) -> dict[str, str]:
        """In place of the placeholders."""
        person = self.cells[offer.person_id]
        return {
            "name": f"{person.title or person.given_name} {person.family_name}",
            "telephone": offer.reply_to,
            "day": f"{answer_by(offer):%d/%m/%Y}",
            "practice": self.practice.get(offer.person_id, ""),
            **texts.numbers(SessionKind(offer.kind), session_settings()),
        }

    def _words(self, offer: SessionOffer) -> LetterNow:
        detail = self.details[offer.person_id]
        return LetterNow(
            language=offer.text.language if offer.text else None,
            stands=offer.text is None or offer.text.ended_at is None,
            speaks=detail.language,
            interpreter=bool(detail.interpreter_needed),
            easy_words=PreferenceKind.EASY_READ in self.formats.get(offer.person_id, frozenset()),
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
            not_by_letter=_not_by_letter(place["not_by_letter"]) if place else (),
            words=self._words(offer),
        )
        why = stopped(offer.offered_on, now)
        if why == "IN_ERROR" and offer.awaits_print and offer.text and offer.text.ended_at:
            why = "NOT_PRINTED"
        return f"died {short_date(died_on)}" if why == "DIED" else _STOPPED[why] if why else ""


def _may_be_taken_back(offer: SessionOffer, user: User) -> bool:
    """As `SessionOfferQuerySet.of_ended_wording` and the action ask it."""
    open_still = not (offer.answer or offer.in_error_at)
    ended = offer.awaits_print and offer.text is not None and offer.text.ended_at is not None
    return open_still and ended and is_own(user, offer)


def _in_own(text: LetterText | None, values: Mapping[str, str]) -> texts.Printed | None:
    return texts.printed(BY_NAME[text.language], text.body, values) if text else None


def _not_by_letter(reasons: Sequence[str]) -> tuple[NotByLetter, ...]:
    """But for their language: of a letter that was written its own words decide, not those of the next."""
    return tuple(NotByLetter(each) for each in reasons if each not in _OF_LANGUAGE)


def _in_order(letter: Letter) -> tuple[str, str, int]:
    return letter.person.family_name, letter.person.given_name, letter.person.pk


def formats_of(people: Iterable[int], *, user: User, on: date) -> dict[int, frozenset[str]]:
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
