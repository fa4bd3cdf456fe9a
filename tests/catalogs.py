"""The languages' catalogs as the tests use them: read, compiled, and the words as the code has them now."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from statuspage.config import PROJECT

TRANSLATIONS = PROJECT / "statuspage" / "translations"
LANGUAGES = tuple(sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")))


@cache
def catalog(language: str) -> Catalog:
    """The catalog as it is written."""
    with _source(language).open("rb") as file:
        return read_po(file, locale=language)


@cache
def words() -> Catalog:
    """Every message that the code and the templates hold now."""
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    keywords = DEFAULT_KEYWORDS | {"lazy_gettext": None}
    for name, _, message, _, context in extract_from_dir(PROJECT, methods, options, keywords=keywords):
        found.add(message, locations=[(name, 0)], context=context)
    return found


def _source(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
