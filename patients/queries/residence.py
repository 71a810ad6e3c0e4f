"""Where somebody lives, as their pages say it."""

from dataclasses import dataclass
from datetime import date

from patients.models import Person, Residence, ResidenceKind
from wsic.accounts.models import User

_WORDS = {
    ResidenceKind.OWN_HOME: "in their own home",
    ResidenceKind.CARE_HOME: "in a care home",
    ResidenceKind.NURSING_HOME: "in a nursing home",
    ResidenceKind.INTERMEDIATE_CARE: "in intermediate care",
    ResidenceKind.OTHER: "elsewhere",
}


@dataclass(frozen=True, kw_only=True)
class Lived:
    """`words` go on after "Lives"."""

    kind: str
    words: str
    from_on: date
    to_on: date | None
    now: bool


@dataclass(frozen=True)
class Residences:
    """The newest first; none where whereabouts are withheld."""

    lines: tuple[Lived, ...]
    withheld: bool

    @property
    def now(self) -> Lived | None:
        return next((line for line in self.lines if line.now), None)

    @property
    def away(self) -> Lived | None:
        """Where somebody lives who does not live at home, beside the address."""
        now = self.now
        return None if now and now.kind == ResidenceKind.OWN_HOME.label else now


def residences(person: Person, *, user: User, on: date, withheld: bool) -> Residences:
    """One statement; none where withheld."""
    if withheld:
        return Residences((), withheld=True)
    rows = Residence.objects.visible_to(user).current().filter(person=person).order_by("-from_on")
    lines = (_lived(row, on=on) for row in rows if row.to_on != row.from_on)
    return Residences(tuple(lines), withheld=False)


def _lived(row: Residence, *, on: date) -> Lived:
    kind = ResidenceKind(row.kind)
    return Lived(
        kind=kind.label,
        words=_WORDS[kind],
        from_on=row.from_on,
        to_on=row.to_on,
        now=row.from_on <= on and (row.to_on is None or on < row.to_on),
    )
