"""What is wrong with settings that cannot be used, and the patterns of a poor secret."""

import re

PREFIX = "STATUSPAGE_"
SHORTEST_SECRET = 32  # characters
PLACEHOLDER = re.compile(
    r"change.?me|replace.?me|example|insecure|placeholder|development|password|your.?secret|^demo|demo$", re.IGNORECASE
)


class SettingsError(Exception):
    """Settings that cannot be used. `faults` holds one sentence for each; no sentence repeats a secret."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("These settings cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))
