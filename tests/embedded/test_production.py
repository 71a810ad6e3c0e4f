"""The container files, read only: no container engine was at hand where they were written."""

import re
from typing import Any

import pytest
import yaml

from wsic.embedded.places import REPOSITORY

pytestmark = pytest.mark.fast
SERVICES: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["services"]
SECRETS = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "SECRET_KEY", "WSIC_APP_PASSWORD", "WSIC_OWNER_PASSWORD"]


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_each_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize(
    ("service", "role"),
    [("migrate", "wsic_owner"), ("web", "wsic_app"), ("worker", "wsic_worker"), ("beat", "wsic_worker")],
)
def test_each_service_knows_one_log_in(service: str, role: str) -> None:
    environment = SERVICES[service]["environment"]

    assert re.findall(r"wsic_\w+(?=:)", environment["DATABASE_URL"]) == [role]
    assert not [
        name
        for name in environment
        if "PASSWORD" in name or name.startswith("DATABASE_") != (name == "DATABASE_URL")
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_has_a_default(secret: str) -> None:
    text = (REPOSITORY / "docker-compose.yml").read_text()

    used = re.findall(rf"\${{{secret}(\S\S?)", text)

    assert used
    assert set(used) == {":?"}


def test_roles_are_the_same_file_everywhere() -> None:
    mounts = [mount.split(":")[0] for mount in SERVICES["postgres"]["volumes"]]

    assert "./wsic/embedded/roles.sql" in mounts
    assert "./wsic/embedded/test_role.sql" not in mounts


def test_redis_loses_nothing_and_throws_nothing_away() -> None:
    command = SERVICES["redis"]["command"]

    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_image_runs_as_nobody_special() -> None:
    last_stage = (REPOSITORY / "Dockerfile").read_text().rpartition("\nFROM ")[2]

    assert re.search(r"^USER wsic$", last_stage, re.MULTILINE)
