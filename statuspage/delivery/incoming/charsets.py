"""Bytes of a mail as text, whatever charset they claim: unknown ones and wrong ones lose no letter that can be read."""

import codecs
import re

# Names that mails use and Python does not know, and those for which programs write a larger set than they name (the
# WHATWG Encoding Standard has the same): a charset of Windows is larger than that of ISO which it is called by.
_MEANT = {
    "ansi_x3.4-1968": "ascii",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "ks_c_5601-1987": "cp949",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
}
# Python's other codecs decode no charset of text ("zlib", "unicode_escape"), or take quadratic time ("punycode").
_OF_TEXT = re.compile(
    r"ascii|utf-(7|8|16|32)(-[bl]e)?|iso8859-\d+|iso2022_\w+|cp\d+|koi8-\w|kz1048|ptcp154|gb\w+|hz|big5\w*|euc_\w+|"
    r"shift_jis\w*|johab|mac-\w+|tis-620|hp-roman8"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def decoded(raw: bytes, charset: str = "") -> str:
    """The text of ``raw``: in its charset, or else in UTF-8 or Windows' Latin. What none can read becomes U+FFFD."""
    named = _codec(charset)
    for name in (named, "utf-8") if named else ("utf-8", "cp1252"):
        try:
            return _SURROGATES.sub("\ufffd", raw.decode(name))
        except UnicodeError:
            continue
    return _SURROGATES.sub("\ufffd", raw.decode(named or "latin-1", "replace"))


def _codec(charset: str) -> str:
    """Python's name of a charset; "" for one that says nothing: unknown, none of text, or ASCII, which many claim."""
    name = charset.strip(" \t\"'").lower()[:40]
    try:
        known = codecs.lookup(_MEANT.get(name, name)).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return ""
    return known if _OF_TEXT.fullmatch(known) and known != "ascii" else ""
