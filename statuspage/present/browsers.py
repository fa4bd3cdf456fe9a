"""The browsers in which an agent is told at once, in words; and what sort of browser somebody uses."""

from collections.abc import Iterable
from dataclasses import dataclass

from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

# By the signs of a User-Agent, of which the first that fits counts: nearly all say that they are several.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Vivaldi", "Vivaldi")),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """One browser: ``added`` says since when, ``state`` what holds of it now, and ``fault`` why the last one did
    not arrive. ``is_here`` says that it is the one which shows this.
    """

    id: int
    name: str
    is_here: bool
    added: str
    state: str
    fault: str
    shows: str


def browser_rows(found: Iterable[PushBrowser], reader: Reader, mark: str) -> tuple[BrowserRow, ...]:
    """The browsers as their agent reads of them, in the browser with this mark."""
    return tuple(_row(one, reader, is_here=bool(mark) and one.mark == mark) for one in found)


def browser_name(user_agent: str) -> str:
    """What sort of browser this is, such as "Firefox · Linux"; "" where it does not say."""
    named = (next((name for sign, name in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, named))


def _row(one: PushBrowser, reader: Reader, *, is_here: bool) -> BrowserRow:
    if not one.is_on:
        state = gettext("You have signed out there: nothing is told until you sign in again.")
    elif one.told_at is None:
        state = gettext("Nothing was told yet.")
    else:
        state = gettext("Last told %(when)s.", when=reader.moment(one.told_at))
    added = gettext("since %(when)s", when=reader.day(one.added_at))
    return BrowserRow(one.id, one.name or gettext("A browser"), is_here, added, state, one.fault, one.shows)
