"""`docs/performance.md` is what the measures found, and nothing else; a bound that is missed is told as missed."""

from dataclasses import replace

import pytest

from bench.__main__ import MEASURES, taken
from bench.circumstances import Circumstances
from bench.performance import FOLDER, Part, keep, page, parts, write_page
from bench.report import Figure, Report

SEEN = Circumstances("2026-11-29", 2, "x86_64, Linux", "3.11.7", "SQLite 3.40.1", load=3.5, took=12.3, others=0.1)


def first(_report):
    """Never called: only its module is read, which is this test's."""


def test_the_page_in_the_docs_is_made_of_what_is_kept():
    written = (FOLDER / "performance.md").read_text(encoding="utf-8")
    assert written == page(MEASURES, parts()), "`.venv/bin/python -m bench --page` makes it"


def test_every_measure_says_what_it_measures_in_a_heading_of_its_own():
    headings = [
        line for line in page(MEASURES, dict.fromkeys(MEASURES, Part(SEEN, []))).split("\n") if line[:3] == "## "
    ]
    assert len(headings) == len(set(headings)) == len(MEASURES) + 1


@pytest.mark.parametrize(
    ("say", "outcome"),
    [
        (lambda report: report.line("a page", 2.0, 2, "x", ""), "held"),
        (lambda report: report.line("a page", 2.01, 2, "x", ""), "missed"),
        (lambda report: report.at_least("a page", 0.75, 0.75, "x", ""), "held"),
        (lambda report: report.at_least("a page", 0.74, 0.75, "x", ""), "missed"),
        (lambda report: report.note("a page", 9.0, "x", ""), ""),
        (lambda report: report.unmeasured("a page", "the peer does not start here"), "missed"),
    ],
)
def test_a_figure_is_held_or_missed(say, outcome, capsys):
    report = Report()
    say(report)
    assert report.figures[0].outcome == outcome
    assert report.missed == (outcome == "missed")
    assert capsys.readouterr().out.split()[0] == (outcome or "a")


def test_the_page_says_first_what_is_missed_and_where_it_was_measured():
    told = [Figure("a page", 7.5, "x", "15 ms against 2 ms", 6.0), Figure("a peer", None, "", "it does not | start")]
    written = page(
        {"first": first}, {"first": Part(replace(SEEN, others=1.4), [*told, Figure("a note", 1234.5, "", "")])}
    )
    assert "Of 2 figures with a bound, 0 are held, and these are missed:" in written
    assert "| a page | 7.50 times | at most 6 times | **missed** | 15 ms against 2 ms |" in written
    assert "| a peer | not measured |  | **missed** | it does not \\| start |" in written
    assert "| a note | 1,234 |  |  |  |" in written
    assert "`python -m bench first`, 2026-11-29, 12 s on 2 cores" in written
    assert "**A busy machine.** The load average was 3.5 when it began, and other work took 1.4 of the cores" in written
    assert (
        "busy machine"
        not in page({"first": first}, {"first": Part(SEEN, told)}).partition("## ")[2].partition("## What")[0]
    )


def test_a_run_of_one_measure_leaves_the_parts_of_the_others(tmp_path):
    keep("first", Part(SEEN, [Figure("old", 1.0, "", "")]), tmp_path)
    keep("second", Part(SEEN, [Figure("another", 1.0, "", "")]), tmp_path)
    keep("first", Part(replace(SEEN, date="2026-12-01"), [Figure("new", 1.0, "", "", 2.0, is_least=True)]), tmp_path)
    kept = parts(tmp_path)
    assert [[one.what for one in kept[name].figures] for name in ("first", "second")] == [["new"], ["another"]]
    assert kept["first"].figures[0].is_least
    assert kept["first"].seen.date == "2026-12-01"
    write_page({"first": first}, tmp_path)
    written = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "| new |" in written
    assert "| another |" not in written  # of a measure that is no more


def test_a_measure_that_breaks_off_is_told_and_what_it_found_is_kept(monkeypatch, capsys):
    def breaks(report):
        report.line("a page", 1.0, 2, "x", "")
        raise RuntimeError("the server is gone")

    monkeypatch.setitem(MEASURES, "breaks", breaks)
    part = taken("breaks")
    assert [one.outcome for one in part.figures] == ["held", "missed"]
    assert "the server is gone" in part.figures[1].reference
    assert part.seen.cores >= 1
    capsys.readouterr()
