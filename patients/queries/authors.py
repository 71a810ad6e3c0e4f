"""Who wrote something about a person, as everybody who sees the person may read it."""

from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


def author_of(*, author: User, role: str, organisation: Organisation, reader: User, withheld: bool) -> str:
    """
    Name, role and organisation; of somebody whose practice is withheld these would tell it.

    :param withheld: nobody is shown where the person is; colleagues of the author know it all the same
    """
    label = Role(role).label
    if is_hidden(organisation, reader=reader, withheld=withheld):
        return f"{label}, name and organisation withheld"
    return f"{author.display_name}, {label}, {organisation.name}"


def is_hidden(organisation: Organisation, *, reader: User, withheld: bool) -> bool:
    """Whether an organisation, and who works there, is named to nobody but its own."""
    return is_hidden_at(organisation.pk, reader=reader, withheld=withheld)


def is_hidden_at(organisation_id: int, *, reader: User, withheld: bool) -> bool:
    return withheld and organisation_id not in {standing.organisation_id for standing in reader.standings}
