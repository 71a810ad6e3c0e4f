"""A care plan of ten pages as PDF, through the view; printed."""

import time

import pytest

from tests.careplans.paper import sheets, write_long_plan

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
PAGES, TIMES = 10, 10
MOST_SECONDS = 2.0  # issue 7
COPIES = {
    "pdf/": (17, "ADAIR, Moira", "Born 12-Dec-1937"),
    "pdf/person/": (4, "Moira ADAIR", "Born 12 December 1937"),
}


@pytest.mark.parametrize("copy", COPIES)
def test_ten_pages_take_less_than_two_seconds(client, sign_in, world, copy):
    lines, name, born = COPIES[copy]
    plan = write_long_plan(world.person("ADAIR"), lines=lines)
    sign_in("gp_a")
    taken = []

    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = client.get(f"/plans/{plan.public_id}/{copy}")
        taken.append(time.perf_counter() - begun)

    found = sheets(answer)
    assert len(found) == PAGES
    assert all(name in each and born in each and "999 900 0002" in each for each in found)
    first, worst, middle = taken[0], max(taken), sorted(taken)[TIMES // 2]
    print(f"\n{PAGES} pages of {copy}: {middle:.2f} s, at most {worst:.2f} s, the first {first:.2f} s")
    assert middle < MOST_SECONDS
