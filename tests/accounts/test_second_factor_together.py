"""The same code at the same moment, each in a transaction of its own: it is good once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection

from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import actions, codes
from wsic.accounts.models import User
from wsic.work import acting_as

SECRET = b"12345678901234567890"
PATIENCE = 60  # seconds


def code_at(at):
    return codes.code_of(SECRET, int(at.timestamp()) // codes.STEP)


def with_app() -> User:
    before = NOW - timedelta(hours=1)
    with as_system():
        user = User.objects.create(username="gp", display_name="GP", password=PASSWORD)
        actions.set_up_second_factor(
            user=user, secret=SECRET, given=code_at(before), keep="", by=user, at=before
        )
    return user


def test_eight_at_once_with_one_code_are_one(committed_db):
    user, barrier = with_app(), Barrier(8)

    def one(number):
        try:
            barrier.wait(PATIENCE)
            with acting_as(User.objects.get(pk=user.pk), on=NOW.date()):
                address = f"10.0.0.{number}"
                return actions.try_code(user=user, given=code_at(NOW), address=address, at=NOW).right
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = Counter(pool.map(one, range(8)))

    assert found == {True: 1, False: 7}
