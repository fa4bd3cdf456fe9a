"""A key to what was erased since: it gets a calm page of its own, whoever comes with it."""

from werkzeug.exceptions import Gone

from statuspage.db import db
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.erasures import Erasure, erased, erased_overview


class Erased(Gone):
    """All words behind this address were erased. ``language`` is that of whoever they were, "" if nobody said it."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language


def refuse_erased(ticket_id: int) -> None:
    """Raise ``Erased`` where this ticket's words are gone."""
    _refuse(erased(db.session(), ticket_id))


def refuse_erased_overview(overview_id: int) -> None:
    """Raise ``Erased`` where this overview was erased with all its tickets."""
    _refuse(erased_overview(db.session(), overview_id))


def _refuse(found: Erasure | None) -> None:
    if found is not None:
        raise Erased(db.session.get_one(Customer, found.customer_id).language)
