"""What the pages of agreements show: organisations and numbers, nobody is named in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from patients.access import agreements as access
from patients.sets.agreements import FEWEST, Resting, resting_on
from wsic.accounts.models import User
from wsic.organisations.models import Agreement, AgreementKind, Kind, Organisation
from wsic.organisations.rules import AgreementState, state_of


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One signature, as it is known now or as it was before it was taken back."""

    pk: int
    state: AgreementState
    signed_on: date
    signed_by: str
    withdrawn_on: date | None
    hand_over_until: date | None
    recorded_at: datetime
    taken_back: bool


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """An organisation with the entry that says how each agreement stands; None where it never signed."""

    public_id: UUID
    name: str
    code: str
    kind: str
    wave: int | None
    heads: Entry | None
    sharing: Entry | None

    @property
    def state(self) -> AgreementState:
        return self.sharing.state if self.sharing else AgreementState.NONE


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """`episodes` in words: small numbers are withheld."""

    row: AgreementRow
    episodes: str


@dataclass(frozen=True, kw_only=True)
class KindPanel:
    """One agreement of one organisation: the entry that counts, and all that were ever made, newest first."""

    kind: str
    label: str
    shares: bool
    now: Entry | None
    may_sign: bool
    may_withdraw: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementPage:
    """`may_change` is False for whoever only reads."""

    public_id: UUID
    name: str
    code: str
    kinds: tuple[KindPanel, ...]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a withdrawal would change, in words."""

    people: str
    organisations: int
    episodes: str


def agreement_rows(chosen: Mapping[str, str], *, on: date) -> list[AgreementRow]:
    """All organisations of a kind and wave by name, two statements: there are some hundred at most."""
    wanted = {name: chosen[name] for name in ("kind", "wave") if chosen.get(name)}
    found = Organisation.objects.filter(**wanted).order_by("name", "pk")
    entries: dict[tuple[int, str], Entry] = {}
    known = Agreement.objects.known_now().order_by("signed_on", "pk")
    for each in known:
        entries[each.organisation_id, each.kind] = _entry(each, on=on)
    return [
        AgreementRow(
            public_id=each.public_id,
            name=each.name,
            code=each.code,
            kind=Kind(each.kind).label,
            wave=each.wave,
            heads=entries.get((each.pk, AgreementKind.HEADS_OF_AGREEMENT)),
            sharing=entries.get((each.pk, AgreementKind.INFORMATION_SHARING)),
        )
        for each in found
    ]


def hand_overs(rows: list[AgreementRow], *, on: date) -> tuple[HandOver, ...]:
    """Those of the rows that are in hand-over, the first to end first, with what goes on in it."""
    under_way = [(row, row.sharing) for row in rows if row.sharing and row.state is AgreementState.HAND_OVER]
    resting = resting_on([entry.pk for _, entry in under_way], day=on) if under_way else {}
    under_way.sort(key=lambda each: (each[1].hand_over_until or date.max, each[0].name))
    return tuple(HandOver(row=row, episodes=_number(resting[entry.pk].episodes)) for row, entry in under_way)


def agreement_page(organisation: Organisation, *, user: User, on: date) -> AgreementPage:
    rows = Agreement.objects.filter(organisation=organisation).order_by("-signed_on", "-pk")
    entries = [(each.kind, _entry(each, on=on)) for each in rows]
    may_change = access.refuse_change_agreements(user) is None
    return AgreementPage(
        public_id=organisation.public_id,
        name=organisation.name,
        code=organisation.code,
        kinds=tuple(
            _panel(kind, tuple(entry for of, entry in entries if of == kind), may_change=may_change)
            for kind in AgreementKind
        ),
        may_change=may_change,
    )


def effect_of_withdrawal(organisation: Organisation, kind: str, *, withdrawn_on: date) -> Effect | None:
    """What would change; None for an agreement on which no sharing rests, or which does not stand."""
    standing = Agreement.objects.known_now().filter(organisation=organisation, withdrawn_on=None)
    found = standing.filter(kind=kind).first()
    if found is None or kind != AgreementKind.INFORMATION_SHARING:
        return None
    resting: Resting = resting_on([found.pk], day=withdrawn_on)[found.pk]
    return Effect(
        people=_number(resting.people),
        organisations=resting.organisations,
        episodes=_number(resting.episodes),
    )


def _panel(kind: AgreementKind, entries: tuple[Entry, ...], *, may_change: bool) -> KindPanel:
    known = [entry for entry in entries if not entry.taken_back]
    standing = any(entry.withdrawn_on is None for entry in known)
    return KindPanel(
        kind=kind.value,
        label=kind.label,
        shares=kind is AgreementKind.INFORMATION_SHARING,
        now=known[0] if known else None,
        may_sign=may_change and not standing,
        may_withdraw=may_change and standing,
        entries=entries,
    )


def _entry(agreement: Agreement, *, on: date) -> Entry:
    return Entry(
        pk=agreement.pk,
        state=state_of(
            signed_on=agreement.signed_on,
            withdrawn_on=agreement.withdrawn_on,
            hand_over_until=agreement.hand_over_until,
            on=on,
        ),
        signed_on=agreement.signed_on,
        signed_by=agreement.signed_by,
        withdrawn_on=agreement.withdrawn_on,
        hand_over_until=agreement.hand_over_until,
        recorded_at=agreement.recorded_at,
        taken_back=agreement.replaced_at is not None,
    )


def _number(number: int | None) -> str:
    return f"fewer than {FEWEST}" if number is None else f"{number:,}"
