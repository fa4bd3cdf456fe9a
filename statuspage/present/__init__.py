"""How what the domain says becomes what a person reads: in their language, their zone and their clock."""

from statuspage.present import languages, templates, times

__all__ = ["languages", "templates", "times"]
