"""The settings as the documentation tells them."""

from statuspage.config.faults import PREFIX
from statuspage.config.settings import Settings


def describe() -> list[tuple[str, str, str]]:
    """(environment variable, default, meaning) for each setting, in Markdown."""
    return [
        (
            known.metadata["env"],
            known.metadata["instead"] or f"`{known.metadata['default']}`",
            known.metadata["meaning"],
        )
        for known in Settings.known()
    ]


def as_markdown() -> str:
    """The whole of docs/settings.md."""
    rows = "".join(f"| `{env}` | {default} | {meaning} |\n" for env, default, meaning in describe())
    return f"""# Settings

Every setting is an environment variable. An empty one counts as not set. All faults are listed at once, and nothing
starts until they are gone. A variable that begins with `{PREFIX}` and is not in this table is refused: it is a typo.

| variable | default | meaning |
|---|---|---|
{rows}
This file is made by `flask --app app settings --markdown`. Do not edit it; edit `statuspage/config/settings.py`.
"""
