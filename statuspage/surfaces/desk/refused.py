"""What a form says when it could not be sent: which field, in the reader's words, with the typed text kept."""

from dataclasses import dataclass, field
from typing import Any

from flask import request

from statuspage.domain.errors import Refused
from statuspage.present import languages


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page as it was sent: its name, what was typed, and what is wrong with it."""

    name: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def error(self, form: str, name: str) -> str:
        """What is wrong with this field of that form."""
        return self.errors.get(name, "") if form == self.name else ""

    def value(self, form: str, name: str, otherwise: str = "") -> str:
        """What this field of that form holds."""
        return self.typed.get(name, otherwise) if form == self.name else otherwise

    def summary(self, form: str) -> list[dict[str, Any]]:
        """The errors of that form for the summary on top; each leads to its field."""
        errors = self.errors if form == self.name else {}
        return [{"field": name and f"{form}-{name}", "text": text} for name, text in errors.items()]


NO_FORM = Form()


def form_of(name: str, refused: Refused) -> Form:
    """The form with this name as it was just sent, and refused."""
    typed = {key: value for key, value in request.form.items() if key not in ("csrf", "once")}
    if refused.cleaned is not None:
        typed[refused.field] = refused.cleaned
    return Form(name, typed, errors_of(refused))


def errors_of(refused: Refused | None) -> dict[str, str]:
    """Field and words of a refusal."""
    return {refused.field: languages.say(refused.words)} if refused else {}
