"""The texts that a customer copies onto another site, each with what to ask the preview for to show an example."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares.share import ShareFacts
from statuspage.domain.tickets import Ticket
from statuspage.present.embed.looks import PLAIN, Look
from statuspage.present.embed.snippets import Snippet, SnippetSubject, make_snippets

_VIEWS = (("/qr.svg", "qr"), ("/picture.png", "picture"), (".png", "badge_png"))  # by how their addresses end


@dataclass(frozen=True, slots=True)
class StudioText:
    """One text to copy; ``view`` is the start of a query to the preview."""

    form: Snippet
    view: str


@dataclass(frozen=True, slots=True)
class StudioTexts:
    """Everything to copy: the one ``code``, None while the card is withdrawn, and the other ``ways``.

    ``page`` is the address of the public page, "" when that is withdrawn.
    """

    page: str
    code: StudioText | None
    ways: tuple[StudioText, ...]


def read_texts(
    ticket: Ticket, shares: Mapping[str, ShareFacts], language: str, *, letters: bool, look: Look = PLAIN
) -> StudioTexts | None:
    """The texts of a ticket with these shares, in this look; None while the public view is off.

    ``language`` is the customer's, and ``letters`` says that some letters may be read.
    """
    if ticket.published_at is None:
        return None
    choice = PublicChoice.of(ticket.public_choice)
    company = current_app.extensions["settings"].company_name if choice.company else ""
    shown = SnippetSubject(company, choice.titled(ticket.subject), language, choice.letters and letters)
    found = make_snippets(current_app.extensions["urls"], shares, shown, look)
    if found is None:
        return None
    made = {form.key: StudioText(form, f"view={_view(form)}") for form in found.forms}
    return StudioTexts(found.page, made.pop("element", None), tuple(made.values()))


def _view(form: Snippet) -> str:
    """Which view of the preview shows this form."""
    if form.kind == "card":
        return "card"
    return next((view for ending, view in _VIEWS if form.example.endswith(ending)), "badge")
