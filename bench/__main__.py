"""`python -m bench` runs every measure, `python -m bench page queue` some. It ends with 1 when a bound is broken."""

import sys

from bench import (
    answers,
    asking,
    broadcast,
    files,
    find,
    incoming,
    kept,
    mails,
    page,
    posters,
    public,
    puzzle,
    queue,
    strangers,
    views,
    weight,
)
from bench.report import Report

MEASURES = {
    "page": page.measure,
    "public": public.measure,
    "kept": kept.measure,
    "queue": queue.measure,
    "views": views.measure,
    "strangers": strangers.measure,
    "weight": weight.measure,
    "broadcast": broadcast.measure,
    "posters": posters.measure,
    "mails": mails.measure,
    "incoming": incoming.measure,
    "answers": answers.measure,
    "asking": asking.measure,
    "puzzle": puzzle.measure,
    "files": files.measure,
    "find": find.measure,
}


def main() -> int:
    wanted = sys.argv[1:] or list(MEASURES)
    if unknown := set(wanted) - set(MEASURES):
        print(f"There is no measure {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}.")
        return 2
    report = Report()
    for name in wanted:
        MEASURES[name](report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
