"""Reads the forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BUTTONS = ("submit", "button", "reset", "image")


@dataclass
class Form:
    """What a form sends if nothing is changed, by name, and what a person could choose instead."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, set[str]] = field(default_factory=dict)

    def sends_to(self, address: str, page: str) -> bool:
        return self.method == "post" and (self.action or page) == address


def forms_of(html: str) -> list[Form]:
    """Return the forms of a page from top to bottom, without their CSRF tokens."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: str | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.form = Form(attributes.get("method", "get"), attributes.get("action") or "")
            self.forms.append(self.form)
        elif self.form and "disabled" not in attributes:
            name = attributes.get("name")
            if tag == "option" and self.select:
                self._option(attributes)
            elif tag in ("input", "select", "textarea", "button") and name:
                getattr(self, f"_{tag}")(name, attributes)

    def handle_data(self, data):
        if self.textarea:
            self.form.values[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            # A browser leaves out the line break after the tag.
            (text,) = self.form.values[self.textarea]
            self.form.values[self.textarea] = [text.removeprefix("\n")]
            self.textarea = None

    def _input(self, name, attributes):
        kind, value = attributes.get("type", "text"), attributes.get("value", "")
        if name == "csrfmiddlewaretoken":
            return
        self.form.names.add(name)
        if kind in ("radio", "checkbox"):
            value = value or "on"
            self.form.choices.setdefault(name, set()).add(value)
            if "checked" not in attributes:
                return
        if kind not in BUTTONS:
            self.form.values.setdefault(name, []).append(value)

    def _select(self, name, attributes):
        self.form.names.add(name)
        self.form.choices[name] = set()
        self.select = name

    def _option(self, attributes):
        value = attributes.get("value", "")
        self.form.choices[self.select].add(value)
        if "selected" in attributes:
            self.form.values.setdefault(self.select, []).append(value)

    def _textarea(self, name, attributes):
        self.form.names.add(name)
        self.form.values[name] = [""]
        self.textarea = name

    def _button(self, name, attributes):
        self.form.names.add(name)
