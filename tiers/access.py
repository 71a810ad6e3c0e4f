"""Who may read which register."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_registers(user: User) -> str | None:
    return None if user.may(Verb.REGISTER) else "Your role does not read a register."


def refuse_numbers(user: User) -> str | None:
    return None if user.may(Verb.AGGREGATES) else "Your role does not see numbers of the whole CCG."
