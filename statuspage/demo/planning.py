"""When everything happens: each moment of every story gets its instant, its promise and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from statuspage.demo.cast import AGENTS, CUSTOMERS
from statuspage.demo.script import Cue, Story
from statuspage.demo.stories import STORIES

_DUE = {
    "en": ("{time} on {day}", "{time} today"),
    "de": ("{day}, {time} Uhr", "heute, {time} Uhr"),
    "ar": ("الساعة {time} من يوم {day}", "الساعة {time} من هذا اليوم"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """A moment with its instant (UTC), when the promise that it makes is due, and its words, filled in."""

    at: datetime
    story: Story
    moment: Cue
    due: datetime | None
    body: str
    heard: str


def plan(now: datetime) -> list[Act]:
    """Every act of the demo for this ``now``, oldest first. It touches no database."""
    now = now.replace(second=0, microsecond=0)
    acts = [act for story in STORIES for act in _acts(story, now)]
    return sorted(acts, key=lambda act: act.at)


def _acts(story: Story, now: datetime) -> list[Act]:
    times = _times(story, now)
    words = _words(now)
    acts = []
    for number, moment in enumerate(story.moments):
        later = zip(story.moments[number + 1 :], times[number + 1 :], strict=True)
        settled = next((at for other, at in later if other.verb in ("letter", "moved")), now)
        due = None if moment.due is None else AGENTS[moment.by].pace.round_time(settled, moment.due)
        places = {**words, "due": _said(due, times[number], story.customer) if due else ""}
        heard = str(moment.more.get("heard", "")).format_map(places)
        acts.append(Act(times[number], story, moment, due, moment.body.format_map(places), heard))
    return acts


def _times(story: Story, now: datetime) -> list[datetime]:
    """The instants of the moments, counted back from the end, each within the hours of whoever acts."""
    at, times = now - timedelta(days=story.ended), []
    for moment in reversed(story.moments):
        pace = AGENTS[moment.by].pace if moment.by else CUSTOMERS[story.customer].pace
        any_hour = moment.more.get("any_hour", False)
        at = at - timedelta(minutes=moment.before) if any_hour else pace.back(at, moment.before)
        times.append(at)
    return times[::-1]


def _words(now: datetime) -> Mapping[str, str]:
    """The dates that Ana's stories name: the months of the first two, and the Saturday on which her guests come."""
    ended = {story.key: now - timedelta(days=story.ended) for story in STORIES}
    party = now.astimezone(ZoneInfo("Europe/Lisbon")).date() + timedelta(days=4)
    party += timedelta(days=(5 - party.weekday()) % 7)
    ending = "th" if 10 < party.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(party.day % 10, "th")
    return {
        "party": f"Saturday the {party.day}{ending}",
        "first": format_date(ended["ana-first"], "MMMM", "en"),
        "second": format_date(ended["ana-second"], "MMMM", "en"),
    }


def _said(due: datetime, at: datetime, customer: str) -> str:
    """The promise as the letter says it, by the customer's clock."""
    drinker = CUSTOMERS[customer]
    place = ZoneInfo(drinker.zone)
    local = due.astimezone(place)
    pattern, today = _DUE[drinker.language]
    shown = today if local.date() == at.astimezone(place).date() else pattern
    return shown.format(time=local.strftime("%H:%M"), day=format_date(local, "EEEE", drinker.language))
