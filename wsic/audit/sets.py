"""The one statement that writes the audit: no RETURNING, because the app's log-in may insert and not read."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

_APPEND = """
INSERT INTO audit_auditevent (at, verb, kind, user_id, actor, role, organisation_id, people, subject, address,
                              correlation_id, purpose, detail)
SELECT e.at, e.verb, e.kind, e.user_id, e.actor, e.role, e.organisation_id, e.people, e.subject, e.address,
       e.correlation_id, e.purpose, e.detail
FROM jsonb_to_recordset(%s::jsonb) AS e (at timestamptz, verb text, kind text, user_id bigint, actor text,
     role text, organisation_id bigint, people bigint[], subject text, address text, correlation_id uuid,
     purpose text, detail jsonb)
"""


def append_events(events: list[dict[str, Any]]) -> None:
    """Append rows in the order given; keys are the columns of `audit_auditevent` without the id."""
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [json.dumps(events, cls=DjangoJSONEncoder)])
