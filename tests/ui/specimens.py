"""What the components page and the register of the mockups show: invented people, plain values."""

import csv
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Values
from typing import Any

from django import forms
from django.http import QueryDict

from wsic.pages import heading, paging

HERE = Path(__file__).resolve().parent
TODAY = date(2026, 11, 17)

SIGNED_IN = Values(
    name="Grace Adeyemi",
    role="Case Manager",
    organisation="Golborne Hub",
    several=True,
    change_address="#organisation",
)
MENU = [("My day", None), ("Hub board", None), ("Register", None), ("Meetings", 1), ("Referrals", 4)]
MENU += [("Tiers to confirm", 7), ("Outcomes", None)]
USERS = [
    Values(
        name="Dr Ngozi Okafor", role="GP", organisation="Lancefield Surgery", can="Tiers, register, imports"
    ),
    Values(
        name="Grace Adeyemi", role="Case Manager", organisation="Golborne Hub", can="Everybody of the hub"
    ),
]
JOAN = Values(
    family_name="Smith",
    given_name="Joan",
    title="Mrs",
    birth_date=date(1945, 7, 14),
    age=81,
    gender="Female",
    nhs_number="9990260184",
    died_on=None,
    preferred_name="Joanie",
    language="English",
    interpreter_needed=False,
    address="14 Quarry Court, London W10, alone",
    phone="020 7946 0182",
)
EDWARD = Values(
    family_name="Lovell",
    given_name="Edward",
    title="Mr",
    birth_date=date(1938, 2, 2),
    age=88,
    gender="Male",
    nhs_number="9990312044",
    died_on=date(2026, 10, 3),
    preferred_name="",
    language="",
    interpreter_needed=True,
    address="",
    phone="",
)


class SpecimenForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Family name", help_text="As the practice has it")
    number = forms.CharField(label="NHS number", required=False)
    born = forms.CharField(label="Date of birth", help_text="For example, 14 July 1945 or 14/7/45")
    source = forms.ChoiceField(
        label="Feed", choices=[("", "Choose"), ("people", "People"), ("scores", "Frailty scores")]
    )
    extract = forms.FileField(label="Extract", help_text="CSV or Excel, up to 200 MB")
    result = forms.ChoiceField(
        label="Result", widget=forms.RadioSelect, choices=[("S", "Spoke"), ("N", "No answer")]
    )
    days = forms.MultipleChoiceField(
        label="Days",
        widget=forms.CheckboxSelectMultiple,
        choices=[("MO", "Monday"), ("TU", "Tuesday")],
        required=False,
    )
    note = forms.CharField(label="In your words", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    copy = forms.BooleanField(label="Copy to GP record", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class SignInForm(forms.Form):
    username = forms.CharField(label="User name", widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class FilterForm(forms.Form):
    tier = forms.ChoiceField(label="Tier", choices=[("", "All")], required=False)
    owner = forms.ChoiceField(label="Owner", choices=[("", "All")], required=False)
    plan = forms.ChoiceField(label="Plan", choices=[("", "All")], required=False)
    session = forms.ChoiceField(label="Next session", choices=[("", "All")], required=False)
    born_from = forms.CharField(label="Born from", required=False)


def frame(current: str) -> dict[str, Any]:
    """What wsic.context.chrome gives to every page."""
    menu = [
        Values(label=label, address=f"#{label}", current=label == current, count=count)
        for label, count in MENU
    ]
    return {"signed_in": SIGNED_IN, "navigation": menu, "demo_today": None}


def register() -> dict[str, Any]:
    query = QueryDict("page=1")
    views = [
        ("Everybody", 512),
        ("To confirm", 77),
        ("Tier 2 and 3 without plan", 19),
        ("Session window open", 41),
    ]
    views += [("In hospital", 6), ("Declined, ask again", 13)]
    columns = [
        "Person",
        "Born",
        "",
        "Tier",
        "Deficits, CFS",
        "",
        "Plan agreed",
        "Next session",
        "Last contact",
        "Owner",
    ]
    return frame("Register") | {
        "as_on": date(2026, 11, 16),
        "rows": _rows(),
        "views": [Values(label=label, count=n, address="#view", current=n == 512) for label, n in views],
        "tallies": [
            Values(tier=t, count=n, address="#tier", current=False) for t, n in enumerate((255, 180, 60, 17))
        ],
        "headings": [heading(query, label, label, default=label == "Person") for label in columns],
        "filters": FilterForm(),
        "paging": paging(query, 512),
    }


def components() -> dict[str, Any]:
    form = SpecimenForm({"name": "", "number": "943 476 5919", "result": "X", "born": "31 June 1940"})
    form.add_error("born", "June has 30 days: enter the date of birth again")
    form.add_error(None, "This person was changed by somebody else while you were typing")
    actions = [
        ("Record contact", "phone"),
        ("Start session", ""),
        ("Add to MDT", ""),
        ("Refer", ""),
        ("Raise concern", ""),
    ]
    return register() | {
        "form": form,
        "fresh_form": SpecimenForm(prefix="fresh"),
        "person": JOAN,
        "died": EDWARD,
        "actions": [Values(label=label, address="#action", icon=icon) for label, icon in actions],
        "links": [Values(label=label, address="#link") for label in ("Care plan", "Crisis page", "Timeline")],
        "alerts": ["Anticoagulant", "Falls risk"],
        "today": TODAY,
        "tiers": [0, 1, 2, 3],
        "middle": paging(QueryDict("page=13&size=20&tier=2"), 512),
        "nobody": paging(QueryDict(""), 0),
        "columns": ["Month", "Admissions", "People"],
        "months": [["Sep-2026", 41, 38], ["Oct-2026", 37, 35]],
        "pairs": [
            ("What", "Joint, GP and Case Manager"),
            ("Window", "02-Nov-2026 to 30-Nov-2026"),
            ("Booked", None),
        ],
        "demo_today": date(2026, 6, 30),
    }


def context(template: str) -> dict[str, Any]:
    """What a template of tests.ui.shots.PAGES needs."""
    if template == "sign_in.html":
        return {"form": SignInForm(), "users": USERS, "demo_today": date(2026, 6, 30)}
    if template.startswith("wsic/4"):
        return {}
    return register() if template == "register.html" else components()


def _rows() -> list[dict[str, Any]]:
    with (HERE / "register_rows.csv").open(encoding="utf-8", newline="") as file:
        return [_row(raw) for raw in csv.DictReader(file, delimiter="|")]


def _row(raw: dict[str, str]) -> dict[str, Any]:
    person = Values(**raw, address="#person", died_on=None)
    person.birth_date = date.fromisoformat(raw["birth_date"])
    return raw | {
        "person": person,
        "tier": int(raw["tier"]),
        "plan_on": _date(raw["plan_on"]),
        "contact_on": _date(raw["contact_on"]),
        "score": raw["deficits"].split(", ")[0],
        "cfs": raw["deficits"].split(", ")[1],
    }


def _date(text: str) -> date | str | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None
