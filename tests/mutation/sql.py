"""The conditions in a piece of SQL: what stands between WHERE, AND, OR and the next word that ends it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKENS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\"[^\"]*\"|[A-Za-z_]\w*|\d+|:=|[^\s\w]")
# What begins another part of a statement, and so ends a condition.
_CLAUSES = {
    "SELECT", "FROM", "WHERE", "JOIN", "ON", "ORDER", "GROUP", "LIMIT", "OFFSET", "THEN", "WHEN", "IF",
    "ELSE", "ELSIF", "END", "UNION", "RETURNING", "SET", "HAVING", "USING", "LEFT", "CROSS", "LATERAL",
    "VALUES", "INTO", "BEGIN", "LOOP", "CASE", "FOR", "INSERT", "UPDATE", "DELETE", "WITH", "PERFORM",
    "RETURN", ";", ",", ":=",
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """`joined` are the words on its sides (AND, OR or ""), `after` the one that began the whole."""

    start: int
    end: int
    joined: tuple[str, str]
    after: str


@dataclass
class _Part:
    after: str
    start: int
    left: str = ""
    between: bool = False
    found: list[Condition] = field(default_factory=list)

    def close(self, end: int, word: str) -> None:
        self.found.append(Condition(self.start, end, (self.left, word), self.after))
        self.left = word


def conditions(text: str) -> list[Condition]:
    """In the order of the text, those inside of others included."""
    stack, before, found = [_Part("", 0)], "", []
    for match in _TOKENS.finditer(text):
        token = match.group()
        word = token.upper()
        if token.startswith("--"):
            continue
        if token == "(":
            stack.append(_Part("(", match.end()))
        elif token == ")" and len(stack) > 1:
            found += _closed(stack.pop(), match.start())
        elif _is_clause(word, before, text[match.end() : match.end() + 1]):
            found += _closed(stack[-1], match.start())
            stack[-1] = _Part(word, match.end())
        else:
            _join(stack[-1], word, match)
        before = word
    found += _closed(stack[0], len(text))
    trimmed = (_trimmed(each, text) for each in found)
    return sorted((each for each in trimmed if each.end > each.start), key=lambda each: each.start)


def _is_clause(word: str, before: str, following: str) -> bool:
    if word in {"LEFT", "SET"} and following == "(":
        return False
    return word in _CLAUSES and not (word == "FROM" and before == "DISTINCT")


def _join(part: _Part, word: str, match: re.Match[str]) -> None:
    if word == "BETWEEN":
        part.between = True
    elif word == "AND" and part.between:
        part.between = False
    elif word in {"AND", "OR"}:
        part.close(match.start(), word)
        part.start = match.end()


def _closed(part: _Part, end: int) -> list[Condition]:
    part.close(end, "")
    return part.found


def _trimmed(each: Condition, text: str) -> Condition:
    words = text[each.start : each.end]
    start = each.start + len(words) - len(words.lstrip())
    return Condition(start, start + len(words.strip()), each.joined, each.after)


def left_out(text: str) -> Iterator[tuple[str, str]]:
    """Each condition that must hold, and the text that does without it."""
    for each in conditions(text):
        words = text[each.start : each.end]
        alone = each.after == "WHERE" and each.joined == ("", "")
        if ("AND" in each.joined or alone) and words.upper() not in {"TRUE", "FALSE"}:
            yield " ".join(words.split()), f"{text[: each.start]}true{text[each.end :]}"


_REFUSAL = re.compile(r"(?<!END )\bIF\b(.*?)\bTHEN\b", re.DOTALL)


def refusals_left_out(text: str) -> Iterator[tuple[str, str]]:
    """Each `IF ... THEN` of a function that refuses, and each half of one, never true."""
    for match in _REFUSAL.finditer(text):
        yield _without(text, match.start(1), match.end(1))
        for each in [] if "SELECT" in match.group(1) else conditions(match.group(1)):
            if each.after in {"", "("} and "OR" in each.joined:
                yield _without(text, match.start(1) + each.start, match.start(1) + each.end)


def _without(text: str, start: int, end: int) -> tuple[str, str]:
    return f"IF {' '.join(text[start:end].split())}", f"{text[:start]} false {text[end:]}"
