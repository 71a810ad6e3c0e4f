"""The command: what it prints, and how it ends."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.audit.sealing import last_number, row, seal, tamper, write

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


def broken(*arguments: str) -> str:
    """What it says of a chain that does not hold."""
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", *arguments, stdout=out)
    assert ended.value.code == 1
    return out.getvalue()


def test_it_seals_what_waits_and_says_that_the_chain_holds(world):
    write(4)

    said = run()

    assert f"{last_number()} rows in 1 batches were read." in said
    assert "The chain holds. Its head is 1:" in said
    assert "wait for their seal" not in said


def test_it_names_the_row_the_batch_the_time_and_the_kind(world):
    write(4)
    seal()
    touched = last_number() - 2
    at = f"{row(touched).at:%d %b %Y %H:%M:%S}"
    tamper(f"UPDATE audit_auditevent SET actor = 'x' WHERE number = {touched}")

    said = broken()

    assert f"The chain is broken at row {touched}, batch " in said
    assert f"of {at} UTC: changed column; row {touched} says something else than when it was sealed." in said


def test_the_head_is_written_out_and_compared_later(world):
    write(4)
    head = run("--head").strip()
    write(4)

    assert "The chain holds." in run("--kept", head)
    assert "rewritten chain" in broken("--kept", "1:" + "0" * 64)
    assert "cut tail; the chain ends with batch" in broken("--kept", "99" + head)


def test_what_is_no_head_is_refused_in_words(world):
    with pytest.raises(CommandError, match="a colon and 64 hexadecimal digits"):
        run("--kept", "12")
