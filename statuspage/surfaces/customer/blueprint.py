"""What the customer's views share: the address of the page, what was typed into a form, and what is said after."""

import secrets
from dataclasses import dataclass, field

from flask import Blueprint, g, request
from flask_babel import gettext

from statuspage.domain.errors import N_, Refused
from statuspage.present.languages import say

bp = Blueprint("customer", __name__)

SAID = {
    "written": N_("Your words have arrived."),
    "right": N_("Thank you. It is good to know that you were understood."),
    "not_quite": N_("Thank you. What you wrote has arrived."),
    "call": N_("You will be called. The time becomes a promise on this page."),
    "thanked": N_("Your thanks have arrived."),
    "confirmed": N_("Thank you. It is solved, because you say so."),
    "not_solved": N_("Then it is not over. What you wrote has arrived."),
    "reopened": N_("It is open again. The clock reads as if it had never stopped."),
    "felt": N_("Thank you for saying how it was."),
    "public": N_("The public view is on, and shows what you chose."),
    "private": N_("The public view is off, everywhere."),
    "rotated": N_("Here is the new address. The old one shows nothing any more."),
    "withdrawn": N_("It is withdrawn. Its address answers nobody."),
    "restored": N_("It works again, at the same address."),
    "sites": N_("Saved. Browsers hold to it from now on."),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form as it was sent and refused: its name, what was typed, and what is wrong with which field."""

    name: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, otherwise: str = "") -> str:
        return self.typed.get(name, otherwise)

    def summary(self) -> list[dict[str, str]]:
        """The errors for the summary; each leads to its field."""
        return [{"field": name, "text": text} for name, text in self.errors.items()]


def refused_form(name: str, refused: Refused) -> Form:
    """The form with this name as it was just sent."""
    typed = {key: value for key, value in request.form.items() if key != "once"}
    if refused.cleaned is not None:
        typed[refused.field] = refused.cleaned
    return Form(name, typed, {refused.field: say(refused.words)})


def here() -> str:
    """The page's own path, from the host's root."""
    return f"/t/{g.token}"


def once() -> str:
    """A key for one form, so that a form sent twice counts once."""
    return secrets.token_urlsafe(12)


def said(code: str) -> str:
    """What the page says after a deed; "" for a code that it does not know."""
    words = SAID.get(code)
    return gettext(words) if words else ""


def by_script() -> bool:
    """Whether the page's own script sent this, and wants a part of the page instead of a redirect."""
    return request.headers.get("HX-Request") == "true"
