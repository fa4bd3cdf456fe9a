"""When it is over: who ended it, the one question that each end asks, and what was sent too late for it."""

from statuspage.domain.asking import confirm, reopen
from statuspage.domain.reading import PAGE
from statuspage.domain.sharing import rotate
from statuspage.domain.writing import close_unconfirmed
from tests.surfaces.private_things import Ana, words

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
