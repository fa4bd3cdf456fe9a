"""Seals words for one browser (RFC 8291, aes128gcm of RFC 8188): whoever carries them cannot read them.

Only the curve and the cipher are a library's (cryptography); how they go together is what the two RFCs say, and a test
holds it against their example and against another implementation.
"""

import os
import struct
from typing import TYPE_CHECKING

from statuspage.domain.opaque_ids import from_base64url
from statuspage.later import later
from statuspage.security.push_keys import raw_point

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers import aead
    from cryptography.hazmat.primitives.kdf import hkdf
else:
    hashes = later("cryptography.hazmat.primitives.hashes")
    ec = later("cryptography.hazmat.primitives.asymmetric.ec")
    aead = later("cryptography.hazmat.primitives.ciphers.aead")
    hkdf = later("cryptography.hazmat.primitives.kdf.hkdf")

LONGEST = 3_993  # bytes of words: with its head and its tag it is 4,096, which every push service takes
_RECORD = 4096  # bytes of the one record
_LAST = b"\x02"  # the last record, without padding


class NotSealable(Exception):
    """The browser's key is no point of the curve, or the words are too long."""


def seal(
    words: bytes, key: str, secret: str, *, ours: "ec.EllipticCurvePrivateKey | None" = None, salt: bytes | None = None
) -> bytes:
    """The body that says these words to the browser with this key and secret, both in base64url.

    ``ours`` and ``salt`` are made anew for each body. Raises ``NotSealable``.
    """
    if len(words) > LONGEST:
        raise NotSealable("too long")
    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(key))
    except ValueError as fault:
        raise NotSealable("no point") from fault
    shared, mine = ours.exchange(ec.ECDH(), theirs), raw_point(ours.public_key())
    material = _derive(shared, from_base64url(secret), b"WebPush: info\0" + raw_point(theirs) + mine, 32)
    cipher = aead.AESGCM(_derive(material, salt, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack("!IB", _RECORD, len(mine)) + mine
    return head + cipher.encrypt(nonce, words + _LAST, None)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return hkdf.HKDF(hashes.SHA256(), length, salt, info).derive(material)
