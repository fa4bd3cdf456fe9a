"""Why somebody got what was asked by anyone, in words for colleagues; and the languages that people speak, by name."""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError

from statuspage.domain.way_in.ask import Asked
from statuspage.present import languages
from statuspage.present.languages import gettext


def why(asked: Asked, name: str, topic: str) -> str:
    """To whom it went, and what told them from a colleague. ``topic`` is a title, or ""."""
    reasons = [one for one in (_reason(name, asked, topic) for name in asked.why) if one]
    if not reasons:
        return gettext("To %(name)s, whom the team’s rule found.", name=name)
    return gettext("To %(name)s: %(why)s.", name=name, why=gettext(", ").join(reasons))


def doubt(reason: str) -> str:
    """Why a ticket may be no person's, in words; "" for no reason."""
    words = {
        "trap": gettext("A field was filled in that no person sees."),
        "quick": gettext("It was sent more quickly than anyone can type."),
        "no_form": gettext("It was sent without our form."),
        "many": gettext("Many came from one place within an hour."),
        "flood": gettext("Very many came at that time, and it brought no proof of work."),
    }
    return words.get(reason, "")


def language_name(tag: str) -> str:
    """A language by its name in the reader's, or the tag itself where nobody knows it."""
    try:
        found = Locale.parse(tag.replace("_", "-"), sep="-").get_display_name(languages.code())
    except (UnknownLocaleError, ValueError):
        return tag
    return found or tag


def language_names(tags: Iterable[str]) -> str:
    """These languages on one line, as they are typed and read."""
    return ", ".join(language_name(tag) for tag in tags)


def read_languages(typed: str) -> tuple[list[str], str]:
    """The tags of the languages in this line, by their names in the reader's language or their own, or by their tags.

    With them the first word that names no language, or "".
    """
    known, tags = _names(), list[str]()
    for word in filter(None, (part.strip() for part in typed.replace("،", ",").replace(";", ",").split(","))):
        tag = known.get(word.casefold())
        if tag is None:
            return tags, word
        tags.append(tag)
    return list(dict.fromkeys(tags)), ""


def _names() -> dict[str, str]:
    """The tag of each language that has a name here: by that name, by its English one, and by itself."""
    names = dict[str, str]()
    for locale in (Locale("en"), Locale.parse(languages.code())):
        for key, name in locale.languages.items():
            tag = str(key).replace("_", "-")
            names[str(name).casefold()] = names[tag.casefold()] = tag
    return names | {name.casefold(): tag for tag, name in languages.by_name()}


def _reason(name: str, asked: Asked, topic: str) -> str:
    if name == "topic":
        return gettext("knows about “%(topic)s”", topic=topic) if topic else ""
    if name == "language":
        return gettext("writes %(language)s", language=language_name(asked.language)) if asked.language else ""
    if name == "in":
        return gettext("is in") if asked.is_in else gettext("is in first")
    return {"least": gettext("has least to do"), "turn": gettext("whose turn it was")}.get(name, "")
