"""The audit list, and what customers have asked to have erased: read by every agent, written by what happened alone."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request
from sqlalchemy import select

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.audit import AUDITED, FAILED, PAGE, AuditLine, read_audit
from statuspage.domain.errors import N_
from statuspage.domain.people.agents import Agent
from statuspage.domain.privacy.wishes import waiting_wishes
from statuspage.forms import number
from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls

_MOST = 100  # wishes on one page
_BY = {
    "customer": N_("The customer"),
    "companion": N_("A companion"),
    "command": N_("Whoever runs the server"),
    "time": N_("The time for which words are kept was over"),
    "nobody": N_("Nobody of ours"),
}
# What an agent may change of our company.
_OF_OURS = {
    "name": N_("What we are called"),
    "site": N_("Our own website"),
    "phone": N_("Our phone number"),
    "zone": N_("Time zone"),
    "languages": N_("Languages that readers can have"),
    "accent": N_("Colour on a light page"),
    "accent_dark": N_("Colour on a dark page"),
    "logo": N_("Logo"),
}


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish that waits: whose, since when, and where one agrees."""

    name: str
    when: str
    href: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line in words; ``href`` is what it was about, "" where there is nothing to open."""

    when: str
    when_iso: str
    who: str
    what: str
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The list as it was asked for: ``kinds`` and ``agents`` are the choices, and ``older`` is where it goes on."""

    wishes: tuple[WishRow, ...]
    rows: tuple[AuditRow, ...]
    kinds: tuple[tuple[str, str], ...]
    agents: tuple[tuple[str, str], ...]
    kind: str
    agent: str
    older: str


@bp.get("/audit")
@may(Access.AGENT)
def audit_list() -> str:
    """The newest lines, of one kind or one agent where that is asked for."""
    session, reader = db.session(), Reader(access.agent().zone, now())
    kind = request.args.get("kind", "")
    kind, agent_id = kind if kind in AUDITED else "", number(request.args.get("agent")) or 0
    before = number(request.args.get("before")) or 0
    lines = read_audit(session, kind=kind, agent_id=agent_id, before=before, limit=PAGE + 1)
    page = AuditPage(
        wishes=tuple(
            WishRow(name, reader.moment(one.asked_at), f"{urls().customer(one.customer_id)}/data")
            for one, name in waiting_wishes(session, _MOST)
        ),
        rows=tuple(_row(line, reader) for line in lines[:PAGE]),
        kinds=(("", gettext("Everything")), *((name, gettext(words)) for name, words in AUDITED.items())),
        agents=(("", gettext("Everybody")), *_agents()),
        kind=kind,
        agent=str(agent_id or ""),
        older=_older(kind, agent_id, lines[PAGE - 1].id) if len(lines) > PAGE else "",
    )
    return render_template("desk/audit.html", page=page)


def _agents() -> tuple[tuple[str, str], ...]:
    rows = db.session.execute(select(Agent.id, Agent.name).order_by(Agent.name))
    return tuple((str(row.id), row.name) for row in rows)


def _older(kind: str, agent_id: int, before: int) -> str:
    asked = {"kind": kind, "agent": agent_id or "", "before": before}
    return f"/desk/audit?{urlencode({name: value for name, value in asked.items() if value})}"


def _row(line: AuditLine, reader: Reader) -> AuditRow:
    words = gettext(AUDITED[line.kind])
    if line.kind == FAILED and line.times > 1:
        words = ngettext("Failed to sign in, once", "Failed to sign in, %(num)d times within the hour", line.times)
    who = line.agent if line.by == "agent" and line.agent else gettext(_BY.get(line.by, _BY["nobody"]))
    if line.kind == FAILED and line.agent:
        who = gettext("Somebody, as %(name)s", name=line.agent)
    return AuditRow(
        when=reader.moment(line.at),
        when_iso=times.iso(line.at),
        who=who,
        what=words,
        about=_about(line),
        href=_href(line),
    )


def _about(line: AuditLine) -> str:
    if line.ticket_id:
        return gettext("Ticket %(number)s", number=line.ticket_id)
    if line.customer_id:
        told = gettext("Customer %(number)s", number=line.customer_id)
        count = int(line.data.get("tickets", 0))
        return f"{told} · {ngettext('one ticket', '%(num)d tickets', count)}" if count else told
    if changed := line.data.get("changed"):
        return gettext(", ").join(gettext(_OF_OURS[name]) for name in str(changed).split(", ") if name in _OF_OURS)
    if "whom" in line.data:
        return gettext("Agent %(number)s", number=line.data["whom"])
    return ""


def _href(line: AuditLine) -> str:
    if line.ticket_id:
        return f"/desk/tickets/{line.ticket_id}"
    return urls().customer(line.customer_id) if line.customer_id else ""
