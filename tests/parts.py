"""Which part of the tests each one is of: the longest parts go first, so that no process is left idle at the
end, and a run of several parts says what came of each."""

from collections import Counter

PART = "part"
PARTS = ("faults", "long", "matrix")  # by their markers, in the order in which they are run
OTHERS = "test"
SAID = {"passed": "passed", "failed": "FAILED", "error": "ERRORS", "skipped": "skipped"}


def part_of(item) -> str:
    return next((name for name in PARTS if item.get_closest_marker(name)), OTHERS)


def pytest_collection_modifyitems(items) -> None:
    """Within a part the order stays: some tests of faults go on from the one before."""
    order = (*PARTS, OTHERS)
    items.sort(key=lambda item: order.index(part_of(item)))
    for item in items:
        item.user_properties.append((PART, part_of(item)))


def pytest_terminal_summary(terminalreporter) -> None:
    found = Counter(
        (dict(report.user_properties)[PART], result)
        for result in SAID
        for report in terminalreporter.stats.get(result, [])
        if PART in dict(getattr(report, "user_properties", ()))
    )
    parts = [part for part in (*PARTS, OTHERS) if any(part == each for each, _ in found)]
    for part in parts if len(parts) > 1 else ():
        counts = [f"{found[part, result]} {word}" for result, word in SAID.items() if found[part, result]]
        terminalreporter.write_line(f"Part {part}: {', '.join(counts)}.")
