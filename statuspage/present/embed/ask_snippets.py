"""What the team copies so that one can ask from anywhere: an element, a plain frame, a link, and a QR code."""

from dataclasses import dataclass

from markupsafe import escape

from statuspage.present.embed import markup
from statuspage.present.languages import gettext
from statuspage.urls import Urls

ROOM, FRAME = 560, 900  # CSS pixels: kept free until the form has come; of a plain frame, which cannot grow
QR_SIZE = 180
LONGEST_CODE = 1_000  # signs of an address that a QR code can hold and a telephone can still read


@dataclass(frozen=True, slots=True)
class AskSnippet:
    """One way to let people ask elsewhere: a lasting ``key``, what it is, where it goes, and the plain text to copy."""

    key: str
    label: str
    hint: str
    text: str


def ask_snippets(urls: Urls, company: str, topic: str = "", about: str = "") -> tuple[AskSnippet, ...]:
    """The texts for this topic, and for what it is about; each may be "". Each is escaped for where it goes."""
    address = urls.ask(topic=topic, about=about)
    words = gettext("Ask %(company)s for help", company=company)
    link, frame = markup.link(address, words), urls.ask_frame(topic=topic, about=about)
    return (
        AskSnippet(
            "element",
            gettext("For your website"),
            gettext("A script of two kilobytes puts the form there. It is as tall as it needs to be, by itself."),
            _element(urls, link, topic=topic, about=about),
        ),
        AskSnippet(
            "iframe",
            gettext("Without script"),
            gettext("A plain frame, where scripts are not allowed."),
            f'<iframe src="{escape(frame)}" title="{escape(words)}" width="100%" style="max-width: 704px" '
            f'height="{FRAME}" loading="lazy" frameborder="0"></iframe>',
        ),
        AskSnippet("link", gettext("Link"), gettext("For a shop’s page, a mail, or a text message."), link),
        AskSnippet("address", gettext("Address"), gettext("For whatever makes a link of it by itself."), address),
        *_code(urls, address, words, topic=topic, about=about),
    )


def _element(urls: Urls, link: str, **given: str) -> str:
    chosen = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value)
    return (
        f'<script async src="{escape(urls.ask_js())}"></script>\n'
        f'<ask-for-help src="{escape(urls.ask())}"{chosen} theme="auto" '
        f'style="display: block; min-height: {ROOM}px">\n  {link}\n</ask-for-help>'
    )


def _code(urls: Urls, address: str, words: str, **given: str) -> tuple[AskSnippet, ...]:
    if len(address) > LONGEST_CODE:
        return ()
    hint = gettext("For paper: a label on a machine, a counter, a door.")
    return (AskSnippet("qr", gettext("QR code"), hint, markup.picture(urls.ask_code(**given), words, QR_SIZE)),)
