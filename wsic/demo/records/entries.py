"""The coded entries of one person, about a hundred: signs of the deficits, and all the rest of a record."""

from typing import NamedTuple

from wsic.demo.records import results
from wsic.demo.records.case import Case
from wsic.demo.records.results import ANAEMIA, CHECKS, CHECKS_OF, KIDNEY, SCORES, THYROID
from wsic.demo.records.statements import BY_TERM, CODED, CODED_OF_ANYBODY, NOISE, Noise, Statement
from wsic.demo.streams import Draws

NOTHING = ","  # no value, no unit

_LATE = 0.12  # of first signs: typed in long after they were found
_LATEST = 3000  # days
_A_WEEK_LATE = 0.05  # of all other entries
_ADULT = 20 * 365  # nothing is recorded of younger years
_YEARS_BACK = 12 * 365
_RARELY_SEEN = 0.03  # of people without an entry of the last year
_A_YEAR_AND_MORE = 400


class Entry(NamedTuple):
    """
    A version of a coded entry; days are ordinals.

    :param row: number of the entry in the person's record, the same for all its versions
    :param result: value and unit, parted by a comma
    """

    row: int
    statement: Statement
    effective: int
    recorded: int
    result: str = NOTHING
    deleted: bool = False


class Chart:
    """Entries as they are written, oldest number first."""

    def __init__(self, case: Case, draws: Draws) -> None:
        self.case = case
        self.draws = draws
        self.entries: list[Entry] = []
        self.coded = CODED.get(case.sex, CODED_OF_ANYBODY)
        self.begins = case.person.birth_date.toordinal() + _ADULT
        seen_until = case.ends - (_A_YEAR_AND_MORE if draws.chance(_RARELY_SEEN) else 0)
        self.span = min(_YEARS_BACK, seen_until - self.begins)
        self.seen_until = seen_until
        self.counting_from = {deficit: case.since[deficit] for deficit in case.by_result}

    def add(self, statement: Statement, day: int, result: str = NOTHING) -> None:
        recorded = day
        if self.draws.unit() < _A_WEEK_LATE:
            recorded = min(day + 1 + self.draws.below(7), self.case.ends)
        self.entries.append(Entry(len(self.entries), statement, day, recorded, result))

    def add_first_sign(self, statement: Statement, counts_from: int, result: str = NOTHING) -> None:
        effective = counts_from
        if self.draws.unit() < _LATE:
            effective = max(counts_from - self.draws.below(_LATEST), min(self.begins, counts_from))
        self.entries.append(Entry(len(self.entries), statement, effective, counts_from, result))

    def any_day(self) -> int:
        """The more recent, the more frequent."""
        unit = self.draws.unit()
        return self.seen_until - int(unit * unit * self.span)

    def counts(self, deficit: str, day: int) -> bool:
        """Whether a result of this day may count for the deficit; after it began every second one does."""
        from_day = self.counting_from.get(deficit)
        return from_day is not None and from_day <= day and self.draws.unit() < 0.5


def entries_of(case: Case, draws: Draws) -> list[Entry]:
    chart = Chart(case, draws)
    _add_signs(chart)
    _add_follow_up(chart)
    _add_checks(chart)
    _add_panels(chart)
    _add_contacts(chart)
    _add_the_rest(chart)
    return chart.entries


def _add_signs(chart: Chart) -> None:
    """What makes each deficit count, on its day."""
    case, draws = chart.case, chart.draws
    for term in case.paired:
        said = BY_TERM[term]
        chart.add_first_sign(said, case.since[said.deficits[0]])
    for deficit, day in case.since.items():
        if deficit in case.by_result:
            statement, result = _counting_result(chart, deficit, day)
            chart.add_first_sign(statement, day, result)
        elif deficit in case.by_code:
            statement = draws.pick(chart.coded[deficit])
            chart.add_first_sign(statement, day, _score(statement, draws))


def _counting_result(chart: Chart, deficit: str, day: int) -> tuple[Statement, str]:
    """Measured on the day itself or, by its units, at some time before."""
    draws, sex = chart.draws, chart.case.sex
    if deficit == ANAEMIA:
        return results.haemoglobin(day, sex, draws, counting=True)
    if deficit == THYROID:
        return results.tsh(draws, counting=True)
    if deficit == KIDNEY and draws.chance(0.8):
        return results.egfr(day, draws, counting=True)
    check = draws.pick(CHECKS_OF[deficit])
    return check.statement, check.results.pick(draws, counting=True)


def _score(statement: Statement, draws: Draws) -> str:
    scores = SCORES.get(statement.term)
    return draws.pick(scores) if scores else NOTHING


def _add_follow_up(chart: Chart) -> None:
    """The same deficit again, by other codes; where results came first, the code that followed."""
    case, draws = chart.case, chart.draws
    for deficit in case.since:
        if deficit not in case.by_code:
            continue
        since = case.since[deficit]
        for _ in range(draws.below(4) or (deficit in case.by_result)):
            statement = draws.pick(chart.coded[deficit])
            chart.add(statement, since + draws.below(case.ends - since + 1), _score(statement, draws))


def _add_checks(chart: Chart) -> None:
    case, draws = chart.case, chart.draws
    for check in CHECKS:
        if draws.chance(0.6 if check.deficit in case.since else check.asked):
            day = chart.any_day()
            counting = chart.counts(check.deficit, day)
            chart.add(check.statement, day, check.results.pick(draws, counting=counting))


def _add_panels(chart: Chart) -> None:
    """Blood tests, taken together."""
    case, draws = chart.case, chart.draws
    sex = case.sex
    for _ in range(2 + draws.below(3) + len(case.since) // 3):
        day = chart.any_day()
        said, result = results.haemoglobin(day, sex, draws, counting=chart.counts(ANAEMIA, day))
        chart.add(said, day, result)
        said, result = results.egfr(day, draws, counting=chart.counts(KIDNEY, day))
        chart.add(said, day, result)
        if draws.chance(0.4):
            said, result = results.tsh(draws, counting=chart.counts(THYROID, day))
            chart.add(said, day, result)
        _add_noise(chart, NOISE["panel"], day)
        for noise in NOISE["sometimes"]:
            if draws.chance(0.5):
                chart.add(noise.statement, day, draws.pick(noise.results))


def _add_noise(chart: Chart, together: tuple[Noise, ...], day: int) -> None:
    for noise in together:
        chart.add(noise.statement, day, chart.draws.pick(noise.results))


def _add_contacts(chart: Chart) -> None:
    """Clinic readings of the blood pressure, which are no sign of hypertension, and weights."""
    draws = chart.draws
    for _ in range(4 + draws.below(7) + len(chart.case.since)):
        day = chart.any_day()
        _add_noise(chart, NOISE["contact"], day)
        if draws.chance(0.35):
            _add_noise(chart, NOISE["weight"], day)


def _add_the_rest(chart: Chart) -> None:
    draws = chart.draws
    for kind, most in (("smoking", 4), ("review", 7), ("missed", 4), ("autumn", 11)):
        for _ in range(draws.below(most + 1)):
            chart.add(draws.pick(NOISE[kind]).statement, chart.any_day())
