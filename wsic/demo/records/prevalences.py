"""Which deficits go with a count, so that over everybody each has its share.

Shares are percentages of people 65 and over. Published ones stand in EFI.md ("What published data look
like"); for the others none is published there: ours, chosen so that all together make the mean count of 5.1.
Housebound follows the people feed, whose flag is drawn by category (11.3 % published, 10.9 % drawn).
"""

from collections.abc import Sequence

from wsic.demo.streams import Draws

HOUSEBOUND = "Housebound"
POLYPHARMACY = "Polypharmacy"

# Deficit, share, odds. With these odds, drawing exactly as many deficits as the count says (conditional
# Poisson sampling) gives these shares over the distribution of counts; found by iterative scaling.
SHARES: tuple[tuple[str, float, float], ...] = (
    ("Activity limitation", 0.9, 0.0079),  # published
    ("Anaemia and haematinic deficiency", 15.1, 0.1695),
    ("Arthritis", 39.3, 0.7022),
    ("Atrial fibrillation", 8.9, 0.0895),  # published
    ("Cerebrovascular disease", 7.3, 0.0714),  # published: stroke
    ("Chronic kidney disease", 26.2, 0.3594),
    ("Diabetes", 18.2, 0.2146),
    ("Dizziness", 13.1, 0.1418),
    ("Dyspnoea", 14.1, 0.1555),
    ("Falls", 16.2, 0.1850),  # published
    ("Foot problems", 13.1, 0.1418),
    ("Fragility fracture", 12.0, 0.1273),  # published
    ("Hearing impairment", 20.2, 0.2473),
    ("Heart failure", 11.7, 0.1235),  # published
    ("Heart valve disease", 5.0, 0.0474),
    ("Hypertension", 58.5, 1.6869),
    ("Hypotension/syncope", 6.0, 0.0574),  # published
    ("Ischaemic heart disease", 18.2, 0.2146),
    ("Memory and cognitive problems", 3.9, 0.0360),  # published
    ("Mobility and transfer problems", 1.3, 0.0114),  # published
    ("Osteoporosis", 13.1, 0.1418),
    ("Parkinsonism and tremor", 3.1, 0.0282),  # published
    ("Peptic ulcer", 0.7, 0.0061),  # published
    ("Peripheral vascular disease", 6.7, 0.0649),  # published
    ("Requirement for care", 3.5, 0.0321),  # published
    ("Respiratory disease", 21.2, 0.2644),
    ("Skin ulcer", 11.4, 0.1197),  # published
    ("Sleep disturbance", 9.6, 0.0975),
    ("Social vulnerability", 3.1, 0.0282),  # published
    ("Thyroid disease", 12.1, 0.1287),
    ("Urinary incontinence", 8.1, 0.0800),
    ("Urinary system disease", 20.2, 0.2473),
    ("Visual impairment", 24.2, 0.3195),
    ("Weight loss and anorexia", 7.5, 0.0736),  # published
    (POLYPHARMACY, 45.4, 0.9285),  # last, so that it can be left out of the choice
)


def _ways(odds: Sequence[float]) -> list[list[float]]:
    """[place][wanted]: the weight of all choices of so many from this place on."""
    ways = [[1.0] + [0.0] * len(odds)]
    for weight in reversed(odds):
        after = ways[0]
        ways.insert(
            0, [1.0, *(after[wanted] + weight * after[wanted - 1] for wanted in range(1, len(odds) + 1))]
        )
    return ways


_ODDS = tuple(odds for _, _, odds in SHARES)
_WITH = _ways(_ODDS)
_WITHOUT = _ways(_ODDS[:-1])


def choose(count: int, draws: Draws, *, housebound: bool, polypharmacy: bool) -> list[str]:
    """So many different deficits; `polypharmacy` False leaves that one out."""
    ways, free = (_WITH, len(SHARES)) if polypharmacy else (_WITHOUT, len(SHARES) - 1)
    chosen = [HOUSEBOUND] if count and (housebound or count > free) else []
    wanted = count - len(chosen)
    for place in range(free):
        if not wanted:
            break
        if draws.unit() * ways[place][wanted] < _ODDS[place] * ways[place + 1][wanted - 1]:
            chosen.append(SHARES[place][0])
            wanted -= 1
    return chosen
