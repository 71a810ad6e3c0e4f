"""What a log line may hold: a time, a level, who says it and what, and nothing that tells who a person is.

Our own messages name nobody; what others say is scrubbed on the way out: PostgreSQL repeats a whole row in
the detail of its errors (of tables without row-level security), and people type NHS numbers where an address
goes.
"""

import re
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

# Ten digits in the groups that people write (3-3-4, or none), whatever their check digit: a mistyped number
# is nearly somebody's.
_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ .\u00a0-]?\d{3}[ .\u00a0-]?\d{4}(?!\d)")
# A row may have line breaks in it, so it ends where PostgreSQL ends it.
_ROW = re.compile(r"(Failing row contains )\(.*?\)\.(?=\n|\Z)", re.DOTALL)
_CELL = re.compile(r"(Key \([^)]*\)=|CONTEXT: +COPY [^:]*: |invalid input syntax for type [a-z ]+: ).*")
NUMBER, ROW = "[number]", r"\1[row]"


def scrub(text: str) -> str:
    """Without numbers that may be NHS numbers, and without rows that the database repeats."""
    return _TEN_DIGITS.sub(NUMBER, _CELL.sub(ROW, _ROW.sub(ROW, text)))


def _scrub_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: scrub(said) if isinstance(said, str) else said for name, said in event.items()}


def logging_settings(*, level: str, structured: bool) -> dict[str, Any]:
    """
    For Django's LOGGING.

    :param structured: one JSON object a line, for machines; else for the eyes of whoever runs the demo
    """
    end: Processor = structlog.processors.JSONRenderer()
    if not structured:
        end = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"scrubbed": _formatter(end)},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"wsic": {"level": "INFO"}, "django.db.backends": {"level": "WARNING"}},
    }


def _formatter(end: Processor) -> dict[str, Any]:
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _scrub_event,
            end,
        ],
    }
