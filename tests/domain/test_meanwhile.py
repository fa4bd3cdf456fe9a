"""Two windows on one form: what each changed counts, and nothing is overwritten without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.meanwhile import Meanwhile, settled

NAMES = ("name", "phone", "zone")
FACTS = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in NAMES})


@given(FACTS, FACTS, FACTS)
def test_what_only_one_of_them_changed_is_kept_and_what_both_changed_is_told(shown, now, typed):
    both = {name for name in NAMES if shown[name] != now[name] and typed[name] not in (shown[name], now[name])}
    if both:
        with pytest.raises(Meanwhile) as told:
            settled(shown, now, typed)
        assert told.value.field in both
        assert now[told.value.field] in str(told.value)
        return
    kept = settled(shown, now, typed)
    assert kept == {name: typed[name] if typed[name] != shown[name] else now[name] for name in NAMES}


@given(FACTS, FACTS)
def test_a_form_that_does_not_say_what_it_showed_counts_as_it_is(now, typed):
    assert settled({}, now, typed) == typed
