"""When it is over: who ended it, the one question that each end asks, and what was sent too late for it."""

from collections.abc import Callable

import pytest

from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.customer_verbs import confirm, reopen
from statuspage.domain.reading import PAGE
from statuspage.domain.shares.verbs import rotate
from tests.surfaces.private_things import Ana, field, words

QUESTION = "Did you feel listened to?"


def end(ana: Ana) -> None:
    ana.write(asks_solved=True)
    ana.do(confirm)


def test_the_card_names_who_closed_it_however_much_was_done_since(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(close_unconfirmed, ana.cast.maria)
    for number in range(PAGE + 1):
        said = words(ana.page())
        assert "Maria closed this today, 09:14 You have not said whether it is solved." in said, number
        ana.do(rotate, "feed")


def test_the_question_stays_answered_however_much_was_done_since(ana: Ana):
    end(ana)
    ana.send("feeling", listened="partly", felt="Kind, but slow.")
    for _ in range(PAGE + 1):
        ana.do(rotate, "feed")
    assert QUESTION not in ana.page()


def test_every_end_asks_anew(ana: Ana):
    end(ana)
    ana.send("feeling", listened="yes")
    ana.do(reopen)
    assert QUESTION not in ana.page()
    end(ana)
    assert QUESTION in ana.page()
    assert ana.send("feeling", listened="no").status_code == 303
    assert QUESTION not in ana.page()


@pytest.mark.parametrize("by_script", [False, True])
@pytest.mark.parametrize("late", ["opened again", "answered already"])
def test_what_was_said_too_late_is_given_back(ana: Ana, late: str, by_script: bool):
    end(ana)
    if late == "opened again":
        ana.do(reopen)
    else:
        ana.send("feeling", listened="no")
    answer = ana.send("feeling", by_script=by_script, listened="yes", felt="You were kind <3")
    assert answer.status_code == 422
    assert "You were kind &lt;3" in field(answer.text, "kept")
    assert ("We ask this when it is over." in answer.text) == (late == "opened again")


@pytest.mark.parametrize(
    ("prepare", "what", "fields", "why"),
    [
        (end, "calls", {"phone": "+351 91 000 0000", "when": "after four"}, "Reopen it, and ask again."),
        (Ana.write, "confirmation", {"answer": "not_yet", "not_solved": "It leaks."}, "Nobody has called this solved"),
        (Ana.page, "heard", {"answer": "not_quite", "not_quite": "The pump."}, "Nobody has written yet what they"),
    ],
)
@pytest.mark.parametrize("by_script", [False, True])
def test_a_form_that_is_refused_as_a_whole_says_why_and_keeps_what_was_typed(
    ana: Ana, prepare: Callable[[Ana], object], what: str, fields: dict[str, str], why: str, by_script: bool
):
    prepare(ana)
    answer = ana.send(what, by_script=by_script, **fields)
    assert answer.status_code == 422
    form = answer.text.split(f'action="{ana.path}/{what}"')[-1].split("</form>")[0]
    assert why in words(form)
    assert list(fields.values())[-1] in form
