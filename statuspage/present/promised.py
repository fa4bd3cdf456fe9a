"""An open promise in one sentence, to whoever reads of it: a word that somebody writes, or a call."""

from statuspage.present.languages import gettext


def called_by(name: str, when: str, customer: str = "") -> str:
    """Who calls, and by when; ``customer`` is whom they call, "" where that is the reader."""
    if customer:
        return gettext("%(name)s calls %(customer)s by %(when)s.", name=name, customer=customer, when=when)
    return gettext("%(name)s calls you by %(when)s.", name=name, when=when)


def next_word(name: str, when: str, customer: str = "", *, is_call: bool) -> str:
    """When the next word comes, and from whom; as ``called_by`` where that is a call."""
    if is_call:
        return called_by(name, when, customer)
    return gettext("%(name)s writes again by %(when)s.", name=name, when=when)


def yours(customer: str, when: str, *, is_call: bool, is_over: bool = False) -> str:
    """What the agent who reads it has promised to this customer; ``is_over`` where its time has passed."""
    if is_over and is_call:
        return gettext("You promised to call %(name)s by %(when)s, and that has passed.", name=customer, when=when)
    if is_over:
        return gettext("You promised %(name)s a word by %(when)s, and no letter has come.", name=customer, when=when)
    if is_call:
        return gettext("You promised to call %(name)s by %(when)s.", name=customer, when=when)
    return gettext("You promised %(name)s a word by %(when)s.", name=customer, when=when)


def colleagues(name: str, customer: str, when: str, *, is_call: bool) -> str:
    """What a colleague of the agent who reads it has promised to this customer."""
    if is_call:
        return gettext("%(name)s promised to call %(customer)s by %(when)s.", name=name, customer=customer, when=when)
    return gettext("%(name)s promised to write by %(when)s.", name=name, when=when)
