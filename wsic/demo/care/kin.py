"""Who is rung about a person of the synthetic CCG, and who decides where they cannot: all invented."""

from dataclasses import dataclass
from datetime import date

from careplans.actions.related import Related
from careplans.models import AgreedBy
from careplans.rules.related import RelatedRole
from wsic.demo.names import CULTURES, Culture, given_name
from wsic.demo.streams import Draws, Weighted

_FAMILY: Weighted[tuple[str, str]] = Weighted(
    [
        (("daughter", "F"), 0.4), (("son", "M"), 0.3), (("niece", "F"), 0.1), (("nephew", "M"), 0.06),
        (("sister", "F"), 0.08), (("brother", "M"), 0.06),
    ]
)  # fmt: skip
_WHEN = ("after 6 pm, and at weekends", "any time", "mornings", "")
NEIGHBOUR = 0.25
_DOCUMENTS = {
    AgreedBy.ATTORNEY: "Lasting power of attorney for health and welfare, registered",
    AgreedBy.DEPUTY: "Order of the Court of Protection, health and welfare",
}
_DECIDES = {AgreedBy.ATTORNEY: RelatedRole.ATTORNEY, AgreedBy.DEPUTY: RelatedRole.DEPUTY}


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of the family: what they are to the person, as the words of a plan name them."""

    kin: str
    sex: str
    name: str
    telephone: str
    when: str

    def words(self) -> dict[str, str]:
        she, her = ("she", "her") if self.sex == "F" else ("he", "his")
        return {"kin": self.kin, "she": she, "She": she.capitalize(), "her": her}

    def related(self, agreed_with: AgreedBy, on: date) -> Related:
        roles = [RelatedRole.NEXT_OF_KIN, RelatedRole.CARER, RelatedRole.EMERGENCY]
        decides = _DECIDES.get(agreed_with)
        return Related(
            name=self.name,
            relationship=self.kin,
            roles=[*roles, decides] if decides else roles,
            telephone=self.telephone,
            when=self.when,
            document=_DOCUMENTS.get(agreed_with, ""),
            seen_on=on if decides else None,
        )


def kin_of(family_name: str, draws: Draws) -> Kin:
    kin, sex = _FAMILY.pick(draws)
    name = f"{given_name(_culture(family_name), sex, draws)} {family_name}"
    return Kin(kin, sex, name, _telephone(draws), draws.pick(_WHEN))


def neighbour(draws: Draws) -> Related:
    culture = CULTURES.pick(draws)
    given = given_name(culture, "F" if draws.chance(0.6) else "M", draws)
    return Related(
        name=f"{given} {draws.pick(culture.family)}",
        relationship="neighbour",
        roles=[RelatedRole.EMERGENCY],
        telephone=_telephone(draws),
        note="Has a key",
    )


def _culture(family_name: str) -> Culture:
    """The first in which the name is at home; who has another one is called as most are."""
    return _BY_NAME.get(family_name, _CULTURES[0])


def _telephone(draws: Draws) -> str:
    """Of the range that Ofcom keeps for drama."""
    return f"07700 900 {draws.below(1000):03d}"


_CULTURES = CULTURES.things
_BY_NAME = {name: each for each in reversed(_CULTURES) for name in each.family}
