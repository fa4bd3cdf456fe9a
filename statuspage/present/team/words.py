"""The words of the team page: what each measure is called, how it reads, and how it is counted."""

from collections.abc import Callable

from statuspage.present.languages import gettext


def title(name: str) -> str:
    """What a measure is called."""
    titles = {
        "promises": gettext("Promises kept"),
        "heard": gettext("Median time to be heard"),
        "silence": gettext("Longest silence"),
        "handovers": gettext("Handovers"),
        "reopened": gettext("Reopened"),
    }
    return titles[name]


def sentence(name: str, **given: str) -> str:
    """The one sentence of a measure, made from ``when``, the ``count``, and its ``part`` or the ``length``."""
    return _SENTENCES[name](**given)


def about(name: str) -> str:
    """What is counted, and in which week it counts."""
    abouts = {
        "promises": gettext(
            "A promise counts in the week for which it was made: kept when the letter came by then, late when it did "
            "not. One that was moved in time does not count, nor one that was answered within 15 minutes of being made."
        ),
        "heard": gettext(
            "From the moment when the customer asked to the first letter, which says what was understood; nights and "
            "weekends count. A customer counts in the week of that letter, and half of them waited no longer."
        ),
        "silence": gettext(
            "The longest that anyone waited for a word from us, also when it was not our turn. Whoever still waited "
            "when the week ended counts with the time until then."
        ),
        "handovers": gettext("Of all tickets that ended in the week: how many had passed from one person to another."),
        "reopened": gettext("Of all tickets that ended in the week: how many had been closed before and opened again."),
    }
    return abouts[name]


def heads(name: str) -> tuple[str, ...]:
    """The heads of the table's columns, after that of the week."""
    heads = {
        "promises": (gettext("Kept"), gettext("Of"), gettext("Share")),
        "heard": (gettext("Median"), gettext("Customers")),
        "silence": (gettext("Longest"), gettext("Waits")),
        "handovers": (gettext("Changed hands"), gettext("Of"), gettext("Share")),
        "reopened": (gettext("Reopened"), gettext("Of"), gettext("Share")),
    }
    return heads[name]


_SENTENCES: dict[str, Callable[..., str]] = {
    "promises": lambda **given: gettext("%(when)s, %(part)s of %(count)s promises were kept.", **given),
    "heard": lambda **given: gettext("%(when)s, half of %(count)s customers were heard within %(length)s.", **given),
    "silence": lambda **given: gettext("%(when)s, the longest of %(count)s waits for a word was %(length)s.", **given),
    "handovers": lambda **given: gettext(
        "%(when)s, %(part)s of the %(count)s tickets that ended had changed hands.", **given
    ),
    "reopened": lambda **given: gettext(
        "%(when)s, %(part)s of the %(count)s tickets that ended had been reopened.", **given
    ),
}
