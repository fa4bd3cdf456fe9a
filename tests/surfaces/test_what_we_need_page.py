"""What is asked for, on the customer's page and their companions': given in one form, and no typed word is lost."""

import io
import re
from datetime import timedelta

import pytest

from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import reply
from statuspage.domain.need_verbs import tick_off
from statuspage.domain.needs import needed
from statuspage.domain.reading import read_head
from statuspage.domain.shares.share import shares_of
from statuspage.surfaces.customer.moving import live_until
from tests.surfaces.private_things import Ana, field, fresh, words

LINES = "A photo of the label\nThe order number"


@pytest.fixture
def asked(ana: Ana) -> int:
    """The version of a letter that asks for two things by tomorrow, 10:00."""
    return ask(ana)


def ask(ana: Ana, lines: str = LINES) -> int:
    return ana.write("I need two things.", needs=needed(lines, "2026-11-24T10:00", "Europe/Lisbon", ana.clock()))


def joanas(ana: Ana, *, may_write: bool) -> str:
    """The path of a companion's own page."""
    joana = ana.do(let_in, name="Joana Reis", email="", may_write=may_write)
    with fresh() as session:
        urls = ana.app.extensions["urls"]
        return str(urls.shared(shares_of(session, ana.id, joana.id)["private"])).removeprefix(urls.base)


def checklist(page: str) -> str:
    found = re.search(r'<section class="ask needs".*?</section>', page, re.S)
    return words(found[0]) if found else ""


def test_the_list_stands_directly_above_the_field_to_write_in(ana: Ana, asked: int):
    page = ana.page()
    assert "Maria needs from you, by tomorrow, 10:00" in checklist(page)
    assert "A photo of the label" in checklist(page)
    assert page.index('id="needs"') < page.index('id="answer"') < page.index('id="letters"')
    assert "with you since today, 09:13" in words(page)


def test_what_is_filled_in_is_given_and_the_rest_stays_open(ana: Ana, asked: int):
    answer = ana.send("given", **{f"need-{asked}-1": "It is on the box.", f"need-{asked}-2": ""})
    assert (answer.status_code, answer.location) == (303, f"{ana.path}?said=given")
    page = ana.page("?said=given")
    assert "What you gave has arrived." in page
    assert "A photo of the label You gave this It is on the box." in checklist(page)
    assert 'id="field-2-1" hidden' in page
    assert 'id="field-2-2">' in page
    assert "You gave 1 of what was asked for; still open: 1" in words(page)
    assert ana.ticket.turn == "you"


def test_with_the_last_of_it_the_list_is_done_and_stands_ticked_in_its_letter(ana: Ana, asked: int):
    ana.send("given", **{f"need-{asked}-1": "It is on the box.", f"another-{asked}-2": "yes"})
    page = ana.page()
    assert checklist(page) == ""
    assert "The order number You sent this in another way" in words(page)
    assert "You gave what was still asked for" in words(page)
    assert "with you since" not in page
    assert ana.ticket.turn == "us"


def test_by_script_the_live_part_comes_back_with_it(ana: Ana, asked: int):
    answer = ana.send("given", by_script=True, **{f"need-{asked}-1": "Here."})
    assert answer.status_code == 200
    assert "You gave this" in answer.text
    assert "What you gave has arrived." in answer.text


def test_nothing_filled_in_is_refused_in_words(ana: Ana, asked: int):
    answer = ana.send("given", **{f"need-{asked}-1": " "})
    assert answer.status_code == 422
    assert "Write something in one of the lines" in answer.text


def test_five_thousand_signs_are_refused_beside_their_line_and_nothing_is_lost(ana: Ana, asked: int):
    typed = {f"need-{asked}-1": "é" * 5_000, f"need-{asked}-2": "4711"}
    answer = ana.send("given", **typed, **{f"another-{asked}-2": "yes"})
    assert answer.status_code == 422
    assert {name: field(answer.text, name) for name in typed} == typed
    assert f'href="#need-{asked}-1"' in answer.text
    assert f'aria-describedby="need-{asked}-1-error"' in answer.text
    assert f'name="another-{asked}-2" value="yes" checked' in answer.text
    assert "given" not in ana.kinds


def test_a_second_tab_is_told_that_it_was_given_and_its_other_words_arrive(ana: Ana, asked: int):
    ana.send("given", once="first", **{f"need-{asked}-1": "In the mail."})
    again = ana.send("given", once="second", **{f"need-{asked}-1": "In the mail."})
    assert again.location.endswith("?said=given_before")
    assert ana.kinds.count("given") == 1
    ana.send("given", once="third", **{f"need-{asked}-1": "And the town is Porto."})
    assert ana.kinds[-1] == "reply"
    page = ana.page("?said=given_before")
    assert "That had been given already." in page
    assert "And the town is Porto." in page


def test_a_form_sent_twice_counts_once(ana: Ana, asked: int):
    answers = [ana.send("given", once="same", **{f"need-{asked}-1": "Here."}) for _ in range(2)]
    assert [answer.location for answer in answers] == [f"{ana.path}?said=given"] * 2
    assert ana.kinds.count("given") == 1


def test_words_for_a_line_that_there_is_not_come_back_to_be_copied(ana: Ana, asked: int):
    answer = ana.send("given", **{"need-77-1": "Where does this go?"})
    assert answer.status_code == 422
    assert "This is not asked for here any more." in answer.text
    assert field(answer.text, "kept") == "Where does this go?"


def test_words_for_a_line_that_was_let_go_meanwhile_arrive_as_a_reply(ana: Ana, asked: int):
    ana.do(tick_off, ana.cast.maria, key=f"{asked}-1", came=False)
    assert "A photo of the label Maria no longer needs this" in checklist(ana.page())
    ana.send("given", **{f"need-{asked}-1": "I had it ready."})
    assert ana.kinds[-1] == "reply"
    assert "I had it ready." in ana.page()


def test_a_time_that_has_passed_is_said_calmly_and_nothing_happens_by_itself(ana: Ana, asked: int):
    ana.page()
    before = ana.ticket.version
    ana.clock.forward(hours=25)
    page = ana.page()
    assert "Maria asked you for this; it was wished by today, 10:00" in checklist(page)
    assert (ana.ticket.version, ana.ticket.turn) == (before, "you")


def test_the_time_passes_on_an_open_page_too(ana: Ana, asked: int):
    with fresh() as session:
        head = read_head(session, ana.id)
        assert head is not None
        due_at = head.needs[0].due_at
        assert live_until(head, due_at - timedelta(seconds=30)) == due_at + timedelta(seconds=1)


def test_a_companion_who_may_write_gives_under_their_own_name(ana: Ana, asked: int):
    page = joanas(ana, may_write=True)
    assert "Maria needs from Ana, by tomorrow, 10:00" in checklist(ana.client.get(page).text)
    ana.client.post(f"{page}/given", data={f"need-{asked}-1": "From me."})
    assert "Joana Reis gave this From me." in checklist(ana.page())
    assert "You gave this From me." in checklist(ana.client.get(page).text)


def test_a_companion_who_only_reads_sees_the_list_and_no_field(ana: Ana, asked: int):
    page = joanas(ana, may_write=False)
    shown = ana.client.get(page).text
    assert "A photo of the label" in checklist(shown)
    assert "need-field" not in shown
    assert ana.client.post(f"{page}/given", data={f"need-{asked}-1": "From me."}).status_code == 403


def test_a_reply_leaves_the_list_open(ana: Ana, asked: int):
    ana.do(reply, body="Which label?")
    assert "A photo of the label" in checklist(ana.page())


def test_what_was_asked_and_given_is_told_safely(ana: Ana):
    asked = ask(ana, "<b>A photo</b>")
    ana.send("given", **{f"need-{asked}-1": "<script>alert(1)</script>"})
    page = ana.page()
    assert "&lt;b&gt;A photo&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_a_reply_with_a_file_gives_the_lines_that_are_ticked(ana: Ana, asked: int):
    assert re.search(rf'name="gives-{asked}-1" value="yes" form="reply"', ana.page()), "it belongs to the reply"
    assert f'name="gives-{asked}-1"' in ana.client.get(f"{ana.path}/live").text, "and comes with the news"
    photo = {"files": (io.BytesIO(b"Label: EM-4, 230 V"), "label.txt"), f"gives-{asked}-1": "yes"}
    answer = ana.send("replies", body="", **photo)
    assert (answer.status_code, answer.location) == (303, f"{ana.path}?said=given")
    page = ana.page()
    assert "A photo of the label You gave this in a reply" in checklist(page)
    assert f'name="gives-{asked}-1" value="yes" form="reply" disabled' in page, "it cannot be given twice"
    assert "label.txt" in page
    assert ana.ticket.turn == "you", "the number is still open"
    answer = ana.send("replies", body="It is 1042.", **{f"gives-{asked}-2": "yes"})
    assert answer.status_code == 303
    assert ana.ticket.turn == "us"
    assert "It is 1042." in words(ana.page())


def test_a_reply_that_gives_something_needs_words_or_a_file(ana: Ana, asked: int):
    answer = ana.send("replies", body=" ", **{f"gives-{asked}-2": "yes"})
    assert answer.status_code == 422
    assert re.search(rf'name="gives-{asked}-2" value="yes" checked', answer.text), "the tick stays"
    assert ana.ticket.turn == "you"


def test_what_was_given_meanwhile_loses_no_words_and_no_file(ana: Ana, asked: int):
    ana.send("given", **{f"need-{asked}-1": "It is on the box."})
    brought = {"files": (io.BytesIO(b"Label: EM-4"), "label.txt"), f"gives-{asked}-1": "yes"}
    assert ana.send("replies", body="Here it is again.", **brought).status_code == 303
    page = ana.page()
    assert "Here it is again." in words(page)
    assert "label.txt" in page
