"""How the customer can follow along elsewhere: their own feed, and nothing that is public."""

from statuspage import opened


def following() -> dict[str, str]:
    """The addresses of ``feed``, ``json_feed`` and ``calendar``; "" for what was withdrawn.

    ``webcal`` opens a calendar program that subscribes; ``once`` is a file with the open promise.
    """
    calendar = opened.address("calendar")
    return {
        "feed": opened.address("feed"),
        "json_feed": opened.address("feed", "json"),
        "calendar": calendar,
        "webcal": "webcal" + calendar[calendar.index(":") :] if calendar else "",
        "once": f"{calendar}?once" if calendar else "",
    }
