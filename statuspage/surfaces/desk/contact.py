"""How a customer is reached, as a form gives it."""

from flask import request

FACTS = ("name", "email", "phone", "reach", "reach_when", "zone", "language")


def typed_facts() -> dict[str, str]:
    """The contact facts as they were typed."""
    return {name: request.form.get(name, "").strip() for name in FACTS}
