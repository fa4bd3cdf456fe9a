"""How often one visitor may try. With PostgreSQL, or with Redis, it is counted for all processes together.

With SQLite each counts posts for itself, in memory. attempts.py counts logins for all of them in any case.
"""

import time
from types import SimpleNamespace
from typing import Any

from flask import Flask, abort, current_app, request
from flask_limiter import Limiter
from limits import parse
from limits.storage import memory
from werkzeug.middleware.proxy_fix import ProxyFix

from statuspage.asking import who_asks, whole_address
from statuspage.config import Settings, SettingsError
from statuspage.db import db
from statuspage.security import rates, shared_rates
from statuspage.security.counts import DatabaseCounts

CHANGES = "10 per 5 minutes"  # changes of a password
WRITES = "60 per minute"  # a customer's posts, by link
CLAIMS = "10 per hour"  # keys for the readers of a link that was passed on, by that link
FILES = "120 per hour"  # files that come by one link, one at a time
ASKED_FILES = "40 per hour"  # the same of one visitor who asks
PRESENCE = "120 per minute"
FOLLOWS = "30 per minute"  # wishes to follow by mail; what follows from them is counted by attempts.py
FOLLOWS_OF_LINK = "120 per minute"
_FROM_ONE, _FOR_ONE = 20, 10  # wishes within five minutes, by one visitor and for one mail address
ASKS = "30 per hour"  # tickets that one visitor opens without an account
LOST_LINKS = "20 per hour"  # wishes of one visitor that a link be mailed
MAILS = "20 per minute"  # what a reader says about their mails, by the key in them
ASKED_LINKS = "5 per hour"  # links that are asked for in place of one that was replaced, by that one


def address() -> str:
    """Who asks, as whatever is counted by address has it."""
    return who_asks(*_told())


def logged_address() -> str:
    """Who asks, as the log has it: a program that shuts them out must not shut out a proxy of ours, or a network."""
    return whole_address(*_told())


def _told() -> tuple[str, str, int]:
    environ, proxies = request.environ, current_app.extensions["settings"].trusted_proxies
    return environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), proxies


# What is remembered of a minute is measured by a clock that nobody sets: by the machine's own, whoever had tried often
# would have to wait for an hour when it is set back by one. test_insides.py fails when the library asks another clock.
memory.time = SimpleNamespace(time=time.monotonic, sleep=time.sleep)  # type: ignore[attr-defined, assignment]
limiter = Limiter(address, strategy="moving-window")
asks = limiter.shared_limit(ASKS, scope="asks")  # wherever the form stands


def limit(app: Flask) -> None:
    """Count requests; behind trusted proxies, also the host and the scheme are those that they saw."""
    proxies = app.extensions["settings"].trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]  # as Flask says to
    scheme, app.config["RATELIMIT_STORAGE_OPTIONS"] = _storage(app, app.extensions["settings"])
    app.config["RATELIMIT_STORAGE_URI"] = f"{scheme}://"
    # A view that is limited counts by itself. As if it were there already, the library asks nothing before and after
    # each request, for limits of all views, of which there are none: that was a sixth of a page asked for again.
    app.extensions["limiter"] = {limiter}
    limiter.init_app(app)


def _storage(app: Flask, settings: Settings) -> tuple[str, dict[str, Any]]:
    """Where it is counted, and what that is made with."""
    if settings.throttle_url:
        from statuspage.security import redis_counts  # nothing of it is loaded where none is set

        if not redis_counts.is_installed():
            how = "pip install 'virtual-ticket[redis]', or in a checkout -r requirements-redis.txt"
            raise SettingsError([f"STATUSPAGE_THROTTLE_URL needs a package that is not installed: {how}."])
        return shared_rates.SCHEME, {"counts": redis_counts.RedisCounts(settings.throttle_url)}
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "postgresql":
        return shared_rates.SCHEME, {"counts": DatabaseCounts(engine)}
    return rates.SCHEME, {}


def visitor() -> str:
    """What a login is counted as by where it comes from."""
    return f"address {address()}"


def account() -> str:
    """What a login is counted as by its account, so that many addresses together cannot guess much faster."""
    return "login " + request.form.get("email", "").strip().lower()[:254]


def asking_for(email: str) -> dict[str, int]:
    """What a wish that this address be asked is counted as, each with how many there may be, in all processes."""
    return {f"follows {address()}": _FROM_ONE, f"follower {email}": _FOR_ONE}


def link() -> str:
    """What a customer's post is counted as: the link that it came by."""
    return "link " + str((request.view_args or {}).get("token", ""))


def asked_bytes() -> str:
    """How many megabytes one visitor who asks may bring."""
    return f"{current_app.extensions['settings'].file_day_megabytes} per day"


def megabytes() -> int:
    """What the body of this request counts as: megabytes, begun ones too."""
    return 1 + (request.content_length or 0) // 1_000_000


def refuse_more(most: str) -> None:
    """Count this request by its link, for what is answered before a view is; 429 when there were ``most`` before."""
    if limiter.enabled and not limiter.limiter.hit(parse(most), "asked", link()):
        abort(429)
