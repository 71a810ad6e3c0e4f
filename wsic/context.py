"""What the frame of every page shows: who is signed in, the menu, the demo's day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from wsic.accounts.models import Standing, User
from wsic.accounts.requests import came_from
from wsic.accounts.roles import Verb


@dataclass(frozen=True)
class MenuItem:
    label: str
    address: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class SignedIn:
    name: str
    role: str
    organisation: str
    several: bool
    change_address: str
    notices: str  # where what colleagues did is told; "": to this role nothing is
    without_search: bool  # the role reads no person's record, so the header offers no search


@dataclass(frozen=True)
class OpenSession:
    """For the dialog before the lock: seconds left, seconds before it that it warns, whose it is."""

    left: int
    warning: int
    whose: str
    here: str  # where to come back to, when the page's own address answers a form alone; else ""


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The frame's context; the sign-in page has no menu and no search."""
    demo_today = date.fromisoformat(settings.DEMO_TODAY) if settings.DEMO_TODAY else None
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"signed_in": None, "navigation": (), "session": None, "demo_today": demo_today}
    return {
        "signed_in": _signed_in(user),
        "navigation": _menu(request, user),
        "session": _session(request, user),
        "demo_today": demo_today,
    }


def _session(request: HttpRequest, user: User) -> OpenSession:
    left: timedelta = getattr(request, "session_left", timedelta(0))
    warning = int(settings.SESSION_WARNING.total_seconds())
    here = "" if request.method in {"GET", "HEAD"} else came_from(request)
    seconds, whose = int(left.total_seconds()), str(user.public_id)
    return OpenSession(left=seconds, warning=warning, whose=whose, here=here)


def _signed_in(user: User) -> SignedIn:
    standing = user.standings[0] if user.standings else None
    return SignedIn(
        name=user.display_name,
        role=standing.role.label if standing else "No role today",
        organisation=_organisations(user.standings),
        several=False,
        change_address="",
        notices=reverse("careplans:notices") if user.may(Verb.PLAN) else "",
        without_search=not user.may(Verb.READ),
    )


def _organisations(standings: tuple[Standing, ...]) -> str:
    """All organisations of today: a locum of two practices works for both at once and changes nothing
    over."""
    names = list(dict.fromkeys(standing.organisation_name for standing in standings))
    return " and ".join(names) or "No organisation today"


def _menu(request: HttpRequest, user: User) -> tuple[MenuItem, ...]:
    entries = [
        ("Home", reverse("home:home"), True),
        ("Crisis page", reverse("careplans:crisis_find"), user.may(Verb.CRISIS)),
        ("My day", reverse("careplans:my_day"), user.may(Verb.PLAN)),
        ("Caseload", reverse("careplans:caseload"), user.may(Verb.PLAN)),
        ("Plans to sign", reverse("careplans:signing"), user.may(Verb.SIGN_PLAN)),
        ("Copy to GP record", reverse("careplans:gp_record"), user.may(Verb.FILE_RECORD)),
        ("Sessions due", reverse("careplans:due"), user.may(Verb.REGISTER)),
        (
            "Capacity",
            reverse("careplans:capacity"),
            user.may(Verb.REGISTER) or user.may(Verb.AGGREGATES),
        ),
        ("Access reviews", reverse("patients:review_list"), user.may(Verb.REVIEW_ACCESS)),
        ("Tiers to look at", reverse("tiers:worklist"), user.may(Verb.REGISTER)),
        ("Register", reverse("tiers:register"), user.may(Verb.REGISTER)),
        ("Imports", reverse("patients:import_list"), user.may(Verb.IMPORT)),
        ("Quarantine", reverse("patients:quarantine_list"), user.may(Verb.IMPORT)),
        ("Audit", reverse("audit:overview"), user.may(Verb.REVIEW_ACCESS)),
        ("Entered in error", reverse("audit:retracted"), user.may(Verb.READ_RETRACTED)),
        ("Organisations", reverse("organisations:organisation_list"), True),
        ("Letter wording", reverse("careplans:letter_texts"), user.may(Verb.LETTER_TEXTS)),
        (
            "Agreements",
            reverse("patients:agreement_list"),
            user.may(Verb.AGREEMENTS) or user.may(Verb.REVIEW_ACCESS),
        ),
        ("Emergency access", reverse("patients:break_glass_open"), user.may(Verb.BREAK_GLASS)),
    ]
    waiting = {"Access reviews": _reviews_waiting()} if user.may(Verb.REVIEW_ACCESS) else {}
    return tuple(
        MenuItem(label, address, _is_current(request.path, address), waiting.get(label))
        for label, address, shown in entries
        if shown
    )


def _reviews_waiting() -> int:
    """For who reviews access; by name, because the frame of every page knows no app above it."""
    count: int = apps.get_model("patients", "AccessReview").objects.to_review().count()
    return count


def _is_current(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
