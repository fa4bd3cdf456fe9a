"""That a letter is about to go is for colleagues alone: whoever else watches the ticket is sent nothing of it."""

import json
from datetime import UTC, datetime, timedelta

from statuspage.front.presence import seen_from
from statuspage.front.watch import Here

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
SENDING = Here(1, 7, "sending", NOW + timedelta(seconds=10), "Maria")


def test_colleagues_see_who_is_sending_until_the_letter_goes():
    seen = json.loads(seen_from("/desk/tickets/1/live", [SENDING], NOW))
    assert (seen["sending"], seen["writing"], seen["colleagues"]) == ([{"id": 7, "name": "Maria"}], [], [])
    assert json.loads(seen_from("/desk/tickets/1/live", [SENDING], SENDING.until))["sending"] == []


def test_nobody_else_is_sent_a_byte_of_it():
    for path in ("/t/key/live", "/p/key/live", "/desk/live"):
        assert seen_from(path, [SENDING], NOW) == seen_from(path, [], NOW)
