"""A text with gaps is packed once, and always unpacks to what it is with its gaps filled."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.forms import once
from statuspage.gapped import Gapped

GAP = len(once())


@given(st.lists(st.text() | st.text("ab<", min_size=200), min_size=1, max_size=6), st.data())
def test_packed_and_filled_it_is_what_it_is_filled(parts: list[str], data: st.DataObject):
    text = Gapped(parts, GAP)
    for _again in range(2):
        fills = [data.draw(st.text("abcXYZ019-_", min_size=GAP, max_size=GAP)) for _ in parts[1:]]
        whole = "".join(part for both in zip(parts, [*fills, ""], strict=True) for part in both).encode()
        assert gzip.decompress(text.gzipped(iter(fills).__next__)) == whole
        assert text.plain(iter(fills).__next__) == whole


def test_a_long_text_with_a_key_in_each_form_stays_as_small_as_without():
    form = '<form method="post"><input type="hidden" name="once" value="{}"><textarea name="body"></textarea></form>'
    before, after = form.split("{}")
    words = "".join(f"<p>I had machine {number} on the bench this morning.</p>" for number in range(1_000))
    text = Gapped([words + before, after + words + before, after + words], GAP)
    keys = once(), once()
    packed = text.gzipped(iter(keys).__next__)
    assert gzip.decompress(packed) == text.plain(iter(keys).__next__)
    assert len(packed) < len(gzip.compress(text.plain(once), 4)) * 1.02 + 100


def test_what_does_not_fit_into_a_gap_is_refused():
    with pytest.raises(ValueError, match="a gap takes 16 characters"):
        Gapped(["a", "b"], GAP).gzipped(lambda: "short")
