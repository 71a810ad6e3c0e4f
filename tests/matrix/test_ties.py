"""Every address about a person, for each way to stand to them: live, ended, withdrawn, dissented from ..."""

import random
from collections.abc import Iterable, Iterator

import pytest
from django.http import HttpResponse
from django.urls import reverse

from patients.models import Reach, ReachGrant
from tests.contracts.sources import none_of
from tests.matrix import counting
from tests.matrix.answers import FOUND_NOBODY, Address, Answers, expected
from tests.matrix.machine import Asker, Cell, Visitors, differences
from tests.matrix.tied import Laid, lay_down
from tests.matrix.ties import LISTS, ROLES, TIES, Tie, addresses, befalling, opened
from tests.matrix.walls import WALLS, take_down
from tests.world import TODAY, as_system
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import CRISIS_ALONE, Why

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]
PAGE, CRISIS_PAGE = "patients:person_detail", "careplans:person_crisis"
# The cheapest question with three answers: not there, seen and not yours to change, yours.
QUESTION = "patients:care_team_leave"
REGISTER = ("tiers:register_of", "tiers:register_print")
SAMPLE = (
    1  # of the ties, with one of its walls, in a run that asks for a sample: each lays down its own world
)
ALL = [pytest.param(tie, walls, id=f"{tie}, {walls}") for tie in TIES for walls in WALLS]


def chosen() -> list:
    """By the seed that every process has."""
    return ALL if counting.is_full() else random.Random(counting.seed()).sample(ALL, SAMPLE)


def pairs(tie: Tie, seed: str) -> list[tuple[str, str]]:
    """Each circumstance with a role that the tie is for, and with one that it is not."""
    drawn = random.Random(f"{counting.seed()} {tie} {seed}")
    groups = (sorted(tie.roles), sorted(ROLES - tie.roles))
    return [(name, drawn.choice(group)) for name in befalling(tie) for group in groups]


def cells(tie: Tie, walls: str) -> dict[str, list[Cell]]:
    """By address: of one question every role that the tie is for, of the page one of each kind, and of every
    other address those of one circumstance, which the seed says: they are told apart by the same rows."""
    everybody = pairs(tie, f"{walls} question")
    if walls == WALLS[0]:
        everybody += [(name, role) for name in befalling(tie) for role in tie.roles]
    drawn = random.Random(f"{counting.seed()} {tie} {walls}")
    some = drawn.choice(sorted(befalling(tie)))
    two = [(name, role) for name, role in pairs(tie, f"{walls} elsewhere") if name == some]
    asked: dict[str, Iterable[Cell]] = {
        address: [Cell(how, role, name) for name, role in two for how in _methods(each, drawn)]
        for address, each in addresses(tie).items()
    }
    asked[QUESTION] = [Cell("POST", role, name) for name, role in sorted(set(everybody))]
    page = CRISIS_PAGE if tie.why in CRISIS_ALONE else PAGE
    asked[page] = [Cell("GET", role, name) for name, role in pairs(tie, walls)]
    return {name: [*found, *_of_nobody(addresses(tie)[name], found)] for name, found in asked.items()}


def _methods(address: Address, drawn: random.Random) -> list[str]:
    """Those that an address takes; of a page and what htmx asks of it, the one or the other."""
    asked = [drawn.choice(("GET", "HTMX")), "POST"]
    return [how for how in asked if isinstance(address.answers(how), Answers)]


def _of_nobody(address: Address, found: Iterable[Cell]) -> list[Cell]:
    """The answers that "not theirs" must read like."""
    unseen = [each for each in found if expected(address, each.method, each.persona, each.owner) == 404]
    whose = sorted({(each.method, each.persona) for each in unseen})
    return [Cell(how, who, FOUND_NOBODY) for how, who in whose]


def wrong(name: str, tie: Tie, laid: Laid, visitors: Visitors, asked: list[Cell]) -> Iterator[str]:
    address = addresses(tie)[name]
    asker = Asker(visitors, name, address, laid.people)
    for each in differences(address, {cell: asker.ask(cell) for cell in asked}, laid.secrets):
        yield f"{name}: {each}"


@pytest.mark.parametrize(("tie", "walls"), chosen())
def test_the_site_opens_as_the_tie_says(tie, walls, world, monkeypatch, record_property):
    laid = lay_down(tie)
    take_down(walls, monkeypatch)

    asked, visitors = cells(tie, walls), Visitors(laid)
    found = [each for name, those in asked.items() for each in wrong(name, tie, laid, visitors, those)]
    other = [each(laid, visitors, tie, walls) for each in (searched, printed, listed)]

    record_property(counting.CELLS, sum(map(len, asked.values())) + sum(map(len, other)))
    none_of(found + [each for answers in other for each in answers if each])


def searched(laid: Laid, visitors: Visitors, tie: Tie, walls: str) -> list[str]:
    """By name and by number in turn: "" where the answer tells as much of the person as it may."""
    found = []
    for number, (name, role) in enumerate(pairs(tie, f"{walls} search")[::3]):
        response = visitors.client_of(role).post(
            reverse("patients:person_search"), {"q": laid.details[name][number % 2]}
        )
        told = str(laid.people[name]) in response.content.decode() + response.headers.get("Location", "")
        wanted = Verb.READ in VERBS[Role(role)], role in opened(tie, Verb.READ)[name]
        found.append(_unless((response.status_code != 403, told), wanted, f"search, {role}, {name}"))
    return found


def printed(laid: Laid, visitors: Visitors, tie: Tie, walls: str) -> list[str]:
    """The explanation opened to be printed is the same address with another word; it costs five pages."""
    if walls != WALLS[0]:
        return []
    found = []
    for name, role in pairs(tie, f"{walls} print")[::5]:
        path = reverse("tiers:explain", args=[laid.people[name]])
        status = visitors.client_of(role).get(path, {"open": "all"}).status_code
        wanted = 200 if role in opened(tie, Verb.READ)[name] else 404
        found.append(_unless(status, wanted, f"print, {role}, {name}"))
    return found


def listed(laid: Laid, visitors: Visitors, tie: Tie, walls: str) -> list[str]:
    """The holder's register and its print in turn; who is on the list of none stands on no list."""
    if tie.why not in LISTS:
        return []
    found = []
    for number, (name, role) in enumerate(pairs(tie, f"{walls} lists")[::2]):
        address = REGISTER[number % 2]
        response = visitors.client_of(role).get(reverse(address, args=[laid.holders[name]]))
        answer = response.status_code, _names(response, laid.details[name][0])
        may = role in opened(tie, Verb.REGISTER)[name] and name != "died"
        wanted = (404 if name == "left the holder" else 200, may)
        found.append(_unless(answer, wanted, f"{address}, {role}, {name}"))
    return found


def _names(response: HttpResponse, family_name: str) -> bool:
    return family_name.lower() in response.content.decode().lower()


def _unless(answer: object, wanted: object, what: str) -> str:
    return "" if answer == wanted else f"{what}: {answer}, not {wanted}"


@pytest.mark.parametrize(
    ("circumstance", "says"), [("ended yesterday", "404"), ("dissents", "404"), ("live", "200")]
)
def test_a_tie_that_reach_has_otherwise_is_found(circumstance, says, world):
    """Both walls read Reach: what is wrong there is wrong on every page, and the table says so."""
    tie = next(each for each in TIES if each.why is Why.REFERRAL)
    laid = lay_down(tie)
    with as_system():
        Reach.objects.all().delete()
        forged = ReachGrant.objects.values("person_id", "organisation_id", "why") if says == "404" else []
        Reach.objects.bulk_create(Reach(**each, from_on=TODAY, source="forged") for each in forged)

    found = list(wrong(PAGE, tie, laid, Visitors(laid), [Cell("GET", "GP", circumstance)]))

    assert any(f"the table says {says}" in each for each in found)
