"""Scores and decided tiers for tests.  Call inside `with as_system():`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import factory

from tests.world import NOW, TODAY
from tiers.models import Basis, FrailtyScore, Instrument, ScoreSource, TierStanding
from tiers.rules import CURRENT, TierSettings, score_of


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


def settings_with(tiers: Sequence[int], *, version: str) -> TierSettings:
    """The thresholds of today with other tiers, from fit to severe."""
    bands = [replace(band, tier=tier) for band, tier in zip(CURRENT.bands, tiers, strict=True)]
    return replace(CURRENT, bands=tuple(bands), version=version)
