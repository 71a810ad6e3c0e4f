"""What another system says of the person whom it asks us to open, and how that travels on: sealed."""

import json
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Meant:
    """`birth_date` None where the other system did not send one."""

    nhs_number: str
    birth_date: date | None

    def as_bytes(self) -> bytes:
        return json.dumps([self.nhs_number, self.birth_date and self.birth_date.isoformat()]).encode()

    @classmethod
    def of(cls, content: bytes) -> "Meant":
        number, born = json.loads(content)
        return cls(number, date.fromisoformat(born) if born else None)
