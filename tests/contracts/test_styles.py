"""Style sheets know start and end, so that they are right for who reads from the right; they lie in our layers."""

import re

import pytest

from statuspage.config import PROJECT

STYLES = sorted((PROJECT / "static" / "css").glob("*.css"))


def name(path):
    return path.name


PHYSICAL = re.compile(r"(?<![\w-])(?:[\w-]+-)?(?:left|right)(?:-[\w-]+)?(?![\w-])")
FOUR = re.compile(r"(?:^|[;{\s])(margin|padding|inset|border-radius)\s*:\s*([^;{}]+)")


def physical(css):
    """What is on the left or on the right, and so on the wrong side for half of the readers."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    if ":dir(rtl)" in css:  # a background has no start and end; who draws with one says both sides
        css = re.sub(r"background(-position)?\s*:[^;}]*", "", css)
    found = PHYSICAL.findall(css)
    for which, value in FOUR.findall(css):
        parts = re.findall(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", value.split("!")[0].split("/")[0])
        if len(parts) == 4 and (parts[1] != parts[3] if which != "border-radius" else len({*parts}) > 1):
            found.append(f"{which}: {value.strip()}")
    return found


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_style_sheet_knows_start_and_end_and_no_left_and_right(path):
    assert physical(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_style_sheet_lies_in_the_projects_layers_and_loads_nothing_from_elsewhere(path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.search(r"@layer (reset|tokens|base|components|utilities)\b", css)
    assert not re.search(r"@import|url\(\s*[\"']?(?!/|#)", css)
    assert "!important" not in re.sub(r"@media \(prefers-reduced-motion.*", "", css, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("css", "count"),
    [
        ("a { margin-left: 1px }", 1),
        ("a { text-align: right }", 1),
        ("a { left: 0 }", 1),
        ("a { background: right 0 center url(/x) }", 1),
        ("a { background: right 0 } a:dir(rtl) { background: left 0 }", 0),
        ("a { padding: 1px 2px 1px 3px }", 1),
        ("a { padding: 1px var(--a, 2px) 3px var(--a, 2px); margin-inline-start: 0 }", 0),
        ("/* left */ .copyright { inset-inline: 0 }", 0),
    ],
)
def test_the_scan_knows_left_from_right(css, count):
    assert len(physical(css)) == count
