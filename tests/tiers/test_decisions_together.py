"""Two GPs decide the same tier at the same moment, each in a transaction of their own: one wins."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from tests.tiers.asking import decided
from tests.tiers.deciding import REVIEW, SEEN
from tests.tiers.factories import ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, World, as_system, lay_down
from tiers.actions import decisions as actions
from tiers.actions.decisions import DecidedMeanwhile, Judgement
from tiers.actions.proposals import propose_tiers
from tiers.models import DecisionReason, TierDecision
from wsic.accounts.models import User
from wsic.work import acting_as

PATIENCE = 60  # seconds
UP = Judgement(tier=3, reason=DecisionReason.NOT_CODED, review_on=REVIEW)
DOWN = Judgement(tier=1, reason=DecisionReason.RESOLVED, review_on=REVIEW)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(committed_db, monkeypatch):
    """Both have read what stands before either writes, which is the moment that a page cannot see."""
    lay_down()
    person, barrier, read = World().person("ADAIR"), Barrier(2), actions.seen_of
    with as_system():
        ScoreFactory(person=person, deficit_count=9)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)

    def seen_of(*given, **named):
        found = read(*given, **named)
        barrier.wait(PATIENCE)
        return found

    monkeypatch.setattr(actions, "seen_of", seen_of)

    def one(name, judgement):
        try:
            with acting_as(User.objects.get(username=name), on=TODAY) as user:
                actions.decide(person=person, judgement=judgement, seen=SEEN, by=user, on=TODAY, at=NOW)
            return judgement.tier
        except DecidedMeanwhile:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(one, ("gp_a", "locum"), (UP, DOWN)))

    assert Counter(each == "told" for each in found) == {True: 1, False: 1}
    (won,) = [each for each in found if each != "told"]
    with as_system():
        (kept,) = TierDecision.objects.all()
        assert (kept.number, kept.tier) == (1, won)
    assert decided(person) == [(won, TODAY, None)]
