"""Who wrote and when is a heading to a screen reader, and looks to everyone else as plain words in its place would."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.tickets import Fresh

# Every word's place, size and type; then the same with paragraphs for headings, and without those that nobody sees.
SAME = """() => {
    const told = '.letter-who, .note-who, .handover-who, .promise-when, .clock-count';
    const unseen = 'h2.visually-hidden';
    const measure = () => [...document.querySelectorAll('main *')].filter(node => !node.matches(unseen)).map(node => {
        const {x, y, width, height} = node.getBoundingClientRect();
        const {fontFamily, fontSize, fontWeight, lineHeight, letterSpacing, color, textWrap} = getComputedStyle(node);
        return [node.className.baseVal ?? node.className, x, y, width, height, fontFamily, fontSize, fontWeight,
            lineHeight, letterSpacing, color, textWrap].join(' ');
    });
    const before = measure();
    const headings = [...document.querySelectorAll(told)].filter(node => /^H/.test(node.tagName));
    for (const node of headings) {
        const plain = document.createElement('p');
        plain.className = node.className;
        plain.append(...node.childNodes);
        node.replaceWith(plain);
    }
    const added = `:is(#whole, .letters) > ${unseen}:not(#letters-title)`;
    for (const node of document.querySelectorAll(added)) node.remove();
    const after = measure();
    return [headings.length, before.filter((line, number) => line !== after[number]), before.length - after.length];
}"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", ["customer", "public", "desk"])
def test_a_heading_looks_as_the_words_did(visit: Visit, ticket: Fresh, place: str, width: int) -> None:
    ticket.publish()
    ticket.hand_over("tom")
    ticket.letter("It is on the bench.", by="tom", is_public=True)
    address = {"customer": ticket.page, "public": ticket.public(), "desk": ticket.desk}[place]
    page = visit(address, agent="tom" if place == "desk" else "", viewport={"width": width, "height": 900})
    page.locator("article.letter").first.wait_for()
    headings, moved, more = page.evaluate(SAME)
    assert headings >= 3
    assert (moved, more) == ([], 0)
