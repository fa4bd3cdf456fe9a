"""What people are called: the first name in a full one, and what tells two of the same first name apart.

What is found here is a proposal: whoever bears the name has the last word.
"""

import unicodedata
from collections.abc import Mapping, Sequence

# Titles with or without their dots, in any of these languages: nobody is called so.
_ALWAYS = """
    dr prof professor phd dipl dipl-ing dr-ing univ-prof mba msc bsc
    herr frau fräulein mr mrs ms miss mx sir madam mme mlle monsieur madame mademoiselle maître
    señor señora señorita doña sra srta dra senhor senhora doctor doctora
    signor signora signorina dott dottssa dottore dottoressa sigra
    dhr mevr meneer mevrouw drs inż mgr pani herra rouva fru fröken sayın
    д-р г-н г-жа проф господин госпожа κύριος κυρία δρ
    دكتور دكتورة الدكتور الدكتورة السيد السيدة الآنسة الأستاذ الأستاذة المهندس المهندسة الشيخ الشيخة
    ד״ר ד"ר פרופ גברת डॉ श्री श्रीमती
"""
# Titles only with a dot or a stroke behind them: without one they are names, or initials of some.
_WITH_DOT = "m d rev av arch mag ir lic eng ing fr sr hr med phil nat rer jur habil hc sig κ κα د م أ ا"
_TITLES, _DOTTED = frozenset(_ALWAYS.split()), frozenset(_WITH_DOT.split())


def bare(text: str) -> str:
    """A text in small letters and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def first_name_in(name: str) -> str:
    """The first name in a full one: without titles, and after the comma where the family name stands before one."""
    words = _without_titles(name)
    return words[0] if words else name.strip()


def proposed_first_name(name: str, signature: str) -> str:
    """What somebody may be called who signs so: the first word of that, and where that is a title, of their name."""
    words = signature.split()
    return words[0] if words and not _is_title(words[0]) else first_name_in(name)


def family_name_in(name: str, first_name: str) -> str:
    """What is left of a full name without its titles and this first name: its last word, "" where nothing is left."""
    said = {word.casefold() for word in first_name.split()}
    left = [word for word in _without_titles(name) if word.casefold() not in said]
    return left[-1] if left else ""


def told_apart(people: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """What each is called among colleagues: ``people`` have a first and a full name by id.

    Of those who share a first name each gets as much of the family name as tells them apart: "Maria O.".
    """
    found: dict[int, str] = {}
    alike: dict[str, list[int]] = {}
    for number, (first, _) in people.items():
        alike.setdefault(first.casefold(), []).append(number)
    for numbers in alike.values():
        families = [family_name_in(people[number][1], people[number][0]) for number in numbers]
        parts = _shortest(families) if len(numbers) > 1 else [""] * len(numbers)
        for number, part in zip(numbers, parts, strict=True):
            found[number] = f"{people[number][0]} {part}".strip()
    return found


def _shortest(families: Sequence[str]) -> list[str]:
    """The beginning of each that none of the others has: one letter where that is enough, whole where nothing is."""
    longest = max(len(_signs(family)) for family in families)
    return [
        _beginning(family, [other for at, other in enumerate(families) if at != number], longest)
        for number, family in enumerate(families)
    ]


def _beginning(family: str, others: Sequence[str], longest: int) -> str:
    signs = _signs(family)
    for length in range(1, longest):
        part = "".join(signs[:length])
        if length < len(signs) and not any(other.casefold().startswith(part.casefold()) for other in others):
            return f"{part}."
    return family


def _signs(text: str) -> list[str]:
    """The letters of a text, each with the marks that belong to it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.category(character)[0] == "M":
            found[-1] += character
        else:
            found.append(character)
    return found


def _without_titles(name: str) -> list[str]:
    family, comma, given = name.partition(",")
    words = given.split() + family.split() if comma and _names(given.split()) else name.replace(",", " ").split()
    return _names(words) or words


def _names(words: Sequence[str]) -> list[str]:
    return [word for word in words if not _is_title(word)]


def _is_title(word: str) -> bool:
    """Whether nobody is called so: a title, or signs without a letter, such as a flag."""
    if not any(sign.isalpha() for sign in word):
        return True
    plain = word.replace(".", "").rstrip(",/").casefold()
    return plain in _TITLES or (plain in _DOTTED and word[-1] in "./")
