"""Every column of every table is declared in the erasing's map: a new one has to say whether words stand there."""

import pytest
from sqlalchemy import JSON, LargeBinary, String

from statuspage import create_app  # every table is known then
from statuspage.domain.base import Base
from statuspage.domain.privacy.holdings import HOLDINGS

assert create_app
WHERE = "statuspage/domain/privacy/holdings.py"
# Columns with room for words that are plain all the same, each with the reason.
NO_WORDS = {
    "backup_run.fault": "Why a backup could not be made: what the system, the database or the storage says.",
    "backup_run.name": "Where a backup is: a path or a bucket of the operator’s, and an instant.",
    "event.data": "Facts hold nobody's words, which test_what_never_changes.py sees to after every deed.",
    "throttle.times": "Instants and counts.",
    "audit.data": "Counts and our own words.",
    "erasure.leftovers": "Random names in the storage, until they are deleted.",
    "agent.absences": "Ids and instants.",
    "agent.hours": "Times of a week.",
    "agent.notices": "Names of notices.",
    "agent.speaks": "Tags of languages.",
    "assignment_rule.criteria": "Names of criteria.",
    "merge.before": "Numbers and instants of both tickets, which taking it back puts there again.",
    "saved_view.asked": "Names of filters and of their choices; desk/views.py lets nothing else in.",
    "ticket.step_versions": "Names of steps, and versions.",
    "topic.agents": "Ids of agents.",
}


def columns():
    return {f"{name}.{column.name}": column for name, table in Base.metadata.tables.items() for column in table.c}


def declared():
    return [f"{name}.{column}" for name, holding in HOLDINGS.items() for column in holding.columns]


def test_every_column_is_declared_once():
    missing = sorted(columns().keys() - {*declared()})
    assert not missing, (
        f"Say in {WHERE} of each of these whether words, names or addresses of a customer can stand there (theirs), of"
        f" the team alone (team), or of nobody (plain): {', '.join(missing)}"
    )
    twice = sorted({one for one in declared() if declared().count(one) > 1})
    assert not twice, f"{WHERE} declares twice: {', '.join(twice)}"


def test_nothing_is_declared_that_is_not_there():
    gone = sorted({*declared()} - columns().keys())
    assert not gone, f"{WHERE} declares what is in no table: {', '.join(gone)}"


@pytest.mark.parametrize("name", [name for name, holding in HOLDINGS.items() if holding.theirs or holding.goes])
def test_what_is_somebodys_says_in_which_rows_it_is_theirs(name):
    assert HOLDINGS[name].rows is not None, f"{WHERE}: say in which rows of {name} the words of a person stand (rows)"


def has_room(column):
    kind = column.type
    return isinstance(kind, JSON | LargeBinary) or (isinstance(kind, String) and (kind.length or 1_000) > 100)


def test_a_column_with_room_for_words_is_plain_only_for_a_reason():
    plain = {f"{name}.{column}" for name, holding in HOLDINGS.items() for column in holding.plain.split()}
    roomy = {name for name, column in columns().items() if name in plain and has_room(column)}
    unsaid = sorted(roomy - NO_WORDS.keys() - HASHES)
    assert not unsaid, f"Say in NO_WORDS why nobody's words can stand in: {', '.join(unsaid)}"
    assert not NO_WORDS.keys() - roomy, sorted(NO_WORDS.keys() - roomy)


HASHES = {"agent.password_hash", "agent.photo", "file.media_type"}  # ours, whatever room they have
