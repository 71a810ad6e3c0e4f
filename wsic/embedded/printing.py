"""What this computer lacks for PDFs, a sentence a line; nothing where it lacks nothing.

Standard library only: set-up runs it by the system's Python.
"""

import ctypes.util
import shutil
import subprocess
import sys
from collections.abc import Callable

# Languages that are written in letters of their own, with their codes as fontconfig knows them.
LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "zh-cn": "Chinese", "gu": "Gujarati", "hi": "Hindi", "pa": "Punjabi",
    "ta": "Tamil", "ur": "Urdu",
}  # fmt: skip
NO_PANGO = (
    "pango is missing, so no PDF can be made; all else works. Install libpangoft2-1.0-0 (Debian, Ubuntu) or "
    "pango (others)."
)
NO_TYPEFACES = (
    "PDFs will show boxes for words in {}. Install fonts-noto-core, and fonts-noto-cjk for Chinese."
)


def lacks(
    *, library: Callable[[str], str | None] = ctypes.util.find_library, typefaces: Callable[[str], str]
) -> list[str]:
    """
    :param library: where a shared library is, None where it is not
    :param typefaces: those that have a language's letters, "" where none has
    """
    if not library("pangoft2-1.0"):
        return [NO_PANGO]
    missing = [name for code, name in LANGUAGES.items() if not typefaces(code)]
    return [NO_TYPEFACES.format(", ".join(missing))] if missing else []


def installed(code: str) -> str:
    """Where nobody can be asked, as if there were one."""
    program = shutil.which("fc-list")
    if not program:
        return "?"
    return subprocess.run(
        [program, f":lang={code}"], capture_output=True, text=True, check=False
    ).stdout.strip()


if __name__ == "__main__":
    sys.stdout.write("".join(f"{each}\n" for each in lacks(typefaces=installed)))
