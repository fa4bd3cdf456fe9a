"""Only the server says when it answers, and that is now: pages tell the time by it."""

import http.client

from tests.cast import Cast
from tests.front.house import Server
from tests.patience import LONG


def dates(port: int, target: str) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        return [value for name, value in answer.getheaders() if name.lower() == "date"]
    finally:
        connection.close()


def test_a_date_that_the_app_wrote_is_not_passed_on(server: Server, cast: Cast) -> None:
    found = dates(server.port, "/dated")
    assert len(found) == 1
    assert "1970" not in found[0]
