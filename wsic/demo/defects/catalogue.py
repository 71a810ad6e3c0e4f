"""All kinds of all feeds."""

from wsic.demo.defects import organisations, people, scores
from wsic.demo.defects.kinds import Kind
from wsic.demo.lines import FRAILTY_SCORES, ORGANISATIONS, PEOPLE

KINDS: dict[str, tuple[Kind, ...]] = {
    ORGANISATIONS: organisations.KINDS,
    PEOPLE: people.KINDS,
    FRAILTY_SCORES: scores.KINDS,
}
