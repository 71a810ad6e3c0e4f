"""One import in a process of its own, as the command runs it: seconds of its two halves, and its memory.

python -m tests.bench.importing FILE
"""

import json
import resource
import sys
import time
from pathlib import Path

import django


def main(path: Path) -> dict[str, float]:
    from patients.feeds import actions
    from patients.feeds.declared import feed_named
    from patients.feeds.running import BY, shown_to
    from tests.world import NOW, TODAY
    from wsic import clock
    from wsic.jobs import running
    from wsic.organisations.models import Kind, Organisation
    from wsic.work import unit_of_work

    marks: dict[str, float] = {}
    with unit_of_work(by=BY, purpose="Benchmark", on=TODAY):
        ccg = Organisation.objects.get(kind=Kind.CCG)
        _, job = actions.import_file(
            feed=feed_named("coded_entries"), path=path, organisation=ccg, as_on=TODAY, by=BY, at=NOW,
            due_at=clock.instant(),
        )  # fmt: skip
    began = time.perf_counter()
    with shown_to(lambda done, total, message: marks.setdefault(message, time.perf_counter())):
        running.run(job)
    ended = time.perf_counter()
    return {
        "staging": marks["Merging"] - began,
        "merging": ended - marks["Merging"],
        "megabytes": max(_most_of_this(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def _most_of_this() -> float:
    """Since the program began: `ru_maxrss` also knows the process that started it, before it did."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(Path(sys.argv[1]))))
