"""The source as the contracts read it: every Python file of the house, as a syntax tree, with its room."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("wsic", "patients", "tiers", "careplans", "outcomes")
ROOMS = frozenset(
    [
        "rules",
        "models",
        "access",
        "actions",
        "sets",
        "queries",
        "frames",
        "views",
        "api",
        "tasks",
        "urls",
        "admin",
        "management",
        "migrations",
    ]
)


@dataclass(frozen=True)
class Source:
    """One file: `path` from the root with slashes, `room` as ARCHITECTURE.md names it, "" for the floor."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    @property
    def room(self) -> str:
        steps = self.path.removesuffix(".py").split("/")
        return next((step for step in steps if step in ROOMS), "")

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def functions(self) -> Iterator[ast.FunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full name of everything imported: `from a import b` is a.b."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module or ''}.{each.name}") for each in node.names)


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def house() -> tuple[Source, ...]:
    """Every Python file of the apps and `manage.py`, without tests."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))] + [ROOT / "manage.py"]
    return tuple(Source(str(path.relative_to(ROOT)), path.read_text()) for path in paths)


def called(call: ast.Call) -> str:
    """The last name of what is called: `a.b.c()` is c."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def decorators(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """The decorators of a function by their last name."""
    found = {}
    for each in function.decorator_list:
        bare = each.func if isinstance(each, ast.Call) else each
        found[bare.attr if isinstance(bare, ast.Attribute) else getattr(bare, "id", "")] = each
    return found


def lines_of_body(node: ast.FunctionDef) -> int:
    """Lines after the signature and the docstring."""
    first = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - first[0].lineno + 1 if first else 0


def everywhere(check, sources=None) -> list[str]:
    """`path:line what` of everything the check finds; a check takes a Source and yields (line, what)."""
    return [
        f"{source.path}:{line} {what}"
        for source in (house() if sources is None else sources)
        for line, what in check(source)
    ]


def none_of(found: list[str]) -> None:
    """Fails with every finding on a line of its own."""
    assert not found, "\n" + "\n".join(found)
