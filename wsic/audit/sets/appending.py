"""The one way into the audit: the app's and the system's log-ins may call it, and have no right to the table.

Reasons for the shape of all this: docs/decisions/0011-audit-chain.md.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements

RIGHTS = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

# Who wrote a row is not what the row says: the log-in is noted by the database itself.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_append(events jsonb) RETURNS void LANGUAGE sql {RIGHTS} AS $$
INSERT INTO public.audit_auditevent (id, at, verb, kind, user_id, actor, role, organisation_id, people,
                                     subject, address, correlation_id, purpose, detail, login)
SELECT nextval('public.audit_event_ids'), e.at, e.verb, e.kind, e.user_id, e.actor, e.role,
       e.organisation_id, e.people, e.subject, e.address, e.correlation_id, e.purpose, e.detail,
       coalesce(nullif(current_setting('role'), 'none'), session_user)
FROM jsonb_to_recordset(events) AS e (at timestamptz, verb text, kind text, user_id bigint, actor text,
     role text, organisation_id bigint, people bigint[], subject text, address text, correlation_id uuid,
     purpose text, detail jsonb)
$$
"""


class AppendByFunction(Statements):
    """Make the function that appends."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield _FUNCTION
        yield "REVOKE ALL ON FUNCTION audit_append(jsonb) FROM PUBLIC"
        yield "GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO wsic_app, wsic_system"

    def describe(self) -> str:
        return "The function that appends to the audit"


def within(milliseconds: int) -> None:
    """Give up on the audit after so long, to the end of the savepoint that is open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
            [str(milliseconds), str(milliseconds)],
        )


def append_events(events: list[dict[str, Any]]) -> None:
    """Append rows in the order given; keys are the columns that `audit_append` takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_append(%s::jsonb)", [json.dumps(events, cls=DjangoJSONEncoder)])
