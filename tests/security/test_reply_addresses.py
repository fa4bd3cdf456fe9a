"""An address for answers names one reader: in small letters and digits, in any case, and in no other spelling."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.security.reply_addresses import (
    ReplyKey,
    read_reply_address,
    reply_address,
    sign_reply,
    unsign_reply,
)

KEYS = ("an-older-key-0123456789-0123456789ab", "a-newer-key-0123456789-0123456789ab")
DOMAIN = "reply.fernhill.example"
IDS = st.integers(0, 2**31 - 1)
READERS = st.builds(ReplyKey, st.sampled_from(["subscription", "agent"]), IDS, IDS)
SIGNS = "abcdefghijklmnopqrstuvwxyz234567"


@given(READERS)
def test_every_reader_has_an_address_that_every_mail_server_takes_and_it_is_read_again(key):
    address = reply_address(KEYS, DOMAIN, key)
    assert re.fullmatch(r"reply\+[a-z2-7]+@reply\.fernhill\.example", address)
    assert len(address.partition("@")[0]) <= 64  # RFC 5321, 4.5.3.1.1
    assert read_reply_address(KEYS, DOMAIN, address) == key


@given(READERS, st.randoms(use_true_random=False))
def test_its_case_may_be_folded_on_the_way(key, random):
    address = "".join(random.choice((sign.upper(), sign)) for sign in reply_address(KEYS, DOMAIN, key))
    assert read_reply_address(KEYS, DOMAIN, address) == key


@given(READERS, READERS)
def test_two_readers_never_share_one(one, other):
    assert (sign_reply(KEYS, one) == sign_reply(KEYS, other)) is (one == other)


@given(READERS, st.data())
def test_one_other_sign_anywhere_is_no_address_of_ours(key, data):
    token = sign_reply(KEYS, key)
    at = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.sampled_from(SIGNS + "=-_+01 é\u0131").filter(lambda sign: sign != token[at]))
    assert unsign_reply(KEYS, token[:at] + sign + token[at + 1 :]) is None


@given(READERS, st.sampled_from(["=", "==", "a", "aa", " ", "\n", "."]))
def test_nothing_may_stand_before_or_after_it(key, more):
    token = sign_reply(KEYS, key)
    assert unsign_reply(KEYS, token + more) is None
    assert unsign_reply(KEYS, more + token) is None
    assert unsign_reply(KEYS, token[:-1]) is None


@given(st.text(max_size=70))
def test_whatever_comes_is_read_as_nobody(typed):
    assert unsign_reply(KEYS, typed) is None
    assert read_reply_address(KEYS, DOMAIN, f"reply+{typed}@{DOMAIN}") is None
    assert read_reply_address(KEYS, DOMAIN, typed) is None


@given(READERS)
def test_an_older_key_of_ours_still_counts_and_a_strange_one_never_did(key):
    assert unsign_reply(KEYS, sign_reply(KEYS[:1], key)) == key
    assert unsign_reply(KEYS, sign_reply(("somebody-elses-key-0123456789-01234",), key)) is None


@pytest.mark.parametrize("address", ["reply+{}@elsewhere.example", "{}@reply.fernhill.example", "answer+{}@" + DOMAIN])
def test_another_domain_or_another_beginning_is_nobodys(address):
    token = sign_reply(KEYS, ReplyKey("agent", 1, 2))
    assert read_reply_address(KEYS, DOMAIN, address.format(token)) is None
