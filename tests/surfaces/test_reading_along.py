"""Companions over HTTP: let in, shown their own page, answering under their own name, let go."""

import re
from dataclasses import dataclass, replace
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from statuspage.domain.bounces import Bounce
from statuspage.domain.companion_verbs import let_go, let_in
from statuspage.domain.people.presence import present
from statuspage.domain.shares.share import shares_of
from statuspage.security.throttle import limiter
from tests.cast import PASSWORD
from tests.surfaces.desk import csrf
from tests.surfaces.private_things import BY_SCRIPT, Ana, field, fresh, words


@dataclass
class Joana:
    """Ana's sister, with a key of her own."""

    ana: Ana
    id: int

    def link(self, scope: str = "private") -> str:
        with fresh() as session:
            urls = self.ana.app.extensions["urls"]
            return str(urls.shared(shares_of(session, self.ana.id, self.id)[scope])).removeprefix(urls.base)

    def page(self, rest: str = "") -> str:
        answer = self.ana.client.get(self.link() + rest)
        assert answer.status_code == 200, answer.text
        html5lib.HTMLParser(strict=True).parse(answer.text)
        return answer.text

    def send(self, what: str, *, by_script: bool = False, **fields: Any) -> TestResponse:
        self.ana.clock.forward(minutes=1)
        return self.ana.client.post(f"{self.link()}/{what}", data=fields, headers=BY_SCRIPT if by_script else {})


@pytest.fixture
def reads(ana: Ana) -> Joana:
    return Joana(ana, ana.do(let_in, name="Joana Reis", email="joana@example.org").id)


@pytest.fixture
def writes(ana: Ana) -> Joana:
    return Joana(ana, ana.do(let_in, name="Joana Reis", email="joana@example.org", may_write=True).id)


def test_ana_lets_somebody_in_and_is_given_their_link_while_no_mail_leaves(ana: Ana):
    assert f'href="{ana.path}/companions"' in ana.page()
    empty = words(ana.page("/companions"))
    assert "Nobody but you." in empty
    assert "No mail leaves here so far" in empty
    answer = ana.send("companions", name="Joana Reis", email="joana@example.org", rights="write", once="k")
    assert answer.status_code == 303
    page = ana.client.get(answer.location).text
    html5lib.HTMLParser(strict=True).parse(page)
    assert "Joana Reis can read this now. Here is their own link" in words(page)
    assert "reads and writes · joana@example.org · since" in words(page)
    link = re.search(r'value="(http://localhost/t/[^"]+)" readonly', page)
    assert link is not None
    assert link[1].removeprefix("http://localhost") != ana.path
    theirs = words(ana.client.get(link[1]).text)
    assert "This is between Ana and us. You read it as Joana Reis, and may also write." in theirs
    assert "Joana Reis" in words(ana.page())


def test_where_mail_leaves_the_link_is_theirs_alone(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    settings = ana.app.extensions["settings"]
    monkeypatch.setitem(ana.app.extensions, "settings", _with_mail(settings))
    answer = ana.send("companions", name="Joana Reis", email="joana@example.org")
    page = ana.client.get(answer.location).text
    assert "Their own link is on its way to them by mail." in words(page)
    assert "readonly" not in page
    answer = ana.send("companions", name="Rui Reis")
    page = ana.client.get(answer.location).text
    assert "Here is their own link" in words(page)
    assert page.count("readonly") == 1
    ana.run(_bounce, ana.clock())
    assert ana.page("/companions").count("readonly") == 2
    assert "Mail to this address comes back." in words(ana.page("/companions"))


def _with_mail(settings):
    return replace(settings, smtp_url="smtp://127.0.0.1:25", mail_from="care@fernhill.example")


def _bounce(session, now):
    session.add(Bounce(email="joana@example.org", at=now, words="550 no such user"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "email": "joana@example.org"}, "Please write something here."),
        ({"name": "Joana", "email": "joana"}, "does not look like a mail address"),
        ({"name": "Joana", "email": "ana@example.org"}, "That is the address of Ana, who reads here already."),
        ({"name": "Joana", "email": "maria@fernhill.example"}, "Maria is one of us; they read this at the desk."),
    ],
)
def test_what_is_refused_says_why_and_the_typed_words_stay(ana: Ana, typed: dict[str, str], said: str):
    answer = ana.send("companions", rights="write", once="k", **typed)
    assert answer.status_code == 422
    assert said in words(answer.text)
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    assert 'value="write" checked' in answer.text


def test_a_companions_page_has_nothing_that_is_not_theirs(ana: Ana, reads: Joana):
    ana.write()
    page = reads.page()
    assert "You read it as Joana Reis." in words(page)
    assert "Only Ana can say whether it is solved" in words(page)
    assert set(re.findall(r'action="[^"]*/t/[^/"]+/([a-z/]+)"', page)) == {"clock", "language"}
    assert not re.search(r'href="[^"]*/(studio|companions|claim)"', page)
    assert "popovertarget" not in page
    assert ana.path not in page
    assert reads.link("feed") in page
    assert ana.link("feed") not in page


def test_who_may_write_answers_under_their_own_name_and_each_reads_it_as_it_is(ana: Ana, writes: Joana):
    ana.write()
    assert writes.send("replies", body="She is at the café until six.", once="k").status_code == 303
    ana.send("replies", body="Thank you, Joana.")
    theirs, mine = writes.page(), ana.page()
    assert authors(theirs)[:2] == ["Ana", "You"]
    assert authors(mine)[:2] == ["You", "Joana Reis"]
    ana.client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    desk = ana.client.get(f"/desk/tickets/{ana.id}").text
    assert authors(desk)[:2] == ["Ana", "Joana Reis"]


def authors(page: str) -> list[str]:
    return re.findall(r'<article class="letter is-reply".*?<b><bdi>(.*?)</bdi></b>', page, re.S)


def test_thanks_bear_the_name_of_who_thanked(ana: Ana, writes: Joana):
    version = ana.write()
    assert writes.send("thanks", letter=version).status_code == 303
    assert "You thanked Maria" in words(writes.page())
    assert "Joana Reis thanked Maria" in words(ana.page())


def test_words_of_one_who_only_reads_are_given_back(ana: Ana, reads: Joana):
    answer = reads.send("replies", body="I have something to say.")
    assert answer.status_code == 403
    assert "You read here, and do not write" in answer.text
    assert "I have something to say." in answer.text
    assert "reply" not in ana.kinds
    part = reads.send("replies", by_script=True, body="I have something to say.")
    assert (part.status_code, "<html" in part.text) == (403, False)


def test_what_is_anas_alone_says_so_in_the_companions_language(ana: Ana, writes: Joana):
    ana.write(asks_solved=True)
    answer = writes.send("confirmation", answer="not_yet", not_solved="It still dies.")
    assert answer.status_code == 403
    assert "Only Ana can do this" in answer.text
    assert "It still dies." in answer.text
    assert f'href="{writes.link()}"' in writes.send("studio", action="on").text
    assert writes.send("language", language="de").status_code == 303
    assert 'lang="de"' in ana.client.get(f"{writes.link()}/studio").text
    assert 'lang="en"' in ana.page(), "her own language stays"


def test_a_companion_writes_nothing_into_what_is_closed_and_keeps_the_words(ana: Ana, writes: Joana):
    ana.write(asks_solved=True)
    ana.send("confirmation", answer="yes")
    assert 'name="body"' not in writes.page()
    answer = writes.send("replies", body="But it is not!")
    assert answer.status_code == 422
    assert "only Ana can open it again" in words(answer.text)
    assert field(answer.text, "body") == "But it is not!"


def test_the_clock_of_a_companion_is_their_own(ana: Ana, reads: Joana):
    reads.send("clock", zone="Asia/Riyadh")
    assert "the clock in Riyadh" in words(reads.page())
    assert "the clock in Lisbon" in words(ana.page())


def test_a_companion_replaces_their_own_address_alone(ana: Ana, reads: Joana):
    before = {scope: reads.link(scope) for scope in ("private", "feed", "calendar")}
    own = ana.path
    answer = reads.send("link", once="k")
    assert answer.location == f"http://localhost{reads.link()}/link?said=link"
    assert {ana.client.get(path).status_code for path in before.values()} == {410}
    assert ana.path == own
    assert ana.client.post(f"{before['private']}/link", data={"once": "k"}).location == answer.location


def test_a_companion_leaves(ana: Ana, reads: Joana):
    assert "Read this no more" in words(reads.page("/link"))
    path = reads.link()
    assert f'href="{path}/link#leaving"' in reads.page(), "and the way there stands where it says whose ticket it is"
    answer = reads.send("leaving")
    assert (answer.status_code, answer.location) == (303, path)
    for again in ("", "/link", "/live"):
        left = ana.client.get(path + again)
        assert left.status_code == 410
        assert "You have left" in words(left.text)
        assert "If you would like to come back, ask Ana." in words(left.text)
        assert "has taken it back" not in words(left.text)
    assert "Joana Reis left" in words(ana.page())
    assert ana.send("leaving").status_code == 400


def test_who_is_let_go_finds_every_address_closed_and_ana_hers_open(ana: Ana, reads: Joana):
    paths = {scope: reads.link(scope) for scope in ("private", "feed", "calendar")}
    assert {ana.client.get(path).status_code for path in paths.values()} == {200}
    assert ana.send("companions/going", companion=reads.id).status_code == 303
    for path in (*paths.values(), f"{paths['private']}/live", paths["feed"].replace(".atom", ".json")):
        assert ana.client.get(path).status_code == 410, path
    assert "You have left" not in ana.client.get(paths["private"]).text
    assert {ana.client.get(ana.link(scope)).status_code for scope in paths} == {200}
    page = ana.page("/companions")
    assert "Let in again" in words(page)
    fields = dict(re.findall(r'name="(again|name|email|rights)" value="([^"]+)"', page.split("companion-acts")[-1]))
    assert ana.send("companions", once="k2", **fields).status_code == 303
    assert ana.client.get(reads.link()).status_code == 200
    assert ana.client.get(paths["private"]).status_code == 410


def test_what_was_done_about_somebody_is_said_beside_them_and_names_them(ana: Ana):
    for name in ("Joana Reis", "Rui Reis", "Lea"):
        answer = ana.send("companions", name=name, once=name)
        address, _, anchor = answer.location.partition("#")
        page = ana.client.get(address).text
        row = re.search(rf'<li class="companion" id="{anchor}">.*?</li>', page, re.S)
        assert row is not None
        assert f"{name} can read this now. Here is their own link" in words(row[0])
        assert page.count('id="said"') == 1
    again = ana.send("companions", name="Lea", once="Lea")
    assert again.location == answer.location, "pressed twice, it leads there too"
    gone = ana.send("companions/going", companion=anchor.removeprefix("companion-"))
    assert "Lea is let go." in words(ana.client.get(gone.location.partition("#")[0]).text)


def test_nobody_is_let_go_by_a_single_press(ana: Ana, reads: Joana):
    ana.client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    for page in (ana.page("/companions"), ana.client.get(f"/desk/tickets/{ana.id}").text):
        folded = re.findall(r"<details[^>]*>(?:(?!</details>).)*?/companions/going.*?</details>", page, re.S)
        assert page.count("/companions/going") == len(folded) == 1
        assert "Let Joana Reis go? Their link, their feed and their calendar open nothing" in words(folded[0])


def test_ana_changes_what_they_may(ana: Ana, reads: Joana):
    assert ana.send("companions/rights", companion=reads.id, rights="write").status_code == 303
    assert 'name="body"' in reads.page()
    ana.send("companions/rights", companion=reads.id, rights="read")
    assert 'name="body"' not in reads.page()
    assert ana.send("companions/rights", companion="x").status_code == 400
    assert ana.send("companions/going", companion=99).status_code == 422


def test_the_reader_of_a_link_that_was_passed_on_gets_a_key_of_their_own(ana: Ana):
    assert f'href="{ana.path}/claim"' in ana.page()
    assert "You are not Ana?" in words(ana.page("/claim"))
    answer = ana.send("claim", name="Rui Reis", once="k")
    assert answer.status_code == 303
    path = answer.location.removeprefix("http://localhost").partition("?")[0]
    assert path != ana.path
    page = ana.client.get(answer.location).text
    assert "This is your own page now" in words(page)
    assert "You read it as Rui Reis, and may also write." in words(page)
    assert ana.send("claim", name="Rui Reis", once="k").location == answer.location, "pressed twice, it leads there too"
    assert "Rui Reis came by a link that was passed on" in words(ana.page())
    assert "came by a link that was passed on" in words(ana.page("/companions"))
    ana.client.post(f"{path}/replies", data={"body": "It is me, Rui."})
    assert authors(ana.page())[0] == "Rui Reis"


def test_a_claim_that_is_refused_keeps_what_was_typed(ana: Ana):
    answer = ana.send("claim", name="Ana Reis", email="rui@example.org", once="k")
    assert answer.status_code == 422
    assert 'value="rui@example.org"' in answer.text
    assert "Ana Reis, whose ticket this is, has this name already." in words(answer.text)


@pytest.mark.parametrize("way", ["claim", "companions"])
def test_no_form_lets_anybody_in_under_our_names(ana: Ana, way: str):
    company = ana.app.extensions["settings"].company_name
    for name in ("Maria Okafor", f"Maria ({company})"):
        answer = ana.send(way, name=name, rights="write", once="k")
        assert (answer.status_code, "Maria is one of us, and" in words(answer.text)) == (422, True), name
    assert ana.kinds == ["opened"]


def test_what_a_companion_wrote_says_who_let_them_in(ana: Ana, writes: Joana):
    ana.write()
    writes.send("replies", body="She is at the café.", once="k")
    answer = ana.send("claim", name="Rui Reis", once="k2")
    ana.client.post(f"{answer.location.partition('?')[0]}/replies", data={"body": "It is me, Rui."})
    ana.send("replies", body="Thank you both.")
    assert came(ana.page())[:3] == ["", "came by a link that was passed on", "let in by you"]
    assert came(writes.page())[:3] == ["", "came by a link that was passed on", ""], "of their own words they know"
    ana.client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    desk = ana.client.get(f"/desk/tickets/{ana.id}").text
    assert came(desk)[:3] == ["", "came by a link that was passed on", "let in by Ana"]
    lea = Joana(ana, ana.do(let_in, name="Lea", may_write=True, agent_id=ana.cast.maria.id).id)
    lea.send("replies", body="I am Lea.")
    assert came(ana.page())[0] == "let in by us"


def came(page: str) -> list[str]:
    heads = re.findall(r'<article class="letter is-reply".*?</h3>', page, re.S)
    return [words(found[1]) if (found := re.search(r'"letter-came">(.*?)</span>', head)) else "" for head in heads]


def test_a_reading_key_makes_no_more_keys(ana: Ana, reads: Joana):
    assert "/claim" not in reads.page()
    assert ana.client.get(f"{reads.link()}/claim").status_code == 403
    assert reads.send("claim", name="Rui Reis").status_code == 403


def test_keys_for_a_link_that_was_passed_on_are_not_made_by_the_dozen(ana: Ana):
    limiter.reset()
    found = [ana.send("claim", name=f"Reader {number}", once=str(number)).status_code for number in range(11)]
    assert found == [303] * 10 + [429]


def test_asking_makes_no_key(ana: Ana):
    ana.page("/claim")
    ana.page("/companions")
    assert ana.kinds == ["opened"]


def test_a_companions_feed_and_calendar_speak_their_language_and_name_ana(ana: Ana, reads: Joana):
    ana.write(asks_solved=True)
    feed = ana.client.get(reads.link("feed")).text
    assert "Maria asked whether it is solved" in feed
    assert "Only Ana can say so" in feed
    assert "Maria asked you whether it is solved" in ana.client.get(ana.link("feed")).text
    ana.write()
    assert "Maria writes to Ana" in ana.client.get(reads.link("calendar")).text
    assert "Maria writes to you" in ana.client.get(ana.link("calendar")).text
    reads.send("language", language="de")
    assert 'xml:lang="de"' in ana.client.get(reads.link("feed")).text


def test_a_companion_who_reads_is_not_taken_for_ana(ana: Ana, reads: Joana):
    reads.send("presence", doing="reading")
    with fresh() as session:
        assert [one.agent_id for one in present(session, ana.id, ana.clock())] == [-reads.id]
    ana.client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    desk = ana.client.get(f"/desk/tickets/{ana.id}").text
    assert re.search(r"data-reading [^>]*hidden>", desk)
    assert re.search(r"data-companions [^>]*hx-morph-skip>Reading along now: Joana Reis<", desk)
    reads.send("presence", doing="gone")
    with fresh() as session:
        assert present(session, ana.id, ana.clock()) == []


def test_kept_pages_differ_by_whose_key_it_is(ana: Ana, writes: Joana):
    rui = Joana(ana, ana.do(let_in, name="Rui Reis").id)
    for _again in range(2):
        read_as = [
            re.findall("You read it as ([^,.]+)", words(page)) for page in (ana.page(), writes.page(), rui.page())
        ]
        assert read_as == [[], ["Joana Reis"], ["Rui Reis"]]


def test_whoever_writes_a_letter_is_told_who_will_see_it(ana: Ana, reads: Joana):
    ana.client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    desk = ana.client.get(f"/desk/tickets/{ana.id}").text
    assert "<span data-how-readers>Ana and Joana Reis</span>" in desk
    assert ">Ana, Joana Reis and the public view</option>" in desk
    ana.do(let_in, name="Rui Costa", email="rui@example.org")
    assert "<span data-how-readers>Ana and 2 who read along</span>" in ana.client.get(f"/desk/tickets/{ana.id}").text
    ana.do(let_go, companion_id=reads.id)
    assert "<span data-how-readers>Ana and Rui Costa</span>" in ana.client.get(f"/desk/tickets/{ana.id}").text


def test_at_the_desk_the_owner_lets_somebody_in_and_go(ana: Ana, client: FlaskClient):
    client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    base = f"/desk/tickets/{ana.id}"
    assert "Who reads along" in words(client.get(base).text)
    key = csrf(client)
    refused = client.post(f"{base}/companions", data={"csrf": key, "name": "Tom", "email": ana.cast.tom.email})
    assert refused.status_code == 422
    assert "Tom is one of us" in words(refused.text)
    assert f'value="{ana.cast.tom.email}"' in refused.text
    said = {"csrf": key, "name": "Joana Reis", "rights": "write"}
    assert client.post(f"{base}/companions", data=said).status_code == 303
    assert "reads and writes · by a link of their own" in words(client.get(base).text)
    assert "Maria let Joana Reis in, to read and to write" in words(ana.page())
    with fresh() as session:
        found = re.search(r'name="companion" value="(\d+)"', client.get(base).text)
        assert found is not None
        assert shares_of(session, ana.id, int(found[1]))
    given = {"csrf": key, "companion": found[1]}
    assert client.post(f"{base}/companions/rights", data=given | {"rights": "read"}).status_code == 303
    assert client.post(f"{base}/companions/going", data=given).status_code == 303
    assert "Maria let Joana Reis go" in words(ana.page())
    assert client.post(f"{base}/companions/going", data={"csrf": key}).status_code == 422


def test_a_colleague_lets_nobody_in(ana: Ana, client: FlaskClient):
    client.post("/desk/login", data={"email": ana.cast.tom.email, "password": PASSWORD})
    base = f"/desk/tickets/{ana.id}"
    answer = client.post(f"{base}/companions", data={"csrf": csrf(client), "name": "Joana Reis"})
    assert answer.status_code == 422
    assert "who alone can let somebody in" in words(answer.text)


def test_every_line_about_companions_is_told_to_each_reader(ana: Ana, writes: Joana):
    ana.do(let_go, companion_id=ana.do(let_in, name="Rui Reis").id)
    mine, theirs = words(ana.page()), words(writes.page())
    assert "You let Joana Reis in, to read and to write" in mine
    assert "You let Rui Reis go" in mine
    assert "Ana let Joana Reis in, to read and to write" in theirs
    assert "Ana let Rui Reis go" in theirs
