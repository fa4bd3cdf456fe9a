"""Who shows a letter to others is told when it names them."""

import pytest

from statuspage.domain.words.naming import names_in


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Ana, I am Maria and I read of it.", "Ana Reis", ("Ana",)),
        ("Dear Mrs Reis, dear Ana, Ana!", "Dr. Ana Reis", ("Reis", "Ana")),
        ("Banana, and an analysis", "Ana Reis", ()),
        ("You will see.", "Will Ashe", ()),
        ("Will, you will see.", "Will Ashe", ("Will",)),
        ("JOSÉ’s machine", "José Sá", ("JOSÉ",)),
        ("王小明，您好", "王小明", ("王小明",)),
        ("小的", "王小明", ()),
        ("عزيزتي نور، وصلت القطعة", "نور حداد", ("نور",)),
        ("", "Ana Reis", ()),
        ("Ana", "", ()),
    ],
)
def test_a_first_or_family_name_is_found_as_it_stands_and_no_part_of_a_word(text, name, found):
    assert names_in(text, name) == found
