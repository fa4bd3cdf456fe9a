"""Nothing that is written holds a key, however it is spelled, wherever it stands."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Key
from statuspage.security.redaction import redact, visible, without_keys
from statuspage.security.signing import sign

KEYS = st.builds(Key, st.integers(1, 2**31), st.integers(1, 60))
TOKENS = st.builds(sign, st.lists(st.text(min_size=1), min_size=1, max_size=1), st.sampled_from(tuple(SCOPES)), KEYS)
LETTERS = [scope.letter for scope in SCOPES.values()]
SLASHES = ("/", "//", "///", "%2F", "%2f%2F", "%252f", "/%2F", r"\/", "%5C")


def encoded(text, every=True):
    return "".join(f"%{ord(sign):02x}" if every or not sign.isalnum() else sign for sign in text)


SPELLINGS = {
    "as it is": str,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "percent-encoded": encoded,
    "percent-encoded in capitals": lambda token: encoded(token).upper(),
    "its dashes encoded": lambda token: encoded(token, every=False),
    "encoded twice": lambda token: encoded(token).replace("%", "%25"),
    "with a letter encoded": lambda token: token[:5] + encoded(token[5]) + token[6:],
}


@pytest.mark.parametrize("scope", LETTERS)
@pytest.mark.parametrize("rest", ["", ".svg", ".atom", "/live", "/replies?said=x"])
@pytest.mark.parametrize("slashes", ["/", "//", "///"])
def test_a_log_never_holds_a_token(scope, rest, slashes):
    token = sign(["the-new-key"], "private", Key(7, 1))
    assert token not in redact(f"{slashes}{scope}{slashes}{token}{rest}")
    assert redact(f"/{scope}/{token}{rest}") == f"/{scope}/-{rest}"


@pytest.mark.parametrize("path", ["/", "/desk/tickets/3", "/static/css/base.css", "/healthz", "/pfx/secret", "/t"])
def test_a_log_keeps_addresses_without_a_token(path):
    assert redact(path) == path


@given(TOKENS, st.sampled_from(LETTERS), st.sampled_from(SLASHES), st.sampled_from(sorted(SPELLINGS)), st.booleans())
def test_after_its_letter_no_spelling_of_a_key_is_written(token, letter, slash, spelling, loud):
    spelled = SPELLINGS[spelling](token)
    address = f"{slash}{letter.upper() if loud else letter}{slash}{spelled}"
    for text in (address, f"/nowhere{address}/more", f"failed: {address}", f"https://x.example{address}?said=sent"):
        for written in (without_keys(text), redact(text)):
            assert spelled not in written
            assert token.lower() not in written.lower()


@given(TOKENS, st.sampled_from(["as it is", "percent-encoded", "its dashes encoded", "encoded twice"]))
def test_a_key_without_its_letter_is_known_by_its_look(token, spelling):
    spelled = SPELLINGS[spelling](token)
    for text in (
        "{}",
        "/nowhere/{}",
        "?next={}&x=1",
        "link {} (10 per 5 minutes)",
        "KeyError: '{}'",
        "Referer: x/{}.atom",
    ):
        assert spelled not in without_keys(text.format(spelled))
        assert spelled not in redact(text.format(spelled))


@given(TOKENS, st.sampled_from(LETTERS), st.sampled_from(SLASHES), st.integers(6, 20))
def test_a_key_that_was_cut_short_is_still_hidden_after_its_letter(token, letter, slash, length):
    for written in (letter, letter.upper()):
        address = f"{slash}{written}{slash}"
        assert redact(f"{address}{token[:length]}") == f"{address}-"
        assert without_keys(f"failed: {address}{token[:length]} (404)") == f"failed: {address}- (404)"


@given(TOKENS, st.sampled_from(LETTERS), st.booleans(), st.integers(1, 20))
def test_a_key_that_was_cut_short_is_still_hidden_in_a_path(token, letter, loud, length):
    letter = letter.upper() if loud else letter
    assert redact(f"/{letter}/{token[:length]}") == f"/{letter}/-"


@pytest.mark.parametrize(
    "words",
    [
        "STATUSPAGE_TRUSTED_PROXIES is not a setting",
        "tests/front/test_streams.py::test_a_stream_that_is_refused_says_so",
        "sqlalchemy.exc.PendingRollbackError: ix_attempt_key_hash_at",
        "/static/css/base.css?v=0123456789ab",
        "2026-11-28 09:00:00,123 127.0.0.1 GET /desk/tickets/1234567890 200 3 ms",
    ],
)
def test_what_an_operator_needs_to_read_stays(words):
    assert without_keys(words) == words


@given(st.text())
def test_a_path_is_one_line_of_visible_signs(path):
    assert set(redact(path)) <= set(string.printable) - set(string.whitespace)


@given(st.text())
def test_what_is_put_into_a_message_can_neither_end_its_line_nor_steer_a_terminal(text):
    assert not any((ord(sign) < 32 and sign != "\t") or ord(sign) in (127, 0x85, 0x9B) for sign in visible(text))
    assert len(visible(text).splitlines()) <= 1
