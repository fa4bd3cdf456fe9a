"""What a customer copies onto their own site: texts that are whole by themselves and escaped for where they go."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext
from markupsafe import escape

from statuspage.domain.shares import Share
from statuspage.urls import Urls

THEMES = ("light", "dark", "auto")
HEIGHTS = {"card": 284, "compact": 112}  # CSS pixels that are kept free for a frame; static/js/widget.js has them too
SIZES = tuple(HEIGHTS)


@dataclass(frozen=True, slots=True)
class Snippets:
    """Addresses, and texts to copy. ``embed`` is the card's address, for a preview in a frame."""

    page: str
    embed: str
    feed: str
    badge: str
    element: str
    iframe: str
    link: str
    badge_markdown: str
    badge_html: str


def snippets(
    urls: Urls, shares: Mapping[str, Share], company: str, *, theme: str = "auto", size: str = "card", lang: str = ""
) -> Snippets | None:
    """The texts for a ticket with these shares, in the reader's language; None before it was ever published.

    ``lang`` makes the card speak one language instead of the customer's.
    """
    if not {"public", "public_feed", "embed", "badge"} <= shares.keys():
        return None
    page, embed, feed, badge = (urls.shared(shares[scope]) for scope in ("public", "embed", "public_feed", "badge"))
    words = gettext("My open ticket with %(company)s", company=company)
    title = gettext("How my ticket with %(company)s is coming along", company=company)
    looks = {"theme": theme, "size": size, "lang": lang}
    card = _with(embed, {name: value for name, value in looks.items() if value and value not in ("auto", "card")})
    link = f'<a href="{escape(page)}">{escape(words)}</a>'
    chosen = "".join(f' {name}="{escape(value)}"' for name, value in looks.items() if value)
    return Snippets(
        page=page,
        embed=card,
        feed=feed,
        badge=badge,
        element=f'<script async src="{escape(urls.widget_js())}"></script>\n'
        f'<virtual-ticket src="{escape(embed)}"{chosen}>\n  {link}\n</virtual-ticket>',
        iframe=f'<iframe src="{escape(card)}" title="{escape(title)}" loading="lazy" width="100%" '
        f'height="{HEIGHTS[size]}" style="border: 0; max-width: 26rem"></iframe>',
        link=link,
        badge_markdown=f"[![{_markdown(words)}]({badge})]({page})",
        badge_html=f'<a href="{escape(page)}"><img src="{escape(badge)}" alt="{escape(words)}" height="28"></a>',
    )


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def _markdown(text: str) -> str:
    """Text inside the square brackets of a Markdown link."""
    return "".join(f"\\{sign}" if sign in r"\[]*_`<>" else sign for sign in text)
