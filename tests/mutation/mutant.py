"""What is left out, one at a time, and by what it is known which tests meet it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """
    :param kind: of the check, for the count at the end
    :param where: file and line, address, table or function
    :param what: in the words of the source
    :param met_by: keys as `plugin.note` takes them; tests that noted one of them are tried
    :param made: leaves the check out for as long as it is open
    :param of: file and name of the function, where it is one of the code
    :param near: of mutants with the same, what killed one is tried first for the next
    """

    kind: str
    where: str
    what: str
    met_by: tuple[str, ...]
    made: Callable[[], AbstractContextManager[None]]
    near: str = ""
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.where}: {self.what}"


# Nearly every test comes by the rows of Reach; these ask what one of them opens, and nothing else.
ASK_OF_REACH = tuple(
    f"file:tests/wsic/test_{name}.py" for name in ("relationships", "walls", "reach_grants", "reach_facts")
)
