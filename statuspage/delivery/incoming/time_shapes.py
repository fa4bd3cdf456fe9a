"""The shapes in which people write a time: which are there in a line, under the names of our table of spellings."""

import re
from collections.abc import Iterator, Sequence

from statuspage.delivery.incoming.folding import folded, time_words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
AHEAD = {"yesterday": -1, "today": 0, "tomorrow": 1, "overmorrow": 2}

_WEEKDAY, _MONTH = f"(?P<weekday>{'|'.join(WEEKDAYS)})", f"(?P<month>{'|'.join(MONTHS)})"
_YEAR = r"(?P<year>\d{4})"
_DATES = (
    rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})",
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}|\d{2})?)?",
    rf"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{{1,2}})(?:/{_YEAR})?",  # any other may begin with the month
    rf"(?P<day>\d{{1,2}})\.? {_MONTH}(?: {_YEAR})?",
    rf"{_MONTH} (?P<day>\d{{1,2}})\.?(?: {_YEAR})?",
)
_NEAR = (f"(?P<ahead>{'|'.join(AHEAD)})", r"in (?P<days>\d{1,3}) day", f"(?:(?P<next>next) )?{_WEEKDAY}")
_FAR = [f"(?:{_WEEKDAY} )?{said}" for said in _DATES]
_HALF = r"(?: (?P<after>ante|post|noon))"
_HOUR = r"(?:(?P<before>ante|post) )?(?P<hour>\d{1,2})"
_MINUTE = r"[:.](?P<minute>\d{2})(?::00)?"
_CLOCK = r" clock(?: (?P<minutes>\d{2}))?"
_TIME = f"(?:{_HOUR}(?:{_MINUTE})?(?:{_CLOCK})?{_HALF}?|(?P<noon>noon))"
_FULL_TIME = f"(?:{_HOUR}{_MINUTE}(?: clock)?{_HALF}?|(?P<noon>noon))"
_SPAN = (
    r"in (?P<hours>\d{1,3})(?:[.,](?P<tenths>5))? clock(?: (?P<odd>\d{1,2})(?: minute)?)?",
    r"(?:in )?(?P<hours>\d{1,3})(?:[.,](?P<tenths>5))? hour(?: (?P<odd>\d{1,2}) minute)?",
    r"(?:in )?(?P<odd>\d{1,3}) minute",
    "in (?P<one>hour)",
    "(?:in )?(?P<half>half hour)",
)
_SHAPES = [
    re.compile(shape)
    for shape in (
        *_SPAN,
        _TIME,
        *_NEAR,
        *_FAR,
        *(f"{day} {_TIME}" for day in (*_NEAR, *_FAR)),
        *(f"{_TIME} {day}" for day in _NEAR),
        *(f"{_FULL_TIME} {day}" for day in _FAR),  # "9 11 Nov" could be two days
        *(f"{_HOUR}{_CLOCK} {day}" for day in _FAR),
    )
]

_LISTS = tuple(",،-–—")
_SIGNS = (*_LISTS, *".;!()؛")
_TOKEN = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d+(?:[:./]\d+)*(?:,5\b)?\.?|[^\W\d_]+|[^\w\s]|_")
_ENGLISH = ((r"(?<=\d) ?a ?\.? ?m\b\.?", " in the morning"), (r"(?<=\d) ?p ?\.? ?m\b\.?", " in the afternoon"))
_REWRITTEN = [
    (re.compile(before), after)
    for before, after in (
        *_ENGLISH,
        (r"(?<=\d)(?:st|nd|rd|th)\b", ""),  # 26th
        (r"(?<=\d)t(?=\d)", " "),  # 2026-11-27T17:00
        (r"(?<![\d.])(\d{1,2}\.) (?=\d{1,2}\.(?!\d))", r"\1"),  # 26. 11.
    )
]


def in_our_words(typed: str, language: str) -> str | None:
    """The line in the names of our table, "mon 9:30", divided by single blanks; None if a word has no name there."""
    plain = folded(typed)
    for before, after in _REWRITTEN:
        plain = before.sub(after, plain)
    named = time_words(_without_signs(_TOKEN.findall(plain)), language)
    return None if named is None else " ".join(named)


def shapes(said: str) -> Iterator[dict[str, str]]:
    """Each way to read a time in our own words: its parts by their names. A last dot counts only if it must."""
    found = [match for shape in _SHAPES if (match := shape.fullmatch(said))]
    if not found and said.endswith("."):
        found = [match for shape in _SHAPES if (match := shape.fullmatch(said[:-1]))]
    for match in found:
        yield {name: part for name, part in match.groupdict().items() if part}


def _without_signs(tokens: Sequence[str]) -> list[str]:
    """Without points, commas, brackets and dashes, but for those that make a list or a span of two numbers."""
    edged = ["", *tokens, ""]
    return [
        sign
        for before, sign, after in zip(edged, edged[1:], edged[2:], strict=False)
        if sign not in _SIGNS or (sign in _LISTS and _both_numbers(sign, before, after))
    ]


def _both_numbers(sign: str, before: str, after: str) -> bool:
    """Whether this sign stands between two numbers; for a comma, between two that have no signs of their own."""
    if sign in ",،":
        return before.isdigit() and after.isdigit()
    return before[-1:].isdigit() and after[:1].isdigit()
