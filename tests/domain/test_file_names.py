"""A file's name: whatever was typed, it is one short line that leads nowhere and ends as its content says."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.files.names import LONGEST, NAMELESS, cleaned, ending_in
from statuspage.domain.files.sorts import SORTS

RLO, LRI, PDI = "\u202e", "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("My machine.jpg", "My machine.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\label.png", "label.png"),
        ("..", NAMELESS),
        ("", NAMELESS),
        (".htaccess", "htaccess"),
        (f"invoice{RLO}gpj.exe", "invoicegpj.exe"),
        (f"{LRI}a{PDI}.pdf", "a.pdf"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ('what? "this": <that>|*.txt', "what_ _this__ _that___.txt"),
        ("100%2e2e.txt", "100_2e2e.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("فاتورة.pdf", "فاتورة.pdf"),
        ("u\u0308ber.jpg", "über.jpg"),
        ("\u3164\u200b", NAMELESS),
    ],
)
def test_a_name_is_kept_as_it_can_be_read(typed: str, kept: str):
    assert cleaned(typed) == kept


def test_five_thousand_signs_keep_their_beginning_and_their_ending():
    kept = cleaned("long " * 1_000 + ".pdf")
    assert len(kept) <= LONGEST
    assert kept.startswith("long long")
    assert kept.endswith("….pdf")


@pytest.mark.parametrize(
    ("name", "media_type", "kept"),
    [
        ("IMG_1.HEIC", "image/jpeg", "IMG_1.jpg"),
        ("x.JPEG", "image/jpeg", "x.JPEG"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.pdf"),
        ("notes", "text/plain", "notes.txt"),
        ("table.csv", "text/plain", "table.csv"),
        ("page.html", "text/html", "page.html.txt"),
        ("run.js", "text/plain", "run.txt"),
    ],
)
def test_it_ends_as_its_content_says(name: str, media_type: str, kept: str):
    assert ending_in(name, SORTS[media_type].endings) == kept


def test_an_ending_of_two_parts_is_not_cut_in_the_middle():
    assert ending_in("a" * 118, (".html.txt",)) == "a" * 110 + "….html.txt"


@given(st.text(max_size=400))
def test_no_name_leads_anywhere_hides_anything_or_is_empty(typed: str):
    kept = cleaned(typed)
    assert 0 < len(kept) <= LONGEST
    assert not set('/\\<>:"|?*%\n\r\0') & set(kept)
    assert not any(
        unicodedata.bidirectional(sign) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI") for sign in kept
    )
    assert not kept.startswith(".")
    assert cleaned(kept) == kept
    for sort in SORTS.values():
        named = ending_in(kept, sort.endings)
        assert len(named) <= LONGEST
        assert named.lower().endswith(sort.endings)
