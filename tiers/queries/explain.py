"""Why somebody stands where they stand, to the row: the count, its deficits and what each rests on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from patients.models import Person
from patients.queries.links import Elsewhere, elsewhere
from tiers.models import FrailtyScore, ScoreSource, TierDecision
from tiers.queries.explain_deficits import OLD, ONE_ENTRY, Absent, Deficit, absent_beside, deficits_of
from tiers.queries.explain_keep import keep_in_mind, unclear, what_would_change
from tiers.queries.explain_moves import MethodChange, Moves, method_change, moves_of, moves_since, total
from tiers.queries.explain_records import Records, records_of
from tiers.queries.explain_scale import Scale, scale_of
from tiers.queries.person import in_words
from tiers.rules import MOST_DEFICITS, category_of, is_near_boundary, score_of, tier_of
from tiers.rules.explain import Warned, WouldChange, compared_with
from tiers.sets.standing import PersonStanding, standings_of
from wsic.accounts.models import User


@dataclass(frozen=True)
class Headline:
    """A score as a sentence: `9/36 = 0.25`, which tier, and whose score it is; `of_all` is `9/36`."""

    count: int
    score: Decimal
    tier: int
    words: str
    scored_on: date | None
    source: str

    @property
    def of_all(self) -> str:
        return f"{self.count}/{MOST_DEFICITS}"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """
    `counts` is the score that counts for the practice, as of the day; `computed` the one that the deficits
    below make, None where no records have come, and then none is said to be `absent`; in the retrospective
    view it stands alone.
    `data_age` is None where the newest extract is of a later day: it has all that was recorded by this one,
    and how old the data were that anybody had then is not kept.
    """

    public_id: str
    on: date
    known_now: bool
    counts: Headline | None
    computed: Headline | None
    imported: Headline | None
    scale: Scale | None
    decided_tier: int | None
    list_name: str
    data_on: date | None
    data_age: int | None  # days
    deficits: tuple[Deficit, ...]
    doubtful: int  # deficits that rest on one entry or may have resolved
    absent: tuple[Absent, ...]
    moves: Moves | None
    since_decision: Moves | None
    would_change: tuple[WouldChange, ...]
    method: MethodChange | None
    keep: tuple[Warned, ...]
    unclear: tuple[str, ...]
    registered_on: date | None
    last_entry_on: date | None
    elsewhere: tuple[Elsewhere, ...]  # what other records of the same person hold, not counted

    @property
    def is_near(self) -> bool:
        """One deficit more would be the next category."""
        return self.counts is not None and is_near_boundary(self.counts.count)

    @property
    def is_computed(self) -> bool:
        """Whether the deficits shown make the score that heads the page."""
        return self.counts is not None and self.counts == self.computed


def explain(person: Person, *, user: User, on: date, known_now: bool = False) -> Explanation:
    """
    Of a person whom the user reaches, as of a day; as many statements for a long record as for a short one.

    :param known_now: the retrospective view: by effective dates alone, with what is known today
    """
    records = records_of(person, user=user, on=on, known_now=known_now)
    stands = standings_of([person.pk], on=on)[person.pk]
    deficits = deficits_of(records, on) if records.has_score_on(on) else ()
    computed = _computed(records, deficits, on)
    imported = _imported(person, user, on)
    counts = computed if known_now or records.source == ScoreSource.COMPUTED else imported
    return Explanation(
        public_id=str(person.public_id),
        on=on,
        known_now=known_now,
        counts=counts,
        computed=computed,
        imported=imported,
        scale=scale_of(counts.count) if counts else None,
        decided_tier=stands.decided_tier,
        list_name=records.list_name,
        data_on=records.entries_on,
        data_age=_age(records.entries_on, on),
        deficits=deficits,
        doubtful=sum(ONE_ENTRY in each.marks or OLD in each.marks for each in deficits),
        absent=absent_beside(deficits) if computed else (),
        moves=_moves(records, stands, on) if counts else None,
        since_decision=_since_decision(person, user, records, counts, on),
        would_change=_would_change(records, counts, computed),
        method=method_change(person, user=user, on=on),
        keep=keep_in_mind(records, deficits, on=on) if computed else (),
        unclear=unclear(records, deficits, on=on) if computed else (),
        registered_on=records.registered_on,
        last_entry_on=records.last_entry_on,
        elsewhere=elsewhere(person, user=user, on=on, known_now=known_now),
    )


def _age(data_on: date | None, on: date) -> int | None:
    return (on - data_on).days if data_on is not None and data_on <= on else None


def _computed(records: Records, deficits: tuple[Deficit, ...], on: date) -> Headline | None:
    if not records.has_score_on(on) or (records.entries_on is None and not deficits):
        return None
    count = len(deficits)
    return _headline(count, score_of(count), records.entries_on, "computed here from the records")


def _imported(person: Person, user: User, on: date) -> Headline | None:
    scores = FrailtyScore.objects.visible_to(user).standing().filter(person=person, calculated_on__lte=on)
    last = scores.filter(source=ScoreSource.IMPORTED).order_by("-calculated_on").first()
    if last is None:
        return None
    return _headline(last.deficit_count, last.score, last.calculated_on, "imported from the clinical system")


def _headline(count: int, score: Decimal, scored_on: date | None, source: str) -> Headline:
    return Headline(count, score, tier_of(count), in_words(category_of(count)), scored_on, source)


def _since_decision(
    person: Person, user: User, records: Records, counts: Headline | None, on: date
) -> Moves | None:
    """None where nothing was decided by the day, or nothing counts."""
    taken = TierDecision.objects.visible_to(user).filter(person=person, decided_on__lte=on)
    last = taken.order_by("-number").first()
    if last is None or counts is None or records.known_now:
        return None
    computed = records.source == ScoreSource.COMPUTED
    return moves_since(last, counts.count, records, on=on, computed=computed)


def _would_change(
    records: Records, counts: Headline | None, computed: Headline | None
) -> tuple[WouldChange, ...]:
    return what_would_change(records, counts.count, computed=counts == computed) if counts else ()


def _moves(records: Records, stands: PersonStanding, on: date) -> Moves | None:
    """Of an imported score only the count is known to have changed, not by which deficits."""
    if records.known_now or records.source == ScoreSource.COMPUTED:
        return moves_of(records, since=compared_with(on), on=on)
    if stands.previous_on is None or stands.previous_count is None or stands.deficit_count is None:
        return None
    return Moves(stands.previous_on, (), total(stands.previous_count, stands.deficit_count))
