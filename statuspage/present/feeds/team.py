"""What the team page offers to other places: its feed, with an entry for each week, and the text for its card."""

from markupsafe import Markup, escape

from statuspage.domain.team.figures import MEASURES, TeamFigures
from statuspage.present import times
from statuspage.present.feeds.feed import FeedEntry
from statuspage.present.languages import gettext
from statuspage.present.team import told as team
from statuspage.present.team.words import title

HEIGHT = 300  # CSS pixels: of the card's frame


def entries(figures: TeamFigures, company: str, page: str) -> list[FeedEntry]:
    """One entry for each week with anything to say, newest first, dated when the week ended."""
    told = []
    for number in reversed(range(len(figures.weeks))):
        week = {name: getattr(figures, name).weeks[number] for name in MEASURES}
        if not any(week.values()):
            continue
        monday = figures.weeks[number]
        lines = (Markup("<li>{}: {}</li>").format(title(name), team.brief(name, week[name])) for name in MEASURES)
        told.append(
            FeedEntry(
                name=f"team/{monday.isoformat()}",
                title=gettext("Week of %(day)s", day=times.on(monday, "yMMMMd")),
                at=figures.ends_at[number],
                author=company,
                html=Markup("<ul>{}</ul>").format(Markup().join(lines)),
                link=page,
            )
        )
    return told


def snippet(base: str, company: str) -> str:
    """The text to copy: the card in a plain frame, which needs no script."""
    return (
        f'<iframe src="{escape(base)}/team/card" title="{escape(team.heading(company))}" loading="lazy" width="100%" '
        f'height="{HEIGHT}" style="border: 0; max-width: 26rem"></iframe>'
    )
