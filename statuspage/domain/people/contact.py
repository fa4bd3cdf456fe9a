"""By what somebody can be reached, as people type it: a mail address or a phone number, in either of two fields."""

from collections.abc import Mapping

from statuspage.domain.errors import N_, Refused


def ways(typed: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By ``email`` or ``phone``: the field that it was typed into, and the text. What is empty is left out.

    Refuses what is neither, and two of a kind.
    """
    found: dict[str, tuple[str, str]] = {}
    for name, text in typed.items():
        if not text:
            continue
        if "@" not in text and not any(sign.isdecimal() for sign in text):
            raise Refused(name, N_("“%(typed)s” is neither a mail address nor a phone number."), typed=text[:60])
        way = "email" if "@" in text else "phone"
        if way in found:
            raise Refused(name, N_("One mail address and one phone number are all that there is room for."))
        found[way] = (name, text)
    return found
