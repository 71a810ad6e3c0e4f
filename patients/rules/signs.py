"""Signs that no text has: what cannot be read, and what turns the direction of what follows."""

import re

# Tab and line feed are text.  The others of these turn the direction of what follows, so that a number or a
# date beside a name reads backwards (Unicode TR 36, Bidirectional Text Spoofing).
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FIRST_THAT_TURNS = "\u202a"
_WORDS = 3  # before a sign, by which somebody finds its place


def refuse_signs(words: str) -> str:
    """Where in typed words the first of these signs is, and what to do; "" where there is none."""
    found = list(CONTROL.finditer(words))
    if not found:
        return ""
    before = words[: found[0].start()]
    what = "turns the direction of text" if found[0].group() >= _FIRST_THAT_TURNS else "cannot be read"
    more = len(found) - 1
    others = f" ({more:,} more follow{'s' if more == 1 else ''})" if more else ""
    return (
        f"There is a sign that {what} {_place(words, before)}{others}. Delete what stands there and type it"
        " again"
    )


def _place(words: str, before: str) -> str:
    line = before.count("\n") + 1
    of = f"line {line:,}" if "\n" in words.strip("\n") else ""
    beside = " ".join(before.rpartition("\n")[2].split()[-_WORDS:])
    if not beside:
        return f"at the beginning of {of or 'it'}"
    return f"in {of}, after “{beside}”" if of else f"after “{beside}”"
