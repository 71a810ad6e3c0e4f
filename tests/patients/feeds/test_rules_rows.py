"""Rows as a whole: canonical, faulty, beside one another."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.feeds.declared import ORGANISATIONS, PEOPLE, Feed, Order
from patients.feeds.reading import Batch
from patients.feeds.rules import Judge, Judged, row_digest

pytestmark = pytest.mark.fast

ON = date(2026, 6, 30)
PERSON = {
    "nhs_number": "999 000 0018",
    "family_name": "NA",
    "given_name": "Ann",
    "birth_date": "1945-02-28",
    "sex": "f",
    "practice_code": "t90001",
    "registered_on": "2001-02-03",
}


def judge(feed: Feed, *rows: dict[str, str]) -> Judged:
    cells = [tuple(row.get(name, "") for name in feed.names) for row in rows]
    batch = Batch(cells, range(2, 2 + len(rows)), [",".join(row) for row in cells])
    return Judge(feed, on=ON).judge(batch)


def problems(feed: Feed, row: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (problem.column, problem.reason) for faulty in judge(feed, row).faulty for problem in faulty.problems
    ]


def test_person_is_canonical() -> None:
    judged = judge(PEOPLE, PERSON)

    row = dict(zip(PEOPLE.names, judged.rows[0], strict=True))
    assert row["nhs_number"] == "9990000018"
    assert (row["family_name"], row["sex"], row["practice_code"]) == ("NA", "F", "T90001")
    assert (row["registration_kind"], row["died_on"]) == ("REGULAR", "")
    assert judged.digests == [row_digest(judged.rows[0])]
    assert judged.faulty == ()


@pytest.mark.parametrize("name", [column.name for column in PEOPLE.columns if column.required])
def test_person_without_a_required_cell(name: str) -> None:
    assert problems(PEOPLE, PERSON | {name: " "}) == [(name, "required_missing")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"registered_on": "1945-02-28"}, []),
        ({"registered_on": "1945-02-27"}, [("registered_on", "date_before_birth")]),
        ({"died_on": "1945-02-27"}, [("died_on", "date_before_birth"), ("died_on", "date_order")]),
        ({"died_on": "2001-02-03"}, []),
        ({"died_on": "2001-02-02"}, [("died_on", "date_order")]),
        ({"deregistered_on": "2001-02-03"}, []),
        ({"deregistered_on": "2001-02-02"}, [("deregistered_on", "date_order")]),
        ({"birth_date": "2026-07-01"}, [("birth_date", "date_in_future")]),
        ({"birth_date": "x", "died_on": "y"}, [("birth_date", "date_invalid"), ("died_on", "date_invalid")]),
        ({"sex": "X", "imd_quintile": "6"}, [("sex", "not_in_list"), ("imd_quintile", "not_in_list")]),
        ({"imd_quintile": "1.5", "family_name": "x" * 101}, [
            ("family_name", "text_too_long"), ("imd_quintile", "not_in_list"),
        ]),
    ],
)  # fmt: skip
def test_person_problems(change: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert problems(PEOPLE, PERSON | change) == expected


def test_order_apart_refuses_the_same_day() -> None:
    feed = replace(PEOPLE, orders=(Order("registered_on", "deregistered_on", apart=True),))

    assert problems(feed, PERSON | {"deregistered_on": "2001-02-03"}) == [("deregistered_on", "date_order")]
    assert problems(feed, PERSON | {"deregistered_on": "2001-02-04"}) == []


def test_faulty_row_beside_good_ones() -> None:
    judged = judge(PEOPLE, PERSON, PERSON | {"birth_date": "30/02/1945"}, PERSON | {"title": "Mrs"})

    assert list(judged.lines) == [2, 4]
    faulty = judged.faulty[0]
    assert (faulty.line, faulty.key) == (3, ("9990000018", "T90001", "2001-02-03"))
    assert faulty.problems[0].sentence == (
        "Line 3, birth_date: '30/02/1945' is not a date. Write it as YYYY-MM-DD, for example 1945-02-28."
    )
    assert len(set(map(len, judged.digests))) == 1


def test_faulty_row_whose_key_cannot_be_read() -> None:
    faulty = judge(PEOPLE, PERSON | {"nhs_number": "9990000019"}).faulty[0]

    assert faulty.key == ()
    assert dict(zip(PEOPLE.names, faulty.cells, strict=True))["practice_code"] == "T90001"
    assert "9990000019" not in faulty.problems[0].sentence


@pytest.mark.parametrize("cell", ["9990000018", "999 000 0018", "999-000-0018x", "b 9990000018 c"])
def test_no_sentence_shows_a_number(cell: str) -> None:
    """Not even where it stands in the wrong column."""
    row = dict.fromkeys(PEOPLE.names, cell)

    sentences = [problem.sentence for faulty in judge(PEOPLE, row).faulty for problem in faulty.problems]

    assert len(sentences) > 5
    assert not [sentence for sentence in sentences if "0018" in sentence or "999" in sentence]


@given(
    st.lists(st.text(max_size=5), min_size=2, max_size=2),
    st.lists(st.text(max_size=5), min_size=2, max_size=2),
)
def test_digest_tells_rows_apart(one: list[str], other: list[str]) -> None:
    rows = [[text.replace("\x1f", "") for text in row] for row in (one, other)]

    assert (row_digest(rows[0]) == row_digest(rows[1])) == (rows[0] == rows[1])


def test_organisation_hub_is_for_practices() -> None:
    hub = {"code": "T80001", "name": "Hub", "kind": "hub", "hub_code": "T80002"}

    assert problems(ORGANISATIONS, hub) == [("hub_code", "not_in_list")]
    assert problems(ORGANISATIONS, hub | {"kind": "practice"}) == []
    assert problems(ORGANISATIONS, hub | {"kind": "shop"}) == [("kind", "not_in_list")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"latitude": "90", "longitude": "-180"}, []),
        ({"latitude": "90.1"}, [("latitude", "value_out_of_range")]),
        ({"longitude": "west"}, [("longitude", "value_not_numeric")]),
        ({"wave": "4"}, [("wave", "not_in_list")]),
        ({"live_on": "2030-01-01", "closed_on": "2029-12-31"}, [("closed_on", "date_order")]),
    ],
)
def test_organisation_problems(change: dict[str, str], expected: list[tuple[str, str]]) -> None:
    row = {"code": "T90001", "name": "Surgery", "kind": "practice"}

    assert problems(ORGANISATIONS, row | change) == expected


def test_only_systmone_s_files_spell_dates_out() -> None:
    row = PERSON | {"birth_date": "28 Feb 1945", "registered_on": "03 Feb 2001"}
    batch = Batch([tuple(row.get(name, "") for name in PEOPLE.names)], range(2, 3), [""])

    assert [len(Judge(PEOPLE, on=ON, source=source).judge(batch).rows) for source in ("own", "systmone")] == [
        0,
        1,
    ]
