"""How what the domain says becomes what a person reads: in their language, their zone and their clock."""

from statuspage.present import as_known, languages, people, templates, times

__all__ = ["as_known", "languages", "people", "templates", "times"]
