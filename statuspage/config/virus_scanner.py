"""A scanner's address, taken apart: clamd, on a socket of this machine or at a port."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

EXAMPLE = "clamd:///run/clamav/clamd.ctl"
_PORT = 3310


@dataclass(frozen=True, slots=True)
class ScannerAddress:
    """Where clamd listens: at the socket ``path``, or where that is "", at this ``host`` and ``port``."""

    path: str = ""
    host: str = ""
    port: int = _PORT

    @classmethod
    def of(cls, text: str) -> "ScannerAddress":
        """The scanner at this address. Raises ValueError."""
        try:
            url = urlsplit(text)
            host, port = url.hostname or "", url.port or _PORT
        except ValueError:
            host, port, url = "", 0, urlsplit("")
        if url.scheme != "clamd" or bool(host) == bool(url.path.strip("/")) or url.query or url.fragment:
            raise ValueError(f"must be {EXAMPLE}, or clamd://127.0.0.1:3310.")
        return cls(unquote(url.path) if not host else "", host, port)
