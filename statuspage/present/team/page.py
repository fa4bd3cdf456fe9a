"""The team page, and its card for other websites, as HTML."""

from dataclasses import dataclass

from flask import render_template

from statuspage.config import Settings
from statuspage.domain.our_company import LogoFacts
from statuspage.domain.team.figures import TeamFigures
from statuspage.present import times
from statuspage.present.embed import stylesheet
from statuspage.present.embed.card import CardLogo, card_logo
from statuspage.present.embed.looks import Look
from statuspage.present.feeds.team import snippet
from statuspage.present.team.told import ToldMeasure, heading, span, tell_measures

SIZES = ("card", "compact")  # of the card, the first unless another is asked for


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What ``team/page.html`` shows. ``address`` and ``feed`` are absolute; ``snippet`` is the text to copy."""

    heading: str
    span: str
    is_empty: bool
    measures: tuple[ToldMeasure, ...]
    city: str
    address: str
    feed: str
    snippet: str


@dataclass(frozen=True, slots=True)
class TeamCardPage:
    """What ``team/card.html`` shows: two measures, and a link to the page at ``follow``."""

    heading: str
    span: str
    promises: ToldMeasure
    heard: ToldMeasure
    follow: str
    size: str
    theme: str
    style: str
    logo: CardLogo | None


def render_team_page(figures: TeamFigures, settings: Settings, base: str, feed: str) -> str:
    """The whole page in the language that is spoken. ``base`` is this instance's address, ``feed`` its feed's."""
    page = TeamPage(
        heading=heading(settings.company_name),
        span=span(figures),
        is_empty=figures.is_empty,
        measures=tell_measures(figures),
        city=times.zone_name(figures.zone),
        address=f"{base}/team",
        feed=feed,
        snippet=snippet(base, settings.company_name),
    )
    return render_template("team/page.html", page=page)


def render_team_card(figures: TeamFigures, look: Look, settings: Settings, follow: str, logo: LogoFacts | None) -> str:
    """The card in the language that is spoken, with the company's ``logo`` if there is one."""
    promises, heard, *_ = tell_measures(figures)
    page = TeamCardPage(
        heading=heading(settings.company_name),
        span=span(figures),
        promises=promises,
        heard=heard,
        follow=follow,
        size=look.size,
        theme=look.theme,
        style=stylesheet.address(settings, look.accent),
        logo=card_logo(logo),
    )
    return render_template("team/card.html", page=page)
