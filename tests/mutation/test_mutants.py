"""The tool finds what it is there to find, and what it makes differs from what there is."""

import pytest

from tests.mutation import addresses, code, sql, tables
from tests.mutation.mutant import Mutant
from wsic.accounts.roles import VERBS, Role, Verb

pytestmark = pytest.mark.fast
CODE = list(code.mutants())


def test_every_mutant_has_a_text_of_its_own():
    texts = [str(each) for each in (*CODE, *tables.mutants())]

    assert sorted({each for each in texts if texts.count(each) > 1}) == []


@pytest.mark.parametrize("mutant", CODE, ids=str)
def test_a_function_does_without_its_check_and_gets_it_back(mutant: Mutant):
    function = code.target(mutant.of)
    before = function.__code__

    with mutant.made():
        changed = function.__code__

    assert function.__code__ is before
    assert (changed.co_code, changed.co_consts) != (before.co_code, before.co_consts)


def test_checks_of_every_kind_are_found():
    kinds = {each.kind for each in (*CODE, *addresses.mutants(), *tables.mutants())}

    assert kinds == {
        "require", "refusal", "verb", "about", "places", "scope", "raise", "condition", "named",
        "sign-in", "step-up", "role", "relationship",
    }  # fmt: skip


def test_a_role_has_a_verb_more_and_has_it_no_more():
    mutant = next(each for each in tables.mutants() if (each.where, each.what) == ("ANALYST", "READ too"))

    with mutant.made():
        assert Verb.READ in VERBS[Role.ANALYST]

    assert Verb.READ not in VERBS[Role.ANALYST]


def test_conditions_of_sql_are_found_wherever_they_stand():
    text = (
        "SELECT 1 FROM a WHERE (x = 1 OR y) AND b BETWEEN 1 AND 2 AND EXISTS (SELECT FROM c WHERE d = 'AND')"
    )

    assert [words for words, _ in sql.left_out(text)] == [
        "(x = 1 OR y)",
        "b BETWEEN 1 AND 2",
        "EXISTS (SELECT FROM c WHERE d = 'AND')",
        "d = 'AND'",
    ]
    assert next(sql.left_out(text))[1].startswith("SELECT 1 FROM a WHERE true AND b")


def test_a_refusal_of_sql_is_left_out_whole_and_by_halves():
    text = "IF a IS NULL OR b THEN RAISE EXCEPTION 'no'; END IF; x := 1; IF c THEN RETURN; END IF;"

    found = [words for words, _ in sql.refusals_left_out(text)]

    assert found == ["IF a IS NULL OR b", "IF a IS NULL", "IF b", "IF c"]
