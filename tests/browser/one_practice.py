"""The demo's first practice with the 512 people of the usual CCG, and next to nobody elsewhere."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.bench.serving import ROOT
from wsic.demo import building
from wsic.demo.extracts import Formats
from wsic.demo.world import FEWEST_PEOPLE, World

PEOPLE = 512
GP = "gp.t90001"
_FILL = "from tests.browser.one_practice import fill; fill()"


class OnePractice(World):
    """As many practices as the demo's users work at; outside the first one person each."""

    @property
    def practices(self) -> int:
        return 3

    def register_size(self, practice: int) -> int:
        return PEOPLE if practice == 0 else 1


def fill() -> None:
    """By the demo's own steps: extracts, the real feeds, scores, agreements and users."""
    with tempfile.TemporaryDirectory() as folder:
        world = OnePractice(people=FEWEST_PEOPLE)
        building.build(world, Path(folder), formats=Formats.OWN, advance=lambda *_: None)


def fill_by_command(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", _FILL]
    subprocess.run(command, cwd=ROOT, env={**environment, "WSIC_LOGIN": "worker"}, check=True, timeout=600)
