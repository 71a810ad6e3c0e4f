"""People with random pasts of sessions, offers, reviews and tiers, and where the plain rules put them."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from careplans.models import (
    LetterText,
    PlanningSession,
    ReviewRequest,
    SessionKind,
    SessionOffer,
    SessionState,
)
from careplans.rules.due import Answer, NotByLetter, Offered, course_of, place_of
from careplans.rules.entitlement import Circumstances, Held, SessionSettings, next_window
from careplans.rules.letter_texts import language_reason
from patients.models import PersonDetail, Preference, PreferenceKind, Registration
from patients.models.residence import HOMES, Residence
from tests.careplans.letter_texts import make_text
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.factories import PersonFactory
from tests.tiers.onsets import make_onset
from tests.world import NOW, TODAY
from tiers.models import Basis, DeficitOnset, TierStanding
from tiers.rules.index import DEFICITS
from wsic.dates import LONDON

DAY = timedelta(days=1)
DEMENTIA = DEFICITS.index("Memory and cognitive problems") + 1
# Days before today on which something turns; sessions and offers meet there.
TURNS = [0, 1, 13, 14, 15, 28, 29, 91, 92, 181, 182, 365]
STAFF = [["GP", "CASE_MANAGER"], ["GP"], ["CASE_MANAGER"], ["HSCA"], ["NURSE"]]


def somebody(chance, places) -> int:
    """Somebody in scope with a past: tiers, sessions, offers, reviews, what keeps a letter back."""
    birth = TODAY - chance.randrange(65 * 366, 95 * 365) * DAY
    registered = TODAY - chance.choice([chance.randrange(90), chance.randrange(4000)]) * DAY
    person = PersonFactory(
        details__birth_date=birth, details__address=chance.choice(["", "1 Road", "2 Road"]),
        details__language=chance.choice(["", "English", "Bengali", "farsi", "Klingon"]),
        details__interpreter_needed=chance.choice([None, False, True]),
        practice=chance.choice(places), practice__from_on=registered,
    )  # fmt: skip
    _tiers(person, chance)
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        _session(person, chance)
    for _ in range(chance.choice([0, 0, 1, 2, 3])):
        _offer(person, chance)
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        make_review(person, on=TODAY - chance.randrange(60) * DAY)
    if chance.random() < 0.2:
        make_onset(person, places[0], TODAY + chance.choice([-30, 0, 1]) * DAY, DEMENTIA)
    if chance.random() < 0.2:
        kind, days = chance.choice([*HOMES, "OWN_HOME"]), chance.choice([0, 1, -1])
        Residence.objects.create(
            person=person, kind=kind, as_on=TODAY, from_on=TODAY - chance.choice([-1, 0, 9]) * DAY,
            to_on=chance.choice([None, TODAY + (1 + days) * DAY]) if days >= 0 else None,
        )  # fmt: skip
    for kind in chance.sample(
        [
            PreferenceKind.NO_LETTERS,
            PreferenceKind.OTHER_FORMAT,
            PreferenceKind.SENSITIVE,
            PreferenceKind.EASY_READ,
        ],
        k=chance.choice([0, 0, 1, 2]),
    ):
        Preference.objects.create(
            person=person, kind=kind, from_on=TODAY - DAY, as_on=TODAY, recorded_at=NOW,
            to_on=chance.choice([None, TODAY, TODAY + DAY]),
        )  # fmt: skip
    return person.pk


def wordings(chance) -> None:
    """Letters in some languages, some of them withdrawn."""
    for language in ("Bengali", "Persian"):
        for kind in SessionKind:
            for second in (False, True):
                if chance.random() < 0.7:
                    text = make_text(language, kind=kind, second=second)
                    text.ended_by, text.ended_why = text.recorded_by, "Not clear"
                    text.ended_at = NOW
                    if chance.random() < 0.3:
                        text.save(update_fields=["ended_by", "ended_why", "ended_at"])


def _tiers(person, chance) -> None:
    for basis in Basis:
        day = TODAY - chance.randrange(1500) * DAY
        while day < TODAY and chance.random() < 0.7:
            until = day + chance.randrange(1, 700) * DAY
            _standing(person, basis, chance.randrange(4), day, until if chance.random() < 0.8 else None)
            day = until + chance.choice([0, 0, 0, 40]) * DAY


def _standing(person, basis, tier, from_on, to_on) -> None:
    if TierStanding.objects.filter(person=person, basis=basis, to_on=None).exists():
        return
    follows = {"deficit_count": 9, "instrument": "EFI", "source": "IMPORTED", "settings_version": "1"}
    TierStanding.objects.create(
        person=person, tier=tier, basis=basis, from_on=from_on, to_on=to_on, recorded_at=NOW,
        **follows if basis == Basis.PROPOSED else {},
    )  # fmt: skip


def _session(person, chance) -> None:
    on = TODAY - chance.choice([chance.randrange(800), chance.choice(TURNS)]) * DAY
    state = chance.choice([*[SessionState.HELD] * 4, *SessionState])
    if state == SessionState.BOOKED:
        if PlanningSession.objects.filter(person=person, state=state).exists():
            return
        on = TODAY + chance.choice([-3, -1, 0, 1, 20]) * DAY
    there = {}
    if state == SessionState.HELD:
        there = {"attended": ["PERSON", *chance.choice(STAFF)]}
    ended = datetime.combine(on - chance.randrange(9) * DAY, time(chance.choice([0, 12, 23]), 30), LONDON)
    make_session(person, on=on, state=state, at=ended, **there)


def _offer(person, chance) -> None:
    on = TODAY - chance.choice([*TURNS, chance.randrange(400)]) * DAY
    answer = chance.choice(["", "", "", *(each for each in Answer if each)])
    again = {"again_on": max(on, TODAY + chance.choice([-1, 0, 1, 60]) * DAY)}
    offer = make_offer(person, on=on, answer=answer, **again if answer in ("DECLINED", "UNDECIDED") else {})
    if chance.random() < 0.1:
        offer.in_error_by, offer.in_error_at = offer.recorded_by, NOW
        offer.save(update_fields=["in_error_by", "in_error_at"])


def expected(key: int, settings: SessionSettings):
    detail, registered = PersonDetail.objects.get(person=key), Registration.objects.get(person=key)
    sessions = PlanningSession.objects.filter(person=key)
    held = [Held(each.on, frozenset(each.attended)) for each in sessions.filter(state="HELD")]
    tiers = _tier_by_day(key)
    reviews = [each.raised_on for each in ReviewRequest.objects.filter(person=key)]
    live_on = registered.practice.live_on
    who = Circumstances(
        tier=tiers(TODAY), live_on=live_on, registered_on=registered.from_on, birth_date=detail.birth_date,
        held=held, review_on=min(reviews, default=None), **_joint(tiers, settings),
    )  # fmt: skip
    called_off = [
        min(each.on, each.ended_at.astimezone(LONDON).date())
        for each in sessions.filter(state__in=["DID_NOT_ATTEND", "CANCELLED"])
    ]
    course = course_of(
        held=[each.on for each in held], called_off=called_off, offers=_offers(key), review_on=who.review_on,
        booked_on=sessions.filter(state="BOOKED").values_list("on", flat=True).first(),
    )  # fmt: skip
    kind = "JOINT" if (who.tier or 0) >= settings.joint_from_tier else "HSCA"
    own = _wording(detail, kind, second=course.unanswered > 0)
    course = replace(course, not_by_letter=_not_by_letter(key, detail, own is not None))
    window = next_window(who, settings)
    place = place_of(window, course, TODAY, settings)
    return place.list, place.overdue, window.from_on, window.by_on, window.because, window.last_on


def _offers(key: int) -> list[Offered]:
    made = SessionOffer.objects.filter(person=key, in_error_at=None).order_by("offered_on", "pk")
    return [Offered(on=each.offered_on, answer=Answer(each.answer), again_on=each.again_on) for each in made]


def in_own(key: int) -> int | None:
    """The wording of the letter that is due to them in their language."""
    settings, tier = SessionSettings(), _tier_by_day(key)(TODAY)
    kind = "JOINT" if (tier or 0) >= settings.joint_from_tier else "HSCA"
    held = PlanningSession.objects.filter(person=key, state="HELD").values_list("on", flat=True)
    course = course_of(held=list(held), booked_on=None, called_off=[], offers=_offers(key))
    return _wording(PersonDetail.objects.get(person=key), kind, second=course.unanswered > 0)


def _wording(detail, kind: str, *, second: bool) -> int | None:
    """As somebody would look it up."""
    names = {"Bengali": "Bengali", "farsi": "Persian"}
    texts = LetterText.objects.filter(language=names.get(detail.language, "-"), kind=kind, second=second)
    return texts.filter(ended_at=None).values_list("pk", flat=True).first()


def _not_by_letter(key: int, detail, in_own: bool) -> tuple[NotByLetter, ...]:
    says = Preference.objects.filter(person=key).standing_on(TODAY)
    kinds = set(says.values_list("kind", flat=True))
    homes = Residence.objects.on(TODAY).filter(person=key, kind__in=HOMES)
    holds = {
        NotByLetter.CARE_HOME: PreferenceKind.SENSITIVE not in kinds and homes.exists(),
        NotByLetter.DEMENTIA: DeficitOnset.objects.filter(
            person=key, deficit=DEMENTIA, counted_from__lte=TODAY
        ).exists(),
        NotByLetter.NO_LETTERS: PreferenceKind.NO_LETTERS in kinds,
        NotByLetter.OTHER_FORMAT: PreferenceKind.OTHER_FORMAT in kinds,
        NotByLetter.LANGUAGE: language_reason(
            speaks=detail.language,
            interpreter=bool(detail.interpreter_needed),
            easy_words=False,
            has_text=in_own,
        )
        is not None,
        NotByLetter.EASY_WORDS: in_own and PreferenceKind.EASY_READ in kinds,
        NotByLetter.ADDRESS: not detail.address or PreferenceKind.SENSITIVE in kinds,
    }
    return tuple(each for each, applies in holds.items() if applies)


def _tier_by_day(key: int):
    rows = list(TierStanding.objects.filter(person=key))

    def tier(day):
        there = {
            each.basis: each.tier
            for each in rows
            if each.from_on <= day and (not each.to_on or day < each.to_on)
        }
        return there.get(Basis.DECIDED, there.get(Basis.PROPOSED))

    return tier


def _joint(tiers, settings) -> dict:
    """Day by day backwards, as somebody would read it from a calendar."""
    day = TODAY
    if (tiers(day) or 0) < settings.joint_from_tier:
        return {}
    while (tiers(day - DAY) or 0) >= settings.joint_from_tier:
        day -= DAY
    return {"joint_since": day, "risen": tiers(day - DAY) is not None}
