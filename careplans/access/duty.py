"""Who keeps the duty rota of a team."""

from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation

NOT_OF_THE_TEAM = "The duty rota is kept by the team itself."


def teams_of(user: User) -> list[Standing]:
    """One standing for each organisation for which the user plans care, by name."""
    found = {each.organisation_id: each for each in user.standings if Verb.PLAN in each.verbs}
    return sorted(found.values(), key=lambda each: each.organisation_name)


def refuse_rota(user: User, organisation: Organisation) -> str | None:
    own = {each.organisation_id for each in teams_of(user)}
    return None if organisation.pk in own else NOT_OF_THE_TEAM
