"""One letter of a cause is laid before the owners of its tickets, who make it theirs; it tells who has sent it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.causes.cause import Cause, begin_cause
from statuspage.domain.causes.filling import IN_ENGLISH, PLACES, filled
from statuspage.domain.causes.laid import note_sent, put_away, read_laid
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.letter import CauseLetter, LaidLetter
from statuspage.domain.causes.standing import read_tied
from statuspage.domain.causes.ties import tie, untie
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.desk.reasons import reasons
from statuspage.domain.desk.unsent_letters import read_unsent, save_unsent
from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.cast import due

LETTER = "Dear [[their name]], the seals of March are bad. Yours in [[their place]] is one of them."
OWN = "Dear Ana, the seals of March are bad. Yours in Lisbon is one of them. I have put a new one aside for you."


@pytest.fixture
def laid(scene, seals):
    """The letter was laid before Maria and Tom."""
    return lay_down(scene, seals)


def lay_down(scene, seals, body=LETTER, **rest):
    return lay(scene.session, seals.id, rest.pop("by", scene.cast.maria), scene.now, body=body, language="en", **rest)


def stand(scene, seals):
    """What became of the letter in each ticket, by its customer's first name."""
    return {one.customer.split()[0]: one for one in read_tied(scene.session, seals.id)}


def outcomes(scene, seals):
    return {name: one.outcome for name, one in stand(scene, seals).items()}


@given(st.text(max_size=80), st.sampled_from(sorted(PLACES.values())), st.text(max_size=60))
def test_what_is_filled_in_is_never_read_for_places_again(before, words, name):
    customer = Customer(name=name, zone="Europe/Lisbon")
    before = before.replace("[", "")
    told = {"their name": customer.first_name, "their full name": name, "their place": "Lisbon"}
    whole = filled(f"{before}[[ {words.upper()} ]] and [[{words}]]", customer, IN_ENGLISH)
    both = (told[words], told[words]) if words in told else (f"[[ {words.upper()} ]]", f"[[{words}]]")
    assert whole == f"{before}{both[0]} and {both[1]}"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear [[her name]],", r"into \[\[her name\]\]"),
        ("Dear [[ ]],", r"into \[\[\]\]"),
        ("Dear [[their name,", r"into \[\[their name,\]\]"),
        ("Dear [[their [[their name]],", "We do not know"),
    ],
)
def test_a_place_that_nobody_knows_is_refused_and_names_those_that_are_known(scene, seals, body, said):
    with pytest.raises(Refused, match=said) as refused:
        lay_down(scene, seals, body)
    assert refused.value.field == "body"
    assert "[[their place]]" in str(refused.value)
    assert read_laid(scene.session, scene.ticket.id) is None


def test_each_owner_has_it_with_the_name_and_the_place_of_their_customer(scene, seals, laid, kenji):
    assert (laid.laid, laid.owners, laid.over) == (2, 2, 0)
    bodies = [read_laid(scene.session, ticket_id)[0].body for ticket_id in (scene.ticket.id, kenji.id)]
    assert bodies[0] == "Dear Ana, the seals of March are bad. Yours in Lisbon is one of them."
    assert bodies[1].startswith("Dear Kenji,")
    assert "in Tokyo" in bodies[1]


def test_what_is_for_its_owner_to_say_stays_open_and_keeps_it_from_leaving(scene, seals):
    lay_down(scene, seals, LETTER + " [[Your own  words]]")
    with pytest.raises(Refused, match="These places of the draft are yours to fill in first: Your own  words"):
        scene.letter(read_laid(scene.session, scene.ticket.id)[0].body)


@pytest.mark.parametrize("change", ["", "\n\n", "!", " ,", "  "])
def test_as_it_was_laid_word_for_word_it_does_not_leave(scene, laid, change):
    body = read_laid(scene.session, scene.ticket.id)[0].body
    with pytest.raises(Refused, match="word for word"):
        scene.letter(body.replace(" ", "  ") + change)
    assert scene.kinds == ["opened"]
    assert scene.letter(body + " I have one for you.").version == 2


def test_without_an_open_ticket_there_is_nobody_to_write_to(scene):
    alone = begin_cause(scene.session, scene.cast.maria, scene.now, name="Nobody's")
    with pytest.raises(Refused, match="No ticket is tied"):
        lay_down(scene, alone)
    tie(scene.session, alone.id, [scene.ticket.id], scene.cast.maria, scene.now)
    close(scene)
    with pytest.raises(Refused, match="is over: there is nobody to write to"):
        lay_down(scene, alone)


def test_a_ticket_that_closed_meanwhile_is_told_and_left_out(scene, seals):
    close(scene)
    laid = lay_down(scene, seals)
    assert (laid.laid, laid.over) == (1, 1)
    assert outcomes(scene, seals) == {"Kenji": "", "Ana": None}


def test_laid_twice_it_lies_there_once_and_a_ticket_tied_later_gets_it_too(scene, seals, laid):
    assert lay_down(scene, seals).laid == 0
    later = open_ticket(scene.session, scene.cast.ana, scene.cast.tom, scene.now, subject="Later", story="It drips.")
    tie(scene.session, seals.id, [later.id], scene.cast.maria, scene.now)
    assert lay_down(scene, seals, by=scene.cast.tom).laid == 1
    assert scene.session.scalar(select(func.count()).select_from(LaidLetter)) == 3
    assert scene.session.scalar(select(func.count()).select_from(CauseLetter)) == 1


def test_a_newer_letter_takes_the_place_of_one_that_waits(scene, seals, laid):
    first = read_laid(scene.session, scene.ticket.id)[1].id
    assert lay_down(scene, seals, "Dear [[their name]], they have come.", seen=first).laid == 2
    assert read_laid(scene.session, scene.ticket.id)[0].body == "Dear Ana, they have come."
    assert outcomes(scene, seals) == {"Ana": "", "Kenji": ""}


def test_what_a_colleague_has_laid_meanwhile_is_read_first(scene, seals, laid):
    with pytest.raises(Refused, match="Maria has laid another letter meanwhile"):
        lay_down(scene, seals, "Dear [[their name]], another one.", seen=0, by=scene.cast.tom)
    assert read_laid(scene.session, scene.ticket.id)[0].body.startswith("Dear Ana, the seals")


def test_words_that_the_owner_has_begun_are_not_touched(scene, seals):
    begun = {"body": "Ana, I am still at it."}
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, begun, scene.now, copy="one")
    lay_down(scene, seals)
    assert [one.fields for one in read_unsent(scene.session, scene.cast.maria.id, scene.ticket.id)] == [begun]
    assert {name: one.begun for name, one in stand(scene, seals).items()} == {"Ana": "other", "Kenji": ""}
    laid = str(read_laid(scene.session, scene.ticket.id)[0].id)
    save_unsent(scene.session, scene.cast.maria.id, scene.ticket.id, {"body": "x", "laid": laid}, scene.now, copy="two")
    assert stand(scene, seals)["Ana"].begun == "it"


def send(scene, body=OWN, **rest):
    laid, _, _ = read_laid(scene.session, scene.ticket.id)
    letter = scene.letter(body, **rest)
    note_sent(scene.session, laid.id, letter)
    return letter


def close(scene):
    scene.ask_solved()
    scene.ana(confirm)


def test_the_cause_shows_who_has_sent_it_when_and_with_which_promise(scene, seals, laid):
    scene.clock.forward(minutes=20)
    send(scene, hours=5)
    ana, kenji = (stand(scene, seals)[name] for name in ("Ana", "Kenji"))
    assert (ana.outcome, ana.settled_by, ana.settled_at, ana.has_heard) == ("sent", "Maria", scene.now, True)
    assert (ana.due, ana.asks) == (due(scene.now, hours=5).at, False)
    assert (kenji.waits, kenji.has_heard) == (True, False)
    assert read_laid(scene.session, scene.ticket.id) is None
    assert lay_down(scene, seals).laid == 0


def test_a_letter_that_asks_is_told_so(scene, seals, laid):
    send(scene, asks_solved=True)
    ana = stand(scene, seals)["Ana"]
    assert (ana.outcome, ana.due, ana.asks) == ("sent", None, True)


def test_one_that_left_in_other_words_is_told_so(scene, seals, laid):
    send(scene, "Ana, please call me.")
    assert outcomes(scene, seals)["Ana"] == "rewritten"
    assert stand(scene, seals)["Ana"].has_heard


def test_one_that_was_put_away_is_told_so_and_not_laid_again(scene, seals, laid):
    one = read_laid(scene.session, scene.ticket.id)[0]
    assert put_away(scene.session, one.id, scene.ticket.id, scene.cast.maria, scene.now)
    assert not put_away(scene.session, one.id, scene.ticket.id, scene.cast.maria, scene.now)
    assert outcomes(scene, seals)["Ana"] == "put_away"
    assert lay_down(scene, seals).laid == 0


def test_another_tickets_letter_is_not_counted_for_it(scene, seals, laid, kenji):
    note_sent(scene.session, read_laid(scene.session, kenji.id)[0].id, scene.letter(OWN))
    note_sent(scene.session, 4_711, scene.letter("Another."))
    assert not put_away(
        scene.session, read_laid(scene.session, kenji.id)[0].id, scene.ticket.id, scene.cast.maria, scene.now
    )
    assert outcomes(scene, seals) == {"Ana": "", "Kenji": ""}


def test_handed_over_it_lies_before_the_new_owner(scene, seals, laid):
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Yours.")
    assert read_laid(scene.session, scene.ticket.id) is not None
    assert stand(scene, seals)["Ana"].owner == "Tom"


def test_untied_it_is_taken_back_and_tied_again_it_can_be_laid_again(scene, seals, laid):
    untie(scene.session, seals.id, scene.ticket.id, scene.cast.tom, scene.now)
    assert not untie(scene.session, seals.id, scene.ticket.id, scene.cast.tom, scene.now)
    assert read_laid(scene.session, scene.ticket.id) is None
    tie(scene.session, seals.id, [scene.ticket.id], scene.cast.tom, scene.now)
    assert outcomes(scene, seals)["Ana"] == "taken_back"
    assert lay_down(scene, seals).laid == 1
    assert outcomes(scene, seals)["Ana"] == ""


def test_the_queue_says_that_a_letter_waits_for_the_owners_hand(scene, laid):
    (item,) = read_queue(scene.session, scene.cast.maria.id, scene.now).ours
    told = [str(one.words) for one in reasons(item, scene.cast.maria.id, scene.now)]
    assert told == ["not heard yet", "a letter about “Burnt pump seals of March” is laid before you"]
    theirs = [str(one.words) for one in reasons(item, scene.cast.tom.id, scene.now)]
    assert theirs[-1] == "a letter about “Burnt pump seals of March” is laid before Maria"


def test_whoever_waits_for_the_customer_has_it_among_what_is_theirs_to_do(scene, seals):
    scene.ask_solved()
    assert read_queue(scene.session, scene.cast.maria.id, scene.now).next is None
    lay_down(scene, seals)
    queue = read_queue(scene.session, scene.cast.maria.id, scene.now)
    assert (queue.next.ticket_id, queue.waiting) == (scene.ticket.id, ())


@pytest.fixture
def causes(app, run, cast, clock):
    """Two causes, with nothing tied to them."""
    return [run(begin_cause, cast.maria, clock(), name=name).id for name in ("Seals", "The flood")]


def test_of_two_who_tie_one_ticket_to_two_causes_at_once_one_is_told_so(at_once, causes, cast, clock):
    verbs = [
        lambda session, cause=cause: tie(session, cause, [cast.ticket.id], cast.maria, clock()) for cause in causes
    ]
    answers = at_once(*verbs)
    assert sorted(type(one).__name__ for one in answers) == ["Refused", "int"]


def test_of_two_who_lay_the_same_letter_at_once_one_has_laid_it(at_once, run, causes, cast, clock):
    run(tie, causes[0], [cast.ticket.id], cast.maria, clock())
    said = {"body": LETTER, "language": "en", "seen": 0}
    verbs = [lambda session, by=by: lay(session, causes[0], by, clock(), **said) for by in (cast.maria, cast.tom)]
    assert sorted(one.laid for one in at_once(*verbs)) == [0, 1]
    assert db.session.scalar(select(func.count()).select_from(LaidLetter)) == 1


def test_of_two_who_lay_two_letters_at_once_one_reads_the_others_first(at_once, run, causes, cast, clock):
    run(tie, causes[0], [cast.ticket.id], cast.maria, clock())
    verbs = [
        lambda session, by=by: lay(session, causes[0], by, clock(), body=f"{by.name}", language="en", seen=0)
        for by in (cast.maria, cast.tom)
    ]
    assert sorted(type(one).__name__ for one in at_once(*verbs)) == ["Laying", "Refused"]
    assert db.session.scalar(select(func.count()).select_from(CauseLetter)) == 1


def test_a_letter_that_leaves_while_its_ticket_is_untied_is_sent(run, causes, cast, clock):
    run(tie, causes[0], [cast.ticket.id], cast.maria, clock())
    run(lay, causes[0], cast.maria, clock(), body=LETTER, language="en")
    laid = read_laid(db.session(), cast.ticket.id)[0].id
    db.session.remove()
    run(untie, causes[0], cast.ticket.id, cast.tom, clock())
    with write() as session:
        said = {"body": OWN, "heard": "It dies.", "promise": due(clock(), hours=3)}
        note_sent(session, laid, write_letter(session, cast.ticket.id, cast.maria, clock(), **said))
    assert db.session.get_one(LaidLetter, laid).outcome == "sent"
    assert db.session.get_one(Ticket, cast.ticket.id).letters == 1
    assert db.session.scalar(select(func.count()).select_from(Cause)) == 2
