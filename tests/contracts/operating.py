"""The blocks of docs/operating.md, as an operator copies them."""

import re

from statuspage.config import PROJECT

PAGE = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")


def block(language: str, holds: str) -> str:
    """The one block in this language that holds these words."""
    found = [
        text for text in re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) if holds in text
    ]
    assert len(found) == 1, f"{len(found)} blocks in {language} hold {holds}"
    return found[0]
