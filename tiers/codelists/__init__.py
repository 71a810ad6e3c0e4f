"""Code lists as files: reading and checking them, and the plain reading that SQL is tested by.

Pure Python without Django: text in, frozen dataclasses or faults with line numbers out.
"""

from pathlib import Path

STARTER_CODE_LIST = Path(__file__).with_name("starter.csv")
STARTER_SENSITIVE_LIST = Path(__file__).with_name("sensitive_starter.csv")
STARTER_MEDICINE_MAP = Path(__file__).with_name("medicines_starter.csv")
