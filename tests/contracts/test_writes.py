"""Only actions and sets change the database."""

import ast
from collections.abc import Iterator

import pytest

from tests.contracts.sources import Source, called, everywhere, house, none_of

pytestmark = pytest.mark.fast

WRITES = frozenset(
    [
        "save",
        "create",
        "update",
        "delete",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "acreate",
        "asave",
        "adelete",
        "aupdate",
        "abulk_create",
        "abulk_update",
        "aget_or_create",
        "aupdate_or_create",
        "save_base",
        "delete_model",
    ]
)
STATEMENTS = frozenset({"execute", "executemany", "copy", "callproc", "copy_expert"})
WRITERS = frozenset({"actions", "sets"})
# Why each of these may send a statement of its own. One that no longer does turns the last test red.
ALLOWED = {
    "wsic/work.py": "tells the transaction its role, user and day",
    "wsic/health.py": "SELECT 1",
    "wsic/plans.py": "tells the planner, for a statement, how to join",
    "wsic/startup.py": "reads the catalogue before anything is served",
    "wsic/walls.py": "migrations: policies and grants",
}
ALLOWED_FOLDERS = {
    "wsic/embedded/": "makes the servers themselves, before there is a system",
}
# Words that are also methods of dictionaries, sets and hashes: a write only when called on a query set.
AMBIGUOUS = frozenset({"update", "copy", "create", "delete", "save"})
HARMLESS_OWNERS = frozenset({"digest", "hashlib", "shutil", "hasher", "bar"})


def writes(source: Source) -> Iterator[tuple[int, str]]:
    """Calls that write, by name; a name that dictionaries share counts unless it is plainly theirs."""
    for call in source.calls():
        if not isinstance(call.func, ast.Attribute):
            continue
        name = called(call)
        if name in STATEMENTS | WRITES and not _plain(call, source):
            yield call.lineno, f".{name}()"


def _plain(call: ast.Call, source: Source) -> bool:
    """A dictionary, a set, a hash or a copy of a query string: `.update`, `.copy()`."""
    name, owner = called(call), call.func.value
    if name not in AMBIGUOUS:
        return False
    if name == "copy" and not call.args and not call.keywords:
        return True
    if isinstance(owner, ast.Call) and called(owner) == "super":
        return True
    last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return last in HARMLESS_OWNERS or last in _made_here(source)


def _made_here(source: Source) -> frozenset[str]:
    """Names that the file itself makes as a dictionary, a set, a counter or a hash."""
    made = set()
    for node in ast.walk(source.tree):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        value = getattr(node, "value", None)
        plain = isinstance(value, ast.Dict | ast.Set | ast.DictComp | ast.SetComp) or (
            isinstance(value, ast.Call)
            and called(value) in {"dict", "set", "Counter", "defaultdict", "QueryDict", "sha256", "md5"}
        )
        if isinstance(node, ast.Assign | ast.AnnAssign) and plain:
            made |= {each.id for each in targets if isinstance(each, ast.Name)}
    return frozenset(made)


def is_writer(source: Source) -> bool:
    return (
        source.room in WRITERS | {"migrations"}
        or source.path in ALLOWED
        or any(source.path.startswith(folder) for folder in ALLOWED_FOLDERS)
    )


def test_only_actions_and_sets_write():
    none_of(everywhere(writes, [source for source in house() if not is_writer(source)]))


@pytest.mark.parametrize(
    "line",
    [
        "person.save()",
        "Person.objects.create(a=1)",
        "Person.objects.filter(a=1).update(a=2)",
        "people.delete()",
        "Person.objects.bulk_create(rows)",
        "Person.objects.get_or_create(a=1)",
        "cursor.execute('SELECT 1')",
        "cursor.executemany(sql, rows)",
        "with cursor.copy(sql) as copy: pass",
        "connection.cursor().execute(sql)",
    ],
)
def test_a_write_is_found(line):
    assert list(writes(Source("patients/queries.py", line)))


@pytest.mark.parametrize(
    "line", ["found = {}\nfound.update(a=1)", "query.copy()", "digest.update(b'')", "import copy\ncopy(a)"]
)
def test_what_is_no_write_is_left_alone(line):
    assert not list(writes(Source("patients/queries.py", line)))


def test_an_exception_that_is_no_longer_needed_goes():
    sources = {source.path: source for source in house()}

    stale = [path for path in ALLOWED if path not in sources or not list(writes(sources[path]))]

    stale += [each for each in ALLOWED_FOLDERS if not any(path.startswith(each) for path in sources)]
    none_of(stale)
