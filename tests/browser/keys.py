"""Somebody who has a keyboard and nothing else: keys are counted, and after each the focus is looked for."""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST_TABS = 120
# What has the focus, whether that shows about it, and whether it is on the screen with nothing before it.
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const drawn = (style) => style.boxShadow !== "none" || (style.outlineStyle !== "none"
    && parseFloat(style.outlineWidth) > 0 && !/, 0\\)$|^transparent$/.test(style.outlineColor));
  const box = at.getClientRects()[0] || at.getBoundingClientRect();
  const [right, down] = [Math.min(box.width / 2, 8), Math.min(box.height / 2, 8)];
  const top = document.elementFromPoint(box.left + right, box.top + down);
  const named = at.labels && at.labels.length ? at.labels[0].textContent : at.textContent;
  return {
    id: at.id, tag: at.tagName, type: at.type || "", value: at.value || "",
    name: (at.getAttribute("aria-label") || named || "").trim().replace(/\\s+/g, " "),
    drawn: [at, ...at.querySelectorAll("b")].some((each) => drawn(getComputedStyle(each))),
    shown: !!top && (at.contains(top) || top.contains(at)),
  };
}"""


@dataclass(frozen=True)
class Focus:
    id: str
    tag: str
    type: str
    value: str
    name: str
    drawn: bool  # the focus shows
    shown: bool  # the element does


class Keys:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def focus(self) -> Focus:
        """What has the focus: something does, one sees that it does, and it is on the screen."""
        found = self.page.evaluate(_FOCUS)
        assert found is not None, f"the focus is lost at {self.page.url}"
        at = Focus(**found)
        assert at.drawn, f"nothing shows that {at} has the focus at {self.page.url}"
        assert at.shown, f"{at} has the focus and is out of sight at {self.page.url}"
        return at

    def press(self, *keys: str) -> Focus:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1
            at = self.focus()
        return at

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.pressed += len(words)
        self.focus()

    def enter(self) -> None:
        """Where it leads to another page, which has come."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.pressed += 1

    def tab_to(self, name: str, *, back: bool = False) -> Focus:
        for _ in range(MOST_TABS):
            at = self.press("Shift+Tab" if back else "Tab")
            if at.name == name:
                return at
        raise AssertionError(f"Tab does not come to {name} at {self.page.url}")
