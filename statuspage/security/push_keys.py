"""The key by which push services know us (VAPID, RFC 8292), made from the secret that signs all else.

It is the same on every machine and after every start, so there is nothing more to keep: each of the secret keys makes
one, and the last is told to browsers. One whose browser was told an earlier key is served with that, as long as its
secret is among them.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from statuspage.domain.opaque_ids import base64url
from statuspage.later import later

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.kdf import hkdf
else:
    hashes = later("cryptography.hazmat.primitives.hashes")
    serialization = later("cryptography.hazmat.primitives.serialization")
    ec = later("cryptography.hazmat.primitives.asymmetric.ec")
    utils = later("cryptography.hazmat.primitives.asymmetric.utils")
    hkdf = later("cryptography.hazmat.primitives.kdf.hkdf")

GOOD_FOR = timedelta(hours=12)  # RFC 8292 takes a day at most
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-4, D.1.2.3)
_SEED = 48  # bytes: 128 bits more than the order has, so that no key is likelier than others (FIPS 186-4, B.4.1)


def public_key(keys: Sequence[str]) -> str:
    """The key that browsers are told, as they take it: a point of P-256, uncompressed, in base64url."""
    return _public_of(keys[-1])


@cache
def _public_of(secret: str) -> str:
    return _public(_private(secret))


def authorization(keys: Sequence[str], server_key: str, endpoint: str, contact: str, now: datetime) -> str | None:
    """Says to the push service of this endpoint that it is us, whom a browser was told as ``server_key``.

    ``contact`` is where its operators reach ours: an address with ``mailto:`` or ``https:``. None where we have no such
    key any more.
    """
    private = next((one for one in map(_private, reversed(keys)) if _public(one) == server_key), None)
    if private is None:
        return None
    parts = urlsplit(endpoint)
    claims = {"aud": f"https://{parts.netloc}", "exp": int((now + GOOD_FOR).timestamp()), "sub": contact}
    said = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = utils.decode_dss_signature(private.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={said}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))},k={server_key}"


def raw_point(key: "ec.EllipticCurvePublicKey") -> bytes:
    """A point as RFC 8291 writes it: uncompressed, of 65 bytes."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _private(secret: str) -> "ec.EllipticCurvePrivateKey":
    """The private key that this secret makes, and no other does."""
    seed = hkdf.HKDF(hashes.SHA256(), _SEED, salt=None, info=b"statuspage.push").derive(
        hashlib.sha256(secret.encode()).digest()
    )
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _public(private: "ec.EllipticCurvePrivateKey") -> str:
    return base64url(raw_point(private.public_key()))


def _json(said: dict[str, object]) -> str:
    return base64url(json.dumps(said, separators=(",", ":")).encode())
