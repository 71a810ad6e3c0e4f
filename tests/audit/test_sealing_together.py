"""Who writes waits for nobody who seals, and who seals for nobody who writes."""

from concurrent.futures import ThreadPoolExecutor

import psycopg

from tests.audit.sealing import verify
from tests.audit.test_sealing import ROW
from tests.database import address
from wsic.audit.running import seal_all


def test_four_who_seal_at_once_and_two_who_write_leave_one_chain(committed_db):
    def on_its_own(statement: str) -> None:
        with psycopg.connect(address("wsic_worker", committed_db), autocommit=True) as connection:
            connection.execute("SET ROLE wsic_system")
            for _ in range(40):
                connection.execute(statement)

    with ThreadPoolExecutor(6) as pool:
        writers = [pool.submit(on_its_own, f"SELECT audit_append('{ROW}')") for _ in range(2)]
        sealers = [pool.submit(on_its_own, "SELECT audit_seal(7)") for _ in range(4)]
        [each.result() for each in writers + sealers]
    seal_all()

    found = verify()
    assert (found.broken, found.rows >= 80, found.waiting) == (None, True, 0)


def test_writers_do_not_wait_for_who_seals(committed_db):
    with (
        psycopg.connect(address("wsic_worker", committed_db)) as sealer,
        psycopg.connect(address("wsic_app", committed_db), autocommit=True) as writer,
    ):
        writer.execute("SET lock_timeout = '100ms'")
        writer.execute("SELECT audit_append(%s::jsonb)", [ROW])
        sealer.execute("SET ROLE wsic_system")
        assert sealer.execute("SELECT audit_seal(100)").fetchone()[0] > 0

        writer.execute("SELECT audit_append(%s::jsonb)", [ROW])  # while the other's transaction is open


def test_who_writes_does_not_keep_others_from_being_sealed(committed_db):
    with (
        psycopg.connect(address("wsic_worker", committed_db), autocommit=True) as sealer,
        psycopg.connect(address("wsic_app", committed_db)) as writer,
    ):
        writer.execute("SELECT audit_append(%s::jsonb)", [ROW])  # not committed for as long as a job takes
        sealer.execute("SET ROLE wsic_system; SET lock_timeout = '100ms'")
        sealer.execute("SELECT audit_append(%s::jsonb)", [ROW])
        while sealer.execute("SELECT audit_seal(100)").fetchone()[0]:
            pass
        writer.commit()
        late = sealer.execute("SELECT audit_seal(100)").fetchone()[0]

    assert (late, verify().broken) == (1, None)
