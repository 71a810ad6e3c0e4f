"""Wrong tries at the same moment, each in a transaction of its own: no more are tried than one after the
other."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test import Client

from tests.world import NOW
from wsic.accounts import actions
from wsic.accounts.models import FailedSignIn
from wsic.accounts.rules import digest_of_name

TRIED, TURNED_AWAY = 422, 429
PATIENCE = 60  # seconds


@pytest.fixture
def together(committed_db, settings):
    """Statuses of tries (user name, address) that begin at one moment, and how often each was answered."""

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # no waiting for the lock

    def one(barrier, username, address):
        try:
            barrier.wait(PATIENCE)
            sent = {"username": username, "password": "wrong"}
            return Client().post("/sign-in/", sent, REMOTE_ADDR=address).status_code
        finally:
            connection.close()

    def together(tries):
        barrier = Barrier(len(tries))
        with ThreadPoolExecutor(len(tries)) as pool:
            waiting = [pool.submit(one, barrier, *each) for each in tries]
            return Counter(each.result(PATIENCE) for each in waiting)

    return together


def failed_before(number, *, username="{}", address="{}"):
    """So many wrong tries that are over; {} is the number of the try."""
    FailedSignIn.objects.bulk_create(
        FailedSignIn(
            name_digest=digest_of_name(username.format(each), key=site.SECRET_KEY),
            address=address.format(each),
            at=NOW,
        )
        for each in range(number)
    )


def test_thirty_at_once_are_ten_tries(together):
    assert together([("gp", "10.0.0.1")] * 30) == {TRIED: 10, TURNED_AWAY: 20}
    assert FailedSignIn.objects.count() == 10


def test_a_name_that_is_tried_from_everywhere_at_once(together):
    failed_before(97, username="gp", address="10.0.1.{}")

    assert together([("gp", f"10.0.0.{each}") for each in range(8)]) == {TRIED: 3, TURNED_AWAY: 5}


def test_an_address_that_tries_many_names_at_once(together):
    failed_before(297, address="10.0.0.1")

    assert together([(f"gp {each}", "10.0.0.1") for each in range(8)]) == {TRIED: 3, TURNED_AWAY: 5}


@pytest.fixture
def somebody_tries(committed_db):
    """Somebody is trying the name gp 1, and goes on until the test is over."""
    taken, leave = Event(), Event()

    def take_and_hold():
        try:
            with transaction.atomic():
                actions.begin_sign_in(username="gp 1", address="10.0.0.1", at=NOW)
                taken.set()
                leave.wait(PATIENCE)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(take_and_hold)
        assert taken.wait(PATIENCE)
        yield
        leave.set()


def wait_of(username):
    """How long somebody is asked to wait who is not patient with locks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
        return actions.begin_sign_in(username=username, address="10.0.0.1", at=NOW)


def test_people_of_one_practice_do_not_wait_for_each_other(somebody_tries):
    assert wait_of("gp 2") is None


def test_whoever_does_not_get_their_turn_in_time_is_asked_to_wait(somebody_tries):
    assert wait_of("gp 1") == timedelta(minutes=1)
