"""The scripts that other people's pages load, without their comments and indents: half of their bytes."""

import re
from functools import cache

from statuspage.config import PROJECT


@cache
def bare(name: str) -> str:
    """The script of this file in ``static/js``, as it is sent."""
    script = (PROJECT / "static" / "js" / name).read_text(encoding="utf-8")
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)).strip()
