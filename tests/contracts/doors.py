"""Every address of the app, and how to knock at it: with the rightful key, with another one, or with none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from statuspage.commands.routes import access_table
from statuspage.domain.shares.share import Share
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.way_in.overviews import Overview
from statuspage.security.access import Access, access_of
from statuspage.urls import Urls

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_KEY = (
    Access.ANYONE,
    Access.AGENT,
    Access.TEAM,
    Access.ASK,
    Access.ASK_FRAME,
    Access.DEMO,
    Access.MAIL_IN,
    Access.SETUP,
)


@dataclass(frozen=True)
class Keys:
    """The keys to one ticket, by the access that they give; "" for one that nobody has."""

    urls: Urls
    shares: Mapping[str, Share]
    follower: Subscription | None = None
    mails: Subscription | None = None
    held: int = 0
    lost: int = 0
    overview: Overview | None = None
    invited: int = 0
    file: str = ""

    def to(self, access: Access) -> str:
        """The key that opens an address with this access."""
        if access is Access.CONFIRM and self.follower is not None:
            return self.urls.question(self.follower.id, self.follower.created_at).rpartition("/")[2]
        if access is Access.MAIL and self.mails is not None:
            return self.urls.mails(self.mails.id, self.mails.generation).rpartition("/")[2]
        if access is Access.LOST:
            return self.urls.lost(self.lost).rpartition("/")[2]
        if access is Access.JOIN:
            return self.urls.join(self.invited).rpartition("/")[2]
        if access is Access.MINE and self.overview is not None:
            return self.urls.mine(self.overview.id, self.overview.generation).rpartition("/")[2]
        if access is Access.FILE:
            return self.file
        if access is Access.HELD:
            return self.urls.held(self.held, None).rpartition("/")[2]
        share = self.shares.get("public" if access is Access.FOLLOW else access.value)
        return self.urls.token(share) if share is not None else ""


@dataclass(frozen=True)
class Place:
    """One address of the app: its rule, its declared access, and the methods that it takes."""

    rule: Rule
    access: Access
    methods: frozenset[str]

    def path(self, **known: Any) -> str:
        """The address with its places filled: a key, ids, a name."""
        values = {name: known.get(name, known.get("id", 1)) for name in self.rule.arguments}
        domain_part_and_path = self.rule.build(values, append_unknown=False)
        assert domain_part_and_path is not None, self.rule
        return domain_part_and_path[1]


def places(app: Flask) -> list[Place]:
    """Every address once, in the order of the table, whichever view each of its methods has."""
    found: dict[str, Place] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        access = access_of(app, rule.endpoint)
        assert access is not None, f"{rule.rule} does not say who may use it: decorate its view with @may(...)"
        before = found.get(rule.rule, Place(rule, access, frozenset()))
        assert before.access is access, f"{rule.rule} is for different people by different methods"
        found[rule.rule] = Place(rule, access, before.methods | (rule.methods or set()))
    return list(found.values())


def table(app: Flask) -> list[str]:
    """The access table as the lines of access.txt."""
    return [f"{door.method} {door.path} {door.access}" for door in access_table(app)]
