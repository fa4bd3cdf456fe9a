"""The sites of others on which the form for asking may stand in a frame: the team's own list, empty at first."""

from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.shares import sites

_ONLY = 1  # the key of the one row


class AskSites(Base):
    """The team's list: ``sites`` are origins as ``shares/sites.py`` spells them. There is one row, or none."""

    __tablename__ = "ask_sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    sites: Mapped[list[str]]


def read_ask_sites(session: Session) -> tuple[str, ...]:
    """The origins on which the form may stand, beside our own; none where the team named none."""
    found = session.get(AskSites, _ONLY)
    return () if found is None else tuple(found.sites)


def save_ask_sites(session: Session, typed: str) -> None:
    """Let the form stand on these sites, one to a line, and on no others."""
    upsert(session, AskSites, ("id",), (_ONLY,), sites=list(sites.parse(typed)))
