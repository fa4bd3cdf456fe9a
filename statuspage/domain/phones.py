"""Phone numbers, as people write them and as phones dial them."""

import re
import unicodedata

_EXTENSION = r"(?:[,;]?\s?(?:ext[.=]?|extension|x|durchwahl|تحويلة)\s?(?P<extension>\d{1,6}))"
_WHOLE = re.compile(rf"\+?\s?[0-9 ()./-]{{5,30}}?{_EXTENSION}?", re.IGNORECASE)
_TAIL = re.compile(rf"{_EXTENSION}$", re.IGNORECASE)
_COUNTRY = re.compile(r"^((?:\+|00)[0-9 ./-]+)\( *0 *\)")
_WIDE = str.maketrans("＋（）", "+()")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_DATE = re.compile(
    r"(?:[0-3]?[0-9]([./-])[0-3]?[0-9]\1(?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2}([./-])[01]?[0-9]\2[0-3]?[0-9])(?![0-9])"
)

# In running text: digits with one sign or two between them, at the edge of a word.
IN_TEXT = (
    r"(?<![\w+.,:/@#=&-])(?=[+(0٠۰])(?:\+[ \xa0]?)?\(?\d(?:[ \xa0\u202f]?[()./\u2010-\u2015-]?[ \xa0\u202f]?\d){5,20}"
    + _EXTENSION.replace("?P<extension>", "")
    + r"?(?![\w@]|[.,:/-]\d)"
)


def in_ascii(typed: str) -> str:
    """The number in the digits that phones dial, with plain dashes and blanks."""
    digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in typed.translate(_WIDE))
    return " ".join(_DASHES.sub("-", digits).split())


def is_phone(number: str) -> bool:
    """Whether this, in ASCII, is how a person writes a phone number, with its extension perhaps."""
    return _WHOLE.fullmatch(number) is not None and any(sign.isdecimal() for sign in number)


def tel(phone: str) -> str:
    """The ``tel:`` address of a number as a person wrote it (RFC 3966, with its extension); "" for none.

    A zero in brackets after a country code, as in "+351 (0) 21", is not dialled.
    """
    number = in_ascii(phone)
    tail = _TAIL.search(number)
    abroad = _COUNTRY.sub(r"\1", number[: tail.start()] if tail else number)
    dialled = re.sub(r"[^+0-9]", "", abroad)
    return f"tel:{dialled}" + (f";ext={tail['extension']}" if tail else "") if dialled else ""


def tel_alone(line: str) -> str:
    """The same for a line that holds a number and nothing else, as where somebody asks to be called; "" for others."""
    number = in_ascii(line)
    is_one = is_phone(number) and not _DATE.match(number) and 7 <= sum(sign.isdecimal() for sign in number) <= 21
    return tel(number) if is_one else ""


def tel_in_text(found: str) -> str:
    """The same for what looks like a number in running text; "" for what may as well be a date or the number of a part.

    A number from abroad begins with + or 00; one from here with a zero or with its area in brackets, and has blanks or
    dashes in it.
    """
    number, digits = in_ascii(found), tel(found).removeprefix("tel:").partition(";")[0].lstrip("+")
    if number.startswith("+"):
        return tel(found) if 8 <= len(digits) <= 15 else ""
    if not number.startswith(("0", "(")) or number.isdecimal() or _DATE.match(number):
        return ""
    least, most = (10, 17) if number.startswith("00") else (9, 12)
    return tel(found) if least <= len(digits) <= most else ""
