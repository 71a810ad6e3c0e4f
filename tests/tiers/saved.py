"""Saved views as the tests lay them down; in a unit of work."""

from tests.world import NOW
from tiers.models import ListName, SavedView
from wsic.accounts.models import User
from wsic.organisations.models import Organisation


def make_saved_view(owner="gp_a", code="PA", **fields) -> SavedView:
    """Of the practice's register, shared with its colleagues."""
    place = Organisation.objects.get(code=code)
    usual = {"list": ListName.REGISTER, "organisation": place, "words": "tier=2", "name": "Tier 2"}
    user = User.objects.get(username=owner)
    return SavedView.objects.create(
        user=user, team=place, saved_at=NOW, **{"is_shared": True} | usual | fields
    )
