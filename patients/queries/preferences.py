"""What the panel of a person's preferences shows, and whose whereabouts are withheld."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from patients.access import preferences as access
from patients.models import Person, Preference, PreferenceKind
from patients.models.base import Today
from wsic.accounts.models import User

# What each kind does, in a sentence beside it.
DOES = {
    PreferenceKind.DIRECT_CARE_DISSENT: "Nobody beyond the practice sees the record, except in an emergency.",
    PreferenceKind.TYPE_1: "Not for purposes beyond care; direct care is untouched.",
    PreferenceKind.NATIONAL_OPT_OUT: "Not for research and planning; direct care is untouched.",
    PreferenceKind.PORTAL_LIMITS: "What the person, or a carer, may see in the portal is limited.",
    PreferenceKind.NO_LETTERS: "No letters are sent.",
    PreferenceKind.LARGE_PRINT: "Letters are printed in large print.",
    PreferenceKind.EASY_READ: "Letters are written in easy words.",
    PreferenceKind.OTHER_FORMAT: "No letters are sent; the person is rung, or met, instead.",
    PreferenceKind.SENSITIVE: "Address, telephone and practice are shown to nobody here.",
}
WITHHELD = "Sensitive"
ALERTS = {
    PreferenceKind.DIRECT_CARE_DISSENT: "Dissents from sharing",
    PreferenceKind.SENSITIVE: WITHHELD,
}


@dataclass(frozen=True, kw_only=True)
class Noted:
    """`stands` on the day; `recorded` says by whom or what it came."""

    pk: int
    kind: str
    does: str
    from_on: date
    to_on: date | None
    said_by: str
    recorded: str
    recorded_at: datetime
    stands: bool


@dataclass(frozen=True, kw_only=True)
class PreferencePanel:
    """`why_not` is the reason why the user notes nothing here, None where they may."""

    noted: tuple[Noted, ...]
    why_not: str | None


def preference_panel(person: Person, *, user: User, on: date) -> PreferencePanel:
    rows = Preference.objects.visible_to(user).known_now().filter(person=person)
    found = rows.select_related("recorded_by").order_by("-from_on", "-pk")
    return PreferencePanel(
        noted=tuple(_noted(each, on=on) for each in found),
        why_not=access.refuse_note(user, person),
    )


def alerts_of(person: Person, *, user: User, on: date) -> tuple[str, ...]:
    """Of what stands on the day, what everybody must know who opens the record."""
    rows = Preference.objects.visible_to(user).standing_on(on).filter(person=person, kind__in=list(ALERTS))
    kinds = rows.order_by("kind").values_list("kind", flat=True).distinct()
    return tuple(ALERTS[PreferenceKind(kind)] for kind in kinds)


def withheld_among(people: Iterable[int], *, user: User, on: date) -> frozenset[int]:
    """Of these persons, those whose whereabouts nobody is shown; one statement."""
    rows = Preference.objects.visible_to(user).standing_on(on)
    marked = rows.filter(kind=PreferenceKind.SENSITIVE, person_id__in=list(people))
    return frozenset(marked.values_list("person_id", flat=True))


def is_withheld(person: Person | OuterRef, *, user: User) -> Exists:
    """Beside other rows about a person: whether nobody is shown today where they are."""
    standing = Preference.objects.visible_to(user).standing_on(Today())
    return Exists(standing.filter(kind=PreferenceKind.SENSITIVE, person=person))


def _noted(preference: Preference, *, on: date) -> Noted:
    kind = PreferenceKind(preference.kind)
    by = preference.recorded_by
    return Noted(
        pk=preference.pk,
        kind=kind.label,
        does=DOES[kind],
        from_on=preference.from_on,
        to_on=preference.to_on,
        said_by=preference.said_by,
        recorded=by.display_name if by else "an extract",
        recorded_at=preference.recorded_at,
        stands=preference.from_on <= on and (preference.to_on is None or on < preference.to_on),
    )
