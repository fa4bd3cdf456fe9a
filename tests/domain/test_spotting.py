"""Words are spotted where folding all of a text would find them: in ASCII and in any script, however long it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.domain.words import spotting
from statuspage.domain.words.excerpts import LENGTH, excerpt
from statuspage.domain.words.segments import segments
from statuspage.domain.words.spotting import Spotter
from statuspage.domain.words.wanted import wanted

SIGNS = "aAbäßéIıİŁøⱥکيىةۀكتابقًـِ咖啡コーヒーกาแฟ한국어иἈ½٣9-'\u00ad\u0301"
WORD = st.text(SIGNS, min_size=1, max_size=8) | st.text("abAB9_-.", min_size=1, max_size=60)
TEXT = st.lists(WORD, min_size=1, max_size=14).map(" ".join)


def by_folding_all(text, whole, begun):
    return [
        (one.start, one.end)
        for one in segments(text)
        if not whole.isdisjoint(one.forms) or any(form.startswith(begun) for form in one.forms)
    ]


@settings(max_examples=400)
@given(TEXT, WORD, st.integers(1, 9), st.booleans(), st.data())
def test_spotting_finds_what_folding_all_of_it_finds(text, other, length, is_begun, data):
    sought = data.draw(st.sampled_from([*text.split(), other]))
    forms = [form for one in segments(sought) for form in one.forms]
    begun = tuple(form[:length] for form in forms) if is_begun else ()
    whole = frozenset() if is_begun else frozenset(forms)
    everything = by_folding_all(text, whole, begun)
    assert list(Spotter(whole, begun).spot(text)) == everything
    assert Spotter(whole, begun).first(text) == (everything[0] if everything else None)


def test_a_word_that_is_only_drawn_longer_is_found():
    assert Spotter(frozenset({"aa"}), ()).first("AـA") == (0, 3)


@given(TEXT, WORD)
def test_the_first_is_found_in_any_piece_of_a_long_text(text, filling):
    forms = frozenset(form for one in segments(text.split()[-1]) for form in one.forms)
    long = (f"{filling} " * 300)[:4_000].rsplit(" ", 1)[0] + f" é {text}"
    everything = by_folding_all(long, forms, ())
    assert Spotter(forms, ()).first(long) == (everything[0] if everything else None)


def test_a_run_without_spaces_is_found_across_the_border_of_two_pieces(monkeypatch):
    monkeypatch.setattr(spotting, "_PIECE", 60)
    text = "我的" * 50 + "咖啡机" + "坏了" * 50
    asked = wanted("咖啡机")
    assert asked.first(text)[0] == 100


@pytest.mark.parametrize("filling", ["a word, ", "über das, "], ids=["ASCII", "any script"])
def test_of_a_long_letter_only_what_may_hold_the_word_is_folded(filling, monkeypatch):
    """Hits of twenty long letters must not cost twenty letters folded."""
    read = []
    monkeypatch.setattr(spotting, "segments", lambda text: (read.append(len(text)), segments(text))[1])
    pieces = excerpt(filling * 2_000 + "the gasket ẞ is wrong " + filling * 2_000, wanted("gasket"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["gasket"]
    assert sum(read) <= 2 * spotting._PIECE + 2 * LENGTH
