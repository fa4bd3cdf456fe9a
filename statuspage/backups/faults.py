"""What goes wrong with backups, in words that an operator can act on; none repeats a key."""


class BackupFault(Exception):
    """A backup could not be made, read or put back; its text is one sentence that says why."""


class Broken(BackupFault):
    """An archive is not whole, or not what it says: nothing of it may be used."""


class Stopped(BackupFault):
    """It was told to end before it was done; nothing of it stays."""


class Vanished(Exception):
    """A member's bytes ended before they were all read, because it was deleted meanwhile."""
