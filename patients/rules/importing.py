"""Words that the rooms of imports have in common."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

JOB = "patients.import"  # its name in the ledger
PURPOSE = "Import of an extract"
SYSTMONE_EXTRACT = "systmone_extract"  # what the upload page offers beside the feeds: several in one zip
IDENTITY_MISMATCH = "identity_mismatch"  # the reason of a row that is somebody else's than its number says


def held_as(report: Mapping[str, Any]) -> str:
    """Stands for what a page says of a held file: an approval is of what was read, not of what came after."""
    return sha256(json.dumps(report, sort_keys=True).encode()).hexdigest()[:16]
