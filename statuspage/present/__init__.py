"""How what the domain says becomes what a person reads: in their language, their zone and their clock."""

from statuspage.present import languages, people, templates, times

__all__ = ["languages", "people", "templates", "times"]
