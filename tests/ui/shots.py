"""Pictures of the components and of the mockups' register: python -m tests.ui.shots FOLDER [1440 400 ...]."""

import mimetypes
import os
import shutil
import sys
from pathlib import Path

import django
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, sync_playwright

ORIGIN = "http://wsic.invalid"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
PAGES = ["register.html", "wsic/components_page.html", "died.html", "sign_in.html", "wsic/404.html"]


def html(template: str, partial: str = "") -> str:
    """The page, or one part of it, as Django's engine renders it without a request and without a database."""
    from tests.ui import specimens  # here, because it defines forms: settings first

    name = f"{template}#{partial}" if partial else template
    return render_to_string(name, specimens.context(template))


def show(page: Page, template: str) -> None:
    """Open a page whose every byte comes from the disk, under the policy of the real site."""

    parts = {name: html(template, name) for name in ("register",) if template == "register.html"}
    whole = html(template)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/static/"):
            found = str(finders.find(path.removeprefix("/static/")))
            route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "text/plain")
        elif "hx-target" in route.request.headers and route.request.headers["hx-target"] not in parts:
            route.fulfill(status=204)  # a progress bar asks again; the specimen has nothing newer
        else:
            body = parts.get(route.request.headers.get("hx-target", ""), whole)
            route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/{template}")
    if "<script" in whole:
        page.locator("body.js-enabled").wait_for()


def main(folder: Path, widths: list[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for template in PAGES:
            for width in widths:
                page = browser.new_page(viewport={"width": width, "height": 900})
                show(page, template)
                page.screenshot(path=folder / f"{Path(template).stem}-{width}.png", full_page=True)
                page.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.ui.minimal")
    django.setup()
    main(Path(sys.argv[1]), [int(each) for each in sys.argv[2:]] or [1440, 400])
