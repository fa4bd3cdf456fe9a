"""Why a mail cannot be read."""


class Unreadable(Exception):
    """No words can be had from this mail. ``code`` is one of too_many_parts, too_deep, unreadable, encrypted, tnef.

    Its text is a sentence for whoever looks at the mail.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
