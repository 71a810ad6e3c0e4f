"""A care plan written on its pages, as a member of the team does it."""

from careplans.rules.plan import Heading
from tests.world import TODAY


def filled(form) -> dict[str, object]:
    """What the page's form sends as it stands."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


class Pages:
    """What a member of the team does on the pages of one person's plan."""

    def __init__(self, client, person) -> None:
        self.client, self.person = client, person

    def begin(self) -> str:
        answer = self.client.post(f"/people/{self.person.public_id}/plan/begin/")
        assert answer.status_code == 302
        return answer.url

    def shown(self):
        return self.client.get(f"/people/{self.person.public_id}/plan/").context["shown"]

    def section(self, plan: str, heading: str):
        return self.client.get(f"{plan}section/", {"heading": heading}).context["form"]

    def write(self, plan: str, heading: str, words: str, *, form=None, **said):
        form = form or self.section(plan, heading)
        sent = filled(form) | {"words": words} | said
        return self.client.post(f"{plan}section/save/", sent)

    def goal(self, plan: str, what: str, *, form=None, **said):
        form = form or self.client.get(f"{plan}goal/").context["form"]
        sent = filled(form) | {"what": what} | said
        return self.client.post(f"{plan}goal/save/", sent)

    def agree(self, plan: str, **said):
        form = self.client.get(plan).context["agreeing"]
        sent = {"mark": form["mark"].value(), "agreed_with": "PERSON", "on": TODAY.isoformat()}
        return self.client.post(f"{plan}agree/", sent | {"attended": ["PERSON", "GP"]} | said)

    def wrong(self, plan: str, reason: str = "WRONG_PERSON"):
        """Entered in error, with all that the page says goes along."""
        form = self.client.get(plan).context["in_error"]
        along = [key for key, _ in form.fields["along"].choices] if "along" in form.fields else []
        sent = {"mark": self.mark(plan), "reason": reason, "along": along}
        return self.client.post(f"{plan}in-error/", sent)

    def discard(self, plan: str):
        return self.client.post(f"{plan}discard/", {"mark": self.mark(plan)})

    def mark(self, plan: str) -> str:
        """Of what stands on the page."""
        return self.client.get(plan).context["shown"].mark

    def words(self, heading: Heading) -> str:
        page = self.shown()
        return next(each.words for each in page.sections if each.heading is heading) if page else ""
