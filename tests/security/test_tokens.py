"""A token has one spelling, opens one kind of share, and any change to it makes it nothing."""

import base64
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Key
from statuspage.security.signing import SIGNATURE, sign, unsign

OLD, NEW = ("the-old-key-" * 4,), ("the-new-key-" * 4,)
SPELLING = string.ascii_letters + string.digits + "-_"
KEYS = st.builds(Key, st.integers(1, 2**31), st.integers(1, 2**16))
SCOPE = st.sampled_from(tuple(SCOPES))


@given(KEYS, SCOPE)
def test_a_token_spells_the_key_that_it_was_made_from(key, scope):
    assert unsign(NEW, scope, sign(NEW, scope, key)) == key


@given(KEYS, SCOPE, SCOPE)
def test_a_token_of_one_kind_never_opens_another(key, scope, other):
    assume(scope != other)
    assert unsign(NEW, other, sign(NEW, scope, key)) is None


@given(KEYS, SCOPE, st.data())
def test_any_changed_character_makes_it_nothing(key, scope, data):
    token = sign(NEW, scope, key)
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.one_of(st.sampled_from(SPELLING), st.characters()))
    assume(character != token[place])
    assert unsign(NEW, scope, token[:place] + character + token[place + 1 :]) is None


@pytest.mark.parametrize("share", [1, 127, 128, 16_384, 2**21])
def test_every_other_spelling_of_every_place_is_nothing(share):
    token = sign(NEW, "private", Key(share, 1))
    for place in range(len(token)):
        for character in SPELLING.replace(token[place], ""):
            assert unsign(NEW, "private", token[:place] + character + token[place + 1 :]) is None


@given(KEYS, st.integers(1, 30))
def test_a_token_cut_short_is_nothing(key, cut):
    assert unsign(NEW, "private", sign(NEW, "private", key)[:-cut]) is None


@given(KEYS, st.one_of(st.text(SPELLING + "=+/ %\n\0é", min_size=1), st.text(min_size=1)))
def test_a_token_with_more_before_or_after_is_nothing(key, more):
    token = sign(NEW, "private", key)
    assert unsign(NEW, "private", token + more) is None
    assert unsign(NEW, "private", more + token) is None


@given(
    st.one_of(
        st.text(max_size=80), st.text(SPELLING, max_size=80), st.binary(max_size=60).map(base64.urlsafe_b64encode)
    )
)
def test_what_we_never_wrote_is_nothing(token):
    text = token.decode() if isinstance(token, bytes) else token
    for spelling in (text, text.rstrip("="), ""):
        assert unsign(NEW, "private", spelling) is None


@pytest.mark.parametrize("padding", ["=", "==", "===", "\n", " ", "%3D", ".", "\u200b"])
def test_padding_and_edges_are_not_taken_off(padding):
    token = sign(NEW, "private", Key(7, 1))
    assert unsign(NEW, "private", token + padding) is None
    assert unsign(NEW, "private", padding + token) is None


def test_the_other_alphabet_of_base64_is_not_ours():
    tried = 0
    for share in range(1, 200):
        token = sign(NEW, "private", Key(share, 1))
        other = token.replace("-", "+").replace("_", "/")
        if other != token:
            tried += 1
            assert unsign(NEW, "private", other) is None
    assert tried


def test_a_letter_in_the_other_case_is_another_letter():
    token = sign(NEW, "private", Key(7, 1))
    assert unsign(NEW, "private", token.swapcase()) is None


def test_letters_that_only_look_alike_are_nothing():
    token = sign(NEW, "private", Key(7, 1))
    for ours, theirs in zip("aeopcxAEK0", "аеорсхАЕК０", strict=True):
        if ours in token:
            assert unsign(NEW, "private", token.replace(ours, theirs)) is None


def test_an_old_key_still_verifies_and_the_last_one_signs():
    both = OLD + NEW
    assert unsign(both, "private", sign(OLD, "private", Key(3, 1))) == Key(3, 1)
    assert sign(both, "private", Key(3, 1)) == sign(NEW, "private", Key(3, 1)) != sign(OLD, "private", Key(3, 1))


def test_a_key_taken_away_opens_nothing():
    assert unsign(NEW, "private", sign(OLD, "private", Key(3, 1))) is None


def test_a_signature_has_128_bits_and_all_of_them_count():
    assert SIGNATURE * 8 >= 128
    token = sign(NEW, "private", Key(3, 1))
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    assert len(raw) == 2 + SIGNATURE
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        assert unsign(NEW, "private", base64.urlsafe_b64encode(changed).rstrip(b"=").decode()) is None


@pytest.mark.parametrize(("share", "generation"), [(1, 1), (16_000, 1), (16_000, 100), (2_000_000, 127)])
def test_a_token_stays_short(share, generation):
    assert 24 <= len(sign(NEW, "public", Key(share, generation))) <= 28


def test_no_two_shares_have_the_same_token():
    tokens = {sign(NEW, scope, Key(share, 1)) for scope in SCOPES for share in range(1, 300)}
    assert len(tokens) == len(SCOPES) * 299
