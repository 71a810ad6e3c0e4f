"""Finds the permission checks of a function, and writes the function that does without one of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tests.contracts.sources import called

EVERYWHERE = ast.parse("frozenset(range(1, 1000))", mode="eval").body  # more organisations than any test has
TRUE = ast.Constant(value=True)
# Of calls that say by themselves whether somebody may.
ASKED = {"may": "verb", "may_about": "about", "opens": "about"}


@dataclass(frozen=True)
class Found:
    """`place` is the how manyth of its kind in the function."""

    kind: str
    place: int
    line: int
    text: str


class Rewrite(ast.NodeTransformer):
    """
    Notes the checks of one function and, of the one that is wanted, leaves the check out.

    :param refuses: every reason that it returns is a refusal
    :param whole: each condition in it is a check
    """

    def __init__(self, *, refuses: bool, whole: bool, wanted: tuple[str, int] | None = None) -> None:
        self.refuses, self.whole, self.wanted = refuses, whole, wanted
        self.found: list[Found] = []

    def _here(self, kind: str, node: ast.AST) -> bool:
        place = sum(each.kind == kind for each in self.found)
        self.found.append(Found(kind, place, node.lineno, " ".join(ast.unparse(node).split())[:100]))
        return (kind, place) == self.wanted

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        kind = {"require": "require", "_require": "require", "_require_scope": "scope"}
        name = called(node.value) if isinstance(node.value, ast.Call) else ""
        if name in kind and self._here(kind[name], node):
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        denies = isinstance(node.exc, ast.Call) and called(node.exc) in {"PermissionDenied", "Unscoped"}
        if denies and self._here("raise", node):
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if not self.refuses or node.value is None or _is_none(node.value):
            return self.generic_visit(node)
        if self._here("refusal", node):
            return ast.copy_location(ast.Return(ast.Constant(None)), node)
        # `None if may else reason` without `may` is the same function once more.
        return node if isinstance(node.value, ast.IfExp) else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name, changed = called(node), None
        if name in ASKED and self._here(ASKED[name], node):
            changed = TRUE
        elif name == "organisations_with" and self._here("places", node):
            changed = EVERYWHERE
        elif name == "visible_to" and isinstance(node.func, ast.Attribute) and self._here("scope", node):
            changed = ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
        elif self.whole and name in {"filter", "Q"}:
            self._without_arguments(node)
        return ast.copy_location(changed, node) if changed else self.generic_visit(node)

    def _without_arguments(self, node: ast.Call) -> None:
        given = [*node.args, *node.keywords]
        for each in given if len(given) > 1 else []:
            if self._here("condition", each):
                node.args = [kept for kept in node.args if kept is not each]
                node.keywords = [kept for kept in node.keywords if kept is not each]

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if self.whole and isinstance(node.op, ast.And):
            node.values = [TRUE if self._here("condition", each) else each for each in node.values]
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if self.whole and isinstance(node.op, ast.BitAnd):
            if self._here("condition", node.left):
                return node.right
            if self._here("condition", node.right):
                return node.left
        return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if self.whole:
            node.ifs = [TRUE if self._here("condition", each) else each for each in node.ifs]
        return self.generic_visit(node)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Of the module and of its classes, by qualified name; those inside functions belong to these."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{e.name}", e) for e in node.body if isinstance(e, ast.FunctionDef))


class Swap(ast.NodeTransformer):
    """Puts one expression or statement, found by its text, into another's place."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new, self.line = ast.unparse(ast.parse(old)), new, 0

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr | ast.stmt) and ast.unparse(node) == self.old and not self.line:
            self.line = node.lineno
            made = ast.parse(self.new).body[0]
            if isinstance(node, ast.expr):
                assert isinstance(made, ast.Expr)
                return ast.copy_location(made.value, node)
            return ast.copy_location(made, node)
        return self.generic_visit(node)
