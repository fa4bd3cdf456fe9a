"""The customer's page: what it says in every state, whom it opens to, and what it costs."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event

from statuspage.db import db
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.customer_verbs import ask_call, confirm, reopen, reply, say_heard_right, say_not_solved
from statuspage.domain.people.agents import OFFICE_HOURS, tell_apart
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.verbs import rotate
from statuspage.protocol import Live
from tests.cast import STORY, SUBJECT, due
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import BY_SCRIPT, Ana, words


def test_under_the_title_the_person_leads_with_face_role_place_and_a_phone_and_the_promise_follows(ana: Ana):
    ana.write("On it.")
    page = ana.page().split("<main")[1]
    order = (SUBJECT, "Maria Okafor", "Maria writes again by", "The whole way so far", 'name="body"', "On it.")
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    assert "/static/people/maria.svg" in page
    assert "Repairs, Lisbon" in words(page)
    assert 'href="tel:+351210000000"' in page


def test_before_the_first_letter_the_page_says_honestly_that_it_waits_and_who_has_it(ana: Ana):
    said = words(ana.page())
    assert "Maria has it, and has not written yet" in said
    assert "No letter yet" in said
    assert said.count(STORY) == 1


def test_what_was_heard_is_asked_above_the_letters_and_once_answered_stands_where_it_was_told(ana: Ana):
    ana.write("On it.")
    page = ana.page()
    assert page.index("Maria writes again by") < page.index("It dies again.") < page.index("On it.")
    ana.do(say_heard_right)
    page = ana.page()
    assert (
        page.index("On it.") < page.index("It dies again.") < page.rindex("You said: that’s right") < page.index(STORY)
    )


def test_only_the_letter_whose_promise_stands_says_next_word_by(ana: Ana):
    ana.write("First.")
    ana.clock.forward(minutes=5)
    ana.write("Second.")
    said = words(ana.page())
    assert said.index("Second.") < said.index("Next word by") < said.index("First.") < said.index("Promised a word by")
    ana.run(move_promise, ana.id, ana.cast.maria, ana.clock.forward(minutes=5), due(ana.clock(), hours=30))
    said = words(ana.page())
    assert ("Next word by" in said, said.count("Promised a word by")) == (False, 2)


@pytest.mark.parametrize(("kind", "ahead", "past"), [("letter", "Next word by", "Promised a word by"),
                                                     ("call", "A call by", "Promised a call by")])  # fmt: skip
def test_a_letter_tells_a_promise_that_has_passed_as_what_was_promised(ana: Ana, kind: str, ahead: str, past: str):
    ana.write(promise=replace(due(ana.clock(), hours=2), kind=kind))
    log_in(ana.client)
    pages = (ana.path, f"{ana.path}/live", f"/desk/tickets/{ana.id}")

    def told() -> list[tuple[bool, bool]]:
        return [(ahead in page, past in page) for page in (ana.client.get(path).text for path in pages)]

    ana.clock.time = ana.ticket.promised_at
    assert told() == [(True, False)] * 3
    ana.clock.forward(seconds=1)
    assert told() == [(False, True)] * 3


def test_a_promise_that_fell_due_is_said_to_be_late_in_words(ana: Ana):
    ana.write(hours=2)
    ana.clock.forward(hours=3)
    said = words(ana.page())
    assert "Maria’s letter is late" in said
    assert "0 of 1 promise kept so far" in said


def test_a_moved_promise_stays_in_the_score_and_among_the_letters(ana: Ana):
    ana.write(hours=2)
    ana.run(move_promise, ana.id, ana.cast.maria, ana.clock(), due(ana.clock(), hours=30))
    said = words(ana.page())
    assert "1 moved before it was due" in said
    assert "Maria moved the promise from" in said


@pytest.mark.parametrize(
    ("minutes", "hours", "told"),
    [
        (5, 2, "Made"),
        (5, 3, "Moved"),
        (30, 2, "Kept"),
    ],
)
def test_a_promise_made_again_is_not_said_to_have_moved(ana: Ana, minutes: int, hours: int, told: str):
    begun = ana.clock()
    ana.write(promise=due(begun, hours=2))
    ana.clock.forward(minutes=minutes)
    ana.write(promise=due(begun, hours=hours))
    said = words(ana.page())
    assert [one for one in ("Made", "Moved", "Kept") if f"{one} the promise of" in said] == [told]


def test_words_before_a_promised_call_leave_it_as_it_stands(ana: Ana):
    call = replace(due(ana.clock(), hours=2), kind="call")
    ana.write(promise=call)
    ana.clock.forward(minutes=30)
    ana.write("I have read your note.", promise=call)
    said = words(ana.page())
    assert "the promise of" not in said
    assert "before it was due" not in said


def test_when_asked_the_page_offers_yes_and_not_yet(ana: Ana):
    ana.write(asks_solved=True)
    page = ana.page()
    assert "Is it solved?" in page
    assert "Yes, it is solved" in page
    assert 'popovertarget="not_solved"' in page


def test_a_ticket_closed_in_silence_says_so_and_opens_again_with_one_button(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(close_unconfirmed, ana.cast.maria)
    page = ana.page()
    assert "Closed, not confirmed" in page
    assert f'action="{ana.path}/reopening"' in page
    assert "no answer" in words(page)


def test_a_confirmed_ticket_asks_the_one_question_until_it_is_answered(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    assert "Did you feel listened to?" in ana.page()
    ana.send("feeling", listened="partly", felt="Kind, but slow.", once="f")
    page = ana.page()
    assert "Did you feel listened to?" not in page
    assert "Kind, but slow." in page


def test_an_open_ticket_does_not_ask_how_it_felt(ana: Ana):
    ana.write()
    assert 'id="feeling"' not in ana.page()


def test_a_ticket_opened_again_shows_whose_turn_it_is(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    ana.do(reopen, body="It died again.")
    said = words(ana.page())
    assert "It is for Maria to write now" in said
    assert "It died again." in said


def test_not_solved_puts_the_step_back_by_the_customers_own_hand(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(say_not_solved, body="It leaks.")
    assert "You, today" in words(ana.page()).split("Working on it")[2][:40]


def test_a_handover_is_read_with_its_note_and_the_page_follows_the_new_owner(ana: Ana):
    ana.write()
    ana.run(hand_over, ana.id, ana.cast.maria, ana.cast.tom, ana.clock(), note="Tom has the bench.")
    said = words(ana.page())
    assert "Maria handed this to Tom" in said
    assert "Tom has the bench." in said
    assert "Write to Tom" in said


def test_letters_come_twenty_a_page_newest_first_and_none_is_lost_between_pages(ana: Ana):
    for number in range(30):
        ana.write(f"Letter number {number}.")
    first = ana.page()
    assert "?before=" in first
    older = ana.page("?before=" + first.split("?before=")[1].split('"')[0])
    seen = [number for number in range(30) if f"Letter number {number}." in first + older]
    assert seen == list(range(30))
    assert first.index("number 29.") < first.index("number 28.")


@pytest.mark.parametrize("before", ["abc", "-3", "9" * 40, "²", "1e3", ""])
def test_a_page_of_letters_that_is_no_number_is_the_newest(ana: Ana, before: str):
    ana.write("The newest.")
    assert "The newest." in ana.page(f"?before={before}")


def test_what_the_customer_typed_is_shown_as_text_never_as_markup(ana: Ana):
    ana.do(reply, body="<script>alert(1)</script> <b>bold</b> {{ 7*7 }}")
    page = ana.page()
    assert "<script>alert" not in page
    assert "&lt;b&gt;bold&lt;/b&gt; {{ 7*7 }}" in page


def test_a_page_of_twenty_letters_takes_four_statements_and_two_within_the_minute(ana: Ana):
    for number in range(20):
        ana.write(f"Letter {number}.", is_public=True)
    ana.do(publish, PublicChoice(letters=True))
    path, asked = ana.path, []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for _ in range(2):
        assert ana.client.get(path).status_code == 200
        counts.append(len([statement for statement in asked if statement.startswith(("SELECT", "WITH"))]))
    assert counts == [4, 4 + 2]


def test_a_page_that_was_kept_moves_with_the_clock(ana: Ana):
    ana.write(hours=3)
    seen = set()
    for minutes in (1, 60, 60, 58, 2, 24 * 60):
        ana.clock.forward(minutes=minutes)
        seen.add(words(ana.page()))
    assert len(seen) == 6, "the strip, the dial, the hours, and at last the lateness"


def test_a_page_that_is_asked_for_again_is_the_same_but_for_the_keys_of_its_forms(ana: Ana):
    ana.write()
    one, two = ana.page(), ana.page()
    key = re.compile(r'name="once" value="([^"]+)"')
    mine = [found for found in key.findall(one) if not found.startswith(("right-", "thanks-"))]
    assert len(set(mine)) == len(mine) == 4
    assert not set(mine) & set(key.findall(two))
    assert key.sub("", one) == key.sub("", two)


def _sign_as_tomas(session, tom):
    session.merge(tom).public_name = "Tomas"
    tell_apart(session)


def test_a_page_that_was_kept_is_never_stale(ana: Ana, run):
    ana.write(hours=0.5)
    assert "on their way" not in ana.page()
    ana.do(reply, body="Guests are on their way.")
    assert "on their way" in ana.page()
    run(lambda session: setattr(session.merge(ana.cast.maria), "name", "Maria Okafor-Silva"))
    assert "Okafor-Silva" in ana.page()
    ana.do(hand_over, ana.cast.maria, ana.cast.tom, note="Tom has the bench.")
    ana.do(hand_over, ana.cast.tom, ana.cast.maria, note="Maria has it again.")
    assert "Tom handed this to Maria" in ana.page()
    run(_sign_as_tomas, ana.cast.tom)
    assert "Tomas handed this to Maria" in ana.page()
    ana.clock.time = ana.ticket.promised_at
    assert "is late" not in ana.page()
    ana.clock.forward(seconds=1)
    assert "is late" in ana.page()


def test_reading_changes_nothing(ana: Ana):
    ana.write()
    before = ana.kinds
    for query in ("", "?before=2", "?said=written", "?said=nonsense"):
        ana.page(query)
    ana.client.get(f"{ana.path}/live")
    assert ana.kinds == before


def test_the_live_part_names_its_ticket_and_version_and_is_the_same_bytes_until_something_happens(ana: Ana):
    ana.write()
    one, two = (ana.client.get(f"{ana.path}/live") for _ in range(2))
    live = Live.from_headers(one.headers)
    assert live.ticket_id == ana.id
    assert live.version.split("-")[0] == str(ana.ticket.version)
    assert one.data == two.data
    assert ana.client.get(f"{ana.path}/live", headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    assert "<html" not in one.text
    assert 'name="body"' not in one.text


def test_the_page_speaks_the_customers_language_whatever_the_browser_asks_for(ana: Ana, run):
    run(lambda session: setattr(session.merge(ana.cast.ana), "language", "ar"))
    answer = ana.read(accept_language="de")
    assert '<html lang="ar" dir="rtl">' in answer.text


@pytest.mark.parametrize("path", ["replies", "studio/sites"])
@pytest.mark.parametrize("by_script", [True, False])
def test_a_refused_form_speaks_the_customers_language_too(ana: Ana, run, path: str, by_script: bool):
    run(lambda session: setattr(session.merge(ana.cast.ana), "language", "de"))
    sent, script = {"body": "", "sites": "no site", "once": "a"}, BY_SCRIPT if by_script else {}
    german, english = (
        ana.client.post(f"{ana.path}/{path}", data=sent, headers={"Accept-Language": browser} | script)
        for browser in ("de", "en")
    )
    assert german.status_code == english.status_code == 422
    keys = re.compile(r'name="once" value="[^"]*"')
    assert keys.sub("", english.text) == keys.sub("", german.text)
    assert "Senden" in english.text or "Websites speichern" in english.text


def test_the_page_is_kept_by_nobody_and_tells_no_other_site_where_it_is(ana: Ana):
    headers = ana.read().headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_nothing_on_the_page_needs_a_style_or_a_script_inside_it(ana: Ana):
    ana.write(asks_solved=True)
    page = ana.page()
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_every_bad_key_gets_the_same_bytes(ana: Ana):
    token = ana.path.removeprefix("/t/")
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    feed = ana.link("feed").removeprefix("/f/").removesuffix(".atom")
    bad = ["x", "0", token[:-2], token + "A", token + "=", flipped, feed, token.swapcase(), "a" * 500]
    answers = [ana.client.get(f"/t/{key}") for key in bad]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert {ana.client.post(f"/t/{key}/replies", data={"body": "hi"}).data for key in bad} == {answers[0].data}


def test_a_link_that_was_replaced_says_that_it_is_gone_and_the_new_one_opens(ana: Ana):
    old = ana.path
    ana.run(rotate, ana.id, "private", ana.clock())
    assert ana.client.get(old).status_code == 410
    assert ana.client.post(f"{old}/replies", data={"body": "hi"}).status_code == 410
    assert ana.read().status_code == 200


def test_the_error_page_speaks_the_language_of_the_browser(ana: Ana):
    assert '<html lang="de"' in ana.client.get("/t/x", headers={"Accept-Language": "de"}).text


def test_the_hours_are_told_by_both_clocks(ana: Ana, run):
    def move(session):
        who = session.merge(ana.cast.maria)
        who.zone, who.hours = "Asia/Amman", OFFICE_HOURS

    run(move)
    assert "in until 17:00, her time; that is 14:00 yours" in words(ana.page())


def test_of_the_replies_above_the_newest_letter_the_newest_is_whole_and_those_before_it_are_a_line_each(ana: Ana):
    ana.write("On it.")
    ana.do(reply, body="And the grinder?")
    assert 'class="reply-line"' not in ana.page()
    ana.do(reply, body="It hums, too.\nAlways.\n\nAnd <loudly>.")
    ana.do(reply, body="And it smells.")
    page = ana.page()
    lines = re.findall(r'<details class="reply-line">.*?</details>', page, re.S)
    assert ">It hums, too. Always. And &lt;loudly&gt;.<" in lines[0], "a line of it keeps its lines apart"
    assert [("hums" in line, "grinder" in line) for line in lines] == [(True, False), (False, True)]
    assert page.index("And it smells.") < page.index("It hums, too.") < page.index("On it.")
    ana.do(ask_call, phone="+351 91 000 0000")
    ana.do(reply, body="After four.")
    (line, *_) = re.findall(r'<details class="reply-line">.*?</summary>', ana.page(), re.S)
    assert "You asked for a call" in line, "what it is about is told in its line"
    ana.write("I have seen them all.")
    assert 'class="reply-line"' not in ana.page(), "below the letter they are whole again"


def test_what_was_done_about_the_public_view_is_one_line_a_day(ana: Ana):
    ana.write("On it.")
    ana.run(publish, ana.id, PublicChoice(), ana.clock.forward(minutes=1))
    assert "changes to what others see" not in ana.page()
    ana.run(rotate, ana.id, "public", ana.clock.forward(minutes=1))
    ana.run(publish, ana.id, PublicChoice(company=False), ana.clock.forward(minutes=1))
    ana.clock.forward(days=1)
    ana.run(rotate, ana.id, "badge", ana.clock())
    page = ana.page()
    assert page.count('class="event-day"') == 1
    assert "2 changes to what others see" in page or "3 changes to what others see" in page
    assert page.count("switched the public view on") == 1, "each stands inside"
