"""The table of role, relationship and action in words: for staff on a page, and for the documentation."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import RELATIONSHIPS, Holder, Relationship, Why, opens


@dataclass(frozen=True, kw_only=True)
class Line:
    """`roles` are those in which it counts, each with what it opens to it."""

    label: str
    held_by: str
    sharing: str
    ends: str
    roles: tuple[tuple[str, str], ...]


def lines() -> tuple[Line, ...]:
    return tuple(_line(why, relationship) for why, relationship in RELATIONSHIPS.items())


def roles() -> tuple[tuple[str, str], ...]:
    """Each role with what it may do where a relationship, or its place of work, allows it."""
    return tuple((role.label, _verbs(VERBS[role])) for role in Role)


def as_markdown() -> str:
    """The text of docs/relationships.md."""
    return "\n".join(_markdown()) + "\n"


_HELD = {Holder.ORGANISATION: "everybody of the organisation", Holder.USER: "one user"}

_SHARED = "Both organisations' signature, and no dissent"


def _line(why: Why, relationship: Relationship) -> Line:
    held = sorted(relationship.held_by, key=lambda each: each.value)
    return Line(
        label=why.label,
        held_by=" or ".join(_HELD[holder] for holder in held),
        sharing=_SHARED if relationship.shared else "Needs no agreement",
        ends=_end(relationship),
        roles=tuple((role.label, _opened(why, role)) for role in Role if role in relationship.roles),
    )


def _end(relationship: Relationship) -> str:
    if not relationship.shared:
        return "Rests on none"
    if relationship.until_hand_over:
        return "Begins and goes on until the hand-over"
    return "Goes on until the hand-over" if relationship.episode else "Ends at once"


def _opened(why: Why, role: Role) -> str:
    return _verbs({verb for verb in Verb if opens(why, role, verb)})


def _verbs(verbs: Collection[Verb]) -> str:
    return "; ".join(verb.label for verb in Verb if verb in verbs) or "nothing yet"


def _markdown() -> Iterator[str]:
    yield from (
        "# Who may see whom",
        "",
        "Made from `wsic/relationships.py` and `wsic/accounts/roles.py` by",
        "`manage.py relationships --write`; a test fails when it is stale.",
        "",
        "A role gives verbs, a relationship gives the person: somebody reads a record who stands in a",
        "relationship of today, in a role in which it counts. What is shared beyond the practice needs the",
        "Information Sharing Agreement of both organisations on that day, and no dissent of the person.",
        "",
        "| relationship | held by | sharing | when an agreement ends | in the role of | opens |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    for line in lines():
        facts = f"| {line.label} | {line.held_by} | {line.sharing} | {line.ends} |"
        for role, opened in line.roles:
            yield f"{facts} {role} | {opened} |"
            facts = "| | | | |"
    yield from ("", "## What a role may do at all", "", "| role | may |", "| --- | --- |")
    yield from (f"| {role} | {may} |" for role, may in roles())
