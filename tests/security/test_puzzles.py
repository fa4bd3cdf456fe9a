"""A proof of work counts for the form that it was made for, in time, and only if we made it."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.security import puzzles
from statuspage.security.puzzles import GOOD_FOR, is_solved, make_puzzle, solve

KEYS = ["an-older-key-of-ours-0123456789-abcdef", "a-key-of-ours-0123456789-abcdefghijkl"]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def _quickly():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(puzzles, "MOST", 200)
        yield


def changed(answer, **more):
    told = json.loads(base64.b64decode(answer)) | more
    return base64.b64encode(json.dumps(told).encode()).decode()


@given(form=st.text(max_size=80), other=st.text(max_size=80), minutes=st.integers(0, 119))
def test_solved_it_counts_for_its_form_and_for_no_other(form, other, minutes):
    _, answer = solve(make_puzzle(KEYS, form, NOW))
    assert is_solved(KEYS, form, answer, NOW + timedelta(minutes=minutes))
    assert is_solved(KEYS, other, answer, NOW) == (form == other)


@given(late=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_it_does_not_count_after_its_time(late):
    _, answer = solve(make_puzzle(KEYS, "a form", NOW))
    assert not is_solved(KEYS, "a form", answer, NOW + GOOD_FOR + late)


@given(st.data())
def test_none_counts_that_we_did_not_make(data):
    puzzle = make_puzzle(KEYS, "a form", NOW)
    number, answer = solve(puzzle)
    salt = data.draw(
        st.sampled_from([puzzle.salt, puzzle.salt.replace("expires=1", "expires=9")]) | st.text(max_size=60)
    )
    tried = data.draw(st.integers(0, 200) | st.just(number))
    forged = replace(puzzle, salt=salt, challenge=puzzles.hash_of(salt, tried))
    told = {"salt": forged.salt, "challenge": forged.challenge, "number": tried}
    is_it = (salt, tried) == (puzzle.salt, number)
    assert is_solved(KEYS, "a form", changed(answer, **told), NOW) == is_it
    assert not is_solved(["another-key-0123456789-abcdefghijklmno"], "a form", answer, NOW)


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_the_salt_cannot_take_digits_from_the_number(digits):
    """Else the same hash would stand for another salt, with another end of its time."""
    number, answer = solve(make_puzzle(KEYS, "a form", NOW))
    salt, rest = json.loads(base64.b64decode(answer))["salt"], str(number)[digits:]
    moved = changed(answer, salt=salt + str(number)[:digits], number=int(rest or "0"))
    assert not is_solved(KEYS, "a form", moved, NOW)


def test_one_that_was_made_under_an_older_key_still_counts():
    _, answer = solve(make_puzzle(KEYS[:1], "a form", NOW))
    assert is_solved(KEYS, "a form", answer, NOW)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda some: base64.b64encode(some).decode()))
def test_any_text_is_no_answer_and_nothing_breaks(answer):
    assert not is_solved(KEYS, "a form", answer, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["algorithm", "challenge", "number", "salt", "signature"]), JSON))
def test_nor_is_any_json(said):
    _, answer = solve(make_puzzle(KEYS, "a form", NOW))
    told = json.loads(base64.b64decode(answer))
    if any(
        said.get(name, told[name]) != told[name] or type(said.get(name, told[name])) is not type(told[name])
        for name in told
    ):
        assert not is_solved(KEYS, "a form", changed(answer, **said), NOW)
