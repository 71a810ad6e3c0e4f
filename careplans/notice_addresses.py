"""Where a notice leads."""

from uuid import UUID

from django.urls import reverse

from careplans import addresses, caseload_addresses
from careplans.addresses import Opened
from careplans.models import NoticeKind
from careplans.queries.notices import NoticePage, Pointed

ALL = "all"


def notices(*, everything: bool = False) -> str:
    return reverse("careplans:notices") + (f"?show={ALL}" if everything else "")


def marked(once: UUID) -> str:
    """The list, with what was marked as read in one press."""
    return f"{notices()}?marked={once}"


def tabs(shown: NoticePage, *, everything: bool) -> list[Opened]:
    return [
        Opened("Unread", shown.unread, notices(), not everything),
        Opened("All", shown.all, notices(everything=True), everything),
    ]


def opens(pointed: Pointed) -> str:
    """The record; of several people the list on which they stand."""
    back = notices()
    of_people = pointed.kind in {NoticeKind.PEOPLE_GIVEN, NoticeKind.PEOPLE_TAKEN}
    if pointed.several:
        return caseload_addresses.caseload() if of_people else addresses.my_day()
    if pointed.task_id:
        return addresses.task(pointed.task_id, back=back)
    if pointed.session_id:
        return addresses.session(pointed.session_id, back=back)
    if of_people:
        return addresses.front_sheet(pointed.person_id)
    return addresses.sessions(pointed.person_id, back=back)
