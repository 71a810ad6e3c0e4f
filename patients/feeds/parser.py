"""A process that parses stretches of a large file for an import: see `patients.feeds.parsing`.

It knows neither settings nor database. The feeds that it may be asked for are registered by being imported.
"""

from __future__ import annotations

import pickle
import sys

from patients.feeds import allergies, medicines, records  # noqa: F401
from patients.feeds.parsing import Parser


def main() -> None:
    """A task, then stretches, until whoever started it is gone."""
    messages, answers = sys.stdin.buffer, sys.stdout.buffer
    parser = Parser(pickle.load(messages))  # noqa: S301  from the process that started it
    while True:
        try:
            text, line = pickle.load(messages)  # noqa: S301
        except EOFError:
            return
        pickle.dump(parser.parse(text, line), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    main()
