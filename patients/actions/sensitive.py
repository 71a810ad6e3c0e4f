"""The list of codes whose entries are never taken in for sharing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from patients.feeds import merging
from patients.feeds.sets import locks
from patients.models import SensitiveCode
from patients.rules.sensitive import SensitiveList
from patients.sets import sensitive as sets
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """What a list changed. `codes`: recorded ones that went from view or came back; `people`: whose they are;
    `cleared`: rows in quarantine that were emptied. `new`: it is another list than before.
    """

    new: bool
    codes: int
    people: int
    cleared: int


@transaction.atomic
def replace_sensitive_codes(*, listed: SensitiveList, by: SystemActor, at: datetime) -> Replaced:
    """
    Let this list take the place of the one before; entries with its codes go from view and from the index.

    Those that were left out of earlier files come with the next file, when their code is not listed any more.
    """
    locks.wait_for_turn()
    before = set(SensitiveCode.objects.values_list("list_sha256", flat=True))
    new = before != {listed.sha256}
    if new:
        _replace(listed)
    codes, people = sets.mark()
    cleared = sets.clear_quarantine(at=at)
    replaced = Replaced(new=new, codes=codes, people=len(people), cleared=cleared)
    if new or codes or cleared:
        audit.record(
            "sensitive_codes.replaced", by=by, subject=f"sensitive_codes:{listed.sha256}", codes=codes,
            touched=len(people), cleared=cleared,
        )  # fmt: skip
    merging.tell_of_new_meaning(people, at)
    return replaced


def _replace(listed: SensitiveList) -> None:
    SensitiveCode.objects.all().delete()
    SensitiveCode.objects.bulk_create(
        [
            SensitiveCode(system=row.system, code=row.code, term=row.term, list_sha256=listed.sha256)
            for row in listed.rows
        ],
        batch_size=2_000,
    )
