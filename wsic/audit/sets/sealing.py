"""Numbers, hashes and batches: given by one function, by one at a time, while writers go on."""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements

from .appending import RIGHTS

# Every column but the hash itself, in an order that is part of the format, as a JSON array, which parts them
# beyond doubt; jsonb writes the keys of `detail` in one order.  A new column needs a new function and a
# beginning of its own in the chain: see the decision.
_DIGEST = """
CREATE FUNCTION audit_digest(number bigint, e audit_auditevent) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(jsonb_build_array(
    number, e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.verb, e.kind, e.user_id, e.actor, e.role,
    e.organisation_id, e.people, e.subject, e.address, e.correlation_id, e.purpose, e.detail, e.login
)::text, 'UTF8'))
"""
_BATCH_DIGEST = """
CREATE FUNCTION audit_batch_digest(
    number bigint, first bigint, rows bigint, sealed_at timestamptz, previous bytea, hashes bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(jsonb_build_array(
    number, first, rows, (extract(epoch FROM sealed_at) * 1000000)::bigint
)::text, 'UTF8') || coalesce(previous, ''::bytea) || hashes)
"""
# When a batch was sealed is the database's own time: what is passed in could be any.
_SEAL = f"""
CREATE FUNCTION audit_seal(most integer) RETURNS integer LANGUAGE plpgsql {RIGHTS} AS $$
DECLARE
    former public.audit_auditbatch;
    batch public.audit_auditbatch;
    hashes bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    SELECT * INTO former FROM public.audit_auditbatch ORDER BY number DESC LIMIT 1;
    batch.number := coalesce(former.number, 0) + 1;
    batch.first := coalesce(former.first + former.rows, 1);
    WITH numbered AS (
        SELECT w.id, w.at, batch.first - 1 + row_number() OVER (ORDER BY w.id) AS number
        FROM (SELECT id, at FROM public.audit_auditevent WHERE number IS NULL ORDER BY id LIMIT most) w
    ), sealed AS (
        UPDATE public.audit_auditevent e
        SET number = n.number, hash = public.audit_digest(n.number, e)
        FROM numbered n WHERE e.id = n.id AND e.at = n.at
        RETURNING e.number, e.hash
    )
    SELECT count(*), string_agg(s.hash, ''::bytea ORDER BY s.number) INTO batch.rows, hashes FROM sealed s;
    IF batch.rows > 0 THEN
        batch.sealed_at := clock_timestamp();
        batch.previous := former.hash;
        batch.hash := public.audit_batch_digest(batch.number, batch.first, batch.rows, batch.sealed_at,
                                                batch.previous, hashes);
        INSERT INTO public.audit_auditbatch (number, first, rows, sealed_at, previous, hash)
        SELECT batch.number, batch.first, batch.rows, batch.sealed_at, batch.previous, batch.hash;
    END IF;
    RETURN batch.rows;
END $$
"""


class Sealed(Statements):
    """Make the functions that number, hash and seal."""

    reversible = False

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from (_DIGEST, _BATCH_DIGEST, _SEAL)
        yield "REVOKE ALL ON FUNCTION audit_seal(integer) FROM PUBLIC"
        yield "GRANT EXECUTE ON FUNCTION audit_seal(integer) TO wsic_system"
        yield (
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditbatch"
            " FOR EACH ROW EXECUTE FUNCTION audit_guard()"
        )
        yield (
            "CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_auditbatch"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )

    def describe(self) -> str:
        return "The seals of the audit"


def seal(most: int) -> int:
    """Seal the oldest rows that wait, in one batch; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal(%s)", [most])
        (sealed,) = cursor.fetchone()
        return int(sealed)
