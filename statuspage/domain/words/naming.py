"""Whether a text names somebody: which of its words are a person's first or family name."""

from statuspage.domain.people.names import family_name_in, first_name_in
from statuspage.domain.words.folding import folded
from statuspage.domain.words.segments import segments


def names_in(text: str, name: str) -> tuple[str, ...]:
    """The words of a text that are the first or the family name in this full one, as they stand there, each once.

    A word in small letters is none: "will" does not name Will. In a script without spaces the whole
    name has to stand there.
    """
    first = first_name_in(name)
    wanted = [part for part in (first, family_name_in(name, first)) if part]
    forms = {form for part in wanted for segment in segments(part) if not segment.is_run for form in segment.forms}
    found = (
        text[segment.start : segment.end]
        for segment in segments(text)
        if not segment.is_run and not forms.isdisjoint(segment.forms)
    )
    words = [word for word in found if not word.islower()]
    runs = [part for part in wanted if any(segment.is_run for segment in segments(part))]
    return tuple(dict.fromkeys([*words, *(part for part in runs if folded(part) in folded(text))]))
