from .contacts import Contact, ContactRetraction, Means, Outcome, Place, RetractionReason, WithWhom
from .tasks import Task, TaskKind, TaskOutcome

__all__ = [
    "Contact",
    "ContactRetraction",
    "Means",
    "Outcome",
    "Place",
    "RetractionReason",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "WithWhom",
]
