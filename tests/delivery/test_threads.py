"""Each reader's mails about one ticket are one thread, in a program that knows nothing of us but RFC 5322."""

from collections import defaultdict

from statuspage import demo
from statuspage.clock import now
from statuspage.db import db
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.mail import render
from statuspage.delivery.message import Retired
from statuspage.domain.outbox import PING, Outgoing


class Threads:
    """Which names of mails belong together, as any mail program finds it: by References and In-Reply-To alone."""

    def __init__(self):
        self._parents = {}

    def find(self, name):
        parent = self._parents.setdefault(name, name)
        if parent != name:
            self._parents[name] = parent = self.find(parent)
        return parent

    def join(self, names):
        for name in names[1:]:
            self._parents[self.find(name)] = self.find(names[0])


def names_in(message):
    parts = [message["Message-ID"], message["In-Reply-To"] or "", message["References"] or ""]
    return [name for part in parts for name in str(part).split()]


def test_every_mail_of_the_demo_is_in_the_thread_of_its_reader_and_ticket_and_in_no_other(app):
    demo.load(app)
    urls, settings = app.extensions["urls"], app.extensions["settings"]
    threads, whose, seen = Threads(), defaultdict(set), 0
    for row in db.session.query(Outgoing).where(Outgoing.kind != PING, Outgoing.ticket_id.is_not(None)):
        try:
            message = render(db.session(), row, urls, settings, now())
        except (NoAddress, Retired):
            continue
        names = names_in(message)
        assert len(set(names)) > 1, "it follows something"
        threads.join(names)
        whose[row.ticket_id, row.subscription_id, row.agent_id].add(names[0])
        seen += 1
    groups = [{threads.find(name) for name in names} for names in whose.values()]
    assert seen > 100
    assert [group for group in groups if len(group) != 1] == []
    assert len({next(iter(group)) for group in groups}) == len(groups)
