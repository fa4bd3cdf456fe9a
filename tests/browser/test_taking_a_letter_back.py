"""A letter is taken back while its seconds run, and one that has gone is corrected before everybody's eyes."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import update

from statuspage.domain.correcting import correct_letter
from statuspage.domain.desk.held_letters import LetterOnHold, choose_hold
from statuspage.domain.people.agents import agent_by_email
from tests.browser.acts import begin_letter, composer, letters, listens, send
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now

WORDS = "Ana, the fuse trips twelve degrees early."


def hold(server: Server, seconds: int | None) -> None:
    """Of Noor, who writes in no other test here."""
    server.do(lambda session: choose_hold(agent_by_email(session, "noor@fernhill.example"), seconds))


def test_a_letter_is_taken_back_by_a_key_while_a_colleague_sees_that_one_is_being_sent(
    server: Server, visit: Visit, ticket: Fresh, maria: Page
) -> None:
    hold(server, 300)
    noor = visit(ticket.desk, agent="noor")
    begin_letter(noor, WORDS)
    send(noor)
    told = noor.locator(".held [role=status]")
    expect(told).to_contain_text("Until then you can take it back.")
    expect(noor.locator("[data-held-count]")).to_have_text(re.compile(r"^\d+$"))  # it counts, unheard
    sending = maria.get_by_text("Noor is sending a letter")
    expect(sending).to_be_visible()
    expect(maria.get_by_text(WORDS)).to_have_count(0)
    listens(noor)
    noor.locator("body").press("z")
    expect(composer(noor).get_by_label("Your letter to")).to_have_value(WORDS)
    expect(noor.locator(".held")).to_have_count(0)
    expect(sending).to_be_hidden()
    assert ticket.version == 2


def test_the_page_says_once_that_the_letter_has_gone(server: Server, visit: Visit, ticket: Fresh) -> None:
    hold(server, 300)
    noor = visit(agent="noor")
    noor.clock.install()
    noor.goto(ticket.desk)
    begin_letter(noor, WORDS)
    send(noor)
    expect(noor.locator("[data-held-count]")).to_have_text(re.compile(r"^\d+$"))
    server.do(lambda session: session.execute(update(LetterOnHold).values(send_at=now())))
    noor.clock.fast_forward(301_000)  # for her the seconds are over, too
    told = noor.locator(".held [role=status]")
    expect(told).to_have_text("Sent: it stands on the page of Ana. No mail leaves from here.")
    expect(letters(noor).filter(has_text=WORDS)).to_have_count(1)
    expect(noor.locator(".held form")).to_have_count(0)
    begin_letter(noor, "And one more thing.")
    expect(noor.locator("#letter [name=seen]")).to_have_value(str(ticket.version))  # whoever wrote it has read it


def test_a_correction_comes_to_the_open_page_with_the_old_words_one_click_away(
    server: Server, visit: Visit, ticket: Fresh
) -> None:
    maria = server.do(agent_by_email, "maria@fernhill.example")
    version = ticket.letter(WORDS)
    ana = visit(ticket.page)
    letter = letters(ana).filter(has_text="twelve degrees")
    expect(letter).to_be_visible()
    server.do(correct_letter, ticket.id, version, maria, now(), body=WORDS.replace("twelve", "nine"))
    corrected = letters(ana).filter(has_text="nine degrees")
    expect(corrected.locator(".letter-body")).to_have_text("Ana, the fuse trips nine degrees early.")
    expect(corrected.get_by_text("twelve degrees")).to_be_hidden()
    corrected.get_by_text("What it said before").click()
    expect(corrected.get_by_text("twelve degrees")).to_be_visible()
