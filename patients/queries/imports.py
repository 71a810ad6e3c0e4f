"""What the list of imports shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from patients.access import imports as access
from patients.feeds.declared import PEOPLE, UnknownFeed, feed_named
from patients.models import Import, ImportState, Registration
from wsic.access import require
from wsic.accounts.models import User
from wsic.jobs.models import State as JobState

RUNNING = (ImportState.WAITING, ImportState.READING)
MEGABYTE = 1024**2
_SHARE_FOR_AN_ESTIMATE = 0.02  # of the file; before that the speed is not known


@dataclass(frozen=True, kw_only=True)
class Progress:
    """As `components/progress.html` takes it."""

    public_id: UUID
    title: str
    done: int
    total: int | None
    unit: str
    seconds_left: float | None
    failed: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """One file; the five buckets are rows of it and add up to `rows`."""

    public_id: UUID
    feed: str
    file_name: str
    organisation: str
    as_on: date
    by: str
    at: datetime
    state: str
    state_label: str
    rows: int
    accepted: int
    unchanged: int
    superseded: int
    duplicate: int
    quarantined: int
    started: bool


@dataclass(frozen=True, kw_only=True)
class InForce:
    """The newest extract of a feed that was taken for an organisation; of another's file, which the reader
    does not see, only the day and `by`, who brought it.
    """

    feed: str
    organisation: str
    as_on: date
    public_id: UUID | None
    by: str


def visible_imports(user: User) -> QuerySet[Import]:
    """Files of the organisations whose imports the user sees, and held ones that they decide on for others;
    the database's wall says the same."""
    overseen = Q(overseer_id__in=access.organisations_overseen_by(user))
    return Import.objects.filter(_own(user) | overseen)


def _own(user: User) -> Q:
    return Q(organisation_id__in=access.organisations_whose_imports(user))


def files(user: User, *, chosen: Mapping[str, str]) -> QuerySet[Import]:
    """
    Whole files, without the single rows that were sent again.

    :param chosen: `feed` and `state`, as ImportFilter lets them through
    :raises PermissionDenied: the user's role has nothing to do with imports
    """
    require(access.refuse_see_imports(user))
    wanted = {name: chosen[name] for name in ("feed", "state") if name in chosen}
    return visible_imports(user).filter(corrects=None, **wanted)


def why_no_upload(user: User) -> str | None:
    return access.refuse_upload(user)


def import_rows(found: QuerySet[Import], *, first: int, last: int) -> tuple[ImportRow, ...]:
    """Rows `first` (from 0) to before `last`, newest first."""
    newest = found.select_related("organisation", "uploaded_by", "job").order_by("-uploaded_at", "-pk")
    return tuple(_row(imported) for imported in newest[first:last])


def running(user: User, *, at: datetime) -> tuple[Progress, ...]:
    """What is on its way in now, corrections left out; `at` is the instant."""
    found = visible_imports(user).filter(corrects=None, state__in=RUNNING).exclude(job__state=JobState.FAILED)
    return tuple(progress(imported, at=at) for imported in found.select_related("job").order_by("pk"))


def in_force(user: User) -> tuple[InForce, ...]:
    """For each organisation and feed the newest extract that is in, whoever brought it."""
    taken = Import.objects.filter(_own(user), corrects=None, state=ImportState.DONE)
    newest = taken.order_by("feed", "organisation", "-as_on", "-pk").distinct("feed", "organisation")
    own = list(newest.select_related("organisation"))
    listed = _lists_of_others(
        user, {each.organisation_id: each.as_on for each in own if each.feed == PEOPLE.name}
    )
    outdone = {each.organisation for each in listed}
    mine = [
        InForce(
            feed=feed_title(imported.feed),
            organisation=imported.organisation.name,
            as_on=imported.as_on,
            public_id=imported.public_id,
            by="",
        )
        for imported in own
        if imported.feed != PEOPLE.name or imported.organisation.name not in outdone
    ]
    return (*mine, *listed)


def _lists_of_others(user: User, own: Mapping[int, date]) -> list[InForce]:
    """Lists of the user's own practices that are newer than any that these brought: nobody brings them but
    the practice and the CCG.

    :param own: organisation -> the day of the newest list that it brought itself
    """
    places = access.organisations_whose_imports(user)
    stays = Registration.objects.visible_to(user).filter(replaced_by=None, practice_id__in=places)
    newest = stays.values("practice_id", "practice__name").annotate(newest=Max("as_on"))
    return [
        InForce(
            feed=feed_title(PEOPLE.name),
            organisation=practice["practice__name"],
            as_on=practice["newest"],
            public_id=None,
            by="the clinical commissioning group",
        )
        for practice in newest.order_by("practice__name", "practice_id")
        if practice["practice_id"] not in own or own[practice["practice_id"]] < practice["newest"]
    ]


def progress(imported: Import, *, at: datetime) -> Progress:
    """How far the job of an import is; the ledger counts bytes of the file."""
    job = imported.job
    failed = has_failed(imported)
    done, total = (job.done, job.total) if job else (0, None)
    unit, divisor = ("MB", MEGABYTE) if (total or 0) > 10 * MEGABYTE else ("kB", 1024)
    elapsed = (at - job.started_at).total_seconds() if job and job.started_at else 0.0
    waiting = imported.state == ImportState.WAITING
    text = job.message if job else ""
    return Progress(
        public_id=imported.public_id,
        title=f"{feed_title(imported.feed)}, {imported.file_name}: {'waiting' if waiting else 'reading'}",
        done=-(-done // divisor),
        total=None if total is None else -(-total // divisor),
        unit=unit,
        seconds_left=None if waiting else seconds_left(done, total, elapsed),
        failed=failed,
        text=_FAILED.format(imported.public_id) if failed else text,
    )


_FAILED = (
    "Given up: it failed three times on our side and nothing of it was taken. Bring the file again, or tell"
    " support this number: {}."
)


def seconds_left(done: int, total: int | None, elapsed: float) -> float | None:
    """At the speed of reading so far; None while too little is read to say, and once all is: merging counts
    no bytes."""
    if not total or not total * _SHARE_FOR_AN_ESTIMATE <= done < total or elapsed <= 0:
        return None
    return max(0.0, elapsed * (total - done) / done)


def has_failed(imported: Import) -> bool:
    """Whether its job was given up; nothing of it was taken."""
    job = imported.job
    return imported.state in RUNNING and job is not None and job.state == JobState.FAILED


def state_label(imported: Import) -> str:
    return "Given up" if has_failed(imported) else ImportState(imported.state).label


def feed_title(name: str) -> str:
    try:
        return feed_named(name).title
    except UnknownFeed:
        return name


def _row(imported: Import) -> ImportRow:
    return ImportRow(
        public_id=imported.public_id,
        feed=feed_title(imported.feed),
        file_name=imported.file_name,
        organisation=imported.organisation.name,
        as_on=imported.as_on,
        by=imported.uploaded_by.display_name if imported.uploaded_by else "a command",
        at=imported.uploaded_at,
        state=imported.state,
        state_label=state_label(imported),
        rows=imported.rows,
        accepted=imported.accepted,
        unchanged=imported.unchanged,
        superseded=imported.superseded,
        duplicate=imported.duplicate,
        quarantined=imported.quarantined,
        started=imported.state != ImportState.MAPPING,
    )
