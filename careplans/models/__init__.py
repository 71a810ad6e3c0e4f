from .assessments import Assessment, AssessmentFinding
from .capacity import CountOf, SessionCount, StaffHours, StaffRole
from .contacts import Contact, ContactRetraction, Means, Outcome, Place, RetractionReason, WithWhom
from .duty import Duty
from .first_contacts import FirstContact, FirstContactReason
from .gp_record import RecordFiling
from .leads import SessionLead
from .letter_texts import LetterText
from .looks import Look
from .notices import Notice, NoticeKind
from .offers import OfferAnswer, OfferMeans, SessionOffer
from .plan_offers import PlanAnswer, PlanOffer, PlanReview
from .plans import AgreedBy, CarePlan, GoalHolder, GoalOutcome, PlanErrorReason, PlanGoal, PlanSection, Voice
from .related import RelatedPerson
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
from .signing import PlanSignature
from .tasks import Task, TaskKind, TaskOutcome
from .unsaved import UnsavedWords

__all__ = [
    "AgreedBy",
    "Assessment",
    "AssessmentFinding",
    "Attendee",
    "CarePlan",
    "Contact",
    "ContactRetraction",
    "CountOf",
    "Duty",
    "FirstContact",
    "FirstContactReason",
    "GoalHolder",
    "GoalOutcome",
    "LetterText",
    "Look",
    "Means",
    "Notice",
    "NoticeKind",
    "OfferAnswer",
    "OfferMeans",
    "Outcome",
    "Place",
    "PlanAnswer",
    "PlanErrorReason",
    "PlanGoal",
    "PlanOffer",
    "PlanReview",
    "PlanSection",
    "PlanSignature",
    "PlanningSession",
    "RecordFiling",
    "RelatedPerson",
    "RetractionReason",
    "ReviewOutcome",
    "ReviewReason",
    "ReviewRequest",
    "SessionCount",
    "SessionKind",
    "SessionLead",
    "SessionOffer",
    "SessionPlace",
    "SessionState",
    "StaffHours",
    "StaffRole",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "ToldBy",
    "UnsavedWords",
    "Voice",
    "WithWhom",
]
