"""Beside the server: what was erased is written over, and every process lets go of what it holds in memory."""

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import forgetting
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.privacy.erasures import Erasure


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_process_lets_go_once_for_each_erasing_and_writes_it_over(app, cast, run, clock):
    let_go = []
    app.extensions["forgets"] = [lambda: let_go.append(clock())]
    work = forgetting._worker()
    assert work() == forgetting.LOOK
    assert let_go == []
    run(erase, cast.ana.id, clock.forward(minutes=1))
    for _ in range(2):
        work()
    assert let_go == [clock()]
    db.session.rollback()
    assert db.session.scalars(select(Erasure.wiped_at)).one() == clock()
