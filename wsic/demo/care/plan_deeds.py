"""What is done with one person's care plan, as plain values: asked, named, written, read through, signed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from careplans.actions.plan_writing import Aim, Said
from careplans.actions.related import Related
from careplans.models import AgreedBy, Attendee, PlanAnswer, PlanErrorReason, SessionKind


class End(StrEnum):
    """What became of a version."""

    AGREED = "AGREED"
    DRAFT = "DRAFT"
    DISCARDED = "DISCARDED"
    IN_ERROR = "IN_ERROR"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """They were offered a plan at a session, and answered; `again_on` of who declined or could not say."""

    on: date
    kind: SessionKind
    answer: PlanAnswer
    words: str = ""
    again_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Named:
    """Who is rung about them, or decides for them, by their `place` among those named."""

    on: date
    kind: SessionKind
    place: int
    said: Related


@dataclass(frozen=True, kw_only=True)
class Ended:
    """
    What became of a version, on the day on which it was written, and who agreed or would have.

    :param decider: the place of who agreed, of those named
    :param wrong: why it was entered in error, where it was
    """

    end: End
    agreed_with: AgreedBy
    attended: tuple[Attendee, ...]
    words: str = ""
    capacity: str = ""
    decider: int | None = None
    wrong: PlanErrorReason = PlanErrorReason.WRONG


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version written at a session; `aims` by the number of the goal, in the order in which goals were
    set."""

    on: date
    kind: SessionKind
    said: tuple[Said, ...]
    aims: tuple[tuple[int, Aim], ...]
    ended: Ended

    @property
    def end(self) -> End:
        return self.ended.end


@dataclass(frozen=True, kw_only=True)
class ReadThrough:
    """The plan in force was read through at a session and holds."""

    on: date
    kind: SessionKind
    attended: tuple[Attendee, ...]
    words: str


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A GP of the practice signed the plan in force."""

    on: date


PlanDeed = Asked | Named | Version | ReadThrough | Signed
