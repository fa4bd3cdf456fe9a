"""What the desk says of our own company: its name, site, phone, zone, languages, colours and logo, in one row.

``domain/people/companies.py`` is about the companies that our customers are of. A setting wins over what stands here
(``wearing.py``). Each change that anyone could see is counted where those of agents are, by a trigger: whatever is kept
in memory of a page is made anew then.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import BigInteger, Connection, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import audit, validation
from statuspage.domain.base import Base, upsert
from statuspage.domain.errors import N_, Refused
from statuspage.domain.logos import MadeLogo, SmallLogo, fit, shrink

NAME_LIMIT, SITE_LIMIT = 80, 255  # characters
FACTS = ("name", "site", "phone", "zone", "languages", "accent", "accent_dark")
_COLOUR = re.compile("#[0-9a-f]{6}")
_UNFIT = re.compile(r"[\s\\\"<>]")


class OurCompany(Base):
    """The one row. Each of ``FACTS`` is "" where the desk says nothing; ``languages`` have commas between.

    ``version`` counts the changes. ``setup_key`` is the number that the link of the first start is signed over, and
    ``set_up_at`` when that was done (``setting_up.py``).
    """

    __tablename__ = "our_company"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="", server_default="")
    site: Mapped[str] = mapped_column(String(SITE_LIMIT), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    languages: Mapped[str] = mapped_column(String(40), default="", server_default="")
    accent: Mapped[str] = mapped_column(String(7), default="", server_default="")
    accent_dark: Mapped[str] = mapped_column(String(7), default="", server_default="")
    logo: Mapped[str] = mapped_column(String(40), default="", server_default="")
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    setup_key: Mapped[int | None] = mapped_column(BigInteger)
    set_up_at: Mapped[datetime | None]


class Logo(Base):
    """One picture, PNG, as ``logos.py`` made it. Its name is the hash of its bytes, so it never changes."""

    __tablename__ = "logo"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class LogoFacts(NamedTuple):
    """The logo: the name of its file, its size in pixels, and its bytes, PNG."""

    name: str
    width: int
    height: int
    data: bytes

    def fit(self, high: int, wide: int) -> tuple[int, int]:
        """Its width and height where there is this much room."""
        return fit(self.width, self.height, high, wide)

    def small(self, high: int, wide: int, most: int) -> SmallLogo:
        """The same as a file of its own for this much room, in CSS pixels, of ``most`` bytes or hardly more."""
        return shrink(self.data, high, wide, most)


@dataclass(frozen=True, slots=True)
class OurFacts:
    """What the desk says, by ``FACTS``, "" where it says nothing; ``version`` counts its changes."""

    said: Mapping[str, str]
    logo: LogoFacts | None
    version: int


_VERSION = select(OurCompany.version)


def version_now(connection: Connection) -> int:
    """The version of what the desk says; 0 while it has never said anything."""
    return int(connection.scalar(_VERSION) or 0)


def read_facts(connection: Connection) -> OurFacts:
    """What the desk says of our company."""
    columns = (getattr(OurCompany, name) for name in FACTS)
    found = connection.execute(
        select(OurCompany.version, Logo.name.label("file"), Logo.width, Logo.height, Logo.data, *columns)
        .select_from(OurCompany)
        .outerjoin(Logo, Logo.name == OurCompany.logo)
    ).one()
    logo = LogoFacts(found.file, found.width, found.height, found.data) if found.file else None
    return OurFacts({name: getattr(found, name) for name in FACTS}, logo, found.version)


def our_company(session: Session, *, locked: bool = False) -> OurCompany:
    """The one row; ``locked`` until this transaction ends."""
    return session.get_one(OurCompany, 1, with_for_update=locked)


def check_fact(name: str, typed: str) -> str:
    """What was typed of one of ``FACTS``, or ``Refused``. Each may be left empty."""
    if name == "name":
        return validation.line(name, typed, NAME_LIMIT, required=False)
    if name == "phone":
        return validation.phone(name, typed, required=False)
    value = validation.line(name, validation.exact(typed), SITE_LIMIT, required=False)
    if value and name == "site":
        return _site(value)
    if value and name == "zone":
        return validation.zone(name, value)
    if value and name in ("accent", "accent_dark") and not _COLOUR.fullmatch(value := value.lower()):
        raise Refused(name, N_("A colour is written as a # and six digits, such as #0b6b5d."))
    return value


def change_our_company(
    session: Session,
    now: datetime,
    facts: Mapping[str, str],
    *,
    agent_id: int | None,
    seen: int | None = None,
    logo: MadeLogo | None = None,
    without_logo: bool = False,
) -> OurCompany:
    """Say this of our company from now on; of what is not among ``facts`` nothing changes.

    ``seen`` is the version that whoever changes it had in front of them. ``agent_id`` is None for whoever runs the
    server. The audit list names what changed, and not to what.
    """
    ours = our_company(session, locked=True)
    if seen is not None and seen != ours.version:
        raise Refused(
            "", N_("A colleague changed this while the page was open. Look at what holds now, and save again.")
        )
    checked = {name: check_fact(name, typed) for name, typed in facts.items()}
    if logo is not None:
        checked["logo"] = save_logo(session, logo, now)
    elif without_logo:
        checked["logo"] = ""
    changed = [name for name, value in checked.items() if getattr(ours, name) != value]
    for name in changed:
        setattr(ours, name, checked[name])
    if changed:
        ours.version += 1
        by = "agent" if agent_id else "command"
        audit.note(session, "our_company", now, by=by, agent_id=agent_id, changed=", ".join(sorted(changed)))
    session.flush()
    session.execute(delete(Logo).where(Logo.name != ours.logo))
    return ours


def save_logo(session: Session, made: MadeLogo, now: datetime) -> str:
    """Store a logo; returns the name of its file."""
    size = {"width": made.width, "height": made.height}
    upsert(session, Logo, ("name",), (made.name,), data=made.data, created_at=now, **size)
    return made.name


def read_logo(session: Session, name: str) -> Logo | None:
    """The logo with this name while it is ours."""
    return session.scalar(select(Logo).join(OurCompany, OurCompany.logo == Logo.name).where(Logo.name == name))


def _site(value: str) -> str:
    """The whole address of a website."""
    value = value if "://" in value else f"https://{value}"
    try:
        url = urlsplit(value)
        is_whole = url.scheme in ("http", "https") and "." in (url.hostname or "") and url.port != 0
    except ValueError:  # a broken port or IPv6 address
        is_whole = False
    if not is_whole or len(value) > SITE_LIMIT or "@" in url.netloc or _UNFIT.search(value):
        raise Refused(
            "site", N_("“%(typed)s” is not the address of a website, such as https://example.com."), typed=value
        )
    return value
