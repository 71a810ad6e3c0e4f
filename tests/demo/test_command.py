"""manage.py generate_ccg."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.fast


def test_generate_ccg_writes_the_extracts_and_says_so(tmp_path: Path) -> None:
    out = StringIO()

    call_command(
        "generate_ccg", people=100, seed=3, to=tmp_path / "new", clean=True, records=False, stdout=out
    )

    assert "100 people on the registers of 50 practices" in out.getvalue()
    assert len(list((tmp_path / "new").iterdir())) == 1 + 2 * 50 + 1


def test_generate_ccg_refuses_a_number_of_people_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="People must be 50 to 439,000"):
        call_command("generate_ccg", people=3, to=tmp_path)
