"""What the tests of causes start from: two tickets with one cause, and its letter, laid before their owners."""

import html
import re

import pytest

from statuspage.db import db
from statuspage.domain.causes.cause import begin_cause
from statuspage.domain.causes.laid import read_laid
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.ties import tie
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import add_customer
from tests.surfaces.desk import log_in

NAME = "Burnt pump seals of March"
LETTER = "Dear [[their name]], the seals of March are bad. Yours in [[their place]] is one of them."


@pytest.fixture
def desk(client, cast):
    """The desk's page of Ana's ticket, which is Maria's."""
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def kenji(run, cast, clock):
    """Kenji's ticket, which is Tom's."""
    person = run(add_customer, clock(), name="Kenji Mori", reach="page", zone="Asia/Tokyo")
    return run(open_ticket, person, cast.tom, clock(), subject="It drips", story="On the tray.").id


@pytest.fixture
def seals(run, cast, clock, kenji):
    """The address of a cause to which both are tied."""
    cause = run(begin_cause, cast.maria, clock(), name=NAME, known="The batch of *March*.\n\nTom has the list.")
    run(tie, cause.id, [cast.ticket.id, kenji], cast.maria, clock())
    return f"/desk/causes/{cause.id}"


@pytest.fixture
def laid(run, cast, clock, seals):
    """The letter was laid before Maria and Tom by Tom; the id of Maria's."""
    run(lay, number(seals), cast.tom, clock(), body=LETTER, language="en")
    return read_laid(db.session(), cast.ticket.id)[0].id


def number(address):
    return int(address.rpartition("/")[2])


def words(page):
    """What a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def follow(client, answer):
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["Location"]).text
