"""All that no person wrote."""

from collections.abc import Iterator

from tests.delivery.machines.absent import answers, away
from tests.delivery.machines.failed import delays, failures, more_bounces, receipts
from tests.delivery.machines.many import gone_round, of_calendars, of_challengers, of_lists, of_spam
from tests.delivery.machines.samples import Sample


def machines() -> Iterator[Sample]:
    """Each kind of mail that is refused, in the forms of those who write it."""
    for kind in (
        away,
        answers,
        delays,
        more_bounces,
        receipts,
        of_lists,
        of_calendars,
        of_challengers,
        of_spam,
        gone_round,
    ):
        yield from kind()
    yield from (one.sample for one in failures())
