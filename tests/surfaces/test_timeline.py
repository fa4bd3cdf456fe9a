"""The long card: from the question to the next word, with the newest letters that may be read, or the steps."""

import pytest
from lxml.html import HtmlElement, fromstring

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.publication.choice import PublicChoice
from tests.surfaces.public_things import EVERYTHING, Shown

WORDLESS = PublicChoice(owner="nobody")


def story(shown: Shown) -> list[HtmlElement]:
    page = fromstring(shown.get("embed", "?size=timeline").text)
    return page.xpath("//ol[@class='card-story']/li")


def kinds(shown: Shown) -> list[str]:
    return [str(moment.get("class")).removeprefix("is-") for moment in story(shown)]


def test_the_newest_letters_stand_between_the_question_and_the_next_word(shown: Shown) -> None:
    for number in range(5):
        shown.letter(f"Letter {number} about the **pump**.")
    shown.publish(EVERYTHING)
    assert kinds(shown) == ["asked", "gap", "letter", "letter", "letter", "due"]
    told = [" ".join(moment.text_content().split()) for moment in story(shown)]
    assert told[2].startswith("Maria wrote")
    assert [text.rsplit("Letter", 1)[1] for text in told[2:5]] == [f" {n} about the pump." for n in (2, 3, 4)]
    assert told[5].startswith("Next word by")


def test_without_letters_the_steps_stand_there_and_the_next_word_before_what_is_to_come(shown: Shown) -> None:
    shown.letter("It is on the bench.", step="working")
    shown.publish()
    assert kinds(shown) == ["asked", "done", "passed", "now", "due", "todo", "todo"]
    (now,) = [moment for moment in story(shown) if moment.get("aria-current") == "step"]
    assert "Working on it" in now.text_content()
    assert "today" in now.text_content()


@pytest.mark.parametrize("secret", ["for Ana alone", "private"])
def test_a_letter_that_may_not_be_read_leaves_no_trace(shown: Shown, secret: str) -> None:
    shown.letter("This one is for Ana alone.", public=False)
    shown.publish(EVERYTHING)
    assert "letter" not in kinds(shown)
    assert "gap" not in kinds(shown)
    assert secret not in shown.get("embed", "?size=timeline").text


def test_a_letter_is_shortened_at_a_word_and_holds_no_markup(shown: Shown) -> None:
    shown.letter("<b>Bold</b> & *leaning* " + "word " * 60)
    shown.publish(EVERYTHING)
    (letter,) = [moment for moment in story(shown) if moment.get("class") == "is-letter"]
    (text,) = letter.xpath("p")
    assert text.text_content().endswith("word…")
    assert len(text.text_content()) < 180
    assert text.text_content().startswith("<b>Bold</b> & leaning word")
    assert not len(text)


def test_a_late_word_and_the_customers_yes_are_said(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=2)
    shown.publish(EVERYTHING)
    shown.clock.forward(hours=5)
    assert kinds(shown)[-1] == "late"
    shown.letter("It ran all night.", asks_solved=True)
    assert kinds(shown)[-1] == "question"
    shown.do(confirm)
    assert kinds(shown)[-1] == "solved"


def test_with_nobody_and_nothing_shown_it_still_reads_well(shown: Shown) -> None:
    shown.letter("It is on the bench.", step="working")
    shown.publish(PublicChoice(owner="nobody", steps=False, clock=False, promise=False, letters=True))
    (letter,) = story(shown)
    assert "A letter" in letter.text_content()
    shown.publish(PublicChoice(owner="nobody", steps=False, clock=False, promise=False))
    assert story(shown) == []
    assert "Someone" in shown.get("embed", "?size=timeline").text
