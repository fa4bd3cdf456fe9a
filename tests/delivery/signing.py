"""Signs mails as the server of a domain does, with keys that last for a test run."""

from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SELECTOR = "k1"
SHORT = 768  # bits, of which no library makes a key any more; this one guards nothing
_SHORT_KEY = """\
-----BEGIN RSA PRIVATE KEY-----
MIIBygIBAAJhAMsB/haAjyo8FNPbqE6J9naq2OqRxDCuPOXsjZC2BK/xy7nFDKaI
DxIJOmL5pga9DiaJ6ZWIkbqL9cZW308XIcwf6+6x/q4mT0hSbCtRxKNT01xEiIIt
ut78N29xXmodXwIDAQABAmBnD3jmBZgo0d2k/HPCg4nLDssWsq/OIvapp2DrIWzZ
wcAybFYSySoVdvfcPW9LJnh8BE4MUL9nDRDahY8c3Y0V5wvBlxoH2v53Ta6qajhg
C+ljjV9KUQP2j0OIztpOVskCMQDrU/cTYTlmOboxFS7WOO18MMolB3DZlJI5iOdu
ovCqKEXzjRDEaNYPit7v4wEU2nsCMQDc1zanIHXyVlef4xbzT7Zb+4XHdYMHGxik
S7M5zWBZAlxoWWPA79WCa5EFTAfHFW0CMQCD20M4n6RazAOwls7sh29Bw9CwGNA5
ic644CXUzwWMQg6X3bXEZ31xrf0maopjldsCMF/2bNtGsbnyZvUlOs3Tr4xcyY8Y
sy0dSyHpeyH86ocDDaCSZ1RpYz/e+g9xMFgEKQIwYTbHWqtEtorRKNUhYssktWoo
jXaQvC9X2O4pCFdr0daK/4L5xINEOOZ/OGBG3Z2k
-----END RSA PRIVATE KEY-----
"""
_SHORT_RECORD = (
    "v=DKIM1; "
    "p=MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMsB/haAjyo8FNPbqE6J9naq2OqRxDCuPOXsjZC2BK/xy7nFDKaIDxIJOm"
    "L5pga9DiaJ6ZWIkbqL9cZW308XIcwf6+6x/q4mT0hSbCtRxKNT01xEiIItut78N29xXmodXwIDAQAB"
)


@cache
def key(bits: int = 2048) -> bytes:
    """A private key, in PEM."""
    if bits == SHORT:
        return _SHORT_KEY.encode()
    made = rsa.generate_private_key(public_exponent=65_537, key_size=bits)
    return made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def record(bits: int = 2048, tags: str = "v=DKIM1; k=rsa; ") -> str:
    """What stands in the name system for this key, as a zone file has it: pieces of at most 255 bytes."""
    if bits == SHORT:
        return f'"{_SHORT_RECORD}"'
    public = load_pem_private_key(key(bits), None).public_key()
    in_base64 = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().split("-----")[2]
    text = f"{tags}p={''.join(in_base64.split())}"
    return " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))


class _Signer(dkim.DKIM):
    """Writes tags of the test's own into a signature, and signs it with them."""

    def __init__(self, raw: bytes, more: dict[bytes, bytes], algorithm: bytes) -> None:
        super().__init__(raw, signature_algorithm=algorithm)
        self.more = more

    def gen_header(self, fields, *args, **kwargs):
        own = [(name, self.more.get(name, value)) for name, value in fields]
        new = [(name, value) for name, value in self.more.items() if name not in dict(fields)]
        return super().gen_header([*own[:-1], *new, own[-1]], *args, **kwargs)


def sign(
    raw: bytes,
    domain: str = "fernhill.example",
    *,
    way: str = "relaxed/relaxed",
    bits: int = 2048,
    fields: tuple[str, ...] = ("from", "to", "subject", "date", "from"),
    length: bool = False,
    algorithm: str = "rsa-sha256",
    more: dict[bytes, bytes] | None = None,
) -> bytes:
    """The mail with a signature on top of it."""
    head, _, body = way.partition("/")
    signer = _Signer(raw, more or {}, algorithm.encode())
    listed = [name.encode() for name in fields]
    ways = (head.encode(), body.encode())
    return bytes(signer.sign(SELECTOR.encode(), domain.encode(), key(bits), None, None, ways, listed, length) + raw)
