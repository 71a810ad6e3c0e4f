"""Somebody of practice A's side who tries whatever a browser can: links, forms, addresses, made-up words."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urljoin, urlsplit

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from patients.models import EmergencyReason, PreferenceKind, ReviewState
from tests.matrix.machine import Browser, parameter_of
from tests.matrix.personas import HUB_1, PARTNERS, PRACTICE_A, some
from tests.matrix.table import TABLE
from tests.walk.canaries import MARK, Ids
from tests.walk.reading import Page
from tests.world import PASSWORD, World

WALKERS = tuple(sorted((PRACTICE_A - some("locum")) | HUB_1 | PARTNERS | some("voluntary_provider nobody")))
METHODS = ("get", "get", "get", "htmx", "post", "post", "head", "options")
HEADER = "nhs_number,family_name,given_name,birth_date,sex,practice_code,registered_on"
JUNK = (
    "", "0", "-1", "1", "999999999", "on", "all", "true", "A", "x" * 300, "\x00", "%", "_", "*", "'", "';--",
    "{{ user }}", "<b>", "../../x", "None", "1;2", "2026-06-30", "2026-02-30", "30/06/2026", "1/1/1900",
    "9999-12-31", "name", "-name", "-born", "deficits", "person__details__family_name", "a" * 33, "Ä", MARK,
    MARK.upper(), MARK.lower(), f"{MARK} {MARK}", "1943", "ADAIR", "Moira", PASSWORD, "PB", "Practice B",
    "/people/", "//example.org/", "csv", "json", "html",
)  # fmt: skip
# These would shut the walk out of its own accounts.
ASKED = sorted(set(TABLE) - {"accounts:second_factor", "accounts:password", "accounts:sign_out"})
WITH_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}")


@dataclass(frozen=True)
class Step:
    who: str
    what: str
    typed: str
    response: HttpResponse

    def __str__(self) -> str:
        return f"{self.who}: {self.what} -> {self.response.status_code}"


class Window(Browser):
    """A browser that keeps its cookies."""

    def request(self, **request) -> HttpResponse:
        response = super().request(**request)
        self.cookies.update(response.cookies)
        return response


class Walker:
    """One walk; the same for the same seed, as far as the site answers alike."""

    def __init__(self, world: World, ids: Ids, emergency: Mapping[str, str], *, seed: str) -> None:
        self.draw = random.Random(seed)
        self.world, self.ids, self.emergency = world, ids, emergency
        self.windows: dict[str, Window] = {}
        self.pages: dict[str, tuple[str, Page]] = {}
        self.who = self.draw.choice(WALKERS)
        self.names = sorted({name for each in _forms(forms.BaseForm) for name in each.base_fields})
        self.words = [*JUNK, *ids.numbers, *map(str, ids.keys), *chain(*ids.behind.values())]
        self.words += [*EmergencyReason.values, *PreferenceKind.values, *ReviewState.values]

    def step(self) -> Step:
        if self.draw.random() < 0.15:
            self.who = self.draw.choice(WALKERS)
        window = self._window()
        way = self.draw.choices(
            (self._follow, self._submit, self._address, self._search, self._open, self._sign),
            (33, 22, 33, 6, 4, 2),
        )[0]
        what, typed, response = way(window)
        self._keep(what, response)
        return Step(self.who, what, typed, response)

    def _window(self) -> Window:
        """Signed in, nine times of ten: the answer may have ended that."""
        window = self.windows.setdefault(self.who, Window())
        if "sessionid" not in window.cookies or self.draw.random() < 0.1:
            window.force_login(self.world.user(self.who))
        return window

    def _keep(self, what: str, response: HttpResponse) -> None:
        address = urlsplit(what.split(" ")[1]).path
        if response.status_code in {301, 302, 303} and self.draw.random() < 0.8:
            self.pages[self.who] = (address, Page(f'<a href="{response.headers["Location"]}">'))
        elif "html" in response.headers.get("Content-Type", "") and response.status_code in {200, 409, 422}:
            self.pages[self.who] = (address, Page(response.content.decode()))

    def _follow(self, window: Window) -> tuple[str, str, HttpResponse]:
        here, page = self.pages.get(self.who, ("/", Page("")))
        links = [each for each in page.links if not each.startswith("/static/")] or ["/register/"]
        offered = [[each for each in links if "/people/" in each], list(filter(WITH_ID.search, links)), links]
        chosen = self.draw.choice(self.draw.choice([each for each in offered if each]))
        return self._send(window, self.draw.choice(("get", "htmx")), urljoin(here, chosen))

    def _submit(self, window: Window) -> tuple[str, str, HttpResponse]:
        here, page = self.pages.get(self.who, ("/", Page("")))
        if not page.forms:
            return self._follow(window)
        form = self.draw.choice(page.forms)
        sent = {name: self._value(offered) for name, offered in form.fields.items() if name}
        sent |= {name: self._file() for name in form.files}
        return self._send(window, form.method.lower(), urljoin(here, form.address), sent)

    def _value(self, offered: list[str]) -> str:
        kept = offered and self.draw.random() < 0.75
        return self.draw.choice(offered if kept else self.words)

    def _file(self) -> SimpleUploadedFile:
        """One of theirs among the rows, with another birth date: it is not to say whose number that is."""
        number = self.draw.choice(self.ids.numbers)
        rows = [HEADER, f"{number},{MARK},X,1950-01-01,F,PA,2020-01-01", self.draw.choice(JUNK)]
        return SimpleUploadedFile(
            self.draw.choice(("people.csv", "x.zip", "x.xlsx")), "\n".join(rows).encode()
        )

    def _address(self, window: Window) -> tuple[str, str, HttpResponse]:
        """Any address of the table with any id: of its kind, or of another."""
        of_somebody = self.draw.random() < 0.6
        name = self.draw.choice([each for each in ASKED if bool(TABLE[each].record) is of_somebody])
        kind = TABLE[name].record
        others = list(chain(*self.ids.behind.values()))
        known = self.ids.behind[kind] if kind and self.draw.random() < 0.85 else others
        path = reverse(name, kwargs={parameter_of(name): self.draw.choice(known)} if kind else {})
        sent = dict(TABLE[name].sends) if self.draw.random() < 0.3 else {}
        names = self.draw.sample(
            [*self.names, "sort", "page", "open", "next", "member"], self.draw.randrange(5)
        )
        sent |= {each: self.draw.choice(self.words) for each in names}
        return self._send(window, self.draw.choice(METHODS), path, sent, target=TABLE[name].target)

    def _search(self, window: Window) -> tuple[str, str, HttpResponse]:
        """By a number, or by words that stand at the beginning of their names."""
        asked = self.draw.choice((MARK, MARK.upper(), f"{MARK} 1943", "ADAIR", "EVANS", *self.ids.numbers))
        return self._send(window, "post", reverse("patients:person_search"), {"q": asked})

    def _open(self, window: Window) -> tuple[str, str, HttpResponse]:
        """Somebody's record in an emergency: a third practice's person, or what does not fit."""
        sent = {
            "reason": self.draw.choice(EmergencyReason.values),
            "words": "Found on the floor",
            "confirmed": "on",
        }
        sent |= self.emergency
        if self.draw.random() < 0.5:
            sent["nhs_number"] = self.draw.choice(self.ids.numbers)
        return self._send(window, "post", reverse("patients:break_glass_open"), sent)

    def _sign(self, window: Window) -> tuple[str, str, HttpResponse]:
        if self.draw.random() < 0.5:
            answer = self._send(window, "post", reverse("accounts:sign_out"))
            window.cookies.clear()
            return answer
        sent = {"username": self.who, "password": self.draw.choice((PASSWORD, MARK)), "next": "/register/"}
        return self._send(window, "post", reverse("accounts:sign_in"), sent)

    def _send(
        self,
        window: Window,
        how: str,
        path: str,
        sent: Mapping[str, object] | None = None,
        *,
        target: str = "",
    ) -> tuple[str, str, HttpResponse]:
        sent = dict(sent or {})
        headers = {"HX-Request": "true", "HX-Target": target or "main"} if how == "htmx" else None
        method = "get" if how == "htmx" else how
        if method in {"options"}:
            sent = {}
        response = (
            getattr(window, method)(path, sent, headers=headers)
            if sent
            else getattr(window, method)(path, headers=headers)
        )
        typed = f"{path} {' '.join(str(each) for each in sent.values())}"
        return f"{how} {path} {sent}", typed, response


def _forms(base: type[forms.BaseForm]) -> list[type[forms.BaseForm]]:
    found = [each for each in base.__subclasses__() if hasattr(each, "base_fields")]
    return found + [deeper for each in base.__subclasses__() for deeper in _forms(each)]
