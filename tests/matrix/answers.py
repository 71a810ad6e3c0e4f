"""How the table says what an address answers, and what it therefore expects of one cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.matrix.personas import SIGNED_OUT

METHODS = ("GET", "HTMX", "POST")
FOUND_NOBODY = "NOT THERE"  # owner of an id that no record has
Groups = Mapping[str, frozenset[str]]  # owner of the record ("" where an address has none) -> personas


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What one method answers, by persona and by whose record it is.

    `to` get `allowed`. `seen_by` may see the record and not do this: 403. `role_refused` get 403 whatever the
    record, there or not. Everybody else gets `otherwise`: it looks as if there was nothing. `but` names the
    personas of `to` who get another status. `ids_known`: that there is no such record is no secret.
    """

    to: Groups
    allowed: int = 200
    seen_by: Groups = field(default_factory=dict)
    role_refused: frozenset[str] = frozenset()
    otherwise: int = 404
    but: Mapping[str, int] = field(default_factory=dict)
    ids_known: bool = False


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address of the site. A number instead of `Answers` is for everybody signed in.

    :param record: the kind of record behind its id, as `records.py` names it
    :param target: the partial that htmx asks for
    :param sends: what POST sends; nothing, where a refusal must come before the form
    :param walled: rows behind a wall stand on it, so it is asked with each wall alone
    :param shows: audit verb of the READ that a 200 of GET leaves, naming the person
    """

    get: Answers | int
    post: Answers | int = 405
    htmx: Answers | int | None = None
    record: str = ""
    target: str = ""
    sends: Mapping[str, str] = field(default_factory=dict)
    shows: str = ""
    open_to_all: bool = False
    walled: bool = True

    def answers(self, method: str) -> Answers | int:
        chosen = {"GET": self.get, "POST": self.post, "HTMX": self.htmx}[method]
        return self.get if chosen is None else chosen


def expected(address: Address, method: str, persona: str, owner: str) -> int:
    """The status of one cell."""
    answers = address.answers(method)
    if persona in SIGNED_OUT and not address.open_to_all:
        return 401 if method == "HTMX" else 302
    if isinstance(answers, int):
        return 404 if owner == FOUND_NOBODY and answers != 405 else answers
    if answers.ids_known and owner == FOUND_NOBODY:
        return 404
    if persona in answers.role_refused:
        return 403
    if persona in answers.to.get(owner, ()):
        return answers.but.get(persona, answers.allowed)
    return 403 if persona in answers.seen_by.get(owner, ()) else answers.otherwise
