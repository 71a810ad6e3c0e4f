"""The holistic assessment that stands behind a planning session: what is asked about, and which scales have a
place for their score."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Domain(StrEnum):
    """What is asked about (CARE.md), in the order of the page."""

    FALLS = "FALLS"
    MOOD = "MOOD"
    MEMORY = "MEMORY"
    NUTRITION = "NUTRITION"
    CONTINENCE = "CONTINENCE"
    PAIN = "PAIN"
    MEDICINES = "MEDICINES"
    HOME_SAFETY = "HOME_SAFETY"
    LONELINESS = "LONELINESS"
    MONEY = "MONEY"
    CARER_STRAIN = "CARER_STRAIN"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`prompt` is what to listen for, ours; no scale's question stands in it."""

    label: str
    prompt: str


ASKED: dict[Domain, Asked] = {
    Domain.FALLS: Asked(label="Falls", prompt="In the last year, near misses, fear of falling, getting up"),
    Domain.MOOD: Asked(label="Mood", prompt="Low, anxious, sleeping badly, enjoying things"),
    Domain.MEMORY: Asked(label="Memory", prompt="Own view, family's view, getting lost, decisions"),
    Domain.NUTRITION: Asked(label="Eating and drinking", prompt="Weight, appetite, swallowing, cooking"),
    Domain.CONTINENCE: Asked(label="Continence", prompt="Day, night, pads, embarrassment, getting there"),
    Domain.PAIN: Asked(label="Pain", prompt="Where, when, what it stops, what helps"),
    Domain.MEDICINES: Asked(label="Medicines", prompt="Taking them, side effects, blister packs, who orders"),
    Domain.HOME_SAFETY: Asked(label="Home safety", prompt="Stairs, rugs, heating, smoke alarm, getting in"),
    Domain.LONELINESS: Asked(label="Loneliness", prompt="Who visits, whom they ring, what they miss"),
    Domain.MONEY: Asked(label="Money", prompt="Bills, benefits, who helps, worries, somebody taking it"),
    Domain.CARER_STRAIN: Asked(label="Carer", prompt="Who cares, how they are, nights, a break, if ill"),
}


class Concern(StrEnum):
    NONE = "NONE"
    SOME = "SOME"
    ACT = "ACT"
    DECLINED = "DECLINED"


CONCERNS = {
    Concern.NONE: "No concern",
    Concern.SOME: "Some concern",
    Concern.ACT: "To act on",
    Concern.DECLINED: "Declined",
}
OF_CONCERN = (Concern.SOME, Concern.ACT)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A licensed or published scale of which only the score is kept: `least` to `most` in steps of `step`."""

    label: str
    least: Decimal
    most: Decimal
    step: Decimal = Decimal(1)


# Barthel: Collin and others 1988, the version of 20 points.  MUST: BAPEN 2003, the sum of its steps.
# 6CIT: Brooke and Bullock 1999.  ASCOT: Netten and others 2012, current social care-related quality of life.
# SWEMWBS: Stewart-Brown and others 2009, the metric score.
SCALES: dict[str, Scale] = {
    "barthel": Scale(label="Barthel index", least=Decimal(0), most=Decimal(20)),
    "must": Scale(label="MUST", least=Decimal(0), most=Decimal(6)),
    "six_cit": Scale(label="6CIT", least=Decimal(0), most=Decimal(28)),
    "ascot": Scale(label="ASCOT", least=Decimal("-0.17"), most=Decimal("1.00"), step=Decimal("0.01")),
    "swemwbs": Scale(label="SWEMWBS", least=Decimal(7), most=Decimal(35), step=Decimal("0.01")),
}


def refuse_score(scale: Scale, score: Decimal) -> str:
    """Why a score cannot be one of the scale, in a sentence; nothing where it can."""
    if not scale.least <= score <= scale.most:
        return f"{scale.label} goes from {scale.least} to {scale.most}"
    if score % scale.step:
        return f"{scale.label} goes in steps of {scale.step}"
    return ""
