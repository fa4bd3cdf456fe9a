"""The customer's own pages: reading, answering, agreeing, and deciding what others may see."""

from statuspage.surfaces.customer import page, preview, studio, verbs
from statuspage.surfaces.customer.blueprint import bp

__all__ = ["bp", "page", "preview", "studio", "verbs"]
