"""The proof of work: how long a browser looks, at worst, for the number, on a processor six times slower than this one.

Chromium slows a page's own time down (Emulation.setCPUThrottlingRate, as its developer tools do for a slow
telephone), so the number is looked for there, not in a worker. The reference is as many hashes by Python, in the same
run. On average half of the numbers are tried, and they are tried while somebody types.
"""

import json
import time
from datetime import UTC, datetime
from statistics import median

from playwright.sync_api import sync_playwright

from bench.report import Report
from statuspage.config import PROJECT
from statuspage.security import puzzles
from tests.browser.chromium import find_or_install, launch_args

SLOWER, TIMES = 6, 5
_KEYS = ["a-key-for-measuring-only-0123456789-abc"]
# Runs the script as a worker would, on the page's own time, and says in how many milliseconds it had its answer.
_RUN = """([source, puzzle]) => {
    const answered = [];
    new Function("document", "postMessage", source)(undefined, (number) => answered.push(number));
    const begun = performance.now();
    onmessage({ data: JSON.parse(puzzle) });
    return [answered[0], performance.now() - begun];
}"""


def measure(report: Report) -> None:
    at = datetime.now(UTC)
    puzzle = puzzles.make_puzzle(_KEYS, "a form", at)
    told = json.loads(puzzle.as_json())
    number, never = _solved(puzzle), json.dumps({**told, "challenge": "0" * 64})  # which is looked for to the end
    source = (PROJECT / "static" / "js" / "puzzle.js").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=launch_args())
        page = browser.new_page()
        found, _ = page.evaluate(_RUN, [source, puzzle.as_json()])
        if found != number:
            raise RuntimeError(f"the browser found {found} where it should have found {number}")
        fast = median(page.evaluate(_RUN, [source, never])[1] for _ in range(TIMES))
        line = page.context.new_cdp_session(page)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        slow = median(page.evaluate(_RUN, [source, never])[1] for _ in range(TIMES))
        browser.close()
    python = _hashes(puzzle)
    told_in = f"{slow:.0f} ms, unslowed {fast:.0f} ms; as many hashes by Python {python:.0f} ms"
    report.line(f"the longest puzzle in a page slowed down {SLOWER} times, to Python", slow / python, 25, "x", told_in)


def _solved(puzzle: puzzles.Puzzle) -> int:
    number, answer = puzzles.solve(puzzle)
    if not puzzles.is_solved(_KEYS, "a form", answer, datetime.now(UTC)):
        raise RuntimeError("what we solve ourselves is not taken for solved")
    return number


def _hashes(puzzle: puzzles.Puzzle) -> float:
    """Milliseconds for all the numbers of this puzzle."""
    begun = time.perf_counter()
    for number in range(puzzle.maxnumber + 1):
        puzzles.hash_of(puzzle.salt, number)
    return (time.perf_counter() - begun) * 1000
