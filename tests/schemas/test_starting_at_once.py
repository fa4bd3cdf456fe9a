"""Several processes start at once on one database: one upgrades it, the others wait, and all of them serve."""

import subprocess
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.demo.past import HOUSES
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.migrations.lock import alone
from statuspage.migrations.revisions import newest, recorded
from tests.schemas.conftest import RELEASED, load
from tests.schemas.processes import preparing

pytestmark = pytest.mark.heavy_on_postgresql

AT_ONCE = 3
SOME_TIME = 5  # seconds, mostly enough to come to the lock; a process that is slower proves nothing, and fails nothing


@pytest.mark.torture
@pytest.mark.parametrize("version", ["nothing", RELEASED[-1]])
def test_all_of_them_find_the_database_as_they_need_it(database, start, tmp_path, version):
    if version != "nothing":
        load(database, version)
    with ExitStack() as stack:
        processes = [stack.enter_context(preparing(database, tmp_path)) for _ in range(AT_ONCE)]
        said = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * AT_ONCE, "\n".join(said)
    app = start()
    with app.app_context():
        with db.engine.connect() as connection:
            assert recorded(connection) == newest()
        assert db.session.scalar(select(func.count()).select_from(Agent)) == 3
        assert db.session.scalar(select(func.count()).select_from(Ticket)) >= 14
        assert app.test_client().get("/readyz").status_code == 200


@pytest.mark.torture
def test_the_very_first_starts_at_once_agree_on_a_secret_and_tell_one_past(database, start, tmp_path):
    """The demo's quarter of ordinary weeks takes longer than a database waits for a lock."""
    if database.startswith("postgresql"):
        return  # the same lock; the secret and the weeks are no matter of the database
    first = {"STATUSPAGE_SECRET_KEYS": "", "STATUSPAGE_TEAM_PAGE": "on"}
    with ExitStack() as stack:
        processes = [stack.enter_context(preparing(database, tmp_path, **first)) for _ in range(AT_ONCE)]
        said = [process.communicate(timeout=600)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * AT_ONCE, "\n".join(said)
    assert sorted(path.name for path in tmp_path.glob("*secret*")) == ["secret"]
    app = start()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Agent)) == 3
        houses = select(func.count()).select_from(Customer).where(Customer.name == HOUSES[0])
        assert db.session.scalar(houses) == 1


def test_who_comes_second_waits_for_the_first(database, start, tmp_path):
    app = start()
    with app.app_context(), ExitStack() as stack:
        with alone(db.engine):
            process = stack.enter_context(preparing(database, tmp_path))
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=SOME_TIME)
            with db.engine.connect() as connection:
                assert recorded(connection) is None
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        with db.engine.connect() as connection:
            assert recorded(connection) == newest()
