"""A person's holistic assessment: the current one, and the ones before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from careplans.access import assessments as assessments_access
from careplans.access import people as access
from careplans.models import Assessment, AssessmentFinding
from careplans.rules.assessment import ASKED, CONCERNS, OF_CONCERN, SCALES, Concern, Domain
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User

SHOWN = 20  # of the ones before; the limit stands on the page


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """`concern` None where it was not asked."""

    domain: Domain
    label: str
    prompt: str
    concern: Concern | None
    says: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    name: str
    label: str
    score: Decimal | None
    least: Decimal
    most: Decimal


@dataclass(frozen=True, kw_only=True)
class AssessmentLine:
    """`retracted`: it was entered in error, and its words are left out."""

    public_id: UUID
    on: date
    recorded_at: datetime
    author: str
    findings: tuple[FindingLine, ...]
    scores: tuple[ScoreLine, ...]
    retracted: bool

    @property
    def concerns(self) -> tuple[FindingLine, ...]:
        return tuple(each for each in self.findings if each.concern in OF_CONCERN)

    @property
    def scored(self) -> tuple[ScoreLine, ...]:
        return tuple(each for each in self.scores if each.score is not None)

    @property
    def not_asked(self) -> tuple[FindingLine, ...]:
        return tuple(each for each in self.findings if each.concern is None)


@dataclass(frozen=True, kw_only=True)
class AssessmentPanel:
    """
    :param current: None where nothing is recorded
    :param before: the first SHOWN of the others, the newest first, of `more` besides
    :param why_not: the reason why the user records none
    :param may_mark: the user may mark the current one as entered in error
    """

    current: AssessmentLine | None
    before: tuple[AssessmentLine, ...]
    more: int
    why_not: str | None
    may_mark: bool


def assessments_of(user: User) -> QuerySet[Assessment]:
    """About whom the user reaches, for a role that reads records."""
    rows = Assessment.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("person", "organisation", "recorded_by")


def was_sent(user: User, once: UUID) -> bool:
    """The user's form has recorded an assessment already."""
    return assessments_of(user).filter(recorded_by=user, once=once).exists()


def assessed_on(person: Person, *, user: User) -> date | None:
    """The day of the one that stands."""
    rows = Assessment.objects.visible_to(user).standing().filter(person=person)
    return rows.order_by("-pk").values_list("assessed_on", flat=True).first()


def assessment_panel(person: Person, *, user: User) -> AssessmentPanel:
    """Three statements, however many there are."""
    rows = assessments_of(user).filter(person=person).annotate(withheld=is_withheld(person, user=user))
    found = list(rows.order_by("-pk"))
    shown = found[: SHOWN + 1]
    findings = _findings(shown, user)
    stands = next((each for each in shown if each.in_error_at is None), None)
    lines = {each.pk: _line(each, findings.get(each.pk, {}), user) for each in shown}
    return AssessmentPanel(
        current=lines.pop(stands.pk) if stands else None,
        before=tuple(lines.values())[:SHOWN],
        more=max(0, len(found) - len(shown)),
        why_not=access.refuse_plan(user, person),
        may_mark=stands is not None and assessments_access.refuse_mark_in_error(user, stands) is None,
    )


def _findings(shown: Sequence[Assessment], user: User) -> dict[int, dict[str, AssessmentFinding]]:
    standing = [each.pk for each in shown if each.in_error_at is None]
    found: dict[int, dict[str, AssessmentFinding]] = {}
    for each in AssessmentFinding.objects.visible_to(user).filter(assessment__in=standing):
        found.setdefault(each.assessment_id, {})[each.domain] = each
    return found


def _line(each: Assessment, findings: Mapping[str, AssessmentFinding], user: User) -> AssessmentLine:
    retracted = each.in_error_at is not None
    return AssessmentLine(
        public_id=each.public_id,
        on=each.assessed_on,
        recorded_at=each.recorded_at,
        author=author_of(
            author=each.recorded_by,
            role=each.role,
            organisation=each.organisation,
            reader=user,
            withheld=bool(getattr(each, "withheld", False)),
        ),
        findings=tuple(_finding(domain, findings.get(domain)) for domain in Domain),
        scores=tuple(
            ScoreLine(
                name=name,
                label=scale.label,
                score=None if retracted else getattr(each, name),
                least=scale.least,
                most=scale.most,
            )
            for name, scale in SCALES.items()
        ),
        retracted=retracted,
    )


def _finding(domain: Domain, row: AssessmentFinding | None) -> FindingLine:
    concern = Concern(row.concern) if row else None
    return FindingLine(
        domain=domain,
        label=ASKED[domain].label,
        prompt=ASKED[domain].prompt,
        concern=concern,
        says=CONCERNS[concern] if concern else "Not asked",
        words=row.words if row else "",
    )
