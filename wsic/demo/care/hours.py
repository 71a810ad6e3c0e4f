"""Hours of staff for planning sessions: some hubs and practices have enough of them, and some are short."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q

from careplans.actions.capacity import Entered, enter_hours
from careplans.models import StaffRole
from wsic.accounts.models import User
from wsic.demo.world import AS_ON
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink

# Hours a week for 1,000 people on the lists that just do, in the synthetic CCG as it is: measured.
_JUST = {StaffRole.GP: 5.5, StaffRole.CASE_MANAGER: 5.5, StaffRole.HSCA: 18.0}
# What there is of it: of hubs and of practices, in turn; None: nobody entered any.
_OF_HUBS = {
    StaffRole.CASE_MANAGER: (1.25, 0.8, 1.1, 1.2, 0.9, 1.15, 1.3),
    StaffRole.HSCA: (0.9, 1.2, 1.15, 0.7, 1.1, 1.3, 1.2),
}
_OF_PRACTICES = (1.4, 0.7, 1.2, None, 1.5)


def sizes() -> dict[int, int]:
    """People on the list of each practice and in those of each hub, by key; as the system."""
    listed = Q(registrations__kind="REGULAR", registrations__to_on=None, registrations__replaced_by=None)
    practices = Organisation.objects.filter(kind=Kind.PRACTICE, live_on__lte=AS_ON)
    found = dict(practices.annotate(people=Count("registrations", filter=listed)).values_list("pk", "people"))
    links = OrganisationLink.objects.on(AS_ON).filter(kind=LinkKind.HUB, child__in=list(found))
    for hub, practice in links.values_list("parent_id", "child_id"):
        found[hub] = found.get(hub, 0) + found[practice]
    return found


def lay_down_hours(people: dict[int, int], *, by: User, at: datetime) -> None:
    """By the action, in the name of who enters them; what is there already stays."""
    for entered in _hours(people):
        enter_hours(entered=entered, by=by, at=at, on=AS_ON)


def _hours(people: dict[int, int]) -> Iterator[Entered]:
    places = Organisation.objects.filter(pk__in=people).order_by("code")
    for number, hub in enumerate(places.filter(kind=Kind.HUB)):
        for role, shares in _OF_HUBS.items():
            yield _entered(hub, role, shares[number % len(shares)], people[hub.pk])
    for number, practice in enumerate(places.filter(kind=Kind.PRACTICE)):
        share = _OF_PRACTICES[number % len(_OF_PRACTICES)]
        if share is not None:
            yield _entered(practice, StaffRole.GP, share, people[practice.pk])


def _entered(of: Organisation, role: StaffRole, share: float, people: int) -> Entered:
    """To a quarter of an hour, from the go-live on."""
    quarters = round(_JUST[role] * share * people / 1000 * 4)
    return Entered(
        organisation=of, role=role, a_week=Decimal(quarters) / 4, from_on=of.live_on or date(2024, 4, 1)
    )
