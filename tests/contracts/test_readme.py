"""README.md names every command of ours."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("wsic", "patients", "tiers", "careplans", "outcomes")
OVERRIDDEN = {"runserver"}  # Django's own, which starts the servers first


def commands():
    found = {path for app in APPS for path in (ROOT / app).glob("**/management/commands/[a-z]*.py")}
    return sorted({path.stem for path in found} - OVERRIDDEN)


@pytest.mark.parametrize("name", commands())
def test_the_readme_names_every_command(name):
    assert name in (ROOT / "README.md").read_text(encoding="utf-8")
