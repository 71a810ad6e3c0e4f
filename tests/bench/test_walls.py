"""What row-level security costs: the same page of the same people, on a database without it."""

from collections.abc import Iterator

import pytest

from tests.bench.pricing import PEOPLE, prices
from tests.bench.serving import gunicorn
from tests.bench.worlds import environment_of, synthetic_ccg
from tests.database import clone, superuser
from wsic.startup import protected_tables

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

UNWALLED = "tests.bench.unwalled"
MOST_PRICE = 1.3  # of a page behind the wall, to the same page without


@pytest.fixture(scope="module")
def databases(template) -> Iterator[tuple[str, str]]:
    """Two of the same people: one as it is, one whose tables anybody may read."""
    with synthetic_ccg(template, people=PEOPLE) as walled, clone(walled) as bare:
        with superuser(bare) as owner:
            for table in protected_tables():
                owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            owner.execute("VACUUM ANALYZE")
        yield walled, bare


@pytest.mark.parametrize("which", ["register", "person"])
def test_price_of_row_level_security(databases, which):
    walled, bare = databases
    with (
        gunicorn(environment_of(walled)) as site,
        gunicorn(environment_of(bare), site=UNWALLED) as bare_site,
    ):
        walled_ms, bare_ms = prices(site, bare_site, which)

    price = walled_ms / bare_ms
    print(f"\npage of a {which}: {walled_ms:.1f} ms behind the wall, {bare_ms:.1f} ms without, {price:.3f}")
    assert price <= MOST_PRICE
