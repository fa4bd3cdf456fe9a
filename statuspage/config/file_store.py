"""Where files are kept, taken apart: a folder of this machine, or a bucket of any server that speaks S3."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

EXAMPLE = "s3://KEY:SECRET@s3.example.com/bucket"
_HERE = ("127.0.0.1", "localhost", "::1")
_USUAL_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class FileStore:
    """A ``folder``; or, where that is None, a ``bucket`` at an ``endpoint``, with what all names in it begin with.

    Without a ``key`` and a ``secret``, those of the environment sign (``AWS_ACCESS_KEY_ID`` and so on).
    """

    folder: Path | None = None
    endpoint: str = ""
    bucket: str = ""
    prefix: str = ""
    region: str = _USUAL_REGION
    key: str = ""
    secret: str = field(default="", repr=False)

    @classmethod
    def of(cls, text: str) -> "FileStore":
        """The store at this address. Raises ValueError, whose words repeat nothing of a key or a secret."""
        try:
            url = urlsplit(text)
            host, port = url.hostname or "", url.port
        except ValueError:
            raise ValueError(f"cannot be read: {EXAMPLE}.") from None
        bucket, _, prefix = unquote(url.path.strip("/")).partition("/")
        if not host or not bucket or url.fragment or "@" in url.path:  # then a secret has been cut at a sign of its own
            raise ValueError(f"needs a server and a bucket: {EXAMPLE}.")
        if (url.username is None) != (url.password is None):
            raise ValueError(f"needs a key and a secret, or neither: {EXAMPLE}.")
        scheme = "http" if host in _HERE else "https"
        shown = f"[{host}]" if ":" in host else host
        return cls(
            endpoint=f"{scheme}://{shown}" + (f":{port}" if port else ""),
            bucket=bucket,
            prefix=prefix,
            region=parse_qs(url.query).get("region", [_USUAL_REGION])[0],
            key=unquote(url.username or ""),
            secret=unquote(url.password or ""),
        )
