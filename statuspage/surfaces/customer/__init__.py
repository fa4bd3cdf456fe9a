"""The customer's own pages: reading, answering, agreeing, and deciding what others may see."""

from statuspage.surfaces.customer import by_mail, claim, companions, files, giving, link, original, page, verbs
from statuspage.surfaces.customer.blueprint import bp
from statuspage.surfaces.customer.studio import preview, routes

__all__ = [
    "bp",
    "by_mail",
    "claim",
    "companions",
    "files",
    "giving",
    "link",
    "original",
    "page",
    "preview",
    "routes",
    "verbs",
]
