"""What a guesser tries first is no password, wherever one is set, and everything else is."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.security.obvious import is_obvious
from tests.cast import PASSWORD
from tests.surfaces.desk import csrf, log_in

NAMES = ("Maria Okafor", "Maria", "maria@fernhill.example", "Fernhill Coffee")
OBVIOUS = (
    "password1234",
    "P@ssw0rd1234!",
    "passwordpassword",
    "qwertyuiop123",
    "1q2w3e4r5t6y",
    "123456789abc",
    "0987654321098",
    "iloveyou1234",
    "Welcome2026!!",
    "administrator",
    "letmein-please",
    "aaaaaaaaaaaaaa",
    "abcabcabcabc",
    "Sommer2026!!",
    "statuspage2026",
    "correct horse battery staple",
    "q1w2e3r4t5y6",
    "a1b2c3d4e5f6",
    "michelle1234",
    "Deutschland1",
    "minecraft123",
    "blink182blink",
)
THEIR_OWN = (
    "FernhillCoffee1",
    "fernhill.coffee.2026",
    "Maria.Okafor26",
    "0kaf0r 0kaf0r",
    "maria@fernhill.example",
    "MARIA-maria-123",
)
GOOD = (
    PASSWORD,
    "another good espresso",
    "a tin of grey paint",
    "zwei gelbe Fahrräder",
    "xK9#mQ2$vL7p",
    "كلمة مرور جيدة جدا",
    "パスワードは長いです本当に",
    "password of the olive kettle drums",
)


@pytest.mark.parametrize("password", [*OBVIOUS, *THEIR_OWN])
def test_what_is_tried_first_is_obvious(password):
    assert is_obvious(password, NAMES)


@pytest.mark.parametrize("password", THEIR_OWN[:4])
def test_a_name_is_obvious_only_for_whom_it_names(password):
    assert not is_obvious("".join(sign for sign in password if sign.isalpha()) + " kettle drum", ())


@pytest.mark.parametrize("password", GOOD)
def test_words_that_nobody_connects_with_a_person_are_not(password):
    assert not is_obvious(password, NAMES)


@given(st.integers(0, 2**64))
def test_a_random_password_is_never_obvious(number):
    random = base64.b64encode(hashlib.sha256(str(number).encode()).digest()[:16]).decode()
    assert not is_obvious(random, NAMES)


@given(st.text(max_size=400), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_judged(password, names):
    assert is_obvious(password, names) in (True, False)


@pytest.mark.parametrize("password", ["password1234", "FernhillCoffee1", "Maria.Okafor26"])
def test_an_agents_own_page_refuses_it_in_a_sentence(client, cast, password):
    log_in(client)
    given = {"csrf": csrf(client), "current": PASSWORD, "password": password}
    answer = client.post("/desk/me/password", data=given)
    assert answer.status_code == 422
    assert "Anyone would try this password among the first." in answer.text
    assert client.post("/desk/me/password", data=given | {"password": GOOD[2]}).status_code == 303


@pytest.mark.parametrize("password", ["password1234", "FernhillCoffee1", "Maria.Okafor26"])
@pytest.mark.parametrize(
    "command",
    [["set-password", "maria@fernhill.example"], ["add-agent", "--name", "Maria Okafor", "--email", "m@x.example"]],
)
def test_commands_refuse_it_in_a_sentence(app, cast, command, password):
    result = app.test_cli_runner().invoke(args=[*command, "--password", password])
    assert result.exit_code == 2
    assert "Anyone would try this password" in " ".join(result.output.split())
