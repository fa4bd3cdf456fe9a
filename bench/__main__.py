"""`python -m bench` runs every measure, `python -m bench page queue` some. It ends with 1 when a figure is missed.

It only prints, unless `--write` is said, as `make bench` does: then each measure's part of `docs/performance.md` is
written when it has run. `--page` makes that page anew of what is kept, and measures nothing.
"""

import argparse
import sys
import traceback

from bench import (
    answers,
    asking,
    broadcast,
    cached,
    files,
    find,
    fresh,
    incoming,
    kept,
    kept_postgresql,
    mails,
    notifier,
    page,
    posters,
    private,
    public,
    puzzle,
    queue,
    start,
    strangers,
    tickets,
    versions,
    views,
    weight,
    workers,
)
from bench.circumstances import observed
from bench.naive import measure as naive
from bench.peers import measure as peers
from bench.performance import Part, keep, write_page
from bench.report import MISSED, Report

MEASURES = {
    "page": page.measure,
    "public": public.measure,
    "kept": kept.measure,
    "kept_postgresql": kept_postgresql.measure,
    "cached": cached.measure,
    "workers": workers.measure,
    "peers": peers.measure,
    "naive": naive.measure,
    "start": start.measure,
    "private": private.measure,
    "queue": queue.measure,
    "views": views.measure,
    "versions": versions.measure,
    "strangers": strangers.measure,
    "weight": weight.measure,
    "broadcast": broadcast.measure,
    "tickets": tickets.measure,
    "posters": posters.measure,
    "mails": mails.measure,
    "notifier": notifier.measure,
    "incoming": incoming.measure,
    "answers": answers.measure,
    "asking": asking.measure,
    "puzzle": puzzle.measure,
    "files": files.measure,
    "find": find.measure,
    "fresh": fresh.measure,
}


def main() -> int:
    asked = _asked()
    if asked.page:
        write_page(MEASURES)
        return 0
    missed = 0
    for name in asked.measures or MEASURES:
        part = taken(name)
        missed += sum(one.outcome == MISSED for one in part.figures)
        if asked.write:
            keep(name, part)
            write_page(MEASURES)
    print(f"{missed} missed" if missed else "None is missed", file=sys.stderr)
    return 1 if missed else 0


def taken(name: str) -> Part:
    """What a measure finds now. One that breaks off says so among its figures, and the others still run."""
    report = Report()
    print(f"# {name}", flush=True)
    with observed() as seen:
        try:
            MEASURES[name](report)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told, and the next one runs
            traceback.print_exc()
            report.unmeasured("the rest of it", f"it broke off: {type(fault).__name__}: {fault}"[:200])
    seen.database = report.database or seen.database
    print(
        f"# {seen.took:.0f} s; load average {seen.load}, other work took {seen.others} of {seen.cores} cores",
        flush=True,
    )
    return Part(seen, report.figures)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measures, each beside a reference of its run."
    )
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument(
        "--page", action="store_true", help="make docs/performance.md of what is kept, and measure nothing"
    )
    asked = parser.parse_args()
    if unknown := set(asked.measures) - set(MEASURES):
        parser.error(f"There is no measure {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}.")
    return asked


if __name__ == "__main__":
    sys.exit(main())
