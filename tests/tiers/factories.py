"""Scores and decisions for tests.  Call inside `with as_system():`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import factory

from tests.world import NOW, TODAY
from tiers.models import FrailtyScore, Instrument, ScoreSource, TierDecision
from tiers.rules import CURRENT, TierSettings, score_of
from tiers.sets import decisions
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class ScoreFactory(factory.django.DjangoModelFactory):
    """An imported score; give `person` and `deficit_count`.  Proposals follow from `propose_tiers`."""

    class Meta:
        model = FrailtyScore

    calculated_on = date(2026, 3, 31)
    deficit_count = 9
    score = factory.LazyAttribute(lambda score: round(score_of(score.deficit_count), 2))
    instrument = Instrument.EFI
    source = ScoreSource.IMPORTED
    as_on = TODAY
    digest = b""


class DecisionFactory(factory.django.DjangoModelFactory):
    """Agreed by a GP of practice A, unless said otherwise; the standing follows."""

    class Meta:
        model = TierDecision
        skip_postgeneration_save = True

    number = factory.Sequence(lambda number: number + 1)
    tier = 3
    proposed_tier = factory.SelfAttribute("tier")
    decided_by = factory.LazyFunction(lambda: User.objects.get(username="gp_a"))
    role = Role.GP
    organisation = factory.LazyFunction(lambda: Organisation.objects.get(code="PA"))
    decided_on = date(2026, 1, 1)
    recorded_at = NOW

    @factory.post_generation
    def standing(self, _create: bool, _given: object, *, follows: bool = True) -> None:
        if follows:
            decisions.write([self.person_id], at=NOW)


def settings_with(tiers: Sequence[int], *, version: str) -> TierSettings:
    """The thresholds of today with other tiers, from fit to severe."""
    bands = [replace(band, tier=tier) for band, tier in zip(CURRENT.bands, tiers, strict=True)]
    return replace(CURRENT, bands=tuple(bands), version=version)
