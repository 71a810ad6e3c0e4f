"""A crisis page opened by number and birth date, as an out-of-hours reader does it."""

WHY = {"reason": "AMBULANCE", "words": "Fell in the kitchen"}
FIND = "/crisis/"


def opened(reader, asked) -> str:
    """The address of the page."""
    answer = reader.post(FIND, asked)
    assert answer.status_code == 302, answer.text
    return answer.url
