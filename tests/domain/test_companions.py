"""Companions: each has a key of their own, reads or also writes under their own name, and can be let go alone."""

import pytest
from sqlalchemy import select

from statuspage.domain.admission import MOST
from statuspage.domain.bounces import Bounce
from statuspage.domain.companion_verbs import change_rights, claim, claimed_by, leave, let_go, let_in, renew_keys
from statuspage.domain.customer_verbs import confirm, reply, thank, use_clock, use_language
from statuspage.domain.desk.find import find
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import add_customer
from statuspage.domain.people.presence import be, present
from statuspage.domain.reading import read, read_head
from statuspage.domain.shares.scopes import PRIVATE_SCOPES
from statuspage.domain.shares.share import Key, Withdrawn, opens, read_shares, shares_of
from statuspage.domain.subscriptions import Subscription, subscribed
from statuspage.domain.words.wanted import wanted

JOANA = {"name": "Joana Reis", "email": "joana@example.org"}


def opened(scene, companion=None):
    """The private scopes whose key opens something now: the customer's, or this companion's."""

    def is_open(found):
        try:
            return opens(found, Key(found.id, found.generation), found.scope, scene.now)
        except Withdrawn:
            return False

    found = shares_of(scene.session, scene.ticket.id, companion.id if companion else None)
    return {scope for scope, one in found.items() if scope in PRIVATE_SCOPES and is_open(one)}


def thanks(session, ticket_id, now, *, version, **rest):
    return thank(session, ticket_id, version, now, **rest)


def invites(scene):
    return list(scene.session.scalars(select(Outgoing).where(Outgoing.kind == "invite").order_by(Outgoing.id)))


def refused(scene, verb, **said):
    """The field that it is about, and why; nothing was done."""
    before = scene.ticket.version
    with pytest.raises(Refused) as caught:
        scene.ana(verb, **said)
    assert scene.ticket.version == before
    return caught.value.field, str(caught.value)


def test_who_is_let_in_gets_three_keys_letters_by_mail_and_an_invitation(scene):
    joana = scene.ana(let_in, **JOANA)
    assert opened(scene, joana) == set(PRIVATE_SCOPES)
    assert [one.companion_id for one in subscribed(scene.session, scene.ticket.id)] == [None, joana.id]
    mail = invites(scene)[0]
    assert (mail.to, mail.outcome, mail.version) == ("companion", "waiting", 0)
    assert scene.session.get_one(Subscription, mail.subscription_id).companion_id == joana.id
    event = scene.events[-1]
    assert (event.kind, event.companion_id, event.agent_id) == ("let_in", joana.id, None)


def test_each_key_opens_its_holders_own_addresses_and_the_public_ones(scene):
    joana, rui = scene.ana(let_in, **JOANA), scene.ana(let_in, name="Rui Reis")
    keys = {one: shares_of(scene.session, scene.ticket.id, one.id) for one in (joana, rui)}
    for holder, own in keys.items():
        found = read_shares(scene.session, own["private"].id, scene.now)
        assert {found[scope].companion_id for scope in PRIVATE_SCOPES} == {holder.id}


def test_somebody_without_an_address_is_let_in_and_mailed_nothing(scene):
    scene.ana(let_in, name="Rui Reis")
    assert invites(scene) == []
    assert len(subscribed(scene.session, scene.ticket.id)) == 1


@pytest.mark.parametrize(
    "typed",
    ["joana", "joana@", "joana@example", "a b@example.org", "a@example.org, b@example.org", "<joana@example.org>"],
)
def test_a_malformed_address_is_refused_in_words(scene, typed):
    assert refused(scene, let_in, name="Joana", email=typed)[0] == "email"


@pytest.mark.parametrize("end", ["\r\nBcc: victim@example.org", "\nSubject: Hello", "%0aBcc:x@example.org\u2028Bcc: x"])
def test_an_address_that_would_inject_a_header_is_refused(scene, end):
    field, _ = refused(scene, let_in, name="Joana", email=f"joana@example.org{end}")
    assert field == "email"


def test_a_name_that_holds_another_line_is_one_line(scene):
    assert scene.ana(let_in, name="Joana\r\nBcc: victim@example.org").name == "Joana Bcc: victim@example.org"


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u2800"])
def test_an_empty_name_is_refused(scene, name):
    assert refused(scene, let_in, name=name)[0] == "name"


@pytest.mark.parametrize("name", ["Ana Reis", "ana  reis", "ANA", "Ána Reis"])
def test_nobody_is_let_in_under_the_name_of_the_customer(scene, name):
    field, words = refused(scene, let_in, name=name)
    assert (field, words) == ("name", "Ana Reis, whose ticket this is, has this name already.")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Maria Okafor",
            "maria okafor",
            "Mária Okafor",
            "Okafor, Maria",
            "Maria Okafor (Fernhill)",
            "Ms Maria Okafor",
        ),
        *(
            "Maria",
            "Maria (Fernhill)",
            "Maria from Fernhill",
            "Maria, Fernhill Coffee",
            "\N{FULLWIDTH LATIN CAPITAL LETTER M}aria",
        ),
    ],
)
@pytest.mark.parametrize("verb", [let_in, claim])
def test_nobody_is_let_in_under_a_name_by_which_they_would_be_taken_for_an_agent(scene, verb, name):
    field, words = refused(scene, verb, name=name, company="Fernhill Coffee")
    assert (field, words) == ("name", "Maria is one of us, and words under this name would be taken for theirs.")


def test_nor_under_the_companys(scene):
    words = refused(scene, let_in, name="FERNHILL Coffee support", company="Fernhill Coffee")[1]
    assert words == "Fernhill Coffee is our own name. Please give the name of a person."


@pytest.mark.parametrize("name", ["Maria Silva", "Maria R.", "Marianne", "Tom Okafor", "Anna of Lisbon"])
def test_a_name_that_an_agent_only_shares_is_anybodys(scene, name):
    assert scene.ana(let_in, name=name, company="Bank of Lisbon & Co").name == name


def test_the_name_of_an_agent_who_was_let_go_is_anybodys_again(scene):
    scene.cast.maria.is_active = False
    assert scene.ana(let_in, name="Maria Okafor").id


def test_a_title_of_an_agent_lets_nobody_have_the_name_without_it(scene):
    scene.cast.maria.name = "Dr. Maria Okafor"
    assert refused(scene, let_in, name="Maria Okafor")[0] == "name"


def test_an_address_that_bounces_is_refused(scene):
    scene.session.add(Bounce(email="joana@example.org", at=scene.now, words="550 no such user"))
    scene.session.flush()
    field, words = refused(scene, let_in, **JOANA)
    assert (field, "Mail to this address comes back" in words) == ("email", True)


def test_two_companions_have_two_addresses_however_they_are_spelled(scene):
    scene.ana(let_in, **JOANA)
    field, words = refused(scene, let_in, name="Rui Reis", email=" Joana@Example.ORG ")
    assert (field, words) == ("email", "Joana Reis reads here already, at this address.")
    assert refused(scene, let_in, name="joana reis")[0] == "name"


def test_the_customers_own_address_is_nobody_elses(scene):
    field, words = refused(scene, let_in, name="Joana Reis", email="ANA@example.org")
    assert (field, words) == ("email", "That is the address of Ana, who reads here already.")


def test_an_agent_reads_at_the_desk(scene):
    field, words = refused(scene, let_in, name="Tom", email="TOM@fernhill.example")
    assert (field, words) == ("email", "Tom is one of us; they read this at the desk.")


def test_one_person_may_read_along_on_two_tickets(scene):
    scene.ana(let_in, **JOANA)
    other = add_customer(scene.session, scene.now, name="Rui Reis", email="rui@example.org", zone="Europe/Lisbon")
    ticket = open_ticket(scene.session, other, scene.cast.maria, scene.now, subject="No steam", story="It hisses.")
    assert let_in(scene.session, ticket.id, scene.now, **JOANA).ticket_id == ticket.id


def test_so_many_and_no_more(scene):
    for number in range(MOST):
        scene.ana(let_in, name=f"Reader {number}")
    assert "more cannot" in refused(scene, let_in, name="One more")[1]
    scene.ana(let_go, companion_id=scene.session.scalars(select(Companion.id)).first())
    assert "Go on tomorrow" in refused(scene, let_in, name="One more")[1]
    scene.clock.forward(days=1, minutes=1)
    assert scene.ana(let_in, name="One more").id


def test_who_is_let_go_has_nothing_that_opens_and_nobody_else_notices(scene):
    joana, rui = scene.ana(let_in, **JOANA), scene.ana(let_in, name="Rui Reis", email="rui@example.org")
    be(scene.session, scene.ticket.id, "reading", scene.now, -joana.id)
    scene.letter()
    scene.ana(let_go, companion_id=joana.id)
    assert opened(scene, joana) == set()
    assert opened(scene) == opened(scene, rui) == set(PRIVATE_SCOPES)
    assert [one.companion_id for one in subscribed(scene.session, scene.ticket.id)] == [None, rui.id]
    waits = {
        one.subscription_id for one in scene.session.scalars(select(Outgoing).where(Outgoing.outcome == "waiting"))
    }
    ended = scene.session.scalars(select(Subscription).where(Subscription.companion_id == joana.id)).one()
    assert ended.id not in waits
    assert present(scene.session, scene.ticket.id, scene.now) == []
    version = scene.ticket.version
    scene.ana(let_go, companion_id=joana.id)
    assert scene.ticket.version == version, "done twice it changes nothing"


def test_who_was_let_go_can_do_nothing_more(scene):
    joana = scene.ana(let_in, **JOANA, may_write=True)
    letter = scene.letter()
    scene.ana(let_go, companion_id=joana.id)
    by = {"companion_id": joana.id}
    for verb, said in (
        (reply, {"body": "And?"}),
        (thanks, {"version": letter.version}),
        (use_clock, {"zone": "Asia/Riyadh"}),
        (use_language, {"language": "de", "offered": ("en", "de")}),
        (renew_keys, {}),
        (leave, {}),
        (claim, {"name": "Rui Reis"}),
        (change_rights, {"may_write": False}),
    ):
        assert "let go" in refused(scene, verb, **said, **by)[1], verb


def test_a_companion_of_another_ticket_is_nobody_here(scene):
    other = open_ticket(scene.session, scene.cast.ana, scene.cast.maria, scene.now, subject="Grinder", story="Loud.")
    theirs = let_in(scene.session, other.id, scene.now, **JOANA, may_write=True)
    for verb, said in ((reply, {"body": "And?"}), (let_go, {}), (change_rights, {"may_write": False})):
        assert refused(scene, verb, companion_id=theirs.id, **said)[1] == "Nobody of this name reads here."


def test_letting_in_again_brings_them_back_with_new_keys(scene):
    joana = scene.ana(let_in, **JOANA)
    before = {scope: one.generation for scope, one in shares_of(scene.session, scene.ticket.id, joana.id).items()}
    scene.ana(let_go, companion_id=joana.id)
    again = scene.ana(let_in, **JOANA, may_write=True)
    assert (again.id, again.may_write) == (joana.id, True)
    assert opened(scene, again) == set(PRIVATE_SCOPES)
    found = shares_of(scene.session, scene.ticket.id, joana.id)
    assert {scope: one.generation for scope, one in found.items()} == {name: at + 1 for name, at in before.items()}
    assert [(one.outcome, one.once is None) for one in invites(scene)] == [("retired", False), ("waiting", False)]
    rui = scene.ana(let_in, name="Rui Reis")
    scene.ana(let_go, companion_id=rui.id)
    assert scene.ana(let_in, name="Rui Reis", again=rui.id).id == rui.id


def test_nobody_comes_back_as_somebody_else(scene):
    joana = scene.ana(let_in, **JOANA)
    scene.ana(let_go, companion_id=joana.id)
    assert scene.ana(let_in, name="Rui Reis", email=JOANA["email"], again=joana.id).id != joana.id
    scene.ana(
        let_go, companion_id=scene.session.scalars(select(Companion.id).where(Companion.name == "Rui Reis")).one()
    )
    assert scene.ana(claim, **JOANA).id != joana.id, "an address that somebody typed proves nothing"


def test_who_may_write_answers_and_thanks_under_their_own_name(scene):
    joana = scene.ana(let_in, **JOANA, may_write=True)
    letter = scene.letter()
    scene.ana(reply, body="She is at the café until six.", companion_id=joana.id)
    scene.ana(thanks, version=letter.version, companion_id=joana.id)
    assert [(one.kind, one.companion_id) for one in scene.events[-2:]] == [("reply", joana.id), ("thanked", joana.id)]
    assert (scene.ticket.turn, scene.ticket.unanswered) == ("us", 1)
    entries = {one.kind: one for one in read(scene.session, scene.ticket.id).entries}
    assert entries["reply"].writer.name == "Joana Reis"
    assert entries["letter"].thanked_by.name == "Joana Reis"
    assert entries["opened"].writer is None
    assert entries["let_in"].companion.name == "Joana Reis"
    assert entries["let_in"].writer is None


def test_who_only_reads_writes_nothing(scene):
    joana = scene.ana(let_in, **JOANA)
    letter = scene.letter()
    words = "Joana Reis may read here, but not write."
    assert refused(scene, reply, body="And?", companion_id=joana.id)[1] == words
    assert refused(scene, thanks, version=letter.version, companion_id=joana.id)[1] == words
    assert refused(scene, claim, name="Rui Reis", companion_id=joana.id)[1] == words
    scene.ana(change_rights, companion_id=joana.id, may_write=True)
    assert scene.ana(reply, body="And?", companion_id=joana.id)


def test_a_companion_does_not_open_again_what_is_closed(scene):
    joana = scene.ana(let_in, **JOANA, may_write=True)
    scene.letter()
    scene.ask_solved()
    scene.ana(confirm)
    field, words = refused(scene, reply, body="It is not!", companion_id=joana.id)
    assert (field, words) == ("body", "This is closed, and only Ana can open it again.")
    assert not scene.ticket.is_open


def test_rights_change_by_one_event_and_only_when_they_change(scene):
    joana = scene.ana(let_in, **JOANA)
    scene.ana(change_rights, companion_id=joana.id, may_write=True)
    scene.ana(change_rights, companion_id=joana.id, may_write=True)
    assert scene.kinds.count("rights_changed") == 1
    assert scene.session.get_one(Companion, joana.id).may_write


def test_the_owner_lets_in_and_no_other_agent_but_anyone_lets_go(scene):
    joana = scene.ana(let_in, **JOANA, agent_id=scene.cast.maria.id)
    assert (joana.came, scene.events[-1].agent_id) == ("agent", scene.cast.maria.id)
    assert "who alone can let somebody in" in refused(scene, let_in, name="Rui", agent_id=scene.cast.tom.id)[1]
    assert refused(scene, change_rights, companion_id=joana.id, may_write=True, agent_id=scene.cast.tom.id)
    scene.ana(let_go, companion_id=joana.id, agent_id=scene.cast.tom.id)
    assert opened(scene, joana) == set()


def test_the_reader_of_a_link_that_was_passed_on_claims_a_key_that_reads_and_writes(scene):
    rui = scene.ana(claim, name="Rui Reis", once="a form")
    assert (rui.may_write, rui.came, opened(scene, rui)) == (True, "link", set(PRIVATE_SCOPES))
    assert (scene.events[-1].kind, scene.events[-1].companion_id) == ("claimed", rui.id)
    assert claimed_by(scene.session, scene.ticket.id, "a form") == rui.id
    with pytest.raises(Repeated):
        scene.ana(claim, name="Rui Reis", once="a form")
    assert claimed_by(scene.session, scene.ticket.id, "") is None
    assert scene.ana(claim, name="Joana Reis", companion_id=rui.id).may_write


def test_a_companion_has_a_clock_a_language_and_an_address_of_their_own(scene):
    joana = scene.ana(let_in, **JOANA)
    scene.ana(use_clock, zone="Asia/Riyadh", companion_id=joana.id)
    scene.ana(use_language, language="ar", offered=("en", "ar"), companion_id=joana.id)
    assert (scene.cast.ana.zone, scene.cast.ana.language) == ("Europe/Lisbon", "en")
    holder = read_head(scene.session, scene.ticket.id, joana.id).holder
    assert (holder.zone, holder.language, holder.is_customer) == ("Asia/Riyadh", "ar", False)
    before = shares_of(scene.session, scene.ticket.id)["private"].generation
    scene.ana(renew_keys, companion_id=joana.id)
    assert {one.generation for one in shares_of(scene.session, scene.ticket.id, joana.id).values()} == {2}
    assert shares_of(scene.session, scene.ticket.id)["private"].generation == before


def test_a_companion_leaves_by_themselves(scene):
    joana = scene.ana(let_in, **JOANA)
    scene.ana(leave, companion_id=joana.id)
    assert opened(scene, joana) == set()
    assert (scene.events[-1].kind, scene.events[-1].companion_id) == ("left", joana.id)


def test_a_form_sent_twice_lets_one_person_in(scene):
    scene.ana(let_in, **JOANA, once="key")
    with pytest.raises(Repeated):
        scene.ana(let_in, **JOANA, once="key")
    assert len(invites(scene)) == 1


def test_a_ticket_is_found_by_who_reads_along(scene):
    scene.ana(let_in, **JOANA)
    for words in ("joana", "Joana Reis", "joana@example.org"):
        assert [one.ticket_id for one in find(scene.session, wanted(words)).hits] == [scene.ticket.id], words
    assert find(scene.session, wanted("Rui")).hits == ()


def test_nothing_of_this_moves_what_is_public(scene):
    before = scene.ticket.public_version
    joana = scene.ana(let_in, **JOANA, may_write=True)
    scene.letter()
    moved = scene.ticket.public_version - before
    scene.ana(reply, body="And?", companion_id=joana.id)
    scene.ana(change_rights, companion_id=joana.id, may_write=False)
    scene.ana(renew_keys, companion_id=joana.id)
    scene.ana(let_go, companion_id=joana.id)
    assert scene.ticket.public_version - before == moved
