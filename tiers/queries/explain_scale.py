"""Where a count lies between the boundaries, as a drawing: places on a line of 860 by 86."""

from dataclasses import dataclass

from tiers.rules import CURRENT, MOST_DEFICITS, TierSettings, band_of

_LEFT, _PER_COUNT, _GAP = 12.0, 49.2, 2.0
_CUT_OFF_AT = 17  # the severe end is far: it is drawn as wide as the others
_MARGIN = 12.0


@dataclass(frozen=True)
class Box:
    tier: int
    word: str
    counts: str
    left: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 1)


@dataclass(frozen=True)
class Arrow:
    """From the mark to a boundary; `text` stands at `text_at`."""

    start: float
    end: float
    text: str
    text_at: float


@dataclass(frozen=True, kw_only=True)
class Scale:
    count: int
    boxes: tuple[Box, ...]
    mark: float
    up: Arrow | None
    down: Arrow | None
    title: str
    says: str


def scale_of(count: int, settings: TierSettings = CURRENT) -> Scale:
    boxes = tuple(_boxes(settings))
    mark = _middle_of(min(count, _CUT_OFF_AT - 1))
    up, down = _up(count, mark, settings), _down(count, mark, settings)
    band = band_of(count, settings)
    said = [f"{count} of {MOST_DEFICITS} deficits is {band.category.value.lower()}."]
    said += [f"{arrow.text}." for arrow in (down, up) if arrow]
    return Scale(
        count=count, boxes=boxes, mark=mark, up=up, down=down,
        title=f"Where {count} lies between the boundaries", says=" ".join(said),
    )  # fmt: skip


def _boxes(settings: TierSettings) -> list[Box]:
    found: list[Box] = []
    lowest = 0
    for band in settings.bands:
        last = band is settings.bands[-1]
        end = _CUT_OFF_AT if last else band.highest + 1
        unit = " deficits" if not found else ", cut off here" if last else ""
        counts = f"{lowest} to {band.highest}{unit}"
        width = round((end - lowest) * _PER_COUNT - _GAP, 1)
        left = round(_LEFT + lowest * _PER_COUNT, 1)
        found.append(Box(band.tier, band.category.label, counts, left, width))
        lowest = end
    return found


def _middle_of(count: int) -> float:
    return round(_LEFT + (count + 0.5) * _PER_COUNT, 1)


def _up(count: int, mark: float, settings: TierSettings) -> Arrow | None:
    band = band_of(count, settings)
    if band is settings.bands[-1]:
        return None
    worse = band_of(band.highest + 1, settings).category.value.lower()
    end = round(_LEFT + (band.highest + 1) * _PER_COUNT - _GAP, 1)
    return Arrow(
        round(mark + _MARGIN, 1), end, f"{band.highest + 1 - count} more to {worse}", round(end + 6, 1)
    )


def _down(count: int, mark: float, settings: TierSettings) -> Arrow | None:
    place = settings.bands.index(band_of(count, settings))
    if place == 0:
        return None
    better = settings.bands[place - 1]
    fewer = count - better.highest
    end = round(max(_LEFT + better.highest * _PER_COUNT + _PER_COUNT / 2, _LEFT), 1)
    text = f"{fewer} fewer is {better.category.value.lower()}"
    return Arrow(round(mark - _MARGIN, 1), end, text, round(end - 6, 1))
