"""Numbers in sentences."""


def counted(number: int, one: str, many: str) -> str:
    """`1 row`, `2,000 rows`: with the word, or the words, that go with the number."""
    return f"{number:,} {one if number == 1 else many}"
