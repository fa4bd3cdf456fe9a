"""What the studio shows: the choice, its look in every form, where it may stand, its addresses, and how many look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import current_app, request

from statuspage.db import db
from statuspage.domain.markdown import plain
from statuspage.domain.people.agents import SHOWN_AS, Agent
from statuspage.domain.publication import followers, visits
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.reading import Entry, Reading, read_entries
from statuspage.domain.shares import verbs
from statuspage.domain.words.naming import names_in
from statuspage.forms import NO_FORM, Form, said
from statuspage.present import languages, people, times
from statuspage.present.embed.looks import FORMS, PLAIN, Look
from statuspage.present.languages import gettext
from statuspage.present.pictures.badge import STYLES
from statuspage.present.reader import Reader
from statuspage.present.visits import VisitsChart, tell_visits
from statuspage.surfaces.customer.blueprint import SAID, PageRequest
from statuspage.surfaces.customer.studio.addresses import Address, LogLine, addresses, log
from statuspage.surfaces.customer.studio.form import MOST, query_of, showable
from statuspage.surfaces.customer.studio.texts import StudioTexts, read_texts

_OPENED = {"rotated": "addresses", "withdrawn": "addresses", "restored": "addresses", "sites": "where"}


@dataclass(frozen=True, slots=True)
class StudioLetter:
    """A letter that its writer lets others read; ``html`` was cleaned when it was written.

    ``names`` are the customer's names that stand in it, "" where none does.
    """

    version: int
    name: str
    at_text: str
    html: str
    names: str


@dataclass(frozen=True, slots=True)
class StudioPage:
    """Everything that the studio's templates name. ``version`` is the state that it shows.

    ``choice`` is what is ticked, which is not saved yet unless ``is_saved``; ``query`` says the same to a preview, and
    ``saved_query`` what is saved, both in the ``look`` that is chosen, which ``chosen`` names. ``opened`` is the folded
    part that something was just done in. ``owners`` are the ways to show the owner that the owner agreed to,
    ``owner_shown`` the less of what both sides say. ``accent`` is the company's colour without "#". ``heights`` are
    those of the forms of the card in a preview, ``rooms`` what the code keeps free for them, and ``badges`` the heights
    of the badges, in CSS pixels.
    ``was`` is the subject of before, "" where it never changed, and ``former`` the one that others still read.
    ``texts`` is None before there is anything to copy, ``visits`` None before there is anything to look at.
    """

    here: str
    version: str
    zone: str
    form: Form
    said: str
    opened: str
    subject: str
    was: str
    former: str
    is_on: bool
    is_saved: bool
    choice: PublicChoice
    owners: tuple[str, ...]
    owner_shown: str
    owner_hint: str
    letters: tuple[StudioLetter, ...]
    look: Look
    chosen: str
    query: str
    saved_query: str
    card_forms: Sequence[tuple[str, str]]
    lights: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]
    accent: str
    heights: Mapping[str, int]
    rooms: Mapping[str, int]
    badges: Mapping[str, int]
    sites: Sequence[str]
    addresses: tuple[Address, ...]
    log: tuple[LogLine, ...]
    texts: StudioTexts | None
    visits: VisitsChart | None


def studio_page(
    reading: Reading,
    reader: Reader,
    asked: PageRequest,
    choice: PublicChoice | None,
    form: Form = NO_FORM,
    code: str = "",
    look: Look = PLAIN,
) -> StudioPage:
    """The page with this choice as it was ticked, or with what is saved; ``code`` is for what was just done."""
    ticket, saved = reading.ticket, PublicChoice.of(reading.ticket.public_choice)
    ticked = choice or saved
    letters = _letters(reading, reader)
    versions = [letter.version for letter in letters]
    agreed = db.session.get_one(Agent, reading.owner.id).shown_as
    embed, version = asked.shares.get("embed"), studio_version(reading, reader.now)
    chosen = urlencode(look.query())
    spoken = urlencode({name: value for name, value in look.query().items() if name in ("lang", "accent")})
    asks = f"&at={version}" + (f"&{spoken}" if spoken else "")
    return StudioPage(
        here=asked.here,
        version=version,
        zone=reader.zone,
        form=form,
        said=said(SAID, code),
        opened=form.name or _OPENED.get(code or request.args.get("said", ""), ""),
        subject=ticket.subject,
        was=reading.was,
        former=saved.former,
        is_on=ticket.published_at is not None,
        is_saved=ticked == saved,
        choice=ticked,
        owners=SHOWN_AS[: SHOWN_AS.index(agreed) + 1],
        owner_shown=_less(ticked.owner, agreed),
        owner_hint=_owner_hint(people.first_name(reading.owner), agreed),
        letters=letters,
        look=look,
        chosen=chosen,
        query=query_of(showable(ticked), versions) + asks,
        saved_query=query_of(saved, versions) + asks,
        card_forms=[(one.name, gettext(one.label)) for one in FORMS.values()],
        lights=_lights(),
        languages=[("", gettext("Your own")), *languages.by_name()],
        accent=current_app.extensions["settings"].accent.removeprefix("#"),
        heights={one.name: one.height for one in FORMS.values()},
        rooms={one.name: one.room(letters=saved.letters and bool(letters)) for one in FORMS.values()},
        badges={name: style.height for name, style in STYLES.items()},
        sites=embed.sites if embed is not None else (),
        addresses=addresses(asked.shares),
        log=log(verbs.history(db.session(), ticket.id), reader),
        texts=read_texts(ticket, asked.shares, reading.customer.language, letters=bool(letters), look=look),
        visits=_visits(ticket.id, reader) if "public" in asked.shares else None,
    )


def _lights() -> list[tuple[str, str]]:
    return [("auto", gettext("As the page around it")), ("light", gettext("Light")), ("dark", gettext("Dark"))]


def studio_version(reading: Reading, now: datetime) -> str:
    """The state that the studio shows: it changes with the ticket, with what any agent agrees to, and at midnight."""
    ends = times.midnight(reading.customer.zone, now)
    return f"{reading.ticket.version}.{reading.consent_changes}-{ends.timestamp():.0f}"


def _less(chosen: str, agreed: str) -> str:
    """The less of what both sides say; "" while the form was answered with nonsense."""
    return min(chosen, agreed, key=SHOWN_AS.index) if chosen in SHOWN_AS else ""


def _owner_hint(name: str, agreed: str) -> str:
    """What the owner has not agreed to, if anything."""
    if agreed == "nobody":
        return gettext("%(name)s has not agreed to be named in public, so others read “someone”.", name=name)
    return gettext("%(name)s has agreed to be named, without a photo.", name=name) if agreed == "name" else ""


def _letters(reading: Reading, reader: Reader) -> tuple[StudioLetter, ...]:
    """The letters that their writers let others read, newest first."""
    entries = read_entries(db.session(), reading.ticket.id, limit=MOST, kinds=("letter",))
    return tuple(_letter(entry, reading.customer.name, reader) for entry in entries if entry.is_public)


def _letter(entry: Entry, customer: str, reader: Reader) -> StudioLetter:
    return StudioLetter(
        version=entry.version,
        name=people.first_name(entry.by) if entry.by else "",
        at_text=reader.moment(entry.at),
        html=entry.html,
        names=gettext(", ").join(names_in(plain(entry.html), customer)),
    )


def _visits(ticket_id: int, reader: Reader) -> VisitsChart:
    """How many have looked, by the company's days."""
    today = reader.now.astimezone(ZoneInfo(current_app.extensions["settings"].company_zone)).date()
    days = visits.visits_by_day(db.session(), ticket_id, today)
    mailed = followers.count_mailed(db.session(), ticket_id)
    return tell_visits(days, visits.count_followers(db.session(), ticket_id, today), reader, mailed)
