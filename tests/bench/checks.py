"""What the daily screens say, held against the plain reading."""

from collections import Counter
from typing import Any

from careplans.queries.my_day import Whose
from careplans.rules.due import TO_DO
from tests.bench.plain import Plain
from tests.world import TODAY


def check_register(context: Any, plain: Plain, user: int) -> None:
    counts, tiers = context["page"].counts, plain.tiers()
    assert counts.everybody == len(plain.people)
    assert dict(counts.tiers) == {tier: tiers[tier] for tier in range(4)}


def check_due(context: Any, plain: Plain, user: int) -> None:
    counts, lists = context["page"].counts, plain.lists()
    assert {name: number for name, number in counts.lists.items() if number} == dict(lists)


def check_caseload(context: Any, plain: Plain, user: int) -> None:
    """Who works here and nobody, each by name; whoever is left rings somebody else."""
    holders, others = plain.holders(), 0
    for share, *_ in context["shares"]:
        if share.staff or share.of == "nobody":
            assert share.people == holders.pop(share.staff.pk if share.staff else 0, 0), share.of
        else:
            others += share.people
    assert others == sum(holders.values())


def check_own(context: Any, plain: Plain, user: int) -> None:
    assert context["page"].total == plain.holders()[user]


def check_capacity(context: Any, plain: Plain, user: int) -> None:
    spans = [(each.from_on, each.until_on) for each in context["periods"]]
    closing = plain.closing(spans)
    shown = [row for row, is_total in context["rows"] if not is_total]
    told = sorted(
        tuple(number_of(each) for each in (row.overdue, *(one for one, _ in row.months))) for row in shown
    )
    assert told == sorted(closing.values())


def check_months(context: Any, plain: Plain, user: int) -> None:
    """Sessions held by the month in which they were, of those registered all the while."""
    first = TODAY.replace(year=TODAY.year - 1, day=1)
    rows = [
        each
        for person in plain.about["careplans_planningsession"]
        for each in plain.of("careplans_planningsession", person)
        if each.state == "HELD" and first <= each.on <= TODAY and plain.was_here(person, each.on, user)
    ]
    shown = [
        sum(number for cell in row.cells[3::5] if (number := int(cell.replace(",", ""))))
        for row in context["months"].rows
    ]
    by_month = Counter((each.on.year, each.on.month) for each in rows)
    months = [divmod(TODAY.year * 12 + TODAY.month - 1 - back, 12) for back in range(13)]
    assert shown == [by_month[(year, month + 1)] for year, month in months]


def check_day(context: Any, plain: Plain, user: int) -> None:
    tabs = context["day"].tabs
    assert (tabs[Whose.MINE], tabs[Whose.TEAM]) == plain.to_do(user)


def check_home(context: Any, plain: Plain, user: int) -> None:
    (panel,) = context["page"].registers
    lists = plain.lists()
    assert panel.people == len(plain.people)
    assert context["page"].day[0].count == plain.to_do(user)[0]
    assert panel.steps[1].count == sum(lists[each] for each in TO_DO)


def check_person(context: Any, plain: Plain, user: int) -> None:
    """Open tasks, where the next session is, and the tier."""
    sheet = context["sheet"]
    person = next(each for each in plain.people if str(plain.public_id(each)) == str(sheet.public_id))
    tasks = [each for each in plain.of("careplans_task", person) if each.closed_at is None]
    place, _, window = plain.place(person)
    assert len(sheet.tasks.open) == len(tasks)
    assert (sheet.next.list, sheet.next.by_on) == (place, window and window.by_on)
    assert sheet.tier.tier == plain.tier(person, plain.on)


def number_of(shown: Any) -> int:
    return int(shown.words.replace(",", ""))
