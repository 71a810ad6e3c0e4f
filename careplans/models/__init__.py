from .contacts import Contact, ContactRetraction, Means, Outcome, Place, RetractionReason, WithWhom
from .first_contacts import FirstContact, FirstContactReason
from .offers import OfferAnswer, OfferMeans, SessionOffer
from .sessions import (
    Attendee,
    PlanningSession,
    ReviewOutcome,
    ReviewReason,
    ReviewRequest,
    SessionKind,
    SessionPlace,
    SessionState,
    ToldBy,
)
from .tasks import Task, TaskKind, TaskOutcome

__all__ = [
    "Attendee",
    "Contact",
    "ContactRetraction",
    "FirstContact",
    "FirstContactReason",
    "Means",
    "OfferAnswer",
    "OfferMeans",
    "Outcome",
    "Place",
    "PlanningSession",
    "RetractionReason",
    "ReviewOutcome",
    "ReviewReason",
    "ReviewRequest",
    "SessionKind",
    "SessionOffer",
    "SessionPlace",
    "SessionState",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "ToldBy",
    "WithWhom",
]
