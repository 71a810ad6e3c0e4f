"""Who may bring files, approve them and mend their rows.  A reason is what the user reads."""

from patients.models import Import, PersonIdentifier, QuarantinedRow
from patients.models.imports import ImportState, QuarantineState
from patients.rules.importing import IDENTITY_MISMATCH
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Kind

FEEDS_OF_THE_CCG = frozenset({"organisations"})
_SHOWN = (Verb.IMPORT, Verb.APPROVE_IMPORT, Verb.REGISTER)


def organisations_whose_imports(user: User) -> frozenset[int]:
    """Whose files the user sees: there is nobody's record in the list, so reading the register is enough."""
    return frozenset().union(*(user.organisations_with(verb) for verb in _SHOWN))


def organisations_overseen_by(user: User) -> frozenset[int]:
    """In whose place as overseer the user decides on held files, and identities, that others brought."""
    return user.organisations_with(Verb.APPROVE_IMPORT)


def organisations_whose_rows(user: User) -> frozenset[int]:
    """Whose rows in quarantine the user sees: they are records, so only those who mend them."""
    return user.organisations_with(Verb.IMPORT)


def refuse_see_imports(user: User) -> str | None:
    return None if organisations_whose_imports(user) else "Your role has nothing to do with imports."


def refuse_see_quarantine(user: User) -> str | None:
    return None if organisations_whose_rows(user) else "Your role does not mend rows in quarantine."


def refuse_upload(user: User) -> str | None:
    return None if user.organisations_with(Verb.IMPORT) else "Your role does not bring in extracts."


def refuse_upload_for(user: User, organisation_id: int) -> str | None:
    if not user.may(Verb.IMPORT, organisation_id=organisation_id):
        return "Your role does not bring in extracts for this organisation."
    return None


def refuse_feed(user: User, organisation_id: int, feed: str) -> str | None:
    """Bringing a file of a feed: which organisations there are is for the commissioning group to say."""
    if refusal := refuse_upload_for(user, organisation_id):
        return refusal
    if feed in FEEDS_OF_THE_CCG and organisation_id not in commissioners(user):
        return "Only the clinical commissioning group brings this feed."
    return None


def commissioners(user: User) -> frozenset[int]:
    """The commissioning groups that the user brings files for."""
    return frozenset(
        standing.organisation_id
        for standing in user.standings
        if Verb.IMPORT in standing.verbs and standing.organisation_kind == Kind.CCG
    )


def refuse_start(user: User, imported: Import) -> str | None:
    """Matching the columns and starting."""
    if refusal := refuse_upload_for(user, imported.organisation_id):
        return refusal
    return None if imported.state == ImportState.MAPPING else "This import has been started already."


def refuse_approve(user: User, imported: Import) -> str | None:
    if not _deciders(imported) & user.organisations_with(Verb.APPROVE_IMPORT):
        return "Your role does not approve imports of this organisation."
    if imported.uploaded_by_id == user.pk:
        return "You brought this file. A second person has to approve it."
    return None if imported.state == ImportState.HELD else "This import does not wait for approval."


def refuse_people(user: User, imported: Import) -> str | None:
    """A list of the people whom a held file takes away; whose names are in it is a matter of Reach."""
    if refusal := refuse_see_imports(user):
        return refusal
    return None if imported.state == ImportState.HELD else "This import does not wait for approval."


def _deciders(imported: Import) -> set[int]:
    """Organisations whose people may let a held file in."""
    return {place for place in (imported.organisation_id, imported.overseer_id) if place is not None}


def refuse_refuse(user: User, imported: Import) -> str | None:
    """Refusing a held file, or dropping one that was not started; its uploader may do both."""
    overseen = imported.overseer_id in organisations_overseen_by(user)
    if not overseen and (refusal := refuse_upload_for(user, imported.organisation_id)):
        return refusal
    if imported.state not in (ImportState.HELD, ImportState.MAPPING):
        return "This import neither waits for approval nor for its columns."
    return None


def refuse_mend(user: User, row: QuarantinedRow) -> str | None:
    """Correcting a row, sending it again, or closing it."""
    if organisation_of(user, row) is None:
        return "Your role does not mend rows of this organisation."
    return None if row.state == QuarantineState.OPEN else "This row is closed already."


def refuse_correct(user: User, row: QuarantinedRow) -> str | None:
    """A row lies in the queue of whom it is about; its words are for whoever brought it to change."""
    brought = user.may(Verb.IMPORT, organisation_id=row.importer_id)
    about = user.may(Verb.IMPORT, organisation_id=row.organisation_id)
    theirs = row.organisation_id == row.importer_id or row.importer.kind == Kind.CCG
    if not brought and not (about and theirs):
        return _who_settles(row)
    return refuse_mend(user, row)


def _who_settles(row: QuarantinedRow) -> str:
    """For those in whose queue a row lies that somebody else brought."""
    if row.reason == IDENTITY_MISMATCH and row.feed == "people":
        return "Another organisation brought this row and alone can correct it. Approve it, or close it."
    return (
        f"{row.importer.name} brought this row and settles it, by correcting it or with its next file. "
        "Ask there: nothing of the row counts until then. Close it only if it is never to count, and say why."
    )


def refuse_approve_identity(user: User, row: QuarantinedRow) -> str | None:
    places = user.organisations_with(Verb.APPROVE_IMPORT)
    if not {row.organisation_id, row.importer_id, row.overseer_id} & places:
        return "Your role does not approve changes of identity."
    if row.feed != "people" or row.reason != IDENTITY_MISMATCH:
        return "This row is not a change of identity."
    if Import.objects.filter(pk=row.imported_by_id, uploaded_by=user).exists():
        return "You brought this row. A second person has to approve it."
    if not _decides_identity(user, row):
        return (
            "You do not work with the person whose number this is. Their own practice or the CCG has to "
            "approve it."
        )
    return refuse_mend(user, row)


def _decides_identity(user: User, row: QuarantinedRow) -> bool:
    """The practice in whose queue the row lies, which reaches the person; and its overseer, the CCG: many a
    practice has one user alone, who brought the row."""
    if row.overseer_id in organisations_overseen_by(user):
        return True
    if not user.may(Verb.APPROVE_IMPORT, organisation_id=row.organisation_id):
        return False
    reached = PersonIdentifier.objects.visible_to(user).current().filter(value=number_given(row))
    return row.organisation_id in commissioners(user) or reached.exists()


def source_of(row: QuarantinedRow) -> str:
    """The kind of system the row came from; our own format where the file is not for the reader to see."""
    found = Import.objects.filter(pk=row.imported_by_id).values_list("source", flat=True).first()
    return found or "own"


def number_given(row: QuarantinedRow) -> str:
    """The digits of the NHS number that the row holds, however it was written."""
    return "".join(filter(str.isdigit, str(row.given.get("nhs_number") or "")))


def organisation_of(user: User, row: QuarantinedRow) -> int | None:
    """In whose name the user mends the row: the practice's where possible, else the one that brought it."""
    places = organisations_whose_rows(user)
    if row.overseer_id in organisations_overseen_by(user):
        places |= {row.overseer_id}
    whose = (row.organisation_id, row.importer_id, row.overseer_id)
    return next((place for place in whose if place in places), None)
