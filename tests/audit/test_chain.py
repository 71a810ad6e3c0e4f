"""Whatever somebody with the owner's rights does to the audit is found, and named."""

import pytest

from tests.audit.sealing import last_number, row, seal, tamper, verify, write
from tests.world import as_system
from wsic.audit import queries
from wsic.audit.models import AuditEvent
from wsic.audit.rules import Head, Kind, NoHead
from wsic.audit.sets.chain import STRETCH

pytestmark = pytest.mark.django_db

OTHER = {
    "id": "id + 1000000",
    "at": "at + interval '1 microsecond'",
    "verb": "'person.written'",
    "kind": "'OTHER'",
    "user_id": "7",
    "actor": "'somebody else'",
    "role": "'GP'",
    "organisation_id": "7",
    "people": "people || 7::bigint",
    "subject": "subject || ' '",
    "address": "'127.0.0.2'",
    "correlation_id": "gen_random_uuid()",
    "purpose": "''",
    "detail": "'{\"shown\": 1}'",
    "login": "'wsic_app'",
}
UNDER_SEAL = {"number", "hash"}


@pytest.fixture
def chain(world) -> int:
    """Nine rows and more, in batches of three; the number of a row in the middle of a batch in the middle."""
    write(9)
    seal()
    with as_system():
        batches = queries.AuditBatch.objects.order_by("number")[1]
        return batches.first + 1


def test_a_chain_that_nobody_touched_holds(chain):
    found = verify()

    assert (found.broken, found.rows, found.head.number) == (None, last_number(), found.batches)
    assert found.rows >= 9


def test_every_column_is_under_the_seal():
    assert set(OTHER) | UNDER_SEAL == {field.column for field in AuditEvent._meta.local_fields}


@pytest.mark.parametrize("column", OTHER)
def test_a_changed_column_is_found(chain, column):
    written = row(chain).at

    tamper(f"UPDATE audit_auditevent SET {column} = {OTHER[column]} WHERE number = {chain}")

    broken = verify().broken
    assert (broken.kind, broken.number, broken.batch) == (Kind.CHANGED, chain, 2)
    assert abs((broken.at - written).total_seconds()) < 1


def test_a_deleted_row_is_found(chain):
    tamper(f"DELETE FROM audit_auditevent WHERE number = {chain}")

    broken = verify().broken
    assert (broken.kind, broken.number, broken.batch) == (Kind.DELETED, chain, 2)


def test_the_numbers_of_others_closing_the_gap_are_found(chain):
    tamper(
        f"DELETE FROM audit_auditevent WHERE number = {chain}",
        f"UPDATE audit_auditevent SET number = number - 1 WHERE number > {chain}",
    )

    assert (verify().broken.kind, verify().broken.number) == (Kind.CHANGED, chain)


@pytest.mark.parametrize("apart", [1, 3], ids=["in one batch", "in two batches"])
def test_rows_that_changed_places_are_found(chain, apart):
    one, other = chain, chain + apart
    tamper(f"UPDATE audit_auditevent SET number = {one + other} - number WHERE number IN ({one}, {other})")

    broken = verify().broken

    assert (broken.kind, broken.number, broken.batch) == (Kind.SWAPPED, one, 2)
    assert f"rows {one} and {other}" in broken.says


def test_rows_whose_contents_changed_places_are_found(chain):
    others = ", ".join(f"b.{column}" for column in OTHER if column != "id")
    pair = f"number IN ({chain}, {chain + 1})"
    tamper(
        f"UPDATE audit_auditevent a SET ({', '.join(OTHER)}) = (SELECT b.id + 1000000, {others})"
        f" FROM audit_auditevent b WHERE a.number + b.number = {2 * chain + 1} AND a.{pair}",
        f"UPDATE audit_auditevent SET id = id - 1000000 WHERE {pair}",
    )

    broken = verify().broken

    assert (broken.kind, broken.number) == (Kind.SWAPPED, chain)


def test_an_inserted_row_is_found(chain):
    columns = ", ".join([*sorted(set(OTHER) - {"id"}), "number", "hash"])
    tamper(
        f"INSERT INTO audit_auditevent (id, {columns}) SELECT id + 1000000, {columns}"
        f" FROM audit_auditevent WHERE number = {chain}"
    )

    broken = verify().broken
    assert (broken.kind, broken.number, broken.batch) == (Kind.INSERTED, chain, 2)


def test_a_row_numbered_beyond_the_last_batch_is_found(chain):
    beyond = last_number() + 1
    write(1)

    forged = f"UPDATE audit_auditevent SET number = {beyond}, hash = ''"
    tamper(f"{forged} WHERE number IS NULL AND verb = 'person.read'")

    assert (verify().broken.kind, verify().broken.number) == (Kind.INSERTED, beyond)


@pytest.mark.parametrize("rows", [1, 2])
def test_a_tail_cut_inside_the_last_batch_is_found(chain, rows):
    write(3)
    seal(100)
    last = last_number()

    tamper(f"DELETE FROM audit_auditevent WHERE number > {last - rows}")

    broken = verify().broken
    assert (broken.kind, broken.number) == (Kind.CUT, last - rows + 1)


def test_a_tail_cut_with_its_batches_is_found_by_the_head_that_was_kept(chain):
    kept = verify().head
    tamper(
        f"DELETE FROM audit_auditevent WHERE number IN (SELECT n FROM audit_auditbatch,"
        f" generate_series(first, first + rows) n WHERE number = {kept.number})",
        f"DELETE FROM audit_auditevent e USING audit_auditbatch b WHERE b.number = {kept.number}"
        " AND e.number >= b.first",
        f"DELETE FROM audit_auditbatch WHERE number = {kept.number}",
    )

    assert verify().broken is None  # what cannot be known without it
    assert verify(kept).broken.kind == Kind.CUT
    assert f"batch {kept.number} was its head" in verify(kept).broken.says


def recomputed(number: int) -> tuple[str, ...]:
    """Everything an owner of the tables can recompute, from a changed row on."""
    return (
        f"UPDATE audit_auditevent SET actor = 'somebody else' WHERE number = {number}",
        f"UPDATE audit_auditevent e SET hash = audit_digest(e.number, e) WHERE number = {number}",
    )


_AGAIN = """
DO $$
DECLARE b audit_auditbatch; former bytea;
BEGIN
    FOR b IN SELECT * FROM audit_auditbatch ORDER BY number LOOP
        UPDATE audit_auditbatch SET previous = former, hash = audit_batch_digest(b.number, b.first, b.rows,
            b.sealed_at, former, (SELECT string_agg(e.hash, ''::bytea ORDER BY e.number)
            FROM audit_auditevent e WHERE e.number >= b.first AND e.number < b.first + b.rows))
        WHERE number = b.number RETURNING hash INTO former;
    END LOOP;
END $$
"""


def test_a_row_changed_with_its_hash_is_found_in_its_batch(chain):
    tamper(*recomputed(chain))

    assert (verify().broken.kind, verify().broken.batch) == (Kind.BATCH, 2)


def test_a_chain_written_anew_from_its_beginning_is_found_by_the_head_that_was_kept(chain):
    kept = verify().head
    tamper(*recomputed(chain), _AGAIN)

    assert verify().broken is None
    assert verify(kept).broken.kind == Kind.REWRITTEN


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_auditbatch WHERE number = 2",
        "UPDATE audit_auditbatch SET rows = rows - 1 WHERE number = 2",
        "UPDATE audit_auditbatch SET first = first - 1 WHERE number = 2",
        "UPDATE audit_auditbatch SET sealed_at = sealed_at + interval '1 microsecond' WHERE number = 2",
        "UPDATE audit_auditbatch SET previous = sha256('') WHERE number = 2",
        "UPDATE audit_auditbatch SET hash = sha256('') WHERE number = 2",
        "UPDATE audit_auditbatch SET number = 5 - number WHERE number IN (2, 3)",
    ],
)
def test_a_batch_that_was_touched_is_found(chain, statement):
    tamper(statement.replace("number = 5 - number", "number = -number"))

    assert verify().broken.kind == Kind.BATCH


@pytest.mark.parametrize("text", ["", "12", "12:ff", "x:" + "0" * 64, "12:" + "g" * 64])
def test_a_head_that_is_none_is_refused(text):
    with pytest.raises(NoHead):
        Head.read(text)


def test_a_head_reads_as_it_was_written():
    assert str(Head.read(" 12:" + "0F" * 32 + "\n")) == "12:" + "0f" * 32


def test_a_chain_of_more_than_one_stretch_is_read_whole(world):
    write(2 * STRETCH + 50)
    seal(2)

    found = verify()

    assert (found.rows, found.broken, found.batches > STRETCH) == (last_number(), None, True)
