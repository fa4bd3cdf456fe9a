"""`docs/performance.md`: a part for each measure, made wholly of what the measures found and say of themselves.

What was found is kept in `docs/performance.json`, so that a run of some measures leaves the parts of the others as they
were. A part is headed by the first line of its measure's docstring, and begins with the rest of it.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from inspect import getdoc
from pathlib import Path

from bench.circumstances import Circumstances
from bench.report import HELD, MISSED, Figure, Report
from statuspage.config import PROJECT

FOLDER = PROJECT / "docs"
Measures = Mapping[str, Callable[[Report], None]]

BEGIN = """# How fast it is

`make bench` wrote this page, every figure of it, and `make bench ARGS="page kept"` writes the parts of two measures
anew. Each figure is a ratio to a reference that was taken in the same run, mostly in turns, because times mean
nothing on another machine: read the ratios, and trust your own run more than this page. CPU is processor time of the
process that is measured, with all its threads and children. A machine that others kept busy is said to be so; ratios
of CPU bear that well, those of waiting less so. A bound that is missed says so, and is never lowered for it.
"""
END = """## What is not measured here

Lighthouse gave 100 for accessibility and for best practices on the customer's page, the studio, the public view, the
team page and the desk's login, and 97 to 100 for performance, in Chromium on a machine with two cores while tests ran
beside it.
"""


@dataclass(frozen=True)
class Part:
    """What one measure found, and when and where."""

    seen: Circumstances
    figures: list[Figure]


def keep(name: str, part: Part, folder: Path = FOLDER) -> None:
    """Put this part in the place of the one that was kept of the same measure."""
    kept = parts(folder) | {name: part}
    told = {one: asdict(kept[one]) for one in sorted(kept)}
    (folder / "performance.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def parts(folder: Path = FOLDER) -> dict[str, Part]:
    """What is kept, by the names of the measures."""
    file = folder / "performance.json"
    told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        name: Part(Circumstances(**one["seen"]), [Figure(**figure) for figure in one["figures"]])
        for name, one in told.items()
    }


def write_page(measures: Measures, folder: Path = FOLDER) -> None:
    (folder / "performance.md").write_text(page(measures, parts(folder)), encoding="utf-8")


def page(measures: Measures, kept: Mapping[str, Part]) -> str:
    """The whole page, in the order of the measures; what is kept of a measure that is no more is left out."""
    here = {name: kept[name] for name in measures if name in kept}
    said = _told_apart({name: _said(measures[name]) for name in here})
    told = [_part(name, part, *said[name]) for name, part in here.items()]
    return "\n".join([BEGIN, _outcome(here, {name: title for name, (title, _) in said.items()}), *told, END])


def _outcome(kept: Mapping[str, Part], titles: Mapping[str, str]) -> str:
    """How many are held, and each that is missed."""
    missed = [(name, one) for name, part in kept.items() for one in part.figures if one.outcome == MISSED]
    held = sum(one.outcome == HELD for part in kept.values() for one in part.figures)
    if not missed:
        return f"Of {held} figures with a bound, all are held.\n"
    lines = [f"- [{titles[name]}](#{_anchor(titles[name])}): {one.what}" for name, one in missed]
    begin = f"Of {held + len(missed)} figures with a bound, {held} are held, and these are missed:"
    return "\n".join([begin, "", *lines, ""])


def _part(name: str, part: Part, title: str, intro: str) -> str:
    rows = [_row(one) for one in part.figures]
    head = ["| what | measured | bound | | the figures themselves |", "|---|---|---|---|---|"]
    begin = [f"## {title}", "", *([intro, ""] if intro else []), _when(name, part.seen), ""]
    return "\n".join([*begin, *head, *rows, ""])


def _when(name: str, seen: Circumstances) -> str:
    others = "" if seen.others is None else f", and other work took {seen.others:g} of the cores meanwhile"
    load = f"The load average was {seen.load:g} when it began{others}."
    busy = "**A busy machine.** " if seen.is_busy else ""
    where = f"{seen.cores} cores ({seen.machine}), Python {seen.python}, {seen.database}"
    return f"`python -m bench {name}`, {seen.date}, {seen.took:.0f} s on {where}. {busy}{load}"


def _row(one: Figure) -> str:
    bound = "" if one.bound is None else f"at {'least' if one.is_least else 'most'} {_number(one.bound, one.unit)}"
    figure = "not measured" if one.figure is None else _number(one.figure, one.unit)
    outcome = f"**{MISSED}**" if one.outcome == MISSED else one.outcome
    cells = [cell.replace("|", "\\|") for cell in (one.what, figure, bound, outcome, one.reference)]
    return f"| {' | '.join(cells)} |"


def _number(value: float, unit: str) -> str:
    """As exact as such figures are: two or three digits that count."""
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f} {'times' if unit == 'x' else unit}".strip()


def _said(measure: Callable[[Report], None]) -> tuple[str, str]:
    """The heading and the beginning of a part: a first line such as “What it is: how it is measured.” is both.

    They are the docstring's of the measure, or of its module where it has none.
    """
    told = (getdoc(measure) or getdoc(sys.modules[measure.__module__]) or measure.__module__).strip()
    first, _, rest = told.partition("\n")
    title, _, how = first.rstrip(".").partition(": ")
    how = f"{how[0].upper()}{how[1:]}." if how else ""
    return title, f"{how}\n\n{rest.strip()}".strip()


def _told_apart(said: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The same, where measures of one module have no heading of their own: then their names stand in it."""
    often = Counter(title for title, _ in said.values())
    return {name: (f"{title} ({name})" if often[title] > 1 else title, intro) for name, (title, intro) in said.items()}


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
