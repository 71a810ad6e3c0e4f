"""What a page offers to go on with: its links and its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Offered:
    """
    A form.

    :param fields: name -> values that it offers; none where somebody types
    """

    address: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Links and forms of an answer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Offered] = []
        self._select = ""
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.links += [has[name] for name in ("href", "hx-get") if has.get(name, "").startswith(("/", "?"))]
        if tag == "form":
            address = has.get("action") or has.get("hx-post") or has.get("hx-get") or ""
            self.forms.append(Offered(address, has.get("method", "get").upper()))
            self._inside = True
        elif self._inside and tag in {"input", "button", "textarea", "select", "option"}:
            self._take(tag, has)

    def _take(self, tag: str, has: dict[str, str]) -> None:
        form, name = self.forms[-1], has.get("name", "")
        if tag == "option":
            form.fields.setdefault(self._select, []).append(has.get("value", ""))
        elif has.get("type") == "file":
            form.files.append(name)
        elif name:
            form.fields.setdefault(name, []).extend([has["value"]] if "value" in has else [])
            self._select = name if tag == "select" else self._select

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
