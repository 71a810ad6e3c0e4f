import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from wsic.embedded import places, servers


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[places.Places]:
    """An empty folder for servers, named by WSIC_VAR; whatever runs in it is stopped afterwards."""
    monkeypatch.setenv("WSIC_VAR", str(tmp_path / "a world" / "var"))
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    found = places.places()
    yield found
    servers.stop()
    shutil.rmtree(found.sockets, ignore_errors=True)
