import os
from pathlib import Path

import psycopg
import pytest

from wsic.embedded import places, servers

pytestmark = pytest.mark.fast
LONGEST_SOCKET_PATH = 107  # bytes, sun_path of unix(7) less its end


def test_socket_paths_are_short_in_a_deep_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WSIC_VAR", str(tmp_path.joinpath(*["deep-folder-of-a-careful-person"] * 10)))

    world = places.places()

    assert len(os.fsencode(world.redis_socket)) <= LONGEST_SOCKET_PATH
    assert len(os.fsencode(world.postgres_lock)) <= LONGEST_SOCKET_PATH


def test_two_folders_have_two_worlds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = set()
    for name in ("one", "two"):
        monkeypatch.setenv("WSIC_VAR", str(tmp_path / name))
        found |= {places.places().sockets, servers.database_url("app"), servers.redis_url()}

    assert len(found) == 6


def test_a_folder_has_one_world_however_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "var")
    monkeypatch.chdir(tmp_path)
    found = set()
    for name in ("var", "link", str(tmp_path / "var"), "x/../var"):
        monkeypatch.setenv("WSIC_VAR", name)
        found.add(places.places())

    assert len(found) == 1


@pytest.mark.parametrize(("login", "role"), places.LOGINS.items())
def test_addresses_are_libpq_s(
    login: str, role: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WSIC_VAR", str(tmp_path))

    read = psycopg.conninfo.conninfo_to_dict(servers.database_url(login))

    assert read == {"user": role, "dbname": "wsic", "host": str(places.places().sockets), "port": 5432} | {
        "port": "5432"
    }


def test_nothing_is_started_or_made_by_asking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WSIC_VAR", str(tmp_path / "var"))

    servers.database_url("app"), servers.redis_url(), servers.status(), servers.stop()

    assert not (tmp_path / "var").exists()
    assert not places.places().sockets.exists()
