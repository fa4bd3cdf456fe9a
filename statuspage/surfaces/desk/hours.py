"""An agent's working hours as fields of a form: ``mon_from``, ``mon_to`` and so on."""

from collections.abc import Mapping

from flask import request

from statuspage.domain.people.agents import DAYS

_ENDS = ("from", "to")


def typed_hours() -> dict[str, list[str]]:
    """The hours that were typed; a day with neither time is a day off."""
    spans = {day: [request.form.get(f"{day}_{end}", "").strip()[:5] for end in _ENDS] for day in DAYS}
    return {day: span for day, span in spans.items() if any(span)}


def as_fields(hours: Mapping[str, list[str]]) -> dict[str, str]:
    """These hours by the names of their fields."""
    days = ((day, span) for day, span in hours.items() if span)
    return {f"{day}_{end}": wall for day, span in days for end, wall in zip(_ENDS, span, strict=True)}
