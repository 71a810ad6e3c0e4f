"""Put the synthetic CCG into the system, through the real feeds.

Each step may run twice, so a killed build goes on where it was.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from json import loads
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from careplans.models import StaffHours
from careplans.running import count_all
from patients.actions.reach import refresh_reach
from patients.models import Import, ImportState
from tiers.codelists import STARTER_SENSITIVE_LIST
from wsic import clock
from wsic.accounts import actions as accounts
from wsic.accounts.actors import SystemActor
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.demo.care.actions import lay_down
from wsic.demo.care.hours import lay_down_hours, sizes
from wsic.demo.extracts import (
    ANSWERS_FILE,
    OF_LISTS,
    ORGANISATIONS_FILE,
    SYSTMONE,
    Formats,
    feed_file,
    list_file,
    people_file,
    scores_file,
    systmone_file,
    write_extracts,
)
from wsic.demo.lines import (
    ALLERGIES,
    CODED_ENTRIES,
    CURRENT_MEDICINES,
    FRAILTY_SCORES,
    MEDICATION_ISSUES,
    ORGANISATIONS,
    PEOPLE,
    RESIDENCE,
)
from wsic.demo.organisations import CCG_CODE, practice_code
from wsic.demo.users import MEMBER_FROM, DemoUser, demo_users, telephone_of
from wsic.demo.world import AS_ON, World
from wsic.organisations import actions as organisations
from wsic.organisations.models import AgreementKind, Kind, Organisation
from wsic.work import acting_as, unit_of_work

BY = SystemActor("build_demo")
PURPOSE = "Build the synthetic CCG"
ADDED_LAST = "administrator"  # by whom it is known that a build has ended
SIGNED_ON = date(2015, 6, 1)  # preparation for wave 1 began in June 2015

_WORDS = {
    PEOPLE: "people",
    FRAILTY_SCORES: "frailty scores",
    MEDICATION_ISSUES: "medicines issued",
    CODED_ENTRIES: "coded entries",
    RESIDENCE: "residences",
    ALLERGIES: "allergies",
    CURRENT_MEDICINES: "current medicines",
}

Advance = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


class NotTaken(RuntimeError):
    """An extract of the synthetic CCG was refused or held: the generator or a feed is wrong."""


@dataclass(frozen=True, slots=True)
class Extract:
    feed: str
    path: Path
    organisation: str  # the code of who brings it
    source: str = "own"


def is_built() -> bool:
    """Whether the last step of a build has been done."""
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        return User.objects.filter(username=ADDED_LAST).exists() and StaffHours.objects.exists()


def build(world: World, folder: Path, *, formats: Formats, advance: Advance) -> None:
    """
    Write the extracts into the folder, import them, sign the agreements and add who can sign in.

    :raises NotTaken: a file did not go in
    """
    _begin()
    if not _is_written(folder, formats):
        write_extracts(
            world, folder, formats=formats,
            on_practice=lambda index: advance("Writing extracts", index + 1, world.practices),
        )  # fmt: skip
    for what, extracts in _extracts(world, folder, formats):
        for number, extract in enumerate(extracts, 1):
            if not _is_taken(extract):
                _import(extract)
            advance(what, number, len(extracts))
    _sign_agreements(at=clock.now())
    users = demo_users(world.practices)
    _add_users([each for each in users if each.username != ADDED_LAST])
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        lay_down(seed=world.seed, advance=advance)
    count_all(on=clock.today())
    _add_users(users)
    _enter_hours()


def _is_written(folder: Path, formats: Formats) -> bool:
    """Whole, as the extracts are today: a folder of before a feed was there is written anew."""
    lists = () if formats is Formats.NONE else map(list_file, OF_LISTS)
    return all((folder / name).exists() for name in (ANSWERS_FILE, *lists))


def _begin() -> None:
    """The lists come before all practices, so that nothing has to be scored again for them."""
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        organisations.add_organisation(code=CCG_CODE, name="The CCG", kind=Kind.CCG)
    call_command("import_starter_lists", stdout=StringIO())
    call_command("import_sensitive_codes", STARTER_SENSITIVE_LIST, stdout=StringIO())


def _extracts(world: World, folder: Path, formats: Formats) -> Iterator[tuple[str, list[Extract]]]:
    """In the order that lets every row find what it names: organisations, people, then what is about them.

    Medicines come before entries, because the computed score counts from the first entries on.
    """
    places = range(world.practices)
    codes = [practice_code(index) for index in places]
    files = ((PEOPLE, people_file), (FRAILTY_SCORES, scores_file))
    yield "Importing organisations", [Extract(ORGANISATIONS, folder / ORGANISATIONS_FILE, CCG_CODE)]
    for feed, file in files:
        yield f"Importing {_WORDS[feed]}", [Extract(feed, folder / file(at), codes[at]) for at in places]
    if formats is not Formats.NONE:
        for feed in (MEDICATION_ISSUES, CODED_ENTRIES):
            yield f"Importing {_WORDS[feed]}", [_of_records(feed, folder, at, formats) for at in places]
        for feed in OF_LISTS:
            yield f"Importing {_WORDS[feed]}", [Extract(feed, folder / list_file(feed), CCG_CODE)]


def _of_records(feed: str, folder: Path, index: int, formats: Formats) -> Extract:
    if formats.is_systmone(index):
        return Extract(feed, folder / systmone_file(index), practice_code(index), SYSTMONE)
    return Extract(feed, folder / feed_file(feed, index), practice_code(index))


def _is_taken(extract: Extract) -> bool:
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        done = Import.objects.filter(feed=extract.feed, file_name=extract.path.name, state=ImportState.DONE)
        return done.exists()


def _import(extract: Extract) -> None:
    """Exactly what `manage.py import_feed` does."""
    answer = StringIO()
    try:
        call_command(
            "import_feed", extract.feed, extract.path, as_of=AS_ON, organisation=extract.organisation,
            source=extract.source, format="json", stdout=answer,
        )  # fmt: skip
    except SystemExit as refused:
        result = loads(answer.getvalue())
        raise NotTaken(f"{extract.path.name}: {result.get('refusal') or result.get('held')}") from refused


def _sign_agreements(*, at: datetime) -> None:
    """Everybody signs everything; what happens without a signature is tested elsewhere."""
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        for organisation in Organisation.objects.order_by("pk"):
            for kind in AgreementKind:
                organisations.sign_agreement(
                    organisation=organisation,
                    kind=kind,
                    signed_on=SIGNED_ON,
                    signed_by="The chief officer",
                    at=at,
                )
        refresh_reach(people=None, by=BY)


def _enter_hours() -> None:
    """Last of all, and in the name of the administrator."""
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        people = sizes()
        administrator = User.objects.get(username=ADDED_LAST)
    with acting_as(administrator, on=clock.today()):
        lay_down_hours(people, by=administrator, at=clock.now())


def _add_users(users: Sequence[DemoUser]) -> None:
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()):
        password_hash = make_password(settings.DEMO_PASSWORD)  # once: a hash takes half a second on purpose
        places = {organisation.code: organisation for organisation in Organisation.objects.all()}
        for demo_user in users:
            _add_user(demo_user, places, password_hash)


def _add_user(demo_user: DemoUser, places: dict[str, Organisation], password_hash: str) -> None:
    user = accounts.add_user(
        username=demo_user.username,
        display_name=demo_user.display_name,
        password_hash=password_hash,
        by=BY,
    )
    for code, role in demo_user.memberships:
        accounts.add_membership(
            user=user, organisation=places[code], role=Role(role), from_on=MEMBER_FROM, by=BY,
            telephone=telephone_of(user.username, code),
        )  # fmt: skip
