"""The walk reads wherever words end up: each place is given one of B's, and it is found there."""

import gzip
import io
import logging
import zipfile

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core.mail import EmailMessage
from django.http import HttpResponse

from tests.walk.canaries import Ids
from tests.walk.test_walk import Sinks, all_of, met
from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic.accounts.sessions import SessionStore
from wsic.jobs import actions as jobs

THEIRS = "QZKWNAME"
IDS = Ids({}, [], [], frozenset({"9990000018", "999 000 0018", "19 april 1943"}))


def zipped(words: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", words * 9)
    return content.getvalue()


@pytest.mark.fast
@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(f"<td>{THEIRS}</td>"),
        HttpResponse(gzip.compress(THEIRS.encode() * 9)),
        HttpResponse(zipped(THEIRS)),
        HttpResponse(headers={"Location": f"/?q={THEIRS}"}),
        HttpResponse("Born 19 April 1943"),
        HttpResponse("999 000 0018"),
    ],
)
def test_a_word_of_theirs_in_an_answer_is_found(response):
    assert met(all_of(response), IDS)


@pytest.mark.fast
def test_a_cookie_is_read():
    response = HttpResponse()
    response.set_cookie("messages", THEIRS)

    assert met(all_of(response), IDS)


@pytest.mark.fast
def test_what_was_typed_is_theirs_to_read_again():
    assert met(b"You looked for 999 000 0018 and Qzkw", IDS, typed="/search/ 9990000018 Qzkw") == []
    assert met(b"999 000 0018, QZKWNAME", IDS, typed="/search/ 9990000018 Qzkw") == ["qzkwname"]


@pytest.mark.fast
def test_a_token_drawn_by_lot_is_no_word_of_theirs():
    token = "8a" + "b" * 20 + "QzkwOrai" + "7" * 34

    assert met(f'<input value="{token}">'.encode(), IDS) == []
    assert met(f'<input value="{token} {THEIRS}">'.encode(), IDS) == ["qzkwname"]


@pytest.mark.django_db
def test_every_place_is_read(world, tmp_path, mailoutbox):
    sinks = Sinks(tmp_path)
    (tmp_path / "x.zip").write_bytes(zipped(THEIRS))
    mailoutbox.append(EmailMessage(body=THEIRS))
    session: SessionBase = SessionStore()
    session["words"] = THEIRS
    session.save()
    with sinks.open(), as_system():
        logging.getLogger("django.request").warning("Not found: %s", THEIRS)
        given = {"payload": {"name": THEIRS}, "purpose": "Tests", "as_on": TODAY}
        jobs.open_job(name="x", key="x", by=SYSTEM, at=NOW, **given)

    assert {where for where, words in sinks.written().items() if met(words, IDS)} == set(sinks.written())
