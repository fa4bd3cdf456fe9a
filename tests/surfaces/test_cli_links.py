"""All private links: listed for sending, and renewed after a key has got into the wrong hands."""

import csv
import io
import json

from statuspage.domain.companion_verbs import let_go, let_in
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import add_customer
from tests.surfaces.test_cli import flask

assert flask  # the fixture


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def more_tickets(run, cast, clock):
    kenji = run(add_customer, clock(), name="=HYPERLINK(1)", email="kenji@example.org", zone="Asia/Tokyo")
    return [run(open_ticket, kenji, cast.tom, clock(), subject=f"No steam {n}", story="It hisses.").id for n in (1, 2)]


def path(link):
    return link.removeprefix("http://localhost")


def test_every_private_link_is_listed_with_whom_to_send_it_to(client, flask, run, cast, clock):
    second, third = more_tickets(run, cast, clock)
    rows = read(flask("links").stdout)
    assert [row["ticket"] for row in rows] == [str(number) for number in (cast.ticket.id, second, third)]
    assert (rows[0]["customer"], rows[0]["email"]) == ("Ana Reis", "ana@example.org")
    assert all(client.get(path(row["link"])).status_code == 200 for row in rows)
    assert rows[1]["customer"] == "'=HYPERLINK(1)", "no spreadsheet calculates a customer's name"
    assert json.loads(flask("links", "--json").stdout)["rows"][1]["customer"] == "=HYPERLINK(1)"


def test_links_are_renewed_a_page_at_a_time_and_the_old_ones_are_void(client, flask, run, cast, clock):
    second, third = more_tickets(run, cast, clock)
    old = [row["link"] for row in read(flask("links").stdout)]
    first = flask("renew-links", "--limit", 2)
    assert [row["ticket"] for row in read(first.stdout)] == [str(cast.ticket.id), str(second)]
    assert f"--after {second}" in first.stderr
    assert "Renewed: 2." in first.stderr
    assert [client.get(path(link)).status_code for link in old] == [410, 410, 200]
    rest = json.loads(flask("renew-links", "--json", "--after", second).stdout)
    assert [row["ticket"] for row in rest["rows"]] == [third]
    assert rest["after"] is None
    assert [client.get(path(link)).status_code for link in old] == [410, 410, 410]
    new = [*read(first.stdout), *rest["rows"]]
    assert all(client.get(path(row["link"])).status_code == 200 for row in new)
    assert [row["link"] for row in read(flask("links").stdout)] == [row["link"] for row in new]


def test_the_links_of_companions_stand_beside_and_are_renewed_too(client, flask, run, cast, clock):
    run(let_in, cast.ticket.id, clock(), name="Joana Reis", email="joana@example.org")
    gone = run(let_in, cast.ticket.id, clock(), name="Rui Reis").id
    run(let_go, cast.ticket.id, clock(), companion_id=gone)
    name, old = read(flask("links").stdout)[0]["companions"].rsplit(" ", 1)
    assert name == "Joana Reis joana@example.org"
    assert client.get(path(old)).status_code == 200
    new = read(flask("renew-links").stdout)[0]["companions"].rsplit(" ", 1)[1]
    assert [client.get(path(link)).status_code for link in (old, new)] == [410, 200]


def test_where_there_is_no_ticket_there_is_nothing_to_list(flask):
    assert flask("links").stdout == ""
    assert json.loads(flask("renew-links", "--json").stdout) == {"rows": [], "after": None}
