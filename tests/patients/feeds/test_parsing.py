"""A large file shared out to two processes is read as by one."""

import random
from datetime import date
from pathlib import Path

import pytest

from patients.feeds import parsing
from patients.feeds.blocks import block, good_rows
from patients.feeds.parsing import Blocked, Part, Task, part_of, shared_out
from patients.feeds.reading import open_extract, sources
from patients.feeds.reading.records import read_rows
from patients.feeds.records import CODED_ENTRIES
from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, buckets, entries, to_csv
from tests.patients.feeds.recording import ENTRIES, entry, standing, who

DAY = date(2026, 6, 30)
TERMS = [
    "Atrial fibrillation",
    "Fibrillation, atrial",
    'said "AF"',
    "two\nlines",
    "three\n\nlines\n",
    "Größe",
]


def lines(draws: random.Random, rows: int) -> str:
    """Rows with quotes, breaks in quotes, faults, broken quotes and empty lines among them."""
    told = []
    for number in range(rows):
        row = {"nhs_number": nhs_number(number), "birth_date": "1941-03-04"} | entry(
            str(number), term=draws.choice(TERMS), system=draws.choice(["snomed"] * 9 + ["icd10"])
        )
        told.append(to_csv([row]).split("\n", 1)[1])
        if draws.random() < 0.05:
            told.append(draws.choice(["\n", '"open,1,2\n', "too,few\n", "a\0b\n"]))
    return to_csv([who_nobody()]).split("\n", 1)[0] + "\n" + "".join(told)


def who_nobody() -> dict[str, str]:
    return {"nhs_number": "", "birth_date": ""} | entry()


def whole(parts: list[Part]) -> tuple[object, ...]:
    """Everything that comes of a file, however it was parted."""
    judged = [part.judged for part in parts]
    blocks = [
        each.block.decode() if isinstance(each, Blocked) else block(good_rows(1, each)) if each.rows else ""
        for each in judged
    ]
    faulty = [row for each in judged for row in each.faulty]
    bad = [row for part in parts for row in part.bad]
    counts = sum(part.rows for part in parts), sum(part.empty_lines for part in parts)
    return "".join(blocks), faulty, bad, counts


@pytest.mark.fast
@pytest.mark.parametrize("seed", [1, 2, None])
@pytest.mark.parametrize("rows", [0, 1, 400])
def test_two_processes_read_what_one_reads(tmp_path: Path, monkeypatch, seed: int | None, rows: int) -> None:
    seed = random.randrange(10**6) if seed is None else seed
    monkeypatch.setattr(sources, "CHUNK", 2_000)
    path = tmp_path / "x.csv"
    path.write_text(lines(random.Random(seed), rows), encoding="utf-8", newline="")
    extract = open_extract(path, columns=CODED_ENTRIES.to_read)
    text = extract.source
    task = Task("coded_entries", DAY, "own", 1, extract.head, text.encoding.mixed)
    stretches = list(text.stretches(longest=task.form.longest))

    one = [part_of(task.judge, batch) for batch in read_rows(iter(stretches), task.form, header_lines=1)]
    two = list(shared_out(task, iter(stretches), header_lines=1))

    assert whole(two) == whole(one), f"seed {seed}"
    assert rows < 400 or len(stretches) > 5


@pytest.mark.django_db
def test_a_large_file_gets_in_by_two_processes(tmp_path: Path, world, monkeypatch) -> None:
    monkeypatch.setattr(parsing, "LARGE", 0)
    adair = who(world.person("ADAIR"))
    rows = [adair | entry(str(number), term="Fibrillation, atrial") for number in range(50)]

    done = bring(tmp_path, ENTRIES, [*rows, adair | entry("bad", code="1")])

    assert buckets(done) == {"accepted": 50, "quarantined": 1}
    assert (len(standing()), entries()) == (50, [("OPEN", "code_unknown_shape", "code")])


@pytest.mark.django_db
def test_a_parser_that_dies_fails_the_import(tmp_path: Path, world, monkeypatch) -> None:
    monkeypatch.setattr(parsing, "LARGE", 0)
    monkeypatch.setattr(parsing, "COMMAND", ["false"])

    with pytest.raises((EOFError, BrokenPipeError)):
        bring(tmp_path, ENTRIES, [who(world.person("ADAIR")) | entry()])
