"""What an extract brings is text: into every column of every feed, on every page and in every file."""

import re

import pytest
from django.urls import reverse

from patients.feeds.declared import Kind, feed_named
from patients.models import PersonIdentifier, QuarantinedRow
from tests.contracts.sources import none_of
from tests.factories import nhs_number
from tests.matrix.machine import Browser
from tests.patients.feeds.bringing import approve, bring
from tests.world import World, as_system

pytestmark = pytest.mark.django_db
NUMBER = nhs_number(77_001)
TEXTS = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"' onmouseover='alert(1)",
    "formula": '=HYPERLINK("x")',
    "template": "{{ 70000|add:74411 }}{% now 'Y' %}",
    "bidi": "Smith \u202egro.live",
    "nul": "Smi\x00th",
    "long": "Smith " * 2000,
    "sql": "'); DROP TABLE patients_person; --",
}
KNOWN = {"birth_date": "1941-03-04", "nhs_number": NUMBER}
ROWS = {
    "people": KNOWN
    | {
        "family_name": "Grey",
        "given_name": "Nell",
        "sex": "F",
        "practice_code": "PA",
        "registered_on": "2011-05-06",
    },
    "preferences": KNOWN | {"kind": "type_1", "from_on": "2026-06-01", "taken_by": "Dr A"},
    "residence": KNOWN | {"kind": "own_home", "from_on": "2026-06-01"},
    "coded_entries": KNOWN
    | {
        "row_id": "1",
        "system": "SNOMED",
        "code": "49436004",
        "effective_on": "2024-03-05",
        "recorded_on": "2024-03-05",
    },
    "medication_issues": KNOWN
    | {
        "row_id": "1",
        "issued_on": "2026-05-01",
        "medicine_code": "322236009",
        "medicine": "X",
        "bnf_chapter": "2",
    },
    "allergies": KNOWN | {"row_id": "1", "recorded_on": "2024-03-05", "substance": "Penicillin"},
    "current_medicines": KNOWN
    | {"row_id": "1", "medicine_code": "322236009", "medicine": "X", "dose": "One a day"},
    "frailty_scores": KNOWN | {"calculated_on": "2026-03-31", "score": "0.25"},
}
MARKUP = ("<script>alert", "' onmouseover='", "144411", "\u202e", "\x00")
UNSEEN = {"bidi", "nul"}
AT_ONCE = {"script"}  # the others in a long run
MENDED = re.compile(r'value="[^"]*"|<textarea.*?</textarea>', re.DOTALL)
SHOWN = {
    "script": "&lt;script&gt;alert(1)", "attribute": "&#x27; onmouseover=&#x27;alert(1)",
    "formula": "=HYPERLINK(&quot;x&quot;)", "template": "{{ 70000|add:74411 }}{% now &#x27;Y&#x27; %}",
    "bidi": "Smith \N{REPLACEMENT CHARACTER}gro.live", "nul": "Smi\N{SYMBOL FOR NULL}th", "long": "Smith Sm",
    "sql": "&#x27;); DROP TABLE patients_person; --",
}  # fmt: skip
ABOUT = ("patients:person_detail", "tiers:person_tier", "tiers:explain", "patients:person_care_team",
         "patients:person_preferences")  # fmt: skip


def texts_of(feed: str) -> list[str]:
    """Columns in which a row may say whatever it likes."""
    columns = feed_named(feed).columns
    return [each.name for each in columns if each.kind is Kind.TEXT or not each.required]


def bring_all(world: World, folder, words: str) -> None:
    """Each feed with the words in every text, together and one column at a time, beside a clean row."""
    for feed, row in ROWS.items():
        names = texts_of(feed)
        rows = [row, row | dict.fromkeys(names, words)] + [row | {name: words} for name in names]
        # Another person, number or row each time: of one they would contradict each other.
        done = bring(folder, feed, [_another(each, number) for number, each in enumerate(rows)])
        done = (
            approve(done, world) if done.state == "HELD" else done
        )  # those of the world are not in the list
        assert (done.state, done.accepted > 0) == ("DONE", True), (feed, done.refusal)


def _another(row: dict[str, str], number: int) -> dict[str, str]:
    named = {"row_id": f"{number}"} if "row_id" in row else {}
    named |= {"nhs_number": nhs_number(77_001 + number)} if "family_name" in row else {}
    named |= {"from_on": f"2026-06-{number + 1:02}"} if "from_on" in row else {}
    return row | named


def pages(world: World) -> list[tuple[str, str]]:
    """Who asks for what: everybody who was brought, the lists and their prints, what was held back."""
    practice = world.organisation("PA").public_id
    with as_system():
        found = PersonIdentifier.objects.filter(value__startswith="99907700").select_related("person")
        people = [each.person.public_id for each in found]
        rows = [each.public_id for each in QuarantinedRow.objects.all()[:40]]
    asked = [("gp_a", reverse(name, args=[person])) for person in people for name in ABOUT]
    asked += [("gp_a", f"{reverse('tiers:explain', args=[person])}?open=all") for person in people[:2]]
    asked += [("gp_a", f"/register/{practice}/?size=100"), ("gp_a", f"/register/{practice}/print/")]
    asked += [("administrator", f"/quarantine/{row}/") for row in rows]
    return [*asked, ("administrator", "/quarantine/"), ("administrator", "/imports/")]


def answers(world: World):
    for who, path in pages(world):
        client = Browser()
        client.force_login(world.user(who))
        yield path, client.get(path)


@pytest.mark.parametrize(
    "kind", [each if each in AT_ONCE else pytest.param(each, marks=pytest.mark.long) for each in TEXTS]
)
def test_what_a_feed_brings_is_text(world, tmp_path, kind):
    bring_all(world, tmp_path, TEXTS[kind])

    shown, wrong = 0, []
    for path, response in answers(world):
        assert response.status_code == 200, path
        # Where a cell is mended it stands as it came, and by itself.
        text = MENDED.sub("", response.content.decode()) if kind in UNSEEN else response.content.decode()
        wrong += [f"{path}: {each!r}" for each in MARKUP if each in text]
        shown += SHOWN[kind] in text
    none_of(wrong)
    assert shown > 0
