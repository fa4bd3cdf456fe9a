"""The stories, played: each moment is done by the verb that a surface would call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.demo.absence import take_a_week
from statuspage.demo.brought import bring
from statuspage.demo.came_in import two_come_in
from statuspage.demo.cast import AGENTS, CUSTOMERS, gather
from statuspage.demo.causes import tie_seals
from statuspage.demo.lost_mail import lose_two
from statuspage.demo.planning import Act, plan
from statuspage.demo.tags import tag_some
from statuspage.demo.together import share_a_company
from statuspage.demo.topics import offer_topics
from statuspage.domain import agent_verbs, companion_verbs, customer_verbs, notes
from statuspage.domain.correcting import correct_letter
from statuspage.domain.files.file import Bringer
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import Needed, needed
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Due, promised_for
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.way_in.overviews import join


def perform(session: Session, now: datetime) -> dict[str, int]:
    """Play everything in the order of time, tie two to one cause, tag some, lose two mails, and let two come in.

    Returns the ids of the tickets by the keys of their stories.
    """
    agents, customers = gather(session, now)
    offer_topics(session, agents)
    stage = _Stage(session, agents, customers)
    for act in plan(now):
        getattr(stage, act.moment.verb)(act)
    tie_seals(session, agents, stage.tickets)
    tag_some(session, stage.tickets)
    join(session, customers["ana"].email, now)  # she has used a mailed link
    share_a_company(session, customers, now)
    take_a_week(session, agents, now)
    lose_two(session, stage.tickets)
    two_come_in(session, stage.tickets, now)
    return stage.tickets


@dataclass
class _Stage:
    """One method for each kind of moment; each calls one verb of the domain."""

    session: Session
    agents: Mapping[str, Agent]
    customers: Mapping[str, Customer]

    def __post_init__(self) -> None:
        self.tickets: dict[str, int] = {}
        self._newest: dict[str, int] = {}

    def asked(self, act: Act) -> None:
        story = act.story
        customer, owner = self.customers[story.customer], self.agents[story.owner]
        opened = open_ticket(
            self.session,
            customer,
            owner,
            act.at,
            subject=story.subject,
            story=act.body,
            typed_by=self.agents["tom"],  # who is at the front desk
        )
        self.tickets[story.key] = opened.id

    def letter(self, act: Act) -> None:
        files = self._files(act, self.agents[act.moment.by].id)
        more = {**act.moment.more, "heard": act.heard, "promise": self._due(act), "files": files}
        if "needs" in more:
            more["needs"] = _needed(act, more.pop("needs_by"))
        written = agent_verbs.write_letter(*self._by(act), body=act.body, **more)
        self._newest[act.story.key] = written.version

    def corrects(self, act: Act) -> None:
        ticket, agent, at = self._by(act)[1:]
        correct_letter(self.session, ticket, self._newest[act.story.key], agent, at, body=act.body)

    def moved(self, act: Act) -> None:
        due = self._due(act)
        if due is not None:
            agent_verbs.move_promise(*self._by(act), due)

    def handed(self, act: Act) -> None:
        ticket, agent, at = self._by(act)[1:]
        agent_verbs.hand_over(self.session, ticket, agent, self.agents[act.moment.more["to"]], at, note=act.body)

    def note(self, act: Act) -> None:
        notes.add_note(*self._by(act), body=act.body)

    def closed(self, act: Act) -> None:
        agent_verbs.close_unconfirmed(*self._by(act))

    def reply(self, act: Act) -> None:
        customer_verbs.reply(*self._on(act), body=act.body, files=self._files(act))

    def gives(self, act: Act) -> None:
        newest = self._newest[act.story.key]
        gifts = {f"{newest}-{line}": Gift(words) for line, words in act.moment.more["answers"].items()}
        give(*self._on(act), gifts=gifts)

    def right(self, act: Act) -> None:
        customer_verbs.say_heard_right(*self._on(act))

    def not_quite(self, act: Act) -> None:
        customer_verbs.say_not_quite(*self._on(act), body=act.body)

    def call(self, act: Act) -> None:
        customer_verbs.ask_call(*self._on(act), **act.moment.more)

    def thanks(self, act: Act) -> None:
        customer_verbs.thank(self.session, self.tickets[act.story.key], self._newest[act.story.key], act.at)

    def agrees(self, act: Act) -> None:
        customer_verbs.confirm(*self._on(act))

    def felt(self, act: Act) -> None:
        customer_verbs.say_felt(*self._on(act), body=act.body, **act.moment.more)

    def reopens(self, act: Act) -> None:
        customer_verbs.reopen(*self._on(act), body=act.body)

    def publishes(self, act: Act) -> None:
        publish(self.session, self.tickets[act.story.key], PublicChoice(**act.moment.more), act.at)

    def lets_in(self, act: Act) -> None:
        companion_verbs.let_in(*self._on(act), **act.moment.more)

    def _files(self, act: Act, agent_id: int | None = None) -> list[str]:
        by = Bringer(self.tickets[act.story.key], agent_id=agent_id)
        return [bring(self.session, by, name, act.at) for name in act.moment.more.get("files", ())]

    def _on(self, act: Act) -> tuple[Session, int, datetime]:
        return self.session, self.tickets[act.story.key], act.at

    def _by(self, act: Act) -> tuple[Session, int, Agent, datetime]:
        return self.session, self.tickets[act.story.key], self.agents[act.moment.by], act.at

    def _due(self, act: Act) -> Due | None:
        if act.due is None:
            return None
        pace = AGENTS[act.moment.by].pace
        return promised_for(pace.wall(act.due), pace.zone, act.at)


def _needed(act: Act, minutes: int) -> Needed | None:
    pace = CUSTOMERS[act.story.customer].pace
    by = pace.wall(pace.round_time(act.at, minutes))
    return needed("\n".join(act.moment.more["needs"]), by, pace.zone, act.at)
