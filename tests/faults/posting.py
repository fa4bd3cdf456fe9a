"""Forms that are posted to a server over HTTP, as browsers post them, and Maria at the desk of a ticket."""

import http.client
import io
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from tests.cast import PASSWORD
from tests.patience import LONG

Fields = Mapping[str, object]


def post(port: int, path: str, fields: Fields, cookie: str = "", **headers: str) -> tuple[int, str, str]:
    """Send a form; the status, where it leads, and the page. Raises OSError where the server is gone."""
    body, kind = _encoded(fields)
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
    try:
        connection.request("POST", path, body, {"Content-Type": kind, "Cookie": cookie, **more})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read().decode()
    except http.client.HTTPException as fault:
        raise ConnectionError(str(fault)) from fault
    finally:
        connection.close()


def _encoded(fields: Fields) -> tuple[bytes, str]:
    files = [value for value in fields.values() if isinstance(value, FileStorage)]
    for one in files:
        one.stream.seek(0)  # it may have been sent before
    if not files:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    stream, _, boundary = stream_encode_multipart(fields)
    with stream:
        return stream.read(), f"multipart/form-data; boundary={boundary}"


def file(name: str, content: bytes) -> FileStorage:
    """A file that a form brings."""
    return FileStorage(io.BytesIO(content), name, "files")


class Desk:
    """Maria at the desk of this ticket, logged in."""

    def __init__(self, port: int, ticket_id: int) -> None:
        self.port, self.path = port, f"/desk/tickets/{ticket_id}"
        self.cookie = self._log_in()
        found = re.search(r'name="csrf" value="(\w+)"', self.read(self.path))
        assert found
        self._csrf = found[1]

    def read(self, path: str) -> str:
        """A page of the desk."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        try:
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            return answer.read().decode()
        finally:
            connection.close()

    def letter(self, body: str) -> Fields:
        """The form of a letter to the customer, which promises the next one for tomorrow."""
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
        seen = 2**31 - 1  # nothing that came meanwhile holds it up
        said = {"seen_by": "customer", "promise": tomorrow, "seen": seen, "heard": "It dies again.", "body": body}
        return said | self.proof()

    def proof(self) -> dict[str, object]:
        """What every form of the desk carries, and a key of its own."""
        return {"csrf": self._csrf, "once": secrets.token_urlsafe(12)}

    def _log_in(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        form = urlencode({"email": "maria@fernhill.example", "password": PASSWORD})
        connection.request("POST", "/desk/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        try:
            answer = connection.getresponse()
            assert answer.status == 303, answer.status
            return (answer.getheader("Set-Cookie") or "").partition(";")[0]
        finally:
            connection.close()
