"""Scores and decided tiers for tests.  Call inside `with as_system():`."""

from datetime import date

import factory

from tests.world import NOW, TODAY
from tiers.models import Basis, FrailtyScore, Instrument, ScoreSource, TierStanding
from tiers.rules import score_of


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


class DecidedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TierStanding

    basis = Basis.DECIDED
    tier = 3
    from_on = date(2026, 1, 1)
    recorded_at = NOW
