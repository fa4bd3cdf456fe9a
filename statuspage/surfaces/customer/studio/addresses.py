"""The addresses of a ticket as its customer sees them: what each is for, how it stands, and what happened to it."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext

from statuspage.domain.events import Event
from statuspage.domain.shares.share import Share
from statuspage.domain.wording import sentence
from statuspage.present import times
from statuspage.present.reader import Reader

SHOWN = ("public", "embed", "badge", "public_feed", "feed", "calendar")  # all but the way to this very page


def addresses(shares: Mapping[str, Share]) -> list[dict[str, Any]]:
    """One row for each: ``scope``, its words, its ``state`` and its ``address``, "" before there is one."""
    words, urls = _words(), current_app.extensions["urls"]
    rows = []
    for scope in SHOWN:
        found = shares.get(scope)
        label, hint = words[scope]
        state = state_of(found)
        rows.append(
            {
                "scope": scope,
                "label": label,
                "hint": hint,
                "state": state,
                "state_text": _states()[state],
                "address": urls.shared(found) if found is not None else "",
            }
        )
    return rows


def state_of(share: Share | None) -> str:
    """on; withdrawn by itself; off, with the whole public view; or none, because it was never made."""
    if share is None:
        return "none"
    if share.withdrawn_alone:
        return "withdrawn"
    return "off" if share.withdrawn_at is not None else "on"


def log(events: list[Event], reader: Reader) -> list[dict[str, str]]:
    """What happened, newest first, in words and by the customer's clock."""
    return [
        {
            "text": reader.say(sentence(event.kind, event.data)),
            "at_iso": times.iso(event.at),
            "at_text": reader.moment(event.at),
        }
        for event in events
    ]


def _words() -> dict[str, tuple[str, str]]:
    return {
        "public": (gettext("Page"), gettext("The whole public view, to link to.")),
        "embed": (gettext("Card"), gettext("For a frame on a website.")),
        "badge": (gettext("Badge"), gettext("A small picture, for a README, a forum or a mail signature.")),
        "public_feed": (gettext("Feed"), gettext("What is public, for anyone’s feed reader.")),
        "feed": (gettext("Private feed"), gettext("Every letter, for your feed reader alone. Give it to nobody.")),
        "calendar": (gettext("Calendar"), gettext("The next promise, for your calendar alone. Give it to nobody.")),
    }


def _states() -> dict[str, str]:
    return {
        "on": gettext("works"),
        "off": gettext("off with the public view"),
        "withdrawn": gettext("withdrawn"),
        "none": gettext("comes when you switch it on"),
    }
