"""Customers: who they are, and how and when they like to be reached."""

import re
from datetime import datetime

from sqlalchemy import String, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.errors import AllWrong
from statuspage.domain.news import tell_of_customer
from statuspage.domain.people.names import first_name_in
from statuspage.domain.words.folding import folded
from statuspage.domain.words.passages import index, rename
from statuspage.domain.words.segments import digits

REACH = ("page", "mail", "phone")
_PART_OF_A_NUMBER = re.compile(r"[\d\s()+./–-]*\d[\d\s()+./–-]*")  # as people type it, however little


class Customer(Base):
    """One customer. ``reach`` is how they like to be reached, ``reach_when`` when, in their own words.

    ``language`` is "" while nobody has said it: their page then speaks the one that their browser asks for, and a mail
    the company's.
    """

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    reach: Mapped[str] = mapped_column(String(8), default="mail")
    reach_when: Mapped[str] = mapped_column(String(120), default="")
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12), default="en")
    overview_id: Mapped[int | None] = mapped_column(index=True)  # of the table overview, once they have confirmed it
    sought: Mapped[str] = mapped_column(default="")  # what a search looks in; see ``note_sought``
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())  # nothing of theirs ever leaves
    created_at: Mapped[datetime]

    @property
    def first_name(self) -> str:
        """The first name, without titles, by which we speak to them; the desk shows what they typed beside it."""
        return first_name_in(self.name)


def add_customer(
    session: Session,
    now: datetime,
    *,
    name: str,
    zone: str,
    email: str = "",
    phone: str = "",
    reach: str = "mail",
    reach_when: str = "",
    language: str = "en",
) -> Customer:
    """Add a customer. Whoever wants to be reached by mail needs a mail address, by phone a number."""
    wrong = AllWrong()
    customer = Customer(
        name=wrong.check(validation.line, "name", name),
        email=wrong.check(validation.mail, "email", email, required=reach == "mail"),
        phone=wrong.check(validation.phone, "phone", phone, required=reach == "phone"),
        reach=wrong.check(validation.choice, "reach", reach, REACH),
        reach_when=wrong.check(validation.line, "reach_when", reach_when, required=False),
        zone=wrong.check(validation.zone, "zone", zone),
        language=language,
        created_at=now,
    )
    wrong.refuse()
    session.add(customer)
    note_sought(session, customer)
    return customer


def change_customer(
    session: Session,
    customer: Customer,
    *,
    name: str,
    email: str,
    phone: str,
    reach: str,
    reach_when: str,
    zone: str,
    language: str,
) -> None:
    """Change how and when they are reached, and where they are. When one of these is refused, none of them changes."""
    reach = validation.choice("reach", reach, REACH)
    checked = {
        "name": validation.line("name", name),
        "email": validation.mail("email", email, required=reach == "mail"),
        "phone": validation.phone("phone", phone, required=reach == "phone"),
        "reach": reach,
        "reach_when": validation.line("reach_when", reach_when, required=False),
        "zone": validation.zone("zone", zone),
        "language": language,
    }
    is_renamed = checked["name"] != customer.name
    for column, value in checked.items():
        setattr(customer, column, value)
    note_sought(session, customer)
    if is_renamed:
        rename(session, customer.id, customer.name)
    tell_of_customer(session, customer.id)


def note_sought(session: Session, customer: Customer) -> None:
    """Let them be found by their name, their address and their number as these are now."""
    customer.sought = folded(f"{customer.name}\n{customer.email}\n{digits(customer.phone)}")
    session.flush()
    words = f"{customer.name}\n{customer.email}\n{customer.phone}"
    index(session, "customer", words, customer.created_at, number=customer.id)


def find_customers(session: Session, words: str, limit: int = 8) -> list[Customer]:
    """Customers who have each of the ``words`` in their name or mail address, or this number, by name."""
    matches = [Customer.sought.contains(word, autoescape=True) for word in _wanted(words)]
    return list(session.scalars(select(Customer).where(*matches).order_by(Customer.name, Customer.id).limit(limit)))


def number_in(words: str) -> str:
    """The digits of what can be a part of a phone number, without the zeros of dialling; "" for anything else."""
    return (digits(words).lstrip("0") or "0") if _PART_OF_A_NUMBER.fullmatch(words.strip()) else ""


def _wanted(words: str) -> list[str]:
    """What must be there: each word, or the digits of a phone number."""
    words = words.replace("\0", "")  # PostgreSQL takes no NUL
    number = number_in(words)
    return [number] if number else folded(words).split()
