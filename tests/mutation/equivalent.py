"""Checks that may be left out without anybody seeing or doing more, with the reason; as few as can be."""

EQUIVALENT: dict[str, str] = {}  # beginning of a mutant's text, without its line -> why
