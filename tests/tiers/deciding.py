"""What the tests of decisions about tiers send and read."""

from datetime import timedelta

from django.urls import reverse

from tests.world import NOW, TODAY
from tiers.actions import decisions as actions
from tiers.actions.decisions import Judgement
from tiers.rules.decisions import Seen

DAY = timedelta(days=1)
SEEN = Seen(0, 2, 9)
REVIEW = TODAY + 90 * DAY
OVERRIDE = {"tier": "3", "reason": "NOT_CODED", "words": "Falls every week.", "review_on": REVIEW.isoformat()}


def decide(client, person, **sent):
    address = reverse("tiers:decide", args=[person.public_id])
    return client.post(address, {"seen": SEEN.token, **sent})


def page_of(client, person) -> str:
    return client.get(reverse("tiers:explain", args=[person.public_id])).content.decode()


def decide_tier_2(person, *, by) -> None:
    actions.decide(person=person, judgement=Judgement(tier=2), seen=SEEN, by=by, on=TODAY, at=NOW)
