"""Behind real proxies, with the files of deploy/: pages and streams come, no log holds a key, and little is kept."""

import gzip
import http.client
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.checkup.passage import check_passage
from statuspage.clock import now
from statuspage.config import PROJECT
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.tickets import Ticket
from tests.browser.server import Server, serving
from tests.deploy.proxies import Answer, Proxy, caddy, nginx
from tests.patience import LONG, until

PROMISED = 15  # seconds that a cache may repeat what was withdrawn: docs/embedding.md


@dataclass(frozen=True)
class Proxied:
    """A proxy before the server of the demo."""

    proxy: Proxy
    server: Server

    def path(self, link: str) -> str:
        return urlsplit(self.server.links[link]).path


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    with (
        serving(tmp_path_factory.mktemp("server"), trusted_proxies="1") as server,
        nginx(tmp_path_factory.mktemp("nginx"), server.port) as proxy,
    ):
        yield Proxied(proxy, server)


def test_a_page_and_a_stream_come_through_it(proxied: Proxied) -> None:
    path = proxied.path("customer_url")
    assert proxied.proxy.get(path).status == 200
    with proxied.proxy.open(f"{path}/stream?since=none") as answer:
        lines = answer.makefile("rb")
        told = next(line for line in lines if line.startswith(b"id:"))  # at once, though the stream goes on
    assert told.strip()
    assert proxied.proxy.speaks() == "h2"


def test_the_doctor_finds_that_it_tells_who_asks_and_holds_no_stream(
    proxied: Proxied, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl._create_unverified_context
    monkeypatch.setattr(ssl, "_create_default_https_context", context)
    settings = proxied.server.app.extensions["settings"]
    settings = replace(settings, base_url=f"https://127.0.0.1:{proxied.proxy.port}", trusted_proxies=1)
    found = list(check_passage(settings))
    assert [one.is_well for one in found] == [True, True], found


def test_what_is_too_large_for_us_passes_it_and_its_words_come_back(proxied: Proxied) -> None:
    path = proxied.path("customer_url")
    begin = b'--b\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    end = b'\r\n--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nIt hums in the morning.\r\n--b--\r\n'
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPSConnection("127.0.0.1", proxied.proxy.port, timeout=LONG, context=context)
    form = begin + bytes(41 * 1024 * 1024) + end
    line.request("POST", f"{path}/replies", form, {"Content-Type": "multipart/form-data; boundary=b"})
    answer = line.getresponse()
    assert answer.status == 422
    assert "It hums in the morning." in answer.read().decode()
    line.close()


@pytest.mark.parametrize("link", ["public_url", "public_feed_url"])
def test_what_is_public_is_answered_by_the_proxy_alone_and_what_is_not_never_is(proxied: Proxied, link: str) -> None:
    kept = until(lambda: kept_answer(proxied.proxy, proxied.path(link)))
    assert kept.headers["cache-control"] == "public, max-age=10, stale-while-revalidate=60"
    again = proxied.proxy.get(proxied.path(link), f"If-None-Match: {kept.headers['etag']}")
    assert again.status == 304
    german = until(lambda: kept_answer(proxied.proxy, proxied.path(link), "Accept-Language: de"))
    assert (german.body == kept.body) is ("Accept-Language" not in kept.headers["vary"])

    private = proxied.path("customer_url")
    for path in (private, proxied.path("feed_url"), proxied.path("badge_url"), "/", "/desk/login"):
        for _ in range(2):
            assert "x-kept" not in proxied.proxy.get(path).headers
    stored = b"".join(file.read_bytes() for file in proxied.proxy.cache.rglob("*") if file.is_file())
    assert proxied.path(link).encode() in stored
    assert private.rsplit("/", 1)[-1].encode() not in stored


def test_each_reader_gets_from_the_proxy_alone_what_they_can_read(proxied: Proxied) -> None:
    path = proxied.path("public_url")
    packed = until(lambda: kept_answer(proxied.proxy, path, "Accept-Encoding: gzip"))
    plain = until(lambda: kept_answer(proxied.proxy, path))
    again = until(lambda: kept_answer(proxied.proxy, path, "Accept-Encoding: gzip"))
    assert (packed.headers["content-encoding"], again.headers["content-encoding"]) == ("gzip", "gzip")
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body == gzip.decompress(again.body)
    assert "Accept-Encoding" in plain.headers["vary"]
    for lines, kept in ((("Accept-Encoding: gzip",), packed), ((), plain)):
        answer = proxied.proxy.get(path, f"If-None-Match: {kept.headers['etag']}", *lines)
        assert (answer.status, answer.body) == (304, b"")


def kept_answer(proxy: Proxy, path: str, *lines: str) -> Answer | None:
    answer = proxy.get(path, *lines)
    return answer if answer.headers.get("x-kept") == "HIT" else None


def test_what_was_withdrawn_is_gone_and_both_caches_together_keep_the_promise(proxied: Proxied) -> None:
    path = proxied.path("public_url")
    until(lambda: kept_answer(proxied.proxy, path))
    proxied.server.do(withdraw)
    gone = until(lambda: (answer := proxied.proxy.get(path)).status == 410 and answer)
    assert gone.headers["cache-control"] == "no-store"
    assert proxied.proxy.get(path).headers["x-kept"] != "HIT", "and that is never kept"

    text = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (here,) = re.findall(r"proxy_cache_valid 200 (\d+)s;", text)
    told = int(re.findall(r'"public, max-age=(\d+), [^"]*";', text)[-1])
    assert int(here) + 1 + told == PROMISED, "what was kept late in one second is given until late in another"
    assert f"may repeat what it has for {PROMISED} seconds" in (PROJECT / "docs" / "embedding.md").read_text()


def withdraw(session: Session) -> None:
    """Ana shows nobody anything any more."""
    for ticket in session.scalars(select(Ticket.id).where(Ticket.published_at.is_not(None))).all():
        unpublish(session, ticket, now())


def test_no_log_of_a_proxy_holds_a_key_even_when_the_server_is_away(proxied: Proxied, tmp_path: Path) -> None:
    path = proxied.path("customer_url")
    token = path.rsplit("/", 1)[-1]
    with caddy(tmp_path, proxied.server.port, "127.0.0.1") as other:
        assert other.get(path).status == 200, "Caddy passes pages on"
        with other.open(f"{path}/stream?since=none") as answer:
            assert next(line for line in answer.makefile("rb") if line.startswith(b"id:")), "and streams at once"
        for proxy in (proxied.proxy, other):
            assert proxy.get(f"/t/{token}broken").status == 404
        proxied.server.stop()
        for proxy in (proxied.proxy, other):
            assert proxy.get(path).status == 502
            assert token not in proxy.logged()
        assert "502" in other.logged() or "refused" in other.logged(), "what failed is told"
