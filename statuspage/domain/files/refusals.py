"""Why a file is not taken: one table, by reason, in words for whoever brings it and for later."""

from dataclasses import dataclass

from statuspage.domain.errors import N_, Refused

FIELD = "files"


@dataclass(frozen=True, slots=True)
class FileReason:
    """What is said ``at_once``, in the form that brought it, and ``later``, where the file would stand."""

    at_once: str
    later: str


REASONS = {
    "unknown": FileReason(
        N_("“%(name)s” is none of what we take: pictures, PDFs, text, videos and recordings."),
        N_("not shown: it is no picture, PDF, text, video or recording"),
    ),
    "empty": FileReason(N_("“%(name)s” is empty: there is nothing in it."), N_("not shown: it is empty")),
    "short": FileReason(
        N_("“%(name)s” has not arrived whole. Please choose it once more."), N_("not shown: it did not arrive whole")
    ),
    "broken": FileReason(
        N_("“%(name)s” cannot be read: it is broken, or not what it says. A screenshot of it will do."),
        N_("not shown: it cannot be read"),
    ),
    "pixels": FileReason(
        N_("“%(name)s” has too many pixels to be opened safely. Please send it smaller."),
        N_("not shown: it has too many pixels to be opened safely"),
    ),
    "script": FileReason(
        N_("“%(name)s” holds a program, and we pass none on. Print it to a new PDF, or send a picture of it."),
        N_("not shown: it holds a program"),
    ),
    "harmful": FileReason(
        N_("“%(name)s” was held back: our scanner says that it is harmful."),
        N_("held back: our scanner says that it is harmful"),
    ),
    "unscanned": FileReason(
        N_("“%(name)s” is too large for our scanner, so we cannot pass it on. Please send it smaller."),
        N_("held back: it is too large for our scanner"),
    ),
    "large": FileReason(
        N_("“%(name)s” is too large: %(most)s is the most for one file."), N_("not shown: it is too large")
    ),
    "ticket": FileReason(
        N_("There is no more room for “%(name)s”: all files of one ticket may take %(most)s together."),
        N_("not shown: there was no more room for files here"),
    ),
    "day": FileReason(
        N_("“%(name)s” is too much for one day: %(most)s is the most. Tomorrow there is room again."),
        N_("not shown: it was too much for one day"),
    ),
    "many": FileReason(
        N_("These are more than %(most)s files, which is the most at once. Send the others with your next words."),
        N_("not shown: there were too many at once"),
    ),
    "together": FileReason(
        N_("The files were too large together, and did not come along: a form brings %(most)s at once. Choose fewer."),
        N_("not shown: there was too much at once"),
    ),
    "full": FileReason(
        N_("“%(name)s” could not be stored just now. Your words are safe; please choose the file once more later."),
        N_("not shown: it could not be stored"),
    ),
    "nowhere": FileReason(
        N_("The files could not be stored just now, and did not come along. Your words are safe; choose them later."),
        N_("not shown: there was no room to store it"),
    ),
    "inside": FileReason(
        N_("“%(name)s” stands inside the text, where we do not look."), N_("not shown: it stands inside the text")
    ),
}


class FileRefused(Refused):
    """A file was not taken, for this ``reason`` of the table."""

    def __init__(self, reason: str, name: str, most: str) -> None:
        super().__init__(FIELD, REASONS[reason].at_once, name=name, most=most)
        self.reason = reason


def refusal(reason: str, name: str, most: str = "") -> FileRefused:
    """The refusal of the file with this name; ``most`` is the limit, where it is one."""
    return FileRefused(reason, name, most)
