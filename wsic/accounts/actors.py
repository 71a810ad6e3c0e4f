"""Who acts: a user, or a job with a name.  Nothing is ever recorded as done by nobody."""

from dataclasses import dataclass

from .models import User


@dataclass(frozen=True)
class SystemActor:
    """A job or a feed with no person behind it."""

    name: str


Actor = User | SystemActor


def actor_name(actor: Actor) -> str:
    """What the audit calls the actor: the user's name for signing in, or `system:` and the job's."""
    return f"system:{actor.name}" if isinstance(actor, SystemActor) else actor.username
