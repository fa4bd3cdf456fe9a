"""A form that sets what somebody else may set too: what each changed counts, and nothing is overwritten unawares."""

from collections.abc import Mapping

from statuspage.domain.errors import N_, Refused

NOTHING = N_("Meanwhile this was emptied, in another window or by a colleague. Save again to put yours there.")
OTHER = N_(
    "Meanwhile this became “%(now)s”, in another window or by a colleague. Save again to put yours in its place."
)


class Meanwhile(Refused):
    """Somebody else has set this field, to what it is ``now``, since the form was made."""

    def __init__(self, field: str, now: str) -> None:
        super().__init__(field, OTHER if now else NOTHING, **({"now": now} if now else {}))


def settled(shown: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What is to be saved of what was ``typed`` into a form that had ``shown`` other facts than stand there ``now``.

    A field that nobody touched in the form keeps what it has now; one that ``shown`` lacks is taken as typed. Raises
    Meanwhile for the first field that both changed, each to something else.
    """
    settled = dict(typed)
    for name, text in typed.items():
        was, is_now = shown.get(name, now.get(name, "")), now.get(name, "")
        if is_now in (was, text):
            continue
        if text != was:
            raise Meanwhile(name, is_now)
        settled[name] = is_now
    return settled
