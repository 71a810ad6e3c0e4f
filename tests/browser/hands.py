"""Somebody at a page by mouse or by keys alone, whose steps are counted.

A step is whatever is activated: a link, a button, a summary that unfolds.  What is typed, chosen or ticked in
a field of a form is none.
"""

from playwright.sync_api import Locator, Page

MOST_TABS = 150
HAS_FOCUS = "(wanted) => document.activeElement === wanted"


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def go(self, to: Locator) -> None:
        self.steps += 1
        self._activate(to)

    def _activate(self, to: Locator) -> None:
        to.click()

    def tick(self, box: Locator) -> None:
        if not box.is_checked():
            box.check()

    def write(self, field: Locator, words: str) -> None:
        field.fill(words)

    def pick(self, field: Locator, value: str) -> None:
        field.select_option(value)


class Keyboard(Mouse):
    """Tab, Enter, Space, arrows and letters; nothing is clicked and nothing is given the focus."""

    def _tab_to(self, wanted: Locator) -> None:
        handle = wanted.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate(HAS_FOCUS, handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {wanted} at {self.page.url}")

    def _activate(self, to: Locator) -> None:
        self._tab_to(to)
        self.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        if not box.is_checked():
            self._tab_to(box)
            self.page.keyboard.press("Space")

    def write(self, field: Locator, words: str) -> None:
        self._tab_to(field)
        if field.get_attribute("type") == "date":
            year, month, day = words.split("-")
            words = f"{day}{month}{year}"  # as a British browser takes it
        if field.get_attribute("type") == "time":
            words = words.replace(":", "") + "A"  # where it asks for half a day; else the letter is nothing
        self.page.keyboard.type(words)

    def pick(self, field: Locator, value: str) -> None:
        self._tab_to(field)
        for _ in range(field.locator("option").count()):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value
