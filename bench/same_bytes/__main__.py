"""`python -m bench.same_bytes record FOLDER`, and `python -m bench.same_bytes compare BEFORE AFTER`.

`compare` ends with 1 when anything differs that is not allowed to, and with 2 when it cannot compare.
"""

import argparse
import sys
import time
from pathlib import Path

from bench.same_bytes.allowed import BESIDES, RULES, read_classes
from bench.same_bytes.answers import Unreadable
from bench.same_bytes.compare import compare
from bench.same_bytes.record import SHORT, WHOLE, record
from bench.same_bytes.report import report


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    if asked.task == "record":
        begun = time.monotonic()
        count = record(asked.folder, SHORT if asked.short else WHOLE)
        print(f"{count} answers are in {asked.folder}, after {time.monotonic() - begun:.0f} s.")
        return 0
    try:
        classes = read_classes(asked.classes.read_text(encoding="utf-8")) if asked.classes else {}
        found = compare(asked.before, asked.after, classes)
    except (OSError, Unreadable, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    return report(found, lines=asked.lines)


def _parser() -> argparse.ArgumentParser:
    rules = "\n".join(f"  {line}" for line in (*(f"{rule.name}: {rule.why}" for rule in RULES), *BESIDES))
    parser = argparse.ArgumentParser(
        prog="python -m bench.same_bytes",
        description=__doc__,
        epilog=f"What may differ:\n{rules}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    recording = tasks.add_parser("record", help="ask the demo for everything, and keep each answer as a file")
    recording.add_argument("folder", type=Path, help="a folder that is not there yet, or is empty")
    recording.add_argument("--short", action="store_true", help="two tickets in one language, in a few seconds")
    comparing = tasks.add_parser("compare", help="tell what differs between two recordings")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--classes", type=Path, metavar="FILE", help="renamed classes: a line `old new` for each")
    comparing.add_argument("--lines", type=int, default=40, metavar="N", help="of one difference at most (40)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
