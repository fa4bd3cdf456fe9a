"""A promise's line in a calendar changes only with a higher number, whatever happens to the ticket."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from statuspage.domain.agent_verbs import hand_over, move_promise
from statuspage.domain.promise_lines import read_lines
from tests.cast import due
from tests.domain.conftest import on_stage

STEPS = some.lists(some.sampled_from(["letter", "ask", "move", "hand", "wait"]), max_size=14)


@pytest.mark.long
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_happens_an_event_changes_only_with_a_higher_number(stage: Any, clock: Any, steps: list[str]) -> None:
    clock.time = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
    with on_stage(*stage, clock) as scene:
        known: dict[int, Any] = {}
        for step in steps:
            clock.forward(minutes=7)
            now, ticket, maria, tom = clock(), scene.ticket, scene.cast.maria, scene.cast.tom
            if step == "letter":
                scene.letter(hours=2)
            elif step == "ask":
                scene.ask_solved()
            elif step == "hand":
                give, take = (maria, tom) if ticket.owner_id == maria.id else (tom, maria)
                hand_over(scene.session, ticket.id, give, take, now, note="Yours.")
            elif step == "move" and ticket.promised_at and now < ticket.promised_at:
                move_promise(scene.session, ticket.id, maria, now, due(now, hours=4))
            elif step == "wait":
                clock.forward(hours=3)
            for line in read_lines(scene.session, ticket.id, clock()):
                old = known.get(line.origin_id, line)
                same = (old.due_at, old.outcome) == (line.due_at, line.outcome)
                assert line.revision > old.revision or (same and line.revision == old.revision)
                assert line.changed_at >= old.changed_at
                known[line.origin_id] = line
