"""The team page, its feed and its card: the figures in words, and nothing else, while the setting is on."""

import re
import threading
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree, html

from statuspage import create_app, public_request
from statuspage.cacheable import Remembered
from statuspage.db import db
from statuspage.security.access import Access
from tests.conftest import settings_for
from tests.contracts.canaries import COLLEAGUE, OWNER, PHOTO, leaks, plant
from tests.contracts.doors import places
from tests.patience import until
from tests.surfaces.team_things import busy

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)  # two whole weeks before the clock of the tests, and one of nine
ALL = ("/team", "/team?lang=de", "/team?lang=ar", "/team.atom", "/team/card", "/team/card?size=compact&theme=dark")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def weeks(run, cast):
    """A week of twelve tickets, and after it one of nine."""
    run(busy, cast, MONDAY)
    run(busy, cast, MONDAY + timedelta(weeks=1), 9, late=0)


def parsed(client, path="/team"):
    answer = client.get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def section(page, name):
    (found,) = page.xpath(f"//section[contains(@class, 'is-{name}')]")
    return found


def rows(part):
    return [[" ".join(cell.text_content().split()) for cell in row] for row in part.xpath(".//tbody/tr")]


def test_each_measure_has_a_figure_a_sentence_a_drawing_and_the_numbers_behind_it(client, weeks):
    page = parsed(client)
    told = {name: section(page, name) for name in ("promises", "heard", "silence", "handovers", "reopened")}
    readings = {name: part.xpath("string(.//p[@class='measure-reading'])") for name, part in told.items()}
    assert readings == {
        "promises": "In one week, 11 of 12 promises were kept.",
        "heard": "In one week, half of 12 customers were heard within 1 hour.",
        "silence": "In one week, the longest of 36 waits for a word was 20 hours.",
        "handovers": "In one week, 0 of the 12 tickets that ended had changed hands.",
        "reopened": "In one week, 0 of the 12 tickets that ended had been reopened.",
    }
    assert told["promises"].xpath("string(.//p[@class='measure-big'])") == "92%"
    for part in told.values():
        assert len(part.xpath(".//*[@class='gap']")) == 11 + 1  # and the one that says what it means
        assert len(part.xpath(".//*[@class='dot']")) == 1
        assert len(part.xpath(".//details//tbody/tr")) == 12
    assert rows(told["promises"])[1:3] == [["9 November", "too few to say"], ["2 November", "11", "12", "92%"]]


def test_a_new_firm_is_told_that_there_is_nothing_to_say_yet(client, cast):
    for path in ALL:
        answer = client.get(path)
        assert answer.status_code == 200, path
    page = client.get("/team").text
    assert "Too few to say, so far" in page
    assert "measure-drawing" not in page
    assert "fewer than ten" in client.get("/team/card").text
    assert feedparser.parse(client.get("/team.atom").data).entries == []


@pytest.mark.parametrize("count", [9, 10])
def test_nine_are_too_few_in_every_format(client, run, cast, count):
    run(busy, cast, MONDAY, count, late=3)
    whole = {path: re.sub("<[^>]+>", " ", client.get(path).text) for path in ALL}
    told = {path for path, text in whole.items() if re.search(rf"\b{count - 3}\b[^<]{{1,12}}\b{count}\b", text)}
    assert told == (set() if count == 9 else set(ALL))


def test_no_word_and_no_name_of_anyone_is_in_any_format(client, run, cast, clock, weeks):
    planted = run(plant, clock)
    clock.forward(days=8)
    secrets = planted.secrets | {"owner": OWNER, "colleague": COLLEAGUE, "photo": PHOTO, "face": "/people/"}
    secrets |= {"agent": "maria", "other agent": "tom becker", "customer": "ana reis", "subject": "it broke"}
    secrets |= {"handle time": "handle time", "ticket": "/t/", "desk": "/desk/tickets"}
    for path in ALL:
        assert leaks(client.get(path), secrets) == [], path


def test_switched_off_there_is_nothing(database, tmp_path, cast):
    off = create_app(settings_for(database, tmp_path, team_page="off"))
    addresses = [place.path() for place in places(off) if place.access is Access.TEAM]
    assert sorted(addresses) == ["/team", "/team.atom", "/team/card"]
    for path in addresses:
        for query in ("", "?lang=tlh", "?theme=neon"):
            answer = off.test_client().get(path + query)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert "/team" not in off.test_client().get("/").text
    with off.app_context():
        db.engine.dispose()


def test_it_is_off_unless_it_is_the_demo(tmp_path):
    demo = settings_for("sqlite:////x.db", tmp_path)
    firm = settings_for("sqlite:////x.db", tmp_path, demo="false", company_name="Fernhill Coffee")
    assert (demo.team_page, firm.team_page) == (True, False)


def test_the_front_door_leads_there(client, cast):
    assert 'href="/team"' in client.get("/").text


def test_the_feed_has_one_lasting_entry_for_each_week_that_can_be_told(client, run, cast, clock, weeks):
    run(busy, cast, MONDAY + timedelta(weeks=2), 10)
    first = client.get("/team.atom")
    read = feedparser.parse(first.data)
    assert (read.bozo, read.version) == (False, "atom10")
    assert [entry.title for entry in read.entries] == ["Week of 16 Nov 2026", "Week of 2 Nov 2026"]
    assert read.entries[1].updated == "2026-11-09T00:00:00+00:00"
    assert "Promises kept: 11 of 12 (92%)" in read.entries[1].content[0].value
    assert read.feed.updated == "2026-11-23T00:00:00+00:00"
    assert client.get("/team.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    clock.forward(days=6)
    assert client.get("/team.atom", headers={"Accept-Language": "ar"}).data == first.data
    before = etree.fromstring(first.data).findall(f"{ATOM}entry")
    clock.forward(days=7)
    after = etree.fromstring(client.get("/team.atom").data).findall(f"{ATOM}entry")
    assert [etree.tostring(entry) for entry in after[-2:]] == [etree.tostring(entry) for entry in before]


def test_the_card_may_be_framed_anywhere_and_is_whole_without_script(client, weeks):
    answer = client.get("/team/card")
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "X-Frame-Options" not in answer.headers
    card = html.fromstring(answer.text)
    assert "92%" in card.text_content()
    assert card.xpath("//a/@href") == ["http://localhost/team"]
    assert len(card.xpath("//*[@class='dot']")) == 1
    for path in ("/team", "/team.atom"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["theme=neon", "size=huge", "lang=tlh", "accent=red"])
def test_an_unknown_look_is_refused_in_words(client, cast, query):
    answer = client.get(f"/team/card?{query}")
    assert answer.status_code == 400
    assert query.split("=", maxsplit=1)[0] in re.sub("<[^>]+>", "", answer.text)
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]


def test_the_page_gives_the_text_that_puts_the_card_on_another_site(client, cast):
    snippet = parsed(client).xpath("string(//pre)")
    assert 'src="http://localhost/team/card"' in snippet
    assert "<script" not in snippet


def test_time_runs_from_the_right_in_arabic_and_numbers_are_as_each_language_writes_them(client, weeks):
    def dot(path):
        return float(parsed(client, path).xpath("(//*[@class='dot'])[1]/@cx")[0].rstrip("%"))

    assert dot("/team?lang=ar") == pytest.approx(100 - dot("/team"))
    assert "92\N{NO-BREAK SPACE}%" in client.get("/team?lang=de").text
    assert client.get("/team", headers={"Accept-Language": "de"}).headers["Vary"] == "Accept-Language"


def test_it_is_counted_once_in_ten_minutes_and_anew_when_a_week_is_over(client, cast, clock, monkeypatch):
    counted = []
    real = public_request.team_figures
    monkeypatch.setattr(public_request, "team_figures", lambda *asked: counted.append(1) or real(*asked))
    for forward, times in (({}, 1), ({"minutes": 9}, 1), ({"minutes": 2}, 2), ({"days": 6, "hours": 14.4}, 3)):
        clock.forward(**forward)
        for path in ALL:
            client.get(path)
        assert len(counted) == times
    clock.time = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    client.get("/team")
    clock.forward(minutes=1)
    assert "to 29 Nov 2026" in client.get("/team").text


def test_what_takes_long_is_made_once_however_many_ask():
    kept, made, asking = Remembered[int](), [], []

    def make():
        made.append(1)
        until(lambda: len(asking) == 8)
        return len(made), datetime.max.replace(tzinfo=UTC)

    def ask():
        asking.append(1)
        assert kept.get(MONDAY, make) == 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert made == [1]


def test_nobody_waits_for_what_is_made_anew_while_there_is_an_old_one():
    kept, later = Remembered[str](), MONDAY + timedelta(hours=1)
    kept.get(MONDAY, lambda: ("old", later))

    def make():
        assert kept.get(later, lambda: pytest.fail("made twice")) == "old"
        return "new", later + timedelta(hours=1)

    assert kept.get(later, make) == "new"
    assert kept.get(later, lambda: pytest.fail("made again")) == "new"


def test_what_could_not_be_made_is_tried_again():
    kept = Remembered[str]()
    with pytest.raises(ZeroDivisionError):
        kept.get(MONDAY, lambda: 1 / 0)
    assert kept.get(MONDAY, lambda: ("made", MONDAY + timedelta(hours=1))) == "made"
