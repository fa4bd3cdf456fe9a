"""What did not arrive is sent again, or to another address, once however often it is asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.bounces import Bounce, bounced, forget_bounce, is_bounced, look_whether_reached, note_bounce
from statuspage.domain.dead_letters import change_reach, send_again, send_all_again, use_address
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import FIRST_DUE, Outgoing
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer, find_customers
from statuspage.domain.subscriptions import subscribe
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.mails import newest_mail, refuse

pytestmark = pytest.mark.heavy_on_postgresql


@pytest.fixture
def letter(session, cast, clock):
    """Another letter of Maria's to Ana, as its mail."""

    def write(ticket_id=None, **rest):
        said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3)} | rest
        write_letter(session, ticket_id or cast.ticket.id, cast.maria, clock(), **said)
        session.flush()
        return newest_mail(session).id

    return write


@pytest.fixture
def dead(session, letter, clock):
    """A letter that a mail server refused three days ago."""
    mail_id = letter()
    refuse(session, mail_id, clock())
    clock.forward(days=3)
    return mail_id


@pytest.fixture
def joana(session, cast, clock):
    """Ana's sister, who reads along by mail."""
    made = Companion(
        ticket_id=cast.ticket.id,
        name="Joana Reis",
        email="joana@example.org",
        zone="Europe/Lisbon",
        came="customer",
        created_at=clock(),
    )
    session.add(made)
    session.flush()
    subscribe(session, cast.ticket.id, clock(), made)
    return made


def state(session, mail_id):
    mail = session.get_one(Outgoing, mail_id)
    return mail.outcome, mail.tries, mail.fault, mail.lease


def test_what_is_sent_again_is_as_if_it_were_new(session, dead, clock):
    send_again(session, dead, clock())
    assert state(session, dead) == ("waiting", 0, "", "")
    mail = session.get_one(Outgoing, dead)
    assert (mail.due_at, mail.created_at) == (clock(), clock()), "or it would be too old to leave"


def test_an_address_that_is_tried_again_is_not_known_to_take_none(session, dead, cast, clock):
    send_again(session, dead, clock())
    assert session.scalars(select(Bounce)).all() == []
    assert session.get_one(Ticket, cast.ticket.id).unreached_at is None


@pytest.mark.parametrize("outcome", ["waiting", "sent", "kept"])
def test_what_is_not_dead_is_never_sent_again(session, dead, clock, outcome):
    session.get_one(Outgoing, dead).outcome = outcome
    before = state(session, dead)
    send_again(session, dead, clock())
    send_all_again(session, dead, clock())
    use_address(session, dead, "ana.reis@example.org", clock())
    assert state(session, dead) == before


def test_asking_twice_counts_once(session, dead, clock):
    send_again(session, dead, clock())
    session.get_one(Outgoing, dead).outcome = "sent"
    send_again(session, dead, clock())
    assert session.get_one(Outgoing, dead).outcome == "sent"


def test_a_mail_that_there_is_not_is_no_mail(session, dead, clock):
    with pytest.raises(LookupError):
        send_again(session, dead + 999, clock())


def test_another_address_is_where_all_that_is_dead_goes(session, dead, letter, cast, clock):
    second = letter(heard="")
    other = open_ticket(session, session.get_one(Customer, cast.ana.id), cast.maria, clock(), subject="B", story="C")
    third = letter(other.id)
    for mail_id in (second, third):
        refuse(session, mail_id, clock())
    use_address(session, dead, " Ana.Reis@Example.org ", clock())
    assert session.get_one(Customer, cast.ana.id).email == "ana.reis@example.org"
    assert [state(session, one)[0] for one in (dead, second, third)] == ["waiting"] * 3
    assert session.scalars(select(Ticket.unreached_at)).all() == [None, None]
    assert is_bounced(session, "ana@example.org"), "nobody said that the old one takes mail again"
    assert find_customers(session, "ana.reis@"), "they are found by it as well"


@pytest.mark.parametrize(
    "typed", ["", "ana", "ana@", "a@b.example\r\nBcc: x@y.example", "ana@example.org, b@c.example"]
)
def test_what_is_no_address_changes_nothing(session, dead, cast, clock, typed):
    with pytest.raises(Refused) as refused:
        use_address(session, dead, typed, clock())
    assert refused.value.field == "email"
    assert session.get_one(Customer, cast.ana.id).email == "ana@example.org"
    assert state(session, dead)[0] == "dead"


@pytest.mark.parametrize(
    ("typed", "why"), [("MARIA@fernhill.example", "one of us"), ("joana@example.org", "reads here")]
)
def test_an_agents_or_a_companions_address_is_not_taken_for_the_customers(
    session, dead, joana, cast, clock, typed, why
):
    with pytest.raises(Refused, match=why):
        use_address(session, dead, typed, clock())
    assert session.get_one(Customer, cast.ana.id).email == "ana@example.org"
    assert state(session, dead)[0] == "dead"


def test_nor_where_it_is_changed_by_hand(session, cast, clock):
    ana = session.get_one(Customer, cast.ana.id)
    with pytest.raises(Refused, match="Tom is one of us"):
        change_reach(session, ana, clock(), **facts(ana, email="tom@fernhill.example"))
    assert ana.email == "ana@example.org"


def test_a_companion_gets_another_address_of_their_own(session, joana, letter, cast, clock):
    letter()
    mail = newest_mail(session, "companion")
    mail.outcome, mail.fault = "dead", "no"
    for taken in ("ana@example.org", "rui@example.org"):
        session.add(Companion(ticket_id=cast.ticket.id, name="Rui Reis", email="rui@example.org", zone="UTC",
                              came="customer", created_at=clock())) if taken.startswith("rui") else None  # fmt: skip
        session.flush()
        with pytest.raises(Refused, match="address"):
            use_address(session, mail.id, taken, clock())
    with pytest.raises(Refused, match="Maria is one of us"):
        use_address(session, mail.id, "maria@fernhill.example", clock())
    use_address(session, mail.id, "joana.reis@example.org", clock())
    assert joana.email == "joana.reis@example.org"
    assert session.get_one(Customer, cast.ana.id).email == "ana@example.org"
    assert mail.outcome == "waiting"


def test_an_agents_address_is_theirs_to_change(session, cast, clock):
    session.add(Outgoing(ticket_id=cast.ticket.id, version=1, kind="opened", to="agent", agent_id=cast.maria.id,
                         created_at=clock(), due_at=clock(), outcome="dead"))  # fmt: skip
    session.flush()
    mail = newest_mail(session, "agent")
    with pytest.raises(Refused, match="own to change"):
        use_address(session, mail.id, "maria.okafor@fernhill.example", clock())
    send_again(session, mail.id, clock())
    assert mail.outcome == "waiting"


def test_all_of_one_reader_are_sent_again_together_and_nobody_elses(session, dead, joana, letter, clock):
    second = letter(heard="")
    hers = newest_mail(session, "companion")
    hers.outcome = "dead"
    refuse(session, second, clock())
    send_all_again(session, dead, clock())
    assert [state(session, one)[0] for one in (dead, second, hers.id)] == ["waiting", "waiting", "dead"]


def facts(customer, **changed):
    names = ("name", "email", "phone", "reach", "reach_when", "zone", "language")
    return {name: getattr(customer, name) for name in names} | changed


@pytest.mark.parametrize(
    ("changed", "is_reached"),
    [({"email": "ana.reis@example.org"}, True), ({"reach": "page"}, True), ({"reach_when": "at noon"}, False)],
)
def test_whose_address_or_way_is_another_now_is_not_on_top_of_the_queue(
    session, dead, cast, clock, changed, is_reached
):
    top = read_queue(session, cast.maria.id, clock()).next
    assert (top.lane, top.ticket_id) == ("unreached", cast.ticket.id)
    customer = session.get_one(Customer, cast.ana.id)
    change_reach(session, customer, clock(), **facts(customer, **changed))
    session.expire_all()
    assert (read_queue(session, cast.maria.id, clock()).next.lane != "unreached") is is_reached


def test_unreached_comes_before_not_yet(session, dead, cast, clock):
    other = open_ticket(session, session.get_one(Customer, cast.ana.id), cast.maria, clock(), subject="B", story="C")
    other.unhappy, other.unanswered_since, other.unanswered = True, clock() - timedelta(days=9), 1
    session.flush()
    assert [item.lane for item in read_queue(session, cast.maria.id, clock()).ours][:2] == ["unreached", "denied"]


def unreached(session, ticket):
    return session.scalar(select(Ticket.unreached_at).where(Ticket.id == ticket.id))


def test_a_bounce_is_known_by_its_address_however_it_is_written_and_only_once(session, cast, clock):
    note_bounce(session, "Ana@Example.org", clock(), "550 one")
    note_bounce(session, "ana@example.org", clock.forward(hours=1), "550 two")
    assert is_bounced(session, "ANA@example.org")
    assert (bounced(session, "ana@example.org").words, bounced(session, "ana@example.org").at) == ("550 two", clock())
    assert len(session.scalars(select(Bounce)).all()) == 1


def test_every_ticket_of_the_customer_says_that_mails_do_not_arrive_and_no_other(session, cast, clock):
    again = open_ticket(session, cast.ana, cast.maria, clock(), subject="It drips", story="All day.")
    note_bounce(session, "somebody@example.org", clock(), "550")
    assert unreached(session, cast.ticket) is None
    note_bounce(session, "ana@example.org", clock.forward(hours=1), "550")
    note_bounce(session, "ana@example.org", clock() + timedelta(hours=1), "550")
    for ticket in (cast.ticket, again):
        assert unreached(session, ticket) == clock(), "since the first time"
    forget_bounce(session, "ana@example.org")
    assert unreached(session, again) is None
    assert not is_bounced(session, "ana@example.org")


def test_whoever_gets_another_address_is_unreached_only_if_that_bounced_too(session, cast, clock):
    ana = session.get_one(Customer, cast.ana.id)
    note_bounce(session, "ana@example.org", clock(), "550")
    note_bounce(session, "gone@example.org", clock(), "550")
    for email, is_unreached in (("new@example.org", False), ("gone@example.org", True), ("new@example.org", False)):
        ana.email = email
        look_whether_reached(session, ana, clock())
        assert (unreached(session, cast.ticket) is not None) is is_unreached


def test_what_a_server_said_is_kept_as_far_as_there_is_room(session, cast, clock):
    note_bounce(session, "ana@example.org", clock(), "x" * 5000)
    session.expire_all()
    assert len(bounced(session, "ana@example.org").words) == 300


def test_a_mail_that_grew_too_old_can_be_sent_by_hand(session, dead, clock):
    session.get_one(Outgoing, dead).outcome = "retired"
    send_again(session, dead, clock())
    assert state(session, dead)[0] == "waiting"


def test_an_address_that_bounced_as_well_is_refused_and_nothing_changes(session, dead, cast, clock):
    note_bounce(session, "gone@example.org", clock(), "550")
    with pytest.raises(Refused, match="takes no mail either"):
        use_address(session, dead, "gone@example.org", clock())
    assert state(session, dead)[0] == "dead"
    assert is_bounced(session, "ana@example.org")


def test_what_a_sender_noted_of_a_mail_is_forgotten_when_it_is_sent_again(session, dead, clock):
    session.get_one(Outgoing, dead).data = {FIRST_DUE: clock().isoformat(), "other": 1}
    send_again(session, dead, clock())
    assert session.get_one(Outgoing, dead).data == {"other": 1}
