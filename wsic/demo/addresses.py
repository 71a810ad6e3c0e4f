"""Invented addresses, telephone numbers and e-mail addresses.

Postcode areas ZX, ZY and ZZ do not exist. Telephone numbers are of the ranges that Ofcom keeps for drama
(020 7946 0000 to 0999 and 07700 900000 to 900999). example.org is reserved (RFC 2606).
"""

import unicodedata

from wsic.demo.streams import Draws

_STREETS = (
    "Quillfeather",
    "Lampwright",
    "Ottershaw",
    "Thimblewick",
    "Brackenloaf",
    "Candleford",
    "Pepperstone",
    "Marrowgate",
    "Tinderbox",
    "Saltcellar",
    "Gooseberry",
    "Wrenhatch",
    "Ivoryfield",
    "Cobblewell",
    "Plumtree",
    "Nettlebed",
    "Foxhollow",
    "Hatchett",
    "Merrywick",
    "Dovecroft",
)
_STREET_KINDS = ("Road", "Street", "Gardens", "Terrace", "Square", "Mews", "Crescent", "Avenue")
_BLOCKS = (
    "Quarry Court",
    "Heronsgate House",
    "Tansy Point",
    "Mulberry Reach",
    "Lockkeeper's Court",
    "Belfry House",
)
_INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # postcodes never end in C, I, K, M, O or V
_TWO_LINES = 0.01  # share of addresses with a line break inside, which is legal in a quoted field


def address(draws: Draws) -> str:
    if draws.chance(0.4):
        separator = "\n" if draws.chance(_TWO_LINES) else ", "
        return f"Flat {1 + draws.below(48)}{separator}{draws.pick(_BLOCKS)}, London"
    return f"{1 + draws.below(180)} {draws.pick(_STREETS)} {draws.pick(_STREET_KINDS)}, London"


def postcode(draws: Draws) -> str:
    area = "Z" + draws.pick("XYZ")
    inward = f"{draws.below(10)}{draws.pick(_INWARD_LETTERS)}{draws.pick(_INWARD_LETTERS)}"
    return f"{area}{1 + draws.below(14)} {inward}"


def phone(draws: Draws) -> str:
    if draws.chance(0.06):
        return ""
    if draws.chance(0.45):
        return f"07700 900{draws.below(1000):03d}"
    return f"020 7946 0{draws.below(1000):03d}"


def email(given_name: str, family_name: str, slot: int, draws: Draws) -> str:
    """For about one person in five."""
    if not draws.chance(0.22):
        return ""
    return f"{_plain(given_name)}.{_plain(family_name)}{slot}@example.org"


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).lower()
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha()) or "x"
