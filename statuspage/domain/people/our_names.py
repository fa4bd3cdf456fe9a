"""Our own names and addresses: nobody is let in, or kept as a customer, who would be taken for one of us."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent, agent_by_email
from statuspage.domain.people.names import family_name_in, first_name_in
from statuspage.domain.words.folding import folded

_WORD = re.compile(r"\w+")
_SHORTEST = 3  # signs of a word of the company's name that says whose somebody is; "of" and "&" say nothing


def refuse_our_names(session: Session, name: str, company: str) -> None:
    """Refuse a ``name`` under which words would be taken for an agent's, or for the ``company``'s.

    An agent's whole name is theirs, whatever stands around it. Their first name or signature is anybody's, unless
    nothing else tells the two apart, or the company is named beside it.
    """
    said, ours = _words(name), _words(company)
    for agent in session.scalars(select(Agent).where(Agent.is_active).order_by(Agent.id)):
        if _is_taken_for(agent, said, ours):
            why = N_("%(name)s is one of us, and words under this name would be taken for theirs.")
            raise Refused("name", why, name=agent.called)
    if ours and _holds(said, ours):
        raise Refused("name", N_("%(name)s is our own name. Please give the name of a person."), name=company)


def refuse_our_address(session: Session, email: str) -> None:
    """Refuse an agent's address: they read at the desk, and what is mailed to a customer is not for them."""
    agent = agent_by_email(session, email) if email else None
    if agent is not None and agent.is_active:
        raise Refused("email", N_("%(name)s is one of us; they read this at the desk."), name=agent.called)


def _is_taken_for(agent: Agent, said: Sequence[str], ours: Sequence[str]) -> bool:
    first = first_name_in(agent.name)
    whole = f"{first} {family_name_in(agent.name, first)}"  # as they are called, without a title
    names = [_words(name) for name in (whole, agent.public_name, agent.called)]
    if any(_holds(said, name) for name in names):
        return True
    beside = [{*said} - {*name} for name in names if name and {*name} <= {*said}]
    telling = {word for word in ours if len(word) >= _SHORTEST}
    return any(not rest or rest & telling for rest in beside)


def _holds(said: Sequence[str], name: Sequence[str]) -> bool:
    """Whether this whole name stands in what was said, in any order; a single word is a whole name only alone."""
    return {*name} <= {*said} if len(name) > 1 else [*said] == [*name]


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))
