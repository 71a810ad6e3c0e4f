"""Who the care of the synthetic CCG is about, and who gives it."""

from dataclasses import dataclass
from datetime import date, timedelta

from careplans.models import SessionKind
from patients.models import PersonDetail, PersonIdentifier, Registration, RegistrationKind, Residence
from patients.models.residence import HOMES
from tiers.models import DeficitOnset, TierStanding
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role
from wsic.demo.care.deeds import Known
from wsic.demo.care.plan_words import TELLING
from wsic.demo.world import AS_ON
from wsic.organisations.models import LinkKind, Organisation, OrganisationLink


@dataclass(frozen=True)
class Staff:
    """Who writes down what was done at a practice, each for their organisation; `gp` signs."""

    joint: Membership
    hsca: Membership
    gp: Membership

    def of(self, kind: SessionKind) -> Membership:
        return self.joint if kind == SessionKind.JOINT else self.hsca

    @property
    def rung(self) -> str:
        """Who can be rung by day, as a plan says it."""
        by = self.joint
        return ", ".join(filter(None, (by.user.display_name, Role(by.role).label, by.telephone)))


def people_of(practice: Organisation) -> tuple[dict[int, str], list[Known]]:
    """Numbers, and what is known of everybody whose last stay is or was here."""
    stays = Registration.objects.current().filter(kind=RegistrationKind.REGULAR)
    here = stays.filter(practice=practice)
    last = stays.filter(person__in=here.values("person")).order_by("person", "-from_on").distinct("person")
    columns = ("person_id", "practice_id", "from_on", "to_on")
    found = {key: stay for key, *stay in last.values_list(*columns) if stay[0] == practice.pk}
    numbers = dict(
        PersonIdentifier.objects.current().filter(person__in=found).values_list("person_id", "value")
    )
    tiers: dict[int, list[tuple[date, int]]] = {}
    standings = TierStanding.objects.known_now().filter(person__in=found).order_by("from_on")
    for key, day, tier in standings.values_list("person_id", "from_on", "tier"):
        tiers.setdefault(key, []).append((day, tier))
    deficits: dict[int, set[int]] = {}
    onsets = DeficitOnset.objects.filter(person__in=found, deficit__in=TELLING)
    for key, deficit in onsets.values_list("person_id", "deficit"):
        deficits.setdefault(key, set()).add(deficit)
    homes = Residence.objects.on(AS_ON).filter(person__in=found, kind__in=HOMES)
    in_home = set(homes.values_list("person_id", flat=True))
    details = PersonDetail.objects.current().filter(person__in=numbers)
    known = [
        Known(
            key=key,
            birth_date=born,
            registered_on=found[key][1],
            live_on=practice.live_on or AS_ON,
            until=min(day for day in (found[key][2], died_on, AS_ON + timedelta(days=1)) if day),
            housebound=bool(housebound),
            tiers=tuple(tiers.get(key, ())),
            family_name=family_name,
            deficits=frozenset(deficits.get(key, ())),
            in_home=key in in_home,
        )
        for key, born, died_on, housebound, family_name in details.values_list(
            "person_id", "birth_date", "died_on", "housebound", "family_name"
        )
    ]
    return numbers, known


def staff_of(practice: Organisation) -> Staff:
    """Of the hub where the demo has somebody, else the practice's GP."""
    hubs = OrganisationLink.objects.filter(kind=LinkKind.HUB, child=practice).values("parent_id")
    there = Membership.objects.select_related("user").order_by("pk")
    gp = there.filter(organisation=practice, role=Role.GP).first()
    of_hub = there.filter(organisation__in=hubs)
    joint = of_hub.filter(role=Role.CASE_MANAGER).first() or gp
    hsca = of_hub.filter(role=Role.HSCA).first() or joint
    if gp is None or joint is None or hsca is None:
        raise LookupError(f"Nobody works at {practice.code} who could write down what was done")
    return Staff(joint, hsca, gp)
