"""The customer's own page: reading, answering, agreeing, and deciding what others may see."""

from statuspage.surfaces.customer import page, publication, verbs
from statuspage.surfaces.customer.blueprint import bp

__all__ = ["bp", "page", "publication", "verbs"]
