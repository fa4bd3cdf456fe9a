"""One word, one sense: no two public classes share a name, and the product's words mean here what they mean there."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from statuspage.config import PROJECT

# (a name in the code, why it may not be one): the words of the product have one sense each.
TAKEN = {
    r"Place|Places": "a place is where an agent works; a cursor, a slot or an address is called so",
    r"Look|Looks": "a look is how the card looks, and stands in present/embed; a visit is a visit",
    r"Kept": "kept is what becomes of a promise; what is stored is stored, cached or saved",
    r"View|Views": "the view is the public view; what a URL calls is a view function, a live part a region",
    r"Moment|Moments": "a moment is an instant told in words; a point of a timeline is a point",
    r"Update|Updates": "an agent writes a letter",
    r"Message|Messages": "an agent writes a letter, the customer a reply; bytes of a stream stand in front/",
    r"Issue|Case|Thread": "what a customer has with us is a ticket",
    r"Token|Link": "a key to a ticket is a share; its spelling is a token only in security/",
}
ALLOWED = {
    "Look": "statuspage/present/embed/",
    "Message": "statuspage/front/",
}


@cache
def classes(root: Path) -> dict[str, list[str]]:
    """Every class at the top of a file, by its name: where it stands."""
    found = defaultdict(list)
    for file in sorted((root / "statuspage").rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(file.relative_to(root).as_posix())
    return found


def test_no_two_public_classes_share_a_name():
    assert {name: files for name, files in classes(PROJECT).items() if len(files) > 1} == {}


@pytest.mark.parametrize(("names", "why"), TAKEN.items())
def test_a_word_of_the_product_is_no_class_of_another_sense(names, why):
    wrong = {
        name: files
        for name, files in classes(PROJECT).items()
        if re.fullmatch(names, name) and not files[0].startswith(ALLOWED.get(name, "-"))
    }
    assert wrong == {}, why


def test_two_classes_of_one_name_are_found(tmp_path):
    for folder in ("front", "present"):
        (tmp_path / "statuspage" / folder).mkdir(parents=True)
        (tmp_path / "statuspage" / folder / "a.py").write_text("class Answer: ...\nclass _Own: ...\n")
    assert {name: len(files) for name, files in classes(tmp_path).items()} == {"Answer": 2}
