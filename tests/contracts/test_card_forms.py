"""Each form of the card has what it needs outside the table: a script and style sheets cannot ask Python."""

import re

import pytest

from statuspage.config import PROJECT
from statuspage.present.embed.looks import FORMS, PLAIN

WIDGET = (PROJECT / "static" / "js" / "widget.js").read_text(encoding="utf-8")
STUDIO = (PROJECT / "static" / "css" / "studio.css").read_text(encoding="utf-8")
GALLERY = (PROJECT / "static" / "css" / "gallery.css").read_text(encoding="utf-8")
DOCS = (PROJECT / "docs" / "embedding.md").read_text(encoding="utf-8")

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def test_the_script_keeps_as_much_room_for_each_form_as_the_table_says():
    rooms = re.search(r"ROOM = \{(.*?)\}", WIDGET, re.DOTALL)
    assert rooms, "widget.js has a table ROOM"
    assert {name: int(height) for name, height in re.findall(r"(\w+): (\d+)", rooms[1])} == {
        form.name: form.height for form in FORMS.values()
    }
    sizes = "|".join(FORMS)
    assert f'size="{sizes}"' in WIDGET, "the comment at its top names each size"


@each_form
def test_the_studio_can_show_this_form_alone(form):
    assert f'.studio:has([name="size"][value="{form.name}"]:checked) .studio-shown .look:not(.is-{form.name})' in STUDIO


@each_form
def test_the_gallery_keeps_room_for_this_form(form):
    element = "virtual-ticket" if form is PLAIN.form else f"virtual-ticket.is-{form.name}"
    assert re.search(rf"\.stage {re.escape(element)} {{[^}}]*min-block-size: {form.height}px", GALLERY)


@each_form
def test_the_docs_name_this_form_and_its_height(form):
    assert f"`{form.name}`" in DOCS
    assert re.search(rf"\b{form.height}\b[^.]*`{form.name}`|`{form.name}`[^.]*\b{form.height}\b", DOCS)
