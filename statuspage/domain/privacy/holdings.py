"""The erasing's map: every column of every table, and whether words, names or addresses of somebody can stand in it.

A table or a column that is new must be declared here: ``tests/contracts/test_what_is_erased.py`` names what is missing.
What is ``theirs`` becomes empty when its person is erased, or its row goes. What is the ``team``'s own (what agents say
of themselves, drafts, settings) stays: the desk names the texts that contain a name or an address. All else is
``plain``: ids, instants, numbers, our own words, and hashes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, Table, and_, cast, func, literal, null, or_, select
from sqlalchemy.orm import Session

from statuspage.domain.base import Base
from statuspage.domain.people.companies import Member
from statuspage.domain.privacy.person import OnePerson

NOBODY = "—"  # stands where a name or a subject was
Whose = Callable[[Table, OnePerson], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Holding:
    """The columns of one table, by their names with spaces between. ``rows`` are those of a person.

    ``theirs`` says what stands in a column afterwards: a value, or a function of the table. Where the row ``goes``,
    nothing does.
    """

    plain: str = ""
    theirs: Mapping[str, Any] = field(default_factory=dict)
    team: str = ""
    rows: Whose | None = None
    goes: bool = False

    @property
    def columns(self) -> list[str]:
        """Every column that is declared."""
        return [*self.plain.split(), *self.theirs, *self.team.split()]


def _empty(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), "")


def _in_their_tickets(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return table.c.ticket_id.in_(person.tickets)


def _with_keys(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return and_(_in_their_tickets(table, person), table.c.once.is_not(None))


def _at_their_address(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return func.lower(table.c.email).in_(person.addresses)


def _numbered(table: Table) -> ColumnElement[str]:
    """A name that is nobody's, for a column in which no two may be the same."""
    return literal(NOBODY) + cast(table.c.id, String)


def _of(column: str, ids: str) -> Whose:
    return lambda table, person: table.c[column].in_(getattr(person, ids))


def _mails_in(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return or_(table.c.ticket_id.in_(person.tickets), func.lower(table.c.sender).in_(person.addresses))


def _mails_out(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return or_(table.c.ticket_id.in_(person.tickets), table.c.id.in_(person.mails))


def _pieces_in(table: Table, person: OnePerson) -> ColumnElement[bool]:
    mails = Base.metadata.tables["incoming_mail"]
    return table.c.mail_id.in_(select(mails.c.id).where(_mails_in(mails, person)))


def _pieces_of_files(table: Table, person: OnePerson) -> ColumnElement[bool]:
    files = Base.metadata.tables["file"]
    return table.c.file_id.in_(select(files.c.id).where(files.c.ticket_id.in_(person.tickets)))


def _companions(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return or_(table.c.ticket_id.in_(person.tickets), table.c.id.in_(person.companions))


def _readers(table: Table, person: OnePerson) -> ColumnElement[bool]:
    return or_(table.c.ticket_id.in_(person.tickets), _at_their_address(table, person))


def _bounced(table: Table, person: OnePerson) -> ColumnElement[bool]:
    """What servers said of mails to them, and to whoever read along in their tickets."""
    readers = (Base.metadata.tables[name] for name in ("companion", "subscription"))
    along = (select(func.lower(one.c.email)).where(one.c.ticket_id.in_(person.tickets)) for one in readers)
    return or_(_at_their_address(table, person), *(func.lower(table.c.email).in_(some) for some in along))


def _their_companies(table: Table, person: OnePerson) -> ColumnElement[bool]:
    """Companies of which nobody else was ever one."""
    theirs = select(Member.company_id).where(Member.id.in_(person.members))
    others = select(Member.company_id).where(Member.id.not_in(person.members))
    return and_(table.c.id.in_(theirs), table.c.id.not_in(others))


HOLDINGS: dict[str, Holding] = {
    "absence": Holding("id agent_id begins_at ends_at zone cover_id set_by_id set_at instead_of_id withdrawn_at"),
    "agent": Holding(
        plain="id absences chosen_at created_at hold_seconds is_active is_demo language notices password_hash photo"
        " public_as pronoun speaks takes_new zone hours",
        team="called email first_name name phone place public_name role",
    ),
    "agreement": Holding("id customer_id agent_id said at"),
    "arrival": Holding("ticket_id agent_id at"),
    "ask_pressure": Holding("id since until"),
    "ask_sites": Holding("id", team="sites"),
    "assignment_rule": Holding("id criteria"),
    "attempt": Holding("id key_hash at"),  # hashes, and gone after minutes
    "audit": Holding("id at kind by agent_id ticket_id customer_id times once data"),  # see audit.py
    "backup_run": Holding("due_at begun_at ended_at outcome name size fault lease leased_until"),
    "bounce": Holding("at", theirs=_empty("email words"), rows=_bounced, goes=True),
    "cause": Holding("id agent_id begun_at ended_at once", team="name known"),
    "cause_letter": Holding("id cause_id agent_id at language", team="body"),
    "cause_tie": Holding("id cause_id ticket_id agent_id tied_at untied_at untied_by_id"),
    "companion": Holding(
        "id ticket_id zone language may_write came agent_id member_id created_at let_go_at",
        theirs={"name": NOBODY, "email": ""},
        rows=_companions,
    ),
    "company": Holding(
        "id version way answers_id way_at is_demo created_at ended_at", theirs={"name": NOBODY}, rows=_their_companies
    ),
    "consent": Holding("id changes"),
    "correction": Holding("ticket_id version letter agent_id at", theirs=_empty("body html"), rows=_in_their_tickets),
    "customer": Holding(
        "id zone language overview_id is_demo created_at",
        theirs={"name": NOBODY, **_empty("email phone reach_when sought"), "reach": "page"},
        rows=_of("id", "customers"),
    ),
    "desk_session": Holding("key_hash agent_id created_at expires_at"),
    "draft": Holding("id is_offer created_at changed_at changed_by_id ended_at", team="title texts"),
    "erased_ticket": Holding("ticket_id erasure_id at"),
    "erasure": Holding(
        "id customer_id overview_id by asked_at withdrawn_at done_at agent_id tickets files companions mails leftovers"
        " wiped_at"
    ),
    "event": Holding(  # nobody's words: see events.py; but the key of a form comes from outside
        "ticket_id version kind at agent_id companion_id data", theirs={"once": null()}, rows=_with_keys
    ),
    "file": Holding(
        "id key ticket_id version position agent_id companion_id form mail_id media_type sort size arrived width height"
        " stored thumbnail state reason begun_at changed_at",
        theirs={"name": ""},
        rows=_in_their_tickets,
        goes=True,
    ),
    "file_news": Holding("id ticket_id"),
    "file_piece": Holding("file_id start length", rows=_pieces_of_files, goes=True),
    "follower": Holding("share_id service number day"),
    "former_subject": Holding("ticket_id version agent_id at", theirs={"words": ""}, rows=_in_their_tickets),
    "handover": Holding("ticket_id version from_id to_id at", theirs={"note": ""}, rows=_in_their_tickets),
    "held_letter": Holding(
        "id ticket_id agent_id pressed_at send_at seen once copy outcome version ended_at",
        theirs={"fields": {}, "said": {}},
        rows=_in_their_tickets,
        goes=True,
    ),
    "incoming_mail": Holding(
        "id came_at door once size kept outcome reason is_noise ticket_id version subscription_id agent_id files_at"
        " decided_by_id decided_at",
        theirs={**_empty("message_id sender sender_name subject words"), "data": {}},
        rows=_mails_in,
    ),
    "incoming_piece": Holding("mail_id number", theirs={"packed": b""}, rows=_pieces_in, goes=True),
    "laid_letter": Holding(
        "id letter_id ticket_id laid_at outcome settled_at settled_by_id version",
        theirs={"body": ""},
        rows=_in_their_tickets,
    ),
    "letter": Holding(
        "ticket_id version agent_id at is_public public_number lasting_name by_phone thanked_at",
        theirs=_empty("body html heard"),
        rows=_in_their_tickets,
    ),
    "logo": Holding("name width height created_at", team="data"),
    "lost_link": Holding("id asked_at used_at outgoing_id", theirs={"email": NOBODY}, rows=_at_their_address),
    "mailbox": Holding("uid validity lease leased_until", team="name"),
    "member": Holding(
        "id company_id is_holder overview_id agreed_way agreed_answers_id invited_at outgoing_id joined_at ended_at"
        " ended",
        theirs={"name": NOBODY, "email": NOBODY},
        rows=_of("id", "members"),
    ),
    "mention": Holding("note_id agent_id ticket_id at seen_at", theirs={"said": ""}, rows=_in_their_tickets, goes=True),
    "merge": Holding("id gone_id into_id agent_id at version into_version promise_id before undone_at undone_by_id"),
    "need": Holding(
        "ticket_id version position due_at zone wall how closed_at closed_version",
        theirs=_empty("words answer"),
        rows=_in_their_tickets,
    ),
    "note": Holding("id ticket_id agent_id at", theirs={**_empty("body html"), "once": null()}, rows=_in_their_tickets),
    "nudge": Holding("id agent_id ticket_id kind entry about at once"),
    "our_company": Holding(
        "id zone languages accent accent_dark logo version setup_key set_up_at", team="name site phone"
    ),
    "outgoing": Holding(
        "id ticket_id version kind to subscription_id agent_id created_at due_at sent_at outcome tries lease sent_as",
        theirs={"fault": "", "data": {}, "once": null()},  # in the name of a question is a hash of the address
        rows=_mails_out,
    ),
    "overview": Holding("id generation created_at proven_at", theirs={"email": _numbered}, rows=_of("id", "overviews")),
    "passage": Holding("id ticket_id kind number at is_indexed"),  # the index itself: see erasing.py
    "phrase": Holding("id language changed_at changed_by_id ended_at", team="words why instead"),
    "photo": Holding("name created_at", team="data"),
    "presence": Holding("ticket_id agent_id doing until"),
    "promise": Holding("id ticket_id agent_id kind made_at due_at zone wall origin_id moves outcome settled_at"),
    "push": Holding("id nudge_id browser_id due_at is_held outcome tries lease"),
    "push_browser": Holding(
        "id agent_id key secret server_key mark shows is_on added_at told_at", team="endpoint name fault"
    ),
    "reply": Holding("ticket_id version kind at", theirs={"body": ""}, rows=_in_their_tickets),
    "saved_view": Holding("id agent_id asked created_at", team="name"),
    "session_ends": Holding("id count"),
    "share": Holding(
        "id ticket_id scope holder companion_id generation created_at withdrawn_at withdrawn_alone expires_at",
        theirs={"sites": []},
        rows=_in_their_tickets,
    ),
    "subscription": Holding(
        "id ticket_id reader companion_id zone language generation created_at confirmed_at ended_at wants_late"
        " wants_ics",
        theirs={"email": _numbered},
        rows=_readers,
    ),
    "throttle": Holding("key_hash times until"),  # hashes, and gone within a day
    "tag": Holding("id into_id tickets created_at", team="name folded"),
    "ticket_tag": Holding(
        "ticket_id tag_id agent_id at"
    ),  # these rows go, and tags that nobody else has: see erasing.py
    "ticket": Holding(
        "id customer_id owner_id topic_id version step step_at steps_taken step_versions closure opened_at closed_at"
        " turn heard_at heard_by_id heard_answer promise_id promised_at promises_made promises_kept promises_late"
        " promises_moved asked_solved_at asked_by_id call_asked_at unanswered unanswered_since unhappy needs_open"
        " given_at joined merged_into_id last_letter_at silent_since longest_silence longest_silence_from letters"
        " notes handovers reopened reopened_at denials suspected_at dropped_at files_changed unreached_at published_at"
        " public_version public_changed_at chosen_at seed",
        theirs={"subject": NOBODY, "heard_words": "", "public_choice": {}},
        rows=_of("id", "tickets"),
    ),
    "topic": Holding("id position agents ended_at", team="name words"),
    "unsent_letter": Holding(
        "agent_id ticket_id copy saved_at", theirs={"fields": {}}, rows=_in_their_tickets, goes=True
    ),
    "used_form": Holding("key_hash until"),
    "visits": Holding("share_id day kind count"),
}


def empty(session: Session, person: OnePerson) -> None:
    """Empty every column that holds this person's words, and delete the rows that go; the deepest tables first."""
    tables = Base.metadata.tables
    for name in (*_FIRST, *(one for one in HOLDINGS if one not in _FIRST)):
        holding = HOLDINGS[name]
        if holding.rows is None:
            continue
        table, rows = tables[name], holding.rows(tables[name], person)
        if holding.goes:
            session.execute(table.delete().where(rows))
        else:
            session.execute(table.update().where(rows).values(_afterwards(table, holding)))
    session.expire_all()


# What others are found by: these are emptied while that still stands.
_FIRST = ("company", "file_piece", "incoming_piece")


def _afterwards(table: Table, holding: Holding) -> dict[str, Any]:
    return {name: value(table) if callable(value) else value for name, value in holding.theirs.items()}
