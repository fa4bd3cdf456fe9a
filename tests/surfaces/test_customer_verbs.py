"""What the customer sends: each form works without script, counts once, and loses nothing that was typed."""

import pytest

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.validation import REPLY_LIMIT
from tests.surfaces.private_things import BY_SCRIPT, Ana, field, words

RLO = "\u202e"


def test_a_reply_arrives_and_the_reader_is_sent_back_to_the_page(ana: Ana):
    answer = ana.send("replies", body="Thank you, that helps.", once="a")
    assert (answer.status_code, answer.location) == (303, f"{ana.path}?said=written")
    assert "Thank you, that helps." in ana.page("?said=written")
    assert "Your words have arrived." in ana.page("?said=written")


def test_the_same_form_sent_twice_counts_once_and_both_are_told_that_it_arrived(ana: Ana):
    answers = [ana.send("replies", body="Once.", once="same") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert ana.kinds.count("reply") == 1


@pytest.mark.parametrize("body", ["", "   ", "\u200b", "\n\n"])
def test_an_empty_reply_is_refused_in_words_beside_its_field(ana: Ana, body: str):
    answer = ana.send("replies", body=body, once="a")
    assert answer.status_code == 422
    assert "Please write something here." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'href="#body"' in answer.text
    assert "reply" not in ana.kinds


def test_a_reply_that_is_too_long_comes_back_whole_with_the_count(ana: Ana):
    body = "é" * (REPLY_LIMIT + 7)
    answer = ana.send("replies", body=body, once="a")
    assert answer.status_code == 422
    assert str(REPLY_LIMIT + 7) in answer.text
    assert field(answer.text, "body") == body


def test_a_reply_at_the_very_limit_arrives(ana: Ana):
    assert ana.send("replies", body="🎉" * REPLY_LIMIT, once="a").status_code == 303


def test_a_reply_of_more_than_ten_times_its_length_comes_back_whole_too(ana: Ana):
    body = "word " * 25_000
    answer = ana.send("replies", body=body, once="a")
    assert answer.status_code == 422
    assert field(answer.text, "body").strip() == body.strip()


def test_more_than_a_request_may_carry_is_refused_calmly(ana: Ana):
    answer = ana.send("replies", body="x" * (4 * 1024 * 1024))
    assert answer.status_code == 413
    assert "That was too much at once" in answer.text


@pytest.mark.parametrize(("typed", "kept"), [(f"abc{RLO}def", "abcdef"), ("a\x07b", "ab"), ("a\x00b", "ab")])
def test_invisible_characters_are_taken_out_and_the_text_stays_to_be_sent_again(ana: Ana, typed: str, kept: str):
    answer = ana.send("replies", body=typed, once="a")
    assert answer.status_code == 422
    assert field(answer.text, "body") == kept


@pytest.mark.parametrize("body", ["👩🏽‍🔧 danke", "شكراً جزيلاً", "line\r\nline", "<b>&amp;</b>", "%s {{x}} %(name)s"])
def test_whatever_people_write_arrives_as_they_wrote_it(ana: Ana, body: str):
    assert ana.send("replies", body=body, once="a").status_code == 303
    assert ana.page()


def test_that_is_right_and_not_quite_are_answers_to_what_was_heard(ana: Ana):
    ana.write()
    assert ana.send("heard", answer="right", once="a").status_code == 303
    assert "You said: that’s right" in words(ana.page())
    assert ana.send("heard", answer="not_quite", not_quite="It is the grinder.", once="b").status_code == 303
    assert "It is the grinder." in ana.page()


def test_not_quite_needs_words_and_opens_its_form_when_they_are_missing(ana: Ana):
    ana.write()
    answer = ana.send("heard", answer="not_quite", not_quite=" ", once="a")
    assert answer.status_code == 422
    assert "popover" not in answer.text.split('id="not_quite"')[1].split(">")[0]


def test_nothing_can_be_right_before_anything_was_heard(ana: Ana):
    answer = ana.send("heard", answer="right")
    assert answer.status_code == 422
    assert "Nobody has written yet what they heard." in answer.text


def test_a_call_is_asked_for_with_a_number_and_a_time_in_ones_own_words(ana: Ana):
    assert ana.send("calls", phone="+351 91 123 456", when="today after four", once="a").status_code == 303
    assert ana.ticket.call_asked_at is not None
    assert "today after four" in ana.page()


def test_a_phone_number_that_is_none_stays_in_the_form(ana: Ana):
    answer = ana.send("calls", phone="call me", when="soon", once="a")
    assert answer.status_code == 422
    assert 'value="call me"' in answer.text
    assert 'value="soon"' in answer.text


def test_thanks_go_to_the_writer_of_a_letter_and_count_once(ana: Ana):
    letter = ana.write()
    for key in ("a", "b"):
        assert ana.send("thanks", letter=letter, once=key).status_code == 303
    assert ana.kinds.count("thanked") == 1
    assert "You thanked Maria" in words(ana.page())


@pytest.mark.parametrize(("letter", "status"), [("x", 400), ("", 400), ("-1", 400), ("9" * 30, 400), ("99", 422)])
def test_thanks_for_no_letter_are_refused(ana: Ana, letter: str, status: int):
    assert ana.send("thanks", letter=letter).status_code == status


def test_only_the_customer_says_that_it_is_solved_and_only_when_asked(ana: Ana):
    ana.write()
    assert ana.send("confirmation", answer="yes", once="a").status_code == 422
    ana.write(asks_solved=True)
    assert ana.send("confirmation", answer="yes", once="b").status_code == 303
    assert ana.ticket.closure == "confirmed"


def test_not_yet_needs_words_and_keeps_them(ana: Ana):
    ana.write(asks_solved=True)
    assert ana.send("confirmation", answer="not_yet", not_solved="", once="a").status_code == 422
    assert ana.send("confirmation", answer="not_yet", not_solved="It leaks.", once="b").status_code == 303
    assert ana.ticket.step == "working"


def test_one_press_opens_a_closed_ticket_again(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    for _ in range(2):
        assert ana.send("reopening", once="a").status_code == 303
    assert ana.ticket.is_open
    assert ana.kinds.count("reopened") == 1


def test_writing_on_a_closed_ticket_opens_it_again(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    ana.send("replies", body="It died.", once="a")
    assert ana.ticket.is_open


@pytest.mark.parametrize("listened", ["", "very", "yes\n"])
def test_a_feeling_that_was_not_offered_is_refused_with_the_words_kept(ana: Ana, listened: str):
    ana.write(asks_solved=True)
    ana.do(confirm)
    answer = ana.send("feeling", listened=listened, felt="You were kind.", once="a")
    assert answer.status_code == 422
    assert field(answer.text, "felt") == "You were kind."


@pytest.mark.parametrize("verb", ["replies", "heard", "calls", "thanks", "confirmation", "reopening", "feeling"])
def test_a_verb_is_not_a_page_and_opening_its_address_does_nothing(ana: Ana, verb: str):
    answer = ana.client.get(f"{ana.path}/{verb}")
    assert (answer.status_code, "POST" in answer.headers["Allow"]) == (405, True)
    assert ana.kinds == ["opened"]


def test_a_form_from_another_site_changes_nothing(ana: Ana):
    answer = ana.client.post(f"{ana.path}/replies", data={"body": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert ana.kinds == ["opened"]


def test_sixty_posts_a_minute_are_enough(ana: Ana):
    statuses = [ana.send("reopening").status_code for _ in range(61)]
    assert statuses == [303] * 60 + [429]


def test_by_script_a_reply_brings_back_an_empty_form_and_the_live_part(ana: Ana):
    answer = ana.send("replies", by_script=True, body="Hello Maria.", once="a")
    assert answer.status_code == 200
    assert field(answer.text, "body") == ""
    assert 'id="live" hx-swap-oob' in answer.text
    assert "Hello Maria." in answer.text
    assert "<html" not in answer.text


def test_by_script_a_refused_reply_brings_back_the_form_with_the_text_and_the_reason(ana: Ana):
    answer = ana.send("replies", by_script=True, body=f"Hello{RLO}", once="a")
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<form")
    assert field(answer.text, "body") == "Hello"


def test_by_script_every_refusal_of_the_server_is_a_short_notice(ana: Ana):
    answer = ana.client.get(f"{ana.path}/replies", headers=BY_SCRIPT)
    assert answer.status_code == 405
    assert "<html" not in answer.text
    assert "notice" in answer.text


def test_being_there_is_said_without_words(ana: Ana):
    for doing, status in (("reading", 204), ("writing", 204), ("gone", 204), ("dancing", 400), ("", 400)):
        assert ana.send("presence", doing=doing).status_code == status
    assert ana.kinds == ["opened"]
