"""Wordings of invitations in other languages: kept in versions, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from careplans.access import letter_texts as access
from careplans.actions.once import UsedForm, add_once
from careplans.models import LetterText, SessionKind
from careplans.rules.letter_texts import prints_alike
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit

USED = "This form has kept another wording already. Open it again; your words are below."

SAME = (
    "These are the words of version {}, which stands: on paper nothing would be different, so nothing was"
    " kept. Change the wording, or leave it as it is."
)


class ChangedText(Exception):
    """Another version stands than the one that the form was written upon.  Its text is the sentence the user
    reads."""


class SameText(Exception):
    """What stands already is the same on paper.  Its text is the sentence the user reads."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """
    :param second: it is for who has not answered the first letter
    """

    language: str
    kind: SessionKind
    second: bool
    body: str
    translated_by: str
    translated_on: date
    checked_by: str
    checked_on: date


@transaction.atomic
def keep_text(*, wording: Wording, upon: int, why: str, once: UUID, by: User, at: datetime) -> LetterText:
    """
    The next version; the one that stands is ended.  Letters are written with it from now on.

    :param upon: the version that stood when the form was opened, 0 where none did
    :param why: of the change, where one stood
    :param once: of the form; sent twice it is one version
    :raises ChangedText: another version stands
    :raises SameText: nothing is different on paper
    :raises UsedForm: the form was used for another wording
    """
    require(access.refuse_keep_texts(by))
    if sent := LetterText.objects.filter(recorded_by=by, once=once).first():
        return _sent_twice(sent, wording)
    place = {"language": wording.language, "kind": wording.kind, "second": wording.second}
    rows = LetterText.objects.filter(**place)
    stands = rows.standing().select_for_update(of=("self",)).first()
    if (stands.version if stands else 0) != upon:
        raise ChangedText(_meanwhile(stands))
    if stands and prints_alike(stands.body, wording.body):
        raise SameText(SAME.format(stands.version))
    last = rows.aggregate(last=Max("version"))["last"] or 0
    if stands:
        _end(stands, why, by=by, at=at)
    text = LetterText(**_columns(wording), version=last + 1, once=once, recorded_by=by, recorded_at=at)
    if not add_once(text, constraint="careplans_one_text"):  # of a version, of a form, or that stands
        raise ChangedText(_meanwhile(None))
    _record("letter_text.kept", text, by)
    return text


@transaction.atomic
def withdraw_text(*, text: LetterText, why: str, by: User, at: datetime) -> None:
    """Nobody is written to with it any more.  A second time changes nothing."""
    require(access.refuse_keep_texts(by))
    locked = LetterText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if locked.ended_at is None:
        _end(locked, why, by=by, at=at)
        _record("letter_text.withdrawn", locked, by)


def _sent_twice(sent: LetterText, wording: Wording) -> LetterText:
    if any(getattr(sent, name) != value for name, value in _columns(wording).items()):
        raise UsedForm(USED)
    return sent


def _columns(wording: Wording) -> dict[str, object]:
    return {name: getattr(wording, name) for name in wording.__dataclass_fields__}


def _end(text: LetterText, why: str, *, by: User, at: datetime) -> None:
    text.ended_why, text.ended_by, text.ended_at = why, by, at
    text.save(update_fields=["ended_why", "ended_by", "ended_at"])


def _meanwhile(stands: LetterText | None) -> str:
    if stands is None:
        return "The wording was replaced or withdrawn meanwhile. Open it again; your words are below."
    return (
        f"Version {stands.version} stands already, kept by {stands.recorded_by.display_name}. Open it and"
        " write the next version there; your words are below."
    )


def _record(verb: str, text: LetterText, by: User) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"letter_text:{text.public_id}",
        language=text.language,
        session_kind=text.kind,
        second=text.second,
        version=text.version,
    )
