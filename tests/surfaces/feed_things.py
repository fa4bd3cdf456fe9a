"""What the tests of feeds read in them, once they are what RFC 4287 asks for."""

import re

from lxml import etree

from tests.surfaces.atom_rules import ATOM, faults
from tests.surfaces.public_things import Shown


def strict(shown: Shown, scope: str, query: str = "") -> etree._Element:
    """The feed's root, once a strict validator has nothing to say."""
    answer = shown.get(scope, query)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    assert faults(answer.data, "http://localhost" + shown.links()[scope] + query, shown.clock()) == []
    root = etree.fromstring(answer.data)
    names = [node.findtext(f"{ATOM}id") for node in (root, *root.iter(f"{ATOM}entry"))]
    assert all(re.fullmatch(r"tag:localhost,2026:(ticket|public)/[A-Za-z0-9_-]{22}", name) for name in names)
    assert all(link.get("href").startswith("http://localhost/") for link in root.iter(f"{ATOM}link"))
    return root


def titles(root: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def contents(root: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}content") for entry in root.iter(f"{ATOM}entry")]
