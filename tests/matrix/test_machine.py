"""The matrix finds what it is there to find: each test gives it one hole."""

import pytest
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tests.matrix.alike import groups
from tests.matrix.answers import FOUND_NOBODY, Address, Answers, expected
from tests.matrix.machine import (
    Answer,
    Cell,
    cells,
    cells_of_one_wall,
    differences,
    leaked,
    names,
    sample,
    told_apart,
)
from tests.matrix.personas import PERSONAS, REACH, some
from tests.matrix.records import Secret

pytestmark = pytest.mark.fast
PERSON = Address(get=Answers(to=REACH), record="person", shows="person.read")
COHEN = Secret(("cohen", "1943-04-19"), REACH["B"], "COHEN")


def answer(status: int = 200, body: bytes = b"", *, denials: int = 0, read=("person.read",)) -> Answer:
    return Answer(status=status, kind="text/html", body=body, denials=denials, read=frozenset(read))


def found(cell: Cell, given: Answer) -> list[str]:
    return list(differences(PERSON, {cell: given}, [COHEN]))


@pytest.mark.parametrize(
    ("cell", "given", "says"),
    [
        (Cell("GET", "gp_a", "B"), answer(200), "200, the table says 404"),
        (Cell("GET", "gp_a", "A"), answer(404, denials=1), "404, the table says 200"),
        (Cell("POST", "gp_b", "B"), answer(200), "200, the table says 405"),
        (Cell("HTMX", "anonymous", "A"), answer(302), "302, the table says 401"),
        (Cell("GET", "disabled", "A"), answer(200), "200, the table says 302"),
        (Cell("GET", "gp_a", "A"), answer(body=b"<td>COHEN</td>"), "shows COHEN"),
        (Cell("GET", "gp_a", "B"), answer(404, b"born 1943-04-19", denials=1), "shows COHEN"),
        (Cell("GET", "gp_b", "A"), answer(404, b"Cohen", denials=1), "shows COHEN"),
        (Cell("GET", "gp_a", "B"), answer(404), "0 denials in the audit for a 404"),
        (Cell("GET", "gp_a", "B"), answer(404, denials=2), "2 denials"),
        (Cell("GET", "gp_a", "A"), answer(denials=1), "1 denials"),
        (Cell("GET", "gp_a", "A"), answer(read=()), "the audit does not say person.read"),
    ],
)
def test_a_hole_is_found(cell, given, says):
    assert any(says in each for each in found(cell, given))


def test_what_is_as_it_should_be_is_left_alone():
    assert found(Cell("GET", "gp_b", "B"), answer(body=b"COHEN, Ruth")) == []
    assert found(Cell("GET", "gp_a", "B"), answer(404, denials=1)) == []


def test_part_of_a_longer_word_is_no_leak():
    assert leaked(Cell("GET", "gp_a", "A"), answer(body=b"cohenite"), [COHEN]) == []


def test_not_yours_that_differs_by_a_byte_from_not_there_is_found():
    theirs, nobody = Cell("GET", "gp_a", "B"), Cell("GET", "gp_a", FOUND_NOBODY)

    alike = list(told_apart({theirs: answer(404, b"nothing"), nobody: answer(404, b"nothing")}))
    apart = list(told_apart({theirs: answer(404, b"nothing "), nobody: answer(404, b"nothing")}))

    assert (len(alike), len(apart)) == (0, 1)


def test_everybody_is_asked_with_every_method():
    asked = cells(PERSON, {"A": None, "B": None})

    assert len(asked) == len(PERSONAS) * (2 + 2) + 3  # POST is taken of nobody: one owner, few who ask


def test_with_one_wall_one_is_asked_of_those_who_are_alike():
    owners = {"A": None, "B": None, FOUND_NOBODY: None}
    alike = groups(PERSON, list(owners), [COHEN])

    asked = cells_of_one_wall(PERSON, owners, [COHEN], seed="1")

    assert sorted(who for each in alike for who in each) == sorted(PERSONAS)
    assert some("gp_a nurse_a admin_a two_roles") in map(frozenset, alike)  # the locum works at B as well
    assert [len({cell.persona for cell in asked} & set(each)) for each in alike] == [1] * len(alike)
    assert len(asked) == len(alike) * len(owners)  # one way each to ask for the page, and POST is not taken


def test_who_reads_other_words_or_is_answered_otherwise_is_asked_apart():
    of_nurse = Secret(("word",), some("nurse_a"), "a word")
    decides = Address(get=405, post=Answers(to={"A": some("gp_a")}, seen_by=REACH), record="person")

    by_words = map(frozenset, groups(PERSON, ["A"], [of_nurse]))
    by_answers = map(frozenset, groups(decides, ["A"], []))

    assert some("gp_a admin_a two_roles") in by_words
    assert some("nurse_a admin_a two_roles") in by_answers


def test_a_sample_is_the_same_for_the_same_seed():
    asked = cells(PERSON, {"A": None, "B": None})

    assert sample(asked, seed="1", share=0.2) == sample(asked, seed="1", share=0.2)
    assert sample(asked, seed="1", share=0.2) != sample(asked, seed="2", share=0.2)
    assert sample(asked, seed="1", share=1) == asked


def test_a_role_that_is_refused_learns_nothing_from_the_id():
    address = Address(get=Answers(to=REACH, role_refused=some("analyst")), record="person")

    statuses = {expected(address, "GET", "analyst", owner) for owner in ("A", "B", FOUND_NOBODY)}

    assert statuses == {403}


def test_an_address_without_a_name_is_an_address():
    @require_safe
    def view(request) -> HttpResponse:
        return HttpResponse()

    assert list(names([path("a/", view), path("b/", view, name="b")])) == ["a/", "b"]
