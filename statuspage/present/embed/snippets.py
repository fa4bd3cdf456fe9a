"""What a customer copies onto their own site: texts that are complete and escaped for where they go."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import Share, ShareFacts
from statuspage.present.embed import markup
from statuspage.present.embed.looks import PLAIN, Look
from statuspage.present.languages import gettext
from statuspage.present.public_addresses import PublicAddresses, public_addresses
from statuspage.urls import Urls

BADGE_HEIGHT, FLAT, QR_SIZE, PICTURE = 28, 20, 180, (1200, 630)  # CSS pixels
_NEEDED = set(PUBLIC_SCOPES)


@dataclass(frozen=True, slots=True)
class SnippetSubject:
    """The ticket that is to be shown elsewhere, as far as its customer shows it.

    ``company`` and ``title``, what the ticket is about, are "" where they are not shown; with a title, every form names
    it first. Card and badge speak its ``language``, unless another is asked for. ``letters`` says that any are shown.
    """

    company: str = ""
    title: str = ""
    language: str = ""
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """One way to show the ticket elsewhere.

    key      unique and lasting, for ids and tests: element, iframe, wordpress, wordpress_html, badge_html,
             badge_markdown, badge_bbcode, badge_rst, badge_png, shields, qr, link, picture
    label    what it is, in the reader's language; ``hint`` is one sentence about where it goes
    text     what is copied: plain text, even when it is HTML; escape it where you show it
    kind     what an example of it is: "card" (a frame), "picture" (an image) or "link"
    example  the address of the example: the ``src`` of the frame or image, the ``href`` of the link; always our own
    alt      the words of the link, the title of the frame, or the text instead of the picture
    height   CSS pixels: of the frame, or of the picture (then ``width`` too); 0 where there is none
    """

    key: str
    label: str
    hint: str
    text: str
    kind: str
    example: str
    alt: str
    height: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Snippets:
    """Every form to copy, in the order of a page that lists them, and addresses to show beside them.

    ``embed`` is the address of the card, and ``badge`` of the badge, each with its look.
    """

    page: str
    embed: str
    feed: str
    badge: str
    forms: tuple[Snippet, ...]

    def text(self, key: str) -> str:
        """What is copied for the form with this key."""
        return next(form.text for form in self.forms if form.key == key)


def make_snippets(
    urls: Urls,
    shares: Mapping[str, Share | ShareFacts],
    shown: SnippetSubject,
    look: Look = PLAIN,
) -> Snippets | None:
    """The texts for a ticket with these shares, in the reader's language; None before it was ever published.

    A share that was withdrawn has no address and no form. Whatever is drawn has this ``look``, as far as it has any:
    a badge has no size, and no theme of its own that follows the page around it.
    """
    if not shares.keys() >= _NEEDED:
        return None
    to = public_addresses(urls, shares)
    with_us = gettext("My ticket with %(company)s", company=shown.company) if shown.company else gettext("My ticket")
    page, words = to.page, _about(shown.title, with_us)
    forms = _cards(urls, to, shown, look, words) if to.card else ()
    badge = {name: value for name, value in look.query().items() if name != "size"}
    forms += _badges(page, to.badge, badge, words) if to.badge else ()
    forms += _rest(page, {"lang": look.lang} if look.lang else {}, words) if page else ()
    return Snippets(
        page=page, embed=_with(to.card, look.query()), feed=to.feed, badge=_with(to.badge, badge), forms=forms
    )


def frame_title(company: str, title: str) -> str:
    """What a screen reader calls the frame: what the ticket is about, if that is shown, and with whom."""
    plain = gettext("How my ticket is coming along")
    return _about(
        title, gettext("How my ticket with %(company)s is coming along", company=company) if company else plain
    )


def _about(title: str, words: str) -> str:
    return " · ".join(part for part in (title, words) if part)


def _cards(urls: Urls, to: PublicAddresses, shown: SnippetSubject, look: Look, words: str) -> tuple[Snippet, ...]:
    card, title = _with(to.card, look.query()), frame_title(shown.company, shown.title)
    height = look.form.framed(look.lang or shown.language, letters=shown.letters)
    frame, link = markup.iframe(card, title, height), markup.link(to.page or card, words)
    room = look.form.room(letters=shown.letters)
    element = markup.element(urls.widget_js(), to.card, look.attributes(), room, link)

    def form(key: str, label: str, hint: str, text: str) -> Snippet:
        return Snippet(key, label, hint, text, "card", card, title, height)

    wordpress = form(
        "wordpress",
        gettext("WordPress and others: the address"),
        gettext("Paste it alone on a line. Whatever understands oEmbed makes a card of it."),
        _with(to.page, look.query()) or card,
    )
    return (
        form(
            "element",
            gettext("For your website"),
            gettext("A script of two kilobytes makes the card. It is as tall as it needs to be, by itself."),
            element,
        ),
        form("iframe", gettext("Without script"), gettext("A plain frame, where scripts are not allowed."), frame),
        wordpress,
        form(
            "wordpress_html",
            gettext("WordPress: a block"),
            gettext("For the code editor, or into a block named “Custom HTML”."),
            f"<!-- wp:html -->\n{frame}\n<!-- /wp:html -->",
        ),
    )


def _badges(page: str, badge: str, query: Mapping[str, str], words: str) -> tuple[Snippet, ...]:
    svg, png, json = (_with(badge.removesuffix(".svg") + kind, query) for kind in (".svg", ".png", ".json"))

    def form(key: str, label: str, hint: str, text: str, picture: str) -> Snippet:
        return Snippet(key, label, hint, text, "picture", picture, words, BADGE_HEIGHT)

    mail = gettext("As PNG, for mail signatures and old forums: some mail programs show no SVG.")
    shields = gettext("Drawn by shields.io, much like this one of ours. Their server then asks ours.")
    flat = _with(badge, {**query, "style": "flat"})
    return (
        form(
            "badge_html",
            gettext("Badge, as HTML"),
            gettext("One line high, with a link."),
            markup.badge_html(page, svg, words, BADGE_HEIGHT),
            svg,
        ),
        form(
            "badge_markdown",
            gettext("Badge, in Markdown"),
            gettext("For a README or an issue."),
            markup.badge_markdown(page, svg, words),
            svg,
        ),
        form(
            "badge_bbcode",
            gettext("Badge, in BBCode"),
            gettext("For a forum, or its signature."),
            markup.badge_bbcode(page, png),
            png,
        ),
        form(
            "badge_rst",
            gettext("Badge, in reStructuredText"),
            gettext("For documentation made with Sphinx."),
            markup.badge_rst(page, svg, words),
            svg,
        ),
        form("badge_png", gettext("Badge, as a PNG"), mail, markup.badge_html(page, png, words, BADGE_HEIGHT), png),
        Snippet(
            "shields", gettext("Badge, by shields.io"), shields, markup.shields(json), "picture", flat, words, FLAT
        ),
    )


def _rest(page: str, spoken: Mapping[str, str], words: str) -> tuple[Snippet, ...]:
    qr, drawn, (width, height) = f"{page}/qr.svg", f"{page}/picture.png", PICTURE
    page = _with(page, spoken)
    scan = gettext("Scan to see how it is coming along")
    paper = gettext("For paper: a counter, a door, a window.")
    preview = gettext("Paste it into a chat or a post: the page brings this picture along.")
    return (
        Snippet(
            "qr", gettext("QR code"), paper, markup.picture(qr, scan, QR_SIZE), "picture", qr, scan, QR_SIZE, QR_SIZE
        ),
        Snippet("link", gettext("Link"), gettext("Plain words."), markup.link(page, words), "link", page, words),
        Snippet("picture", gettext("Preview"), preview, page, "picture", drawn, words, height, width),
    )


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query and address else address
