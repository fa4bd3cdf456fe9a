"""By what somebody can be reached, as people type it: a mail address or a phone number, in either of two fields."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from statuspage.domain.errors import N_, AllWrong, Refused, Words

FIELDS = ("contact", "also")  # in which one types a mail address or a phone number
_CANNOT = N_("By mail one reaches whoever has given a mail address, by phone whoever has given a number.")
Ways = dict[str, tuple[str, str]]


def ways(typed: Mapping[str, str], wrong: AllWrong) -> Ways:
    """By ``email`` or ``phone``: the field that it was typed into, and the text. What is empty is left out.

    What is neither is ``wrong``, and so is the second of two of a kind.
    """
    found: Ways = {}
    for name, text in typed.items():
        if not text:
            continue
        way = "email" if "@" in text else "phone"
        if "@" not in text and not any(sign.isdecimal() for sign in text):
            wrong.add(Refused(name, N_("“%(typed)s” is neither a mail address nor a phone number."), typed=text[:60]))
        elif way in found:
            wrong.add(Refused(name, N_("One mail address and one phone number are all that there is room for.")))
        else:
            found[way] = (name, text)
    return found


def given(found: Ways, way: str) -> str:
    """The mail address or the phone number that was typed, "" for none."""
    return found.get(way, ("", ""))[1]


def usual_reach(found: Ways) -> str:
    """How they like to be reached who do not say it: by what they typed first, else on their page."""
    return {"email": "mail", "phone": "phone"}.get(next(iter(found), ""), "page")


@contextmanager
def at_its_field(found: Ways) -> Iterator[None]:
    """Let a refusal of an address or a number stand at the field that it was typed into."""
    try:
        yield
    except Refused as refused:
        for one in (refused, *refused.others):
            if one.field in found:
                one.field = found[one.field][0]
            elif one.field in ("email", "phone"):
                one.field, one.words, one.cleaned = "reach", Words(_CANNOT), None
        raise
