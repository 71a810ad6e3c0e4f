from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from careplans.rules.related import RelatedRole
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class RelatedPersonQuerySet(PersonLinkedQuerySet["RelatedPerson"]):
    def standing(self) -> Self:
        """As they were written last, without whom somebody said to be no contact any more."""
        return self.unreplaced().filter(ended_at=None)

    def unreplaced(self) -> Self:
        """Without what was replaced; what was replaced in error stands again."""
        later = RelatedPerson.objects.filter(replaces=OuterRef("pk"), in_error_at=None)
        return self.filter(~Exists(later), in_error_at=None)


class RelatedPerson(models.Model):
    """
    A carer, relative or other contact of a person, or who decides for them.  Never changed: what is new is
    another row that `replaces` it, and of two who change the same one the second cannot.

    :attribute document: what was seen that lets an attorney or deputy decide, `seen_on` that day
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related")
    once = models.UUIDField()
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    relationship = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=15, choices=RelatedRole.choices()))
    telephone = models.CharField(max_length=40, blank=True)
    when = models.CharField(max_length=100, blank=True)
    document = models.CharField(max_length=300, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_words = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = RelatedPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "once", "person"], name="careplans_one_related_person_of_a_form"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(in_error_at=None), name="careplans_one_in_place_of_another"
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="careplans_related_person_is_something"),
            models.CheckConstraint(
                condition=~Q(roles__overlap=["ATTORNEY", "ATTORNEY_MONEY", "DEPUTY"])
                | ~Q(document="") & Q(seen_on__isnull=False),
                name="careplans_who_decides_showed_a_document",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_words="")
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="careplans_ended_related_person_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_related_person_in_error_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"RelatedPerson #{self.pk}"
