"""Public ids as somebody typed them, in an address or a form."""

from uuid import UUID


def typed_id(text: str) -> UUID | None:
    """None where it is no id: then it is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return None
