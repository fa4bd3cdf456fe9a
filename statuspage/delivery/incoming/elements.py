"""How mail programs mark, in their HTML, what they quote and what they add: one table of the names that they give.

Exchange puts "x_" before names that others gave; Yahoo puts "ydp" and hexadecimal digits, and a number behind.
"""

import re
from collections.abc import Mapping
from enum import Enum


class Element(Enum):
    """What an element of a mail means for the lines in it."""

    PLAIN = "nothing"
    QUOTE = "all in it is quoted"
    REPLY = "the answered mail, with answers between its quotes perhaps"
    CITE = "a quote that the program made"
    SIGNATURE = "a signature, or what the program says of itself"
    BELOW = "it, and all below it, is quoted"
    HIDDEN = "nobody sees it"


_YAHOOS = "yahoo_quoted"
_NAMED = {
    "gmail_quote": Element.REPLY,  # Gmail, K-9, Superhuman
    "gmail_attr": Element.QUOTE,
    "gmail_signature": Element.SIGNATURE,
    "gmail_signature_prefix": Element.SIGNATURE,
    "moz-cite-prefix": Element.QUOTE,  # Thunderbird
    "moz-signature": Element.SIGNATURE,
    _YAHOOS: Element.QUOTE,
    "yahoo-signature": Element.SIGNATURE,
    "protonmail_quote": Element.REPLY,
    "protonmail_signature_block": Element.SIGNATURE,
    "k9mail-signature": Element.SIGNATURE,
    "divrplyfwdmsg": Element.BELOW,  # Outlook on the web, and the new one for Windows
    "outlookmessageheader": Element.BELOW,  # Outlook 2003
    "mail-editor-reference-message-container": Element.QUOTE,  # Outlook for phones and for the Mac
    "ms-outlook-mobile-reference-message": Element.QUOTE,
    "ms-outlook-mobile-signature": Element.SIGNATURE,
    "signature": Element.SIGNATURE,  # Outlook on the web, Yahoo
    "applemailsignature": Element.SIGNATURE,
    "applemailsignatureinreplyorforward": Element.SIGNATURE,
    "composer_signature": Element.SIGNATURE,  # Samsung
    "reply-intro": Element.QUOTE,  # Roundcube
    "_rc_sig": Element.SIGNATURE,
    "isreplycontent": Element.QUOTE,  # NetEase
    "spnetease": Element.SIGNATURE,
    "zwchr": Element.BELOW,  # Zimbra
    "__sig_pre__": Element.SIGNATURE,
    "zmail_extra": Element.QUOTE,  # Zoho
    "zmail_signature": Element.SIGNATURE,
    "hs_reply": Element.QUOTE,  # HubSpot
    "messagereplysection": Element.REPLY,  # Spark
    "messagesignaturesection": Element.SIGNATURE,
    "cm_quote": Element.REPLY,  # Newton
    "cm_signature": Element.SIGNATURE,
    "sh-signature": Element.SIGNATURE,  # Superhuman
    "-x-evo-signature-wrapper": Element.SIGNATURE,  # Evolution
    "quoted-content": Element.QUOTE,  # GMX and WEB.DE
}
_NAMING = ("id", "class", "name", "data-marker")
_MOST_NAMES = 20  # of one attribute
_ADDED = re.compile(r"^(?:x_)*(?:ydp[0-9a-f]{6,12})?(?:x_)*")
_CITED = frozenset(("gmail_quote", "protonmail_quote", "tutanota_quote", "spark_quote"))
# Outlook for Windows draws a line above the header of what it quotes; GMX draws one beside all of it.
_OUTLOOKS_RULE = re.compile(r"border-top:\s*solid\s+#\w{3,6}\s+1\.0pt;\s*padding:\s*3\.0pt\s+0", re.IGNORECASE)
_GMX_QUOTE = re.compile(r"border-left:\s*2px\s+solid\s+#c3d9e5", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)


def meaning(tag: str, attributes: Mapping[str, str]) -> Element:
    """What this element means."""
    if not attributes:
        return Element.PLAIN
    style = attributes.get("style", "")
    if _HIDDEN.search(style):
        return Element.HIDDEN
    if tag == "blockquote":
        is_cited = (
            attributes.get("type", "").lower() == "cite" or "cite" in attributes or _CITED & set(_names(attributes))
        )
        return Element.CITE if is_cited else Element.PLAIN
    if _OUTLOOKS_RULE.search(style):
        return Element.BELOW
    if _GMX_QUOTE.search(style):
        return Element.QUOTE
    return next((_NAMED[name] for name in _names(attributes) if name in _NAMED), Element.PLAIN)


def _names(attributes: Mapping[str, str]) -> list[str]:
    given = (name for attribute in _NAMING for name in attributes.get(attribute, "").lower().split()[:_MOST_NAMES])
    return [_bare(name) for name in given]


def _bare(name: str) -> str:
    bare = _ADDED.sub("", name)
    return _YAHOOS if bare.startswith(_YAHOOS) else bare
