"""What leaves for a browser is sealed as RFC 8291 says, and signed as RFC 8292 says, with a key of our secret."""

import base64
import json
from datetime import UTC, datetime

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02

from statuspage.delivery.push.sealing import LONGEST, NotSealable, seal
from statuspage.security.push_keys import authorization, base64url, public_key, raw_point

SECRET = bytes(range(16))
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def curve_key(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(number), "big"), ec.SECP256R1())


def test_the_example_of_the_rfc_comes_out_to_the_byte():
    """RFC 8291, section 5 and appendix A."""
    body = seal(
        b"When I grow up, I want to be a watermelon",
        base64url(raw_point(curve_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94").public_key())),
        "BTBZMqHH6r4Tts7J_aSIgg",
        ours=curve_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=LONGEST))
def test_another_implementation_reads_whatever_we_seal(words):
    theirs = ec.generate_private_key(ec.SECP256R1())
    body = seal(words, base64url(raw_point(theirs.public_key())), base64url(SECRET))
    assert http_ece.decrypt(body, private_key=theirs, auth_secret=SECRET, version="aes128gcm") == words
    assert len(body) <= 4096


def test_what_is_too_long_or_has_no_key_is_not_sealed():
    key = base64url(raw_point(ec.generate_private_key(ec.SECP256R1()).public_key()))
    with pytest.raises(NotSealable):
        seal(b"." * (LONGEST + 1), key, base64url(SECRET))
    with pytest.raises(NotSealable):
        seal(b"hello", base64url(b"\x04" + b"\x01" * 64), base64url(SECRET))


def test_a_secret_makes_one_key_that_stays_and_no_other_secret_makes_it():
    assert public_key(["one"]) == public_key(["other", "one"]) != public_key(["other"])
    assert len(raw(public_key(["one"]))) == 65


def test_another_implementation_believes_our_signature():
    key = public_key(["old"])
    header = authorization(["old", "new"], key, "https://push.example.net:8443/a", "mailto:care@example.com", NOW)
    assert Vapid02.verify(header)
    said = json.loads(raw(header.partition("t=")[2].split(".")[1]))
    assert said["aud"] == "https://push.example.net:8443"
    assert NOW.timestamp() < said["exp"] <= NOW.timestamp() + 24 * 3600


def test_a_key_whose_secret_is_gone_signs_nothing():
    assert (
        authorization(["new"], public_key(["old"]), "https://push.example.net/a", "mailto:a@example.com", NOW) is None
    )
