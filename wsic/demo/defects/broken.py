"""Lines that are no record any more: delimiters, quotes, NULs, length, bytes. The same for every feed."""

from collections.abc import Sequence

from wsic.demo.defects.kinds import Kind, broken
from wsic.demo.lines import Row, row_line, to_line
from wsic.demo.streams import Draws

# Behind one of these a reader only knows where the next row begins when that row is whole: a clean one
# follows it.
SWALLOWING = frozenset({"quote_never_closed", "quote_never_closed_in_last_field", "quote_inside_quotes"})

_TOO_LONG = 33 * 1024
_FAR_TOO_LONG = 200 * 1024  # also above the csv module's own limit of 128 KB
_NO_TEXT = b"\x81"  # neither UTF-8 nor Windows-1252


def _fields(row: Row) -> list[str]:
    return [value.replace("\n", ", ") for value in row.values()]


def _encoded(*lines: str) -> tuple[bytes, ...]:
    return tuple(line.encode() for line in lines)


def _halves(row: Row, draws: Draws) -> tuple[Sequence[str], Sequence[str]]:
    fields = _fields(row)
    cut = len(fields) // 2
    return fields[:cut], fields[cut:]


def _comma_at_the_end(row: Row, draws: Draws) -> tuple[bytes, ...]:
    return _encoded(f"{row_line(row)},")


def _comma_inside(row: Row, draws: Draws) -> tuple[bytes, ...]:
    first, second = _halves(row, draws)
    return _encoded(to_line([*first, "", *second]))


def _comma_missing(row: Row, draws: Draws) -> tuple[bytes, ...]:
    fields = _fields(row)
    place = draws.below(len(fields) - 1)
    return _encoded(to_line([*fields[:place], "".join(fields[place : place + 2]), *fields[place + 2 :]]))


def _cut_off(row: Row, draws: Draws) -> tuple[bytes, ...]:
    return _encoded(to_line(_halves(row, draws)[0]))


def _broken_in_two(row: Row, draws: Draws) -> tuple[bytes, ...]:
    """A line break in a field without quotes: two lines, each too short."""
    first, second = _halves(row, draws)
    return _encoded(to_line(first), to_line(["", *second[1:]]))


def _quote_never_closed(row: Row, draws: Draws) -> tuple[bytes, ...]:
    return _encoded(_quote_opened(row, len(row) // 2 - 1))


def _quote_never_closed_in_last_field(row: Row, draws: Draws) -> tuple[bytes, ...]:
    return _encoded(_quote_opened(row, len(row) - 1))


def _quote_opened(row: Row, place: int) -> str:
    fields = _fields(row)
    return ",".join([to_line(fields[:place]), f'"{fields[place]}', *_bare(fields[place + 1 :])])


def _quote_inside_quotes(row: Row, draws: Draws) -> tuple[bytes, ...]:
    """Quotes inside a quoted field that were not written twice."""
    fields = _fields(row)
    place = 1  # a name in every feed but the scores, where it is the birth date
    return _encoded(
        ",".join([to_line(fields[:place]), f'"The "{fields[place]}" House"', *_bare(fields[place + 1 :])])
    )


def _bare(fields: Sequence[str]) -> list[str]:
    """Fields that need no quotes, so that the broken quote stays the only one of its line."""
    return [field.replace(",", "").replace('"', "") for field in fields]


def _nul_inside(row: Row, draws: Draws) -> tuple[bytes, ...]:
    fields = _fields(row)
    return _encoded(to_line([fields[0], f"{fields[1][:1]}\0{fields[1][1:]}", *fields[2:]]))


def _nul_padding(row: Row, draws: Draws) -> tuple[bytes, ...]:
    return _encoded(f"{to_line(_fields(row))}\0\0\0\0")


def _long_field(length: int) -> Kind:
    def change(row: Row, draws: Draws) -> tuple[bytes, ...]:
        fields = _fields(row)
        return _encoded(to_line([fields[0], "word, " * (length // 6 + 1), *fields[2:]]))

    return broken(f"field_of_{length // 1024}_kb", "field_too_long", change)


def _bytes_that_are_no_text(row: Row, draws: Draws) -> tuple[bytes, ...]:
    return (to_line(_fields(row)).encode() + _NO_TEXT,)


KINDS: tuple[Kind, ...] = (
    broken("comma_at_the_end", "too_many_fields", _comma_at_the_end),
    broken("comma_inside", "too_many_fields", _comma_inside),
    broken("comma_missing", "too_few_fields", _comma_missing),
    broken("cut_off", "too_few_fields", _cut_off),
    broken("broken_in_two", "too_few_fields", _broken_in_two),
    broken("quote_never_closed", "unterminated_quote", _quote_never_closed),
    broken("quote_never_closed_in_last_field", "unterminated_quote", _quote_never_closed_in_last_field),
    broken("quote_inside_quotes", "unterminated_quote", _quote_inside_quotes),
    broken("nul_inside", "nul_character", _nul_inside),
    broken("nul_padding", "nul_character", _nul_padding),
    _long_field(_TOO_LONG),
    _long_field(_FAR_TOO_LONG),
    broken("bytes_that_are_no_text", "bad_encoding", _bytes_that_are_no_text),
)


def header_again(reason: str, column: str, line: str) -> Kind:
    """Two exports put together: the header once more, in the middle."""
    return Kind("header_again", reason, column, lambda _, __: (line.encode(),))


def nothing_but_commas(column: str) -> Kind:
    """An emptied spreadsheet row; `column` is the first that is required."""
    return Kind("nothing_but_commas", "required_missing", column, lambda row, _: (b"," * (len(row) - 1),))
