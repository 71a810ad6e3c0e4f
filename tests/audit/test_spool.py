"""Rows kept on the server: a line is whole or was never shown, and whoever touches the file is found."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from wsic.audit import spool
from wsic.audit.spool import SpoolFailed
from wsic.audit.spooling import Place, judge, read_line

pytestmark = pytest.mark.fast
ROW = {"verb": "crisis.read", "people": [7], "detail": {}}
NEW = Place()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SPOOL, settings.SPOOL_KEY = tmp_path / "spool", "a key of the tests"
    return settings.SPOOL


def found(*, known=NEW, seen=()):
    return judge(spool.path().read_bytes(), known=known, seen=seen, key=spool.key())


def said(**known) -> list[tuple[str, int]]:
    return [(each.kind.value, each.number) for each in found(**known).problems]


def keep(rows: int) -> None:
    for number in range(rows):
        spool.keep([ROW | {"subject": f"person:{number}"}])


def rewrite(change) -> None:
    """Somebody at the disk: what becomes of the list of lines."""
    lines = spool.path().read_bytes().splitlines(keepends=True)
    spool.path().write_bytes(b"".join(change(lines)))


def test_lines_hang_together_and_nobody_else_reads_them(folder):
    keep(3)

    assert [(each.number, each.events[0]["subject"]) for each in found().lines] == [
        (1, "person:0"), (2, "person:1"), (3, "person:2")
    ]  # fmt: skip
    assert (said(), spool.waiting()) == ([], 3)
    assert (folder.stat().st_mode & 0o777, spool.path().stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize(
    ("change", "finds", "left"),
    [
        (
            lambda lines: [lines[0], lines[1].replace(b"n:1", b"n:9"), lines[2]],
            [("edited line", 2)],
            2,
        ),
        (lambda lines: [lines[0].replace(b"[7]", b"[8]"), *lines[1:]], [("edited line", 1)], 2),
        (lambda lines: [*lines[:2], lines[2].replace(b"[7]", b"[8]")], [("edited line", 3)], 2),
        (lambda lines: [lines[0], lines[2]], [("removed lines", 2)], 2),
        (lambda lines: lines[1:], [("removed lines", 1)], 2),
        (lambda lines: [lines[0], lines[2], lines[1]], [("removed lines", 2), ("repeated line", 2)], 3),
        (lambda lines: [*lines, lines[0]], [("repeated line", 1)], 4),
        (lambda lines: [*lines[:2], lines[2][:40]], [("torn line", 3)], 2),
        (lambda lines: [lines[0], b"x\n", b"x\n"], [("edited line", 2), ("edited line", 3)], 1),
    ],
)
def test_who_touches_a_line_is_found_and_the_others_are_taken_all_the_same(change, finds, left):
    keep(3)
    rewrite(change)

    assert (said(), len(found().lines)) == (finds, left)


def test_an_edit_is_still_one_when_others_wrote_after_it():
    keep(2)
    rewrite(lambda lines: [lines[0], lines[1].replace(b"[7]", b"[8]")])
    keep(2)

    assert said() == [("edited line", 2)]
    assert [each.number for each in found().lines] == [1, 3, 4]


def test_a_line_without_the_key_is_none(settings):
    keep(1)
    settings.SPOOL_KEY = "another"
    keep(1)
    settings.SPOOL_KEY = "a key of the tests"

    assert (said(), len(found().lines)) == ([("edited line", 2)], 1)


def test_a_file_that_is_gone_emptied_or_begun_again_is_found():
    keep(2)
    known, ids = found().last, {each.id for each in found().lines}
    assert said(known=known, seen=ids) == []
    spool.path().write_bytes(b"")
    assert said(known=known, seen=ids) == [("lost file", 2)]

    spool.path().unlink()
    keep(1)

    assert said(known=known, seen=ids) == [("lost file", 2)]


def test_a_file_begun_anew_carries_the_chain_on_and_what_came_meanwhile_stays():
    keep(2)
    read, last = spool.content(), found().last
    keep(1)
    assert spool.begin_anew(read, last, keep_old=False) is False
    assert len(found().lines) == 3

    last = found().last
    assert spool.begin_anew(spool.content(), last, keep_old=True) is True

    assert spool.waiting() == 0
    keep(1)
    assert [(each.number, len(each.events)) for each in found().lines] == [(3, 0), (4, 1)]
    assert (said(known=last), said(known=Place(1, ""))) == ([], [("removed lines", 2)])
    assert len(list(spool.path().parent.glob("audit.kept-3-*"))) == 1


def killed(monkeypatch, name: str, *, after: bool) -> None:
    """A child that keeps a row and is killed at a call of the system, after its half or its whole."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return
    real = getattr(os, name)

    def then_die(file, *data):
        if name == "write":
            real(file, data[0] if after else data[0][: len(data[0]) // 2])
        elif after:
            real(file)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(os, name, then_die)
    try:
        spool.keep([ROW])
    finally:
        os._exit(0)


@pytest.mark.parametrize(
    ("name", "after", "whole"),
    [("write", False, 1), ("write", True, 2), ("fsync", False, 2), ("fsync", True, 2)],
)
def test_who_is_killed_while_writing_leaves_a_row_too_many_or_a_torn_line(monkeypatch, name, after, whole):
    keep(1)

    killed(monkeypatch, name, after=after)

    assert len(found().lines) == whole
    keep(1)
    assert said() == ([] if whole == 2 else [("torn line", 2)])
    assert [each.number for each in found().lines] == list(range(1, whole + 2))


def test_a_row_is_acknowledged_only_when_the_disk_has_it(monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    keep(1)
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(SpoolFailed):
        spool.keep([ROW])


def test_a_file_or_folder_that_others_may_read_takes_nothing(folder):
    keep(1)
    assert spool.why_not() == ""
    spool.path().chmod(0o644)

    assert "takes no rows" in spool.why_not()
    with pytest.raises(SpoolFailed):
        spool.keep([ROW])
    spool.path().chmod(0o600)
    folder.chmod(0o755)
    assert "open to others" in spool.why_not()


def _keep_many(where: str, rows: int) -> None:
    from django.conf import settings

    settings.SPOOL, settings.SPOOL_KEY = where, "a key of the tests"
    keep(rows)


def test_many_processes_at_once_write_one_chain(folder):
    with ProcessPoolExecutor(3, mp_context=get_context("fork")) as pool:
        list(pool.map(_keep_many, [str(folder)] * 3, [20] * 3))

    assert (said(), [each.number for each in found().lines]) == ([], list(range(1, 61)))


def test_a_whole_line_is_read_as_it_was_written():
    keep(1)
    (raw,) = spool.path().read_bytes().splitlines()

    assert read_line(raw, key=spool.key()).events[0]["people"] == [7]
    assert read_line(raw, key=b"another") is None
