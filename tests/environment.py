"""Loaded before anything else (`-p tests.environment`): settings read these when they are first imported."""

import os
from pathlib import Path

os.environ.setdefault("WSIC_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ["WSIC_LOGIN"] = "test"
for outside in ("DATABASE_URL", "REDIS_URL", "WSIC_DEMO", "WSIC_PRODUCTION"):
    os.environ.pop(outside, None)
