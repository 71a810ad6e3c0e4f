"""Numbers in sentences."""

from collections.abc import Sequence


def counted(number: int, one: str, many: str) -> str:
    """`1 row`, `2,000 rows`: with the word, or the words, that go with the number."""
    return f"{number:,} {one if number == 1 else many}"


def listed(names: Sequence[str], *, most: int = 5) -> str:
    """The first few, and how many more there are: `P1, P2 and 3 more`."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


_LEFT_OUT = {
    "sensitive": "with a sensitive code",
    "test_people": "of test patients",
    "removed": "that the system has removed",
}


def left_out_for(why: str) -> str:
    """What rows that are not taken in are, as a sentence may say it."""
    return _LEFT_OUT.get(why, why)
