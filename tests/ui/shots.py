"""Pictures of the components page and of the mockups' register: python -m tests.ui.shots FOLDER [1440 400 ...]."""

import mimetypes
import os
import shutil
import sys
from pathlib import Path

import django
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, sync_playwright

ORIGIN = "http://wsic.invalid"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PICTURES = {"register": "register.html", "components": "wsic/components_page.html", "died": "died.html"}


def html(name: str) -> str:
    """The page as Django's engine renders it, without a request and without a database."""
    from tests.ui import specimens

    context = specimens.register() if name == "register" else specimens.components()
    own = Path(__file__).parent / "templates" / f"{name}.html"
    if own.exists():
        return engines["django"].from_string(own.read_text(encoding="utf-8")).render(context)
    return render_to_string(PICTURES.get(name, name), context)


def show(page: Page, name: str) -> None:
    """Open a page at an address that does not exist: every answer comes from the disk, nothing from a network."""

    body = html(name)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/static/"):
            found = str(finders.find(path.removeprefix("/static/")))
            route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "text/plain")
        else:
            route.fulfill(body=body, content_type="text/html")

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/{name}")
    page.wait_for_load_state("networkidle")


def main(folder: Path, widths: list[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in PICTURES:
            for width in widths:
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.on("console", lambda message: sys.stderr.write(message.text + "\n"))
                show(page, name)
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
                page.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.ui.minimal")
    django.setup()
    main(Path(sys.argv[1]), [int(each) for each in sys.argv[2:]] or [1440, 400])
