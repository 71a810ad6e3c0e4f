from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from careplans.models.related import RelatedPerson
from careplans.models.sessions import Attendee
from careplans.rules.plan import HEADINGS
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation

_HEADINGS = [(str(each), asked.label) for each, asked in HEADINGS.items()]


class AgreedBy(models.TextChoices):
    """Whose agreement a plan has; without capacity for this decision it is somebody else's (Mental Capacity
    Act 2005, ss. 4, 9 and 19)."""

    PERSON = "PERSON", "The person"
    ATTORNEY = "ATTORNEY", "Attorney for health and welfare: the person lacks capacity for this decision"
    DEPUTY = "DEPUTY", "Deputy of the court: the person lacks capacity for this decision"
    BEST_INTERESTS = "BEST_INTERESTS", "Best-interests decision: the person lacks capacity for this decision"


class Voice(models.TextChoices):
    PERSON = "PERSON", "The person, in their own words"
    CARER = "CARER", "Carer or relative"
    STAFF = "STAFF", "Staff"


class PlanErrorReason(models.TextChoices):
    WRONG_PERSON = "WRONG_PERSON", "Another person's plan"
    THIRD_PARTY = "THIRD_PARTY", "Says something about somebody else that must not stand here"
    HARMFUL = "HARMFUL", "Could do harm as it stands"
    WRONG = "WRONG", "What it says is wrong"


class CarePlanQuerySet(PersonLinkedQuerySet["CarePlan"]):
    def drafts(self) -> Self:
        return self.filter(agreed_at=None, discarded_at=None, in_error_at=None)

    def agreed(self) -> Self:
        """What was agreed and is not in error; the one of them with the highest number is in force."""
        return self.filter(agreed_at__isnull=False, in_error_at=None)


class CarePlan(models.Model):
    """
    A version of a person's care plan: a draft until it is agreed or thrown away, and never changed after.

    Which is in force follows from these rows (`careplans.rules.plan.in_force`) and stands nowhere.

    :attribute capacity_words: what shows that the person cannot decide it, of an agreement without them
    :attribute decider: the attorney or deputy who agreed, as they were recorded on that day
    :attribute upon: the version that was in force when it was begun, whose words it carries on
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_plans")
    number = models.PositiveIntegerField()
    upon = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    agreed_with = models.CharField(max_length=15, choices=AgreedBy, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    attended = ArrayField(models.CharField(max_length=15, choices=Attendee), default=list, blank=True)
    agreed_words = models.CharField(max_length=1000, blank=True)
    capacity_words = models.CharField(max_length=500, blank=True)
    decider = models.ForeignKey(
        RelatedPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)
    in_error_reason = models.CharField(max_length=15, choices=PlanErrorReason, blank=True)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = CarePlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="careplans_one_plan_of_a_number"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(agreed_at=None, discarded_at=None, in_error_at=None),
                name="careplans_one_draft_of_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None, agreed_on=None, agreed_with="", attended=[])
                | Q(agreed_at__isnull=False, agreed_by__isnull=False, agreed_on__isnull=False)
                & ~Q(agreed_with=""),
                name="careplans_agreed_plan_says_with_whom",
            ),
            models.CheckConstraint(
                condition=Q(decider=None) | Q(agreed_with__in=["ATTORNEY", "DEPUTY"]),
                name="careplans_attorney_or_deputy_decides",
            ),
            models.CheckConstraint(
                condition=Q(discarded_at=None, discarded_by=None)
                | Q(discarded_at__isnull=False, discarded_by__isnull=False, agreed_at=None),
                name="careplans_discarded_plan_was_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None, in_error_reason="")
                | Q(in_error_at__isnull=False, in_error_by__isnull=False) & ~Q(in_error_reason=""),
                name="careplans_plan_in_error_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"CarePlan #{self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.agreed_at is None and self.discarded_at is None and self.in_error_at is None


class PlanSectionQuerySet(PersonLinkedQuerySet["PlanSection"]):
    def counting(self) -> Self:
        """Of each heading of a version the revision that counts."""
        return self.order_by("plan", "heading", "-revision").distinct("plan", "heading")


class PlanSection(models.Model):
    """
    What a version says under a heading, as somebody saved it.  The highest revision counts; of two who save
    upon the same one the second has no number left to take.

    :attribute written_at: when the words were written, also of a version before that they are carried from
    :attribute reviewed_on: when they were last written or said to hold
    :attribute kept_why: why the person's portal and paper do not show it, "" where they do
    """

    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="sections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(max_length=15, choices=_HEADINGS)
    revision = models.PositiveIntegerField()
    words = models.TextField(max_length=5000, blank=True)
    voice = models.CharField(max_length=10, choices=Voice)
    with_whom = models.CharField(max_length=200, blank=True)
    kept_why = models.CharField(max_length=300, blank=True)
    reviewed_on = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = PlanSectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "heading", "revision"], name="careplans_one_revision_of_a_section"
            ),
        ]

    def __str__(self) -> str:
        return f"PlanSection #{self.pk}"


class GoalOutcome(models.TextChoices):
    MET = "MET", "Met"
    PARTLY = "PARTLY", "Partly met"
    NOT_MET = "NOT_MET", "Not met"
    CHANGED = "CHANGED", "Does not matter to them any more"


class GoalHolder(models.TextChoices):
    """Who sees to it that a goal comes about."""

    PERSON = "PERSON", "The person themselves"
    CARER = "CARER", "A carer"
    STAFF = "STAFF", "A member of the team"


class PlanGoalQuerySet(PersonLinkedQuerySet["PlanGoal"]):
    def counting(self) -> Self:
        """Of each goal of a version the revision that counts."""
        return self.order_by("plan", "key", "-revision").distinct("plan", "key")


class PlanGoal(models.Model):
    """
    A goal as somebody saved it; `key` is the goal's own through all revisions and versions.

    :attribute held_by: who sees to it, "" while nobody is named
    :attribute owner: who of the staff; None: whoever of `owner_organisation`, their team, is there
    :attribute confidence: how sure the person is of reaching it, 0 to 10; None: not asked
    :attribute reviewed_on: when it was last set or reviewed; carried on unreviewed it keeps its day
    :attribute taken_out: it does not belong to the draft: a revision like another one, so that it can be put
        back.  A goal that was agreed never is; of that something comes
    """

    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    revision = models.PositiveIntegerField()
    what = models.CharField(max_length=300)
    why = models.CharField(max_length=500, blank=True)
    steps = models.CharField(max_length=1000, blank=True)
    by_on = models.DateField(null=True, blank=True)
    held_by = models.CharField(max_length=10, choices=GoalHolder, blank=True, default="", db_default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    set_on = models.DateField()
    reviewed_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=GoalOutcome, blank=True)
    outcome_words = models.CharField(max_length=500, blank=True)
    taken_out = models.BooleanField(default=False, db_default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = PlanGoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key", "revision"], name="careplans_one_revision_of_a_goal"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__lte=10), name="careplans_confidence_of_ten"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on__gte=F("set_on")), name="careplans_goal_reviewed_after_it_was_set"
            ),
            models.CheckConstraint(
                condition=Q(held_by="STAFF", owner_organisation__isnull=False)
                | ~Q(held_by="STAFF") & Q(owner_organisation=None, owner=None),
                name="careplans_goal_of_staff_names_their_team",
            ),
        ]
        indexes = [
            models.Index(
                fields=[whose, "by_on"],
                condition=Q(outcome="", taken_out=False, by_on__isnull=False),
                name=name,
            )
            for whose, name in (
                ("organisation", "careplans_goals_asked"),
                ("owner_organisation", "careplans_goals_held"),
            )
        ]

    def __str__(self) -> str:
        return f"PlanGoal #{self.pk}"
