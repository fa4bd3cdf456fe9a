"""How the customer can follow along elsewhere: their own feed, and nothing that is public."""

from statuspage import opened


def following() -> dict[str, str]:
    """The addresses of ``feed`` and ``json_feed``; "" for what was withdrawn."""
    return {"feed": opened.address("feed"), "json_feed": opened.address("feed", "json")}
