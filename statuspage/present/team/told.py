"""The team's figures in words: a title, one sentence, a drawing and the table behind it for each measure."""

from dataclasses import dataclass
from datetime import date, timedelta

from statuspage.domain.team.figures import MEASURES, Figure, Measure, TeamFigures
from statuspage.present import numbers, times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.team import chart, words

_TIMED = ("heard", "silence")  # measured in seconds; the others are so many of so many


@dataclass(frozen=True, slots=True)
class ToldMeasure:
    """A measure as it is shown. ``big`` is "" where there is too little to say.

    ``reading`` tells it in one sentence, ``about`` how it is counted. ``rows`` are the weeks with their cells, under
    ``heads``; a week with too little to say has none, and ``has_gaps`` says that there is such a week. ``days`` are the
    Mondays of the weeks, short; ``drawing`` is None where no week has anything to draw.
    """

    name: str
    title: str
    big: str
    reading: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    drawing: chart.Drawing | None
    days: tuple[str, ...]
    has_gaps: bool


def tell_measures(figures: TeamFigures) -> tuple[ToldMeasure, ...]:
    """Every measure, in the reader's language."""
    return tuple(_told(name, getattr(figures, name), figures.weeks) for name in MEASURES)


def heading(company: str) -> str:
    """The title of the page, its feed and its card."""
    return gettext("How %(company)s keeps its word", company=company)


def span(figures: TeamFigures) -> str:
    """The days from which and to which the figures are: "31 Aug to 22 November 2026"."""
    last = figures.weeks[-1] + timedelta(days=6)
    return gettext("%(first)s to %(last)s", first=times.on(figures.weeks[0], "MMMd"), last=times.on(last, "yMMMMd"))


def too_few() -> str:
    """The words for every figure of fewer than ten."""
    return gettext("too few to say")


def brief(name: str, figure: Figure | None) -> str:
    """A figure and how many it is made from, in one line: "45 of 48 (94%)", "2 hours (of 31)"."""
    if figure is None:
        return too_few()
    count = numbers.whole(figure.count)
    if name in _TIMED:
        return gettext("%(length)s (of %(count)s)", length=_length(figure), count=count)
    share = numbers.percent(numbers.share(figure.value, figure.count))
    return gettext("%(part)s of %(count)s (%(share)s)", part=numbers.whole(figure.value), count=count, share=share)


def _told(name: str, measure: Measure, mondays: tuple[date, ...]) -> ToldMeasure:
    rows = tuple(
        (times.on(monday), _cells(name, figure)) for monday, figure in zip(mondays, measure.weeks, strict=True)
    )
    values = [None if figure is None else _value(name, figure) for figure in measure.weeks]
    least = 100 if name == "promises" else 0
    drawn = any(value is not None for value in values)
    return ToldMeasure(
        name=name,
        title=words.title(name),
        big=_big(name, measure.whole),
        reading=_reading(name, measure),
        about=words.about(name),
        heads=words.heads(name),
        rows=rows,
        drawing=chart.draw(values, "time" if name in _TIMED else "share", least) if drawn else None,
        days=tuple(times.on(monday, "MMMd") for monday in mondays),
        has_gaps=None in values,
    )


def _value(name: str, figure: Figure) -> float:
    return figure.value if name in _TIMED else 100 * figure.value / figure.count


def _big(name: str, whole: Figure | None) -> str:
    if whole is None:
        return ""
    return _length(whole) if name in _TIMED else numbers.percent(numbers.share(whole.value, whole.count))


def _length(figure: Figure) -> str:
    return times.span(timedelta(seconds=figure.value))


def _cells(name: str, figure: Figure | None) -> tuple[str, ...]:
    if figure is None:
        return ()
    count = numbers.whole(figure.count)
    if name in _TIMED:
        return _length(figure), count
    return numbers.whole(figure.value), count, numbers.percent(numbers.share(figure.value, figure.count))


def _reading(name: str, measure: Measure) -> str:
    whole = measure.whole
    if whole is None:
        return gettext("There were fewer than ten: too few to say anything.")
    if measure.until is None:
        when = ngettext("In one week", "In %(num)d weeks", measure.told)
    else:
        last = times.on(measure.until - timedelta(days=1), "yMMMMd")
        when = gettext("In the twelve weeks until %(day)s", day=last)
    given = {"when": when, "count": numbers.whole(whole.count)}
    if name in _TIMED:
        return words.sentence(name, **given, length=_length(whole))
    return words.sentence(name, **given, part=numbers.whole(whole.value))
