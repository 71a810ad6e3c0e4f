"""What is to be done about an event, what can be said of it, and its text, by the rules alone."""

from datetime import date

import pytest

from careplans.rules.gp_record import Done, Entry, Goal, RecordEvent, ToDo, Whose, fits, text_of, to_do
from careplans.settings import gp_record_settings

NOBODY = frozenset[Done]()


@pytest.mark.fast
@pytest.mark.parametrize(
    ("in_error", "listed", "done", "asked"),
    [
        (False, True, NOBODY, ToDo.FILE),
        (False, False, NOBODY, None),
        (False, True, {Done.FILED}, None),
        (False, True, {Done.NOT_FILED}, None),
        (True, True, NOBODY, None),
        (True, True, {Done.NOT_FILED}, None),
        (True, False, {Done.FILED}, ToDo.TAKE_OUT),
        (True, True, {Done.FILED, Done.TAKEN_OUT}, None),
    ],
)
def test_what_is_to_be_done_about_an_event(in_error, listed, done, asked):
    assert to_do(in_error=in_error, listed=listed, done=frozenset(done)) is asked


@pytest.mark.fast
def test_only_what_is_asked_can_be_said():
    assert {each for each in Done if fits(each, ToDo.FILE)} == {Done.FILED, Done.NOT_FILED}
    assert {each for each in Done if fits(each, ToDo.TAKE_OUT)} == {Done.TAKEN_OUT}
    assert not any(fits(each, None) for each in Done)


@pytest.mark.fast
def test_a_text_stands_by_itself():
    entry = Entry(
        event=RecordEvent.PLAN_AGREED,
        on=date(2026, 3, 12),
        lines=["Version 3. The person"],
        goals=[Goal(what="Walk to the shop", said=["by 1-May-2026", "confidence 7 of 10"])],
        sections={"What to do": "Ring Karen"},
        kept=["Risks and safety alerts"],
        by="Grace Adeyemi, Case Manager, Hub North",
    )
    whose = Whose(name="SMITH, Ann (Ms)", birth_date=date(1940, 3, 3), nhs_number="")
    assert text_of(entry, whose, code="XY1 Care plan agreed").split("\n") == [
        "Care plan agreed, 12-Mar-2026",
        "SMITH, Ann (Ms), born 03-Mar-1940, NHS number not recorded",
        "Code: XY1 Care plan agreed",
        "Version 3. The person",
        "Goals:",
        "- Walk to the shop; by 1-May-2026; confidence 7 of 10",
        "What to do: Ring Karen",
        "Recorded by Grace Adeyemi, Case Manager, Hub North",
    ]


@pytest.mark.fast
def test_settings_say_which_code_is_of_no_event(settings):
    settings.GP_RECORD_CODES = {"PLAN": "XY1"}
    with pytest.raises(ValueError, match=r"'PLAN' is no event. There are PLAN_AGREED, PLAN_DECLINED"):
        gp_record_settings()
