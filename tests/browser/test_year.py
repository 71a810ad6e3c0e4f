"""The year of one person at a browser, with script and without; and three plans that went another way.

Each day of the year has a site of its own, on the same database.
"""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.bench.serving import gunicorn
from tests.browser.conftest import Person
from tests.browser.planning import Planner, nobody_yet
from tests.careplans.paper import sheets_of

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
SUMMER, AUTUMN, WINTER = "2026-06-30", "2026-11-03", "2027-01-12"
CASE_MANAGER, GP = "grace.adeyemi", "gp.t90001"
WAYS = {"script": True, "no_script": False}
TO_DO = "1. Sit her up.\n2. Ring Karen."
NOT_TO_DO = "1. Sit him up.\n2. Ring Zebedee."


@pytest.fixture(scope="module")
def days(surroundings, site):
    """Day -> address of the site on that day."""
    with ExitStack() as stack:
        later = {each: gunicorn(surroundings | {"WSIC_DEMO_TODAY": each}) for each in (AUTUMN, WINTER)}
        yield {SUMMER: site} | {day: stack.enter_context(each) for day, each in later.items()}


@pytest.fixture(params=WAYS)
def script(request) -> bool:
    return WAYS[request.param]


@pytest.fixture
def at_desk(chromium, days, script):
    """Signs somebody in on a day, and is about a person."""
    contexts = []

    def at_desk(username: str, about: str = "", *, on: str = SUMMER) -> Planner:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        person = Person(context.new_page(), days[on])
        person.bring_session(username)
        return Planner(person, about)

    yield at_desk
    for context in contexts:
        context.close()


@pytest.fixture
def somebody(at_desk, script):
    """Address of a person of a tier without a plan: another one with script than without."""
    return lambda tier, nth: nobody_yet(at_desk(GP).person, tier, skip=2 * nth + script)


def paper_of(planner: Planner) -> dict[str, str]:
    """Words of each copy that the page of printing offers, by the name of its link; each has the identifiers
    on each sheet."""
    number = re.search(r"\d{3} \d{3} \d{4}", planner.page.locator(".banner").inner_text())[0]
    found = {}
    for name in ("The person's copy (PDF)", "Clinical copy (PDF)"):
        address = planner.page.get_by_role("link", name=name).get_attribute("href")
        sheets = sheets_of(planner.page.request.get(planner.person.site + address).body())
        assert all(number in sheet for sheet in sheets), name
        found[name] = " ".join(" ".join(sheets).split())
    return found


def drafted_by_both(manager: Planner, gp: Planner) -> None:
    """The GP goes on with what the Case Manager began, and is told that she has it open."""
    manager.draft()
    manager.write("WHAT_TO_DO", TO_DO)
    manager.person.follow(manager.page.locator("a[href*='heading=ABOUT_ME']").first)
    gp.draft()
    gp.person.follow(gp.page.locator("a[href*='heading=ABOUT_ME']").first)
    expect(gp.page.get_by_text("Grace Adeyemi opened this")).to_be_visible()
    gp.person.follow(gp.page.get_by_role("link", name="Back to the draft"))
    gp.write("CEILINGS", "Wants to be treated in hospital")
    gp.goal("Walk to the market again", confidence="6")
    manager.draft()
    manager.write("ABOUT_ME", "My garden, and my sister on Sundays")


def summer(at_desk, about: str) -> str:
    """Offered, a session in which the plan is drafted by both and agreed, printed, signed, filed; returns the
    address of the version."""
    manager, gp = at_desk(CASE_MANAGER, about), at_desk(GP, about)
    manager.offered("Wants a plan")
    expect(manager.page.get_by_text("Wants a plan").first).to_be_visible()
    manager.book(SUMMER)
    manager.start()
    with manager.page.context.expect_page() as opened:
        manager.page.get_by_role("link", name=re.compile("^Open the plan")).click()
    beside = Planner(Person(opened.value, manager.person.site), about)
    drafted_by_both(beside, gp)
    beside.draft()
    beside.agree("PERSON", "PERSON", "GP", "CASE_MANAGER")
    manager.end()
    beside.at("plan/")
    expect(beside.page.get_by_text("My garden, and my sister on Sundays").first).to_be_visible()
    beside.go("Print")
    for copy in paper_of(beside).values():
        assert "Ring Karen" in copy
        assert "Walk to the market again" in copy
    beside.go("Back to this version")
    version = beside.page.url.removeprefix(beside.person.site)
    signed_and_filed(gp, version)
    return version


def signed_and_filed(gp: Planner, version: str) -> None:
    gp.person.open(f"{version}sign/")
    gp.press("Sign this version")
    expect(gp.page.get_by_text("Signed by")).to_be_visible()
    gp.at("gp-record/")
    text = gp.page.locator("textarea", has_text="Care plan agreed")
    assert "Ring Karen" in text.input_value()
    gp.press(re.compile("^Filed.*agreed"))
    expect(gp.page.locator("li", has_text="Filed").first).to_contain_text("GP")


def autumn(at_desk, about: str) -> None:
    """After an admission the plan is looked at again and changed; the GP puts the person a tier up."""
    manager, gp = at_desk(CASE_MANAGER, about, on=AUTUMN), at_desk(GP, about, on=AUTUMN)
    manager.at("sessions/")
    manager.page.get_by_text("Something changed: ask for a review").click()
    form = manager.page.locator("form[action$='/reviews/ask/'], form:has([name=told_by])").first
    form.locator("[name=reason]").select_option("ADMISSION")
    manager.press("Ask for a review", within=form)
    manager.at("")
    expect(manager.page.get_by_text("Hospital admission").first).to_be_visible()
    assert "Ring Karen" in manager.crisis()
    manager.draft()
    manager.write("WHAT_TO_DO", f"{TO_DO}\n3. Oxygen at 2 litres.")
    assert "Oxygen" not in gp.crisis()  # a draft is on no crisis page
    manager.draft()
    manager.agree("PERSON", "PERSON", "CASE_MANAGER")
    assert "Oxygen at 2 litres" in gp.crisis()
    gp.at("tier/explain/")
    gp.page.locator("#id_tier_3").check()
    gp.page.locator("[name=reason]").select_option(index=1)
    gp.page.locator("[name=words]").fill("Two admissions since the summer")
    gp.press("Save decision")
    expect(gp.page.get_by_text("overridden, up by").first).to_be_visible()


def winter(at_desk, about: str, version: str) -> None:
    """The second session: the plan holds; the crisis page says how old it is, and the first version reads as
    it was published."""
    manager = at_desk(CASE_MANAGER, about, on=WINTER)
    manager.book(WINTER)
    manager.start()
    manager.end()
    manager.at("plan/")
    manager.page.get_by_text("Read through with the person: it holds", exact=True).click()
    form = manager.page.locator("form[action$='/review/']")
    for who in ("PERSON", "GP", "CASE_MANAGER"):
        form.locator(f"[name=attended][value={who}]").check()
    manager.press("It holds", within=form)
    expect(manager.page.get_by_text("Version 2 read through").first).to_be_visible()
    page = manager.crisis()
    assert "Oxygen at 2 litres" in page
    assert "2 months" in page
    manager.person.open(version)
    assert "Oxygen" not in manager.page.locator("main").inner_text()
    expect(manager.page.get_by_text("My garden, and my sister on Sundays").first).to_be_visible()


def test_a_year_at_tier_two(at_desk, somebody):
    about = somebody(2, 0)
    version = summer(at_desk, about)
    assert "Ring Karen" in at_desk(GP, about).crisis()
    autumn(at_desk, about)
    winter(at_desk, about, version)


def test_somebody_without_capacity_has_a_plan_in_their_best_interests(at_desk, somebody):
    about = somebody(1, 0)
    manager = at_desk(CASE_MANAGER, about)
    manager.offered("Not able to decide it: lacks capacity for this decision")
    manager.draft()
    manager.write("WHAT_TO_DO", TO_DO)
    manager.page.locator("[name=agreed_with][value=BEST_INTERESTS]").check()
    manager.page.locator("form[action$='/agree/'] [name=attended][value=CARER]").check()
    manager.press("Agree the plan")
    expect(manager.page.get_by_text("Say what shows that they cannot decide it").first).to_be_visible()

    assessed = "Assessed on 29 June by Dr Patel: cannot weigh it up"
    manager.agree("BEST_INTERESTS", "CARER", "GP", capacity=assessed, words="His daughter and his sister")

    told = manager.page.locator("main").inner_text()
    assert "Best-interests decision" in told
    assert "His daughter and his sister" in told
    manager.go("Print")
    assert all("Ring Karen" in copy for copy in paper_of(manager).values())
    assert "Ring Karen" in manager.crisis()


def test_who_declines_a_plan_has_none_and_is_asked_again(at_desk, somebody):
    about = somebody(1, 1)
    manager, gp = at_desk(CASE_MANAGER, about), at_desk(GP, about)

    manager.offered("Declined", "Not now, my sister is ill")

    expect(manager.page.get_by_text("No plan is agreed yet")).to_be_visible()
    told = manager.page.locator("#offers").inner_text()
    assert "Declined, ask again 30-Sep-2026" in " ".join(told.split())
    manager.at("tasks/")
    expect(manager.page.get_by_text("Ask again whether they want a care plan").first).to_be_visible()
    gp.at("gp-record/")
    assert "my sister is ill" in gp.page.locator("textarea").first.input_value()
    gp.press(re.compile("^Filed.*declined"))
    assert "Not recorded" in gp.crisis()
    asked = at_desk(CASE_MANAGER, about, on=WINTER)
    asked.at("")
    do_next = asked.page.locator("section", has=asked.page.get_by_role("heading", name="Do next"))
    expect(do_next).to_contain_text("Ask again whether they want a care plan 104 days late")
    asked.offered("Wants a plan")


LINKS = "links => links.map((link) => link.getAttribute('href'))"


def walk(planner: Planner, *begin: str) -> set[str]:
    """Pages about the person that lead on from these, as a member of the team finds them: on none of them
    are the words."""
    waiting, seen = list(begin), set()
    while waiting:
        address = waiting.pop().split("#")[0]
        mine = address.startswith((planner.about, "/plans/"))
        if address in seen or not mine or "/pdf/" in address:
            continue
        seen.add(address)
        planner.page.goto(planner.person.site + address)
        assert "Zebedee" not in planner.page.content(), address
        waiting += planner.page.locator("a[href]").evaluate_all(LINKS)
    return seen


def typed_into_the_wrong_record(manager: Planner) -> tuple[str, list[str]]:
    """The version that was agreed and marked as entered in error, and its copies."""
    manager.draft()
    manager.write("WHAT_TO_DO", NOT_TO_DO)
    manager.agree("PERSON", "PERSON", "CASE_MANAGER")
    manager.go("Print")
    copies = [each.get_attribute("href") for each in manager.page.locator("a[href*='/pdf/']").all()]
    manager.go("Back to this version")
    version = manager.page.url.removeprefix(manager.person.site)
    manager.page.get_by_text("This version was entered in error", exact=True).click()
    manager.page.locator("[name=reason]").select_option("WRONG_PERSON")
    manager.press("Mark as entered in error")
    return version, copies


def test_a_plan_of_somebody_else_is_read_nowhere_but_by_the_privacy_officer(at_desk, somebody):
    about = somebody(1, 2)
    manager, gp = at_desk(CASE_MANAGER, about), at_desk(GP, about)
    version, copies = typed_into_the_wrong_record(manager)

    for planner in (manager, gp):
        seen = walk(planner, about, f"{about}plan/", f"{about}crisis/", version, f"{version}print/")
        assert len(seen) > 10
        for copy in [*copies, f"{about}gp-record/pdf/"]:
            assert b"Zebedee" not in planner.page.request.get(planner.person.site + copy).body()
        planner.person.open("/search/?q=Zebedee")
        assert "Ring Zebedee" not in planner.page.content()
    officer = at_desk("privacy")
    officer.person.open("/retracted/")
    officer.person.follow(officer.page.locator(f"a[href*='{version.strip('/').split('/')[-1]}']"))
    assert "Zebedee" not in officer.page.content()
    officer.page.locator("[name=why]").fill("Whose plan it was is to be found out")
    officer.press("Read it")
    expect(officer.page.get_by_text("Ring Zebedee").first).to_be_visible()
