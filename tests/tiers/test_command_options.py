"""What somebody may type behind the commands of scores and lists: a clear sentence, and no audit row."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.tiers.codelists.people import CODE_LIST
from tests.tiers.records import lay_down_list
from tests.world import as_system
from tiers.codelists import STARTER_CODE_LIST
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(world):
    with as_system():
        lay_down_list(CODE_LIST)


@pytest.fixture(params=["score_efi", "export_tiers"])
def refused(request):
    """Runs one of the commands; what it says."""

    def run(**options):
        told = {"as-of": "2026-06-30", "format": "csv"} | options
        with pytest.raises(CommandError) as refusal:
            call_command(request.param, *(f"--{name}={value}" for name, value in told.items()))
        with as_system():
            assert not AuditEvent.objects.filter(kind=EventKind.EXPORT).exists()
        return str(refusal.value)

    return run


@pytest.mark.parametrize("day", ["20260630", "2026-W27-2", "2026-06-31", "soon", "", "2026-6-30"])
def test_a_day_is_written_in_one_way(refused, day):
    assert f"{day!r} is not a day. Write it YYYY-MM-DD, for example 2026-06-30." in refused(**{"as-of": day})


@pytest.mark.parametrize("day", ["0001-01-01", "0064-02-01", "1899-12-31"])
def test_a_day_before_all_records_is_refused(refused, day):
    assert "there are no records from before 1900-01-01" in refused(**{"as-of": day})


@pytest.mark.parametrize("day", ["2026-07-01", "9999-12-31"])
def test_a_day_to_come_is_refused(refused, day):
    assert refused(**{"as-of": day}).startswith(f"{day} lies after today, 2026-06-30.")


@pytest.mark.parametrize("code", ["pa", "HUB1", " PA", "P\0"])
def test_a_practice_that_is_none(refused, code):
    assert refused(practice=code) == f"There is no practice {code!r}."


@pytest.mark.parametrize("code", ["", " "])
def test_no_practice_is_not_all_of_them(refused, code):
    assert refused(practice=code).startswith("--practice needs the code of a practice.")


@pytest.mark.parametrize(
    ("place", "why"), [("missing/x.csv", "No such file or directory"), ("", "Is a directory")]
)
def test_a_file_that_cannot_be_written_is_said_first(refused, tmp_path, place, why):
    path = tmp_path / place

    assert refused(output=path) == f"{path} cannot be written: {why}. Name a file."


@pytest.mark.parametrize(("option", "most"), [("name", 60), ("source", 300), ("licence-note", 300)])
def test_what_a_list_says_of_itself_has_its_length(option, most):
    with pytest.raises(CommandError, match=rf"has {most + 1} characters, and {most} are .+ with --{option}"):
        call_command("import_codelist", str(STARTER_CODE_LIST), f"--{option}", "x" * (most + 1))


def test_a_long_name_of_a_file_needs_a_shorter_name(tmp_path):
    path = tmp_path / f"{'x' * 61}.csv"
    path.write_bytes(STARTER_CODE_LIST.read_bytes())

    with pytest.raises(CommandError, match="The name has 61 characters, and 60 are the most"):
        call_command("import_codelist", str(path))
    call_command("import_codelist", str(path), "--name", "Short", stdout=io.StringIO())
