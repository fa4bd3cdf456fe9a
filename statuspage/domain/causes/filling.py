"""The open places of a draft and of a cause's letter: written [[like this]], and filled in for each reader."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.customers import Customer

# What a place stands for, and how it is spelled. In a cause's letter the promise stays open, as each owner makes their
# own; the last one always does. What its writer is to say may stand after a colon: [[your own words: what you found]].
PLACES = {
    "name": N_("their name"),
    "full_name": N_("their full name"),
    "place": N_("their place"),
    "subject": N_("the subject"),
    "promise": N_("the promise"),
    "own": N_("your own words"),
}
OWN = "own"
_OPEN = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_SHOWN = 40  # characters of a place that nobody knows


@dataclass(frozen=True, slots=True)
class Filler:
    """How the places of a letter are spelled, each with what it stands for; and the city of a time zone."""

    spelled: Mapping[str, str]
    city: Callable[[str], str]

    def meant(self, typed: str) -> str:
        """What a place stands for that is typed so, in whatever case; "" for one that nobody knows."""
        key = _key(typed)
        exact = next((name for words, name in self.spelled.items() if _key(words) == key), "")
        before, colon, _ = typed.partition(":")
        return OWN if colon and not exact and self.meant(before) == OWN else exact


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


IN_ENGLISH = Filler({words: name for name, words in PLACES.items()}, _city)


def refuse_unknown(field: str, body: str, filler: Filler) -> None:
    """Refuse a letter with a place that nobody knows how to fill in, or one that is begun and not ended."""
    wrong = [typed for typed in _OPEN.findall(body) if not filler.meant(typed)]
    wrong += [rest.partition("\n")[0] for rest in _OPEN.sub("", body).split("[[")[1:]]
    if wrong:
        raise Refused(
            field,
            N_(
                "We do not know what to put into %(places)s. What can be filled in: %(known)s. What its writer is to"
                " say goes after a colon: %(own)s."
            ),
            places=", ".join(f"[[{' '.join(one.split())[:_SHOWN]}]]" for one in dict.fromkeys(wrong)),
            known=", ".join(f"[[{words}]]" for words in _known(filler).values()),
            own=f"[[{_known(filler).get(OWN, '')}: …]]",
        )


def filled(body: str, customer: Customer, filler: Filler, *, subject: str = "", promise: str = "") -> str:
    """The text for this customer; what is not known yet, and what is for its writer to say, stays open."""
    return fills(customer, filler, subject=subject, promise=promise)(body)


def fills(customer: Customer, filler: Filler, *, subject: str = "", promise: str = "") -> Callable[[str], str]:
    """What fills any text in for this customer."""
    told = {"name": customer.first_name, "full_name": customer.name, "place": filler.city(customer.zone)}
    told |= {name: words for name, words in (("subject", subject), ("promise", promise)) if words}

    def fill(found: re.Match[str]) -> str:
        return told.get(filler.meant(found[1]), found[0])

    return partial(_OPEN.sub, fill)


def _known(filler: Filler) -> dict[str, str]:
    """One spelling of each place, by what it stands for: the first that the filler has."""
    first: dict[str, str] = {}
    for words, name in filler.spelled.items():
        first.setdefault(name, words)
    return first


@lru_cache(maxsize=500)  # the same few spellings are asked for at each place
def _key(typed: str) -> str:
    return " ".join(typed.split()).casefold()
