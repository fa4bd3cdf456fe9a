"""The setup page, at the first start, once: the company, its look, its first agent, who then is at the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import write
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.faults import MailFault
from statuspage.delivery.trial import send_trial
from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused
from statuspage.domain.logos import MadeLogo
from statuspage.domain.our_company import FACTS
from statuspage.domain.setting_up import FirstAgent, SetUpAlready, set_up
from statuspage.forms import NO_FORM, Form, errors_of, go, sent_form, typed
from statuspage.our_fields import CompanyFields, company_fields, read_company
from statuspage.present import languages
from statuspage.security import known, sessions, setting_up, throttle
from statuspage.security.access import Access, may
from statuspage.security.room import PHOTO

bp = Blueprint("setup", __name__)
FORM, MAIL = "setup", "mail"
TRIES = "30 per 5 minutes"  # of the form, by one visitor: each hashes a password or speaks to a mail server
WRONG = N_("This is not the link that was printed, or a newer one has replaced it.")
TOO_OFTEN = N_("That was tried too often. Please wait five minutes, then try again; nothing is broken or locked.")
_NOTHING = dict.fromkeys(FACTS, "")


@dataclass(frozen=True, slots=True)
class MailTrial:
    """What became of the mail that was sent to try: in one sentence, and step by step as the servers said it."""

    is_well: bool
    told: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetupPage:
    """The form, for whoever has the ``token``. ``mail_from`` is what mails come from, "" where none leave."""

    token: str
    form: Form
    fields: CompanyFields
    agent_zone: str
    languages: list[tuple[str, str]]
    language: str
    mail_from: str
    trial: MailTrial | None


@dataclass(frozen=True, slots=True)
class SetupDoor:
    """Where the token is asked for; ``wrong`` is what was wrong with the one that came."""

    wrong: str


@bp.get("/setup")
@may(Access.SETUP, asks=("token",))
def page() -> Answer | Response:
    """The form for whoever has the link; a door with one field for whoever has not."""
    token = request.args.get("token", "")
    if not token:
        return _door("", 200)
    try:
        if setting_up.is_current(setting_up.read_token(token)):
            return _page(token)
    except SetUpAlready:  # in this very moment
        return setting_up.over()
    return _door(WRONG, 403) if setting_up.may_try_again() else _door(TOO_OFTEN, 429)


@bp.post("/setup")
@may(Access.SETUP, room=PHOTO)
@throttle.limiter.limit(TRIES)
def set_it_up() -> Answer | Response:
    """Do it, or only send a mail to try, as the button says. Whoever was slower than another one reads so."""
    try:
        return _set_it_up()
    except SetUpAlready:
        return setting_up.over()


def _set_it_up() -> Answer | Response:
    key = setting_up.read_token(typed("token"))
    if key is None and not setting_up.may_try_again():
        return _door(TOO_OFTEN, 429)
    company = read_company(public_request.settings(), _NOTHING, needed=("name",))
    errors = dict(company.errors)
    if key is None or not setting_up.is_current(key):
        errors["token"] = languages.gettext(WRONG)
    elif typed("deed") == MAIL:
        return _tried(company.logo)
    errors |= _faults_of_agent()
    if errors or key is None:
        return _page(typed("token"), sent_form(FORM, errors), company.logo)
    try:
        return _done(key, company.facts, company.logo)
    except SetUpAlready:
        raise
    except Refused as refused:
        field = {"name": "agent_name"}.get(refused.field, refused.field)
        return _page(typed("token"), sent_form(FORM, {field: errors_of(refused)[refused.field]}), company.logo)


def _done(key: int, facts: Mapping[str, str], logo: MadeLogo | None) -> Answer:
    hashed = sessions.hash_password(request.form.get("password", ""))
    first = FirstAgent(typed("agent_name"), typed("email"), hashed, _agent_zone(), typed("language"))
    with write() as session:
        agent = set_up(session, now(), key=key, facts=facts, logo=logo, first=first)
        cookie = sessions.sign_in(session, agent, now(), public_request.settings().session_hours)
        email = agent.email
    response = go("/desk", "set_up")
    sessions.set_cookie(response, cookie)
    known.remember(response, email)
    return response


def _faults_of_agent() -> dict[str, str]:
    """What is wrong with what was typed of the first agent, by field."""
    settings, name, email = public_request.settings(), typed("agent_name"), typed("email")
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("agent_name", lambda: validation.line("agent_name", name)),
        ("email", lambda: validation.mail("email", email)),
        ("password", lambda: _check_password(name, email)),
        ("agent_zone", lambda: typed("agent_zone").strip() and validation.zone("agent_zone", _agent_zone())),
        ("language", lambda: _check_language(settings)),
    )
    errors = dict[str, str]()
    for field, check in checks:
        try:
            check()
        except Refused as refused:
            errors[field] = errors_of(refused)[refused.field]
    return errors


def _check_password(name: str, email: str) -> None:
    company = typed("name") or public_request.settings().company_name
    sessions.refuse_weak(request.form.get("password", ""), name, email, company)


def _check_language(settings: Settings) -> None:
    if typed("language") not in _spoken(settings):
        raise Refused("language", N_("Tick this language above as well, or choose another."))


def _agent_zone() -> str:
    """The agent's own zone; the company's, where nothing was typed."""
    return validation.exact(typed("agent_zone")) or typed("zone") or public_request.settings().company_zone


def _spoken(settings: Settings) -> tuple[str, ...]:
    ticked = {*request.form.getlist("languages"), typed("first_language")}
    return (
        settings.languages
        if "languages" in settings.named
        else tuple(code for code in settings.languages if code in ticked)
    )


def _tried(logo: MadeLogo | None) -> Response:
    """Send one mail to the first agent, and say what happened; the form stays as it was typed."""
    settings, steps = public_request.settings(), list[str]()
    try:
        email = validation.mail("email", typed("email"))
    except Refused as refused:
        return _page(typed("token"), sent_form(FORM, errors_of(refused)), logo)
    if settings.smtp_url is None:
        trial = MailTrial(
            False, languages.gettext("No mail server is set (STATUSPAGE_SMTP_URL), so no mail leaves."), ()
        )
        return _page(typed("token"), sent_form(FORM, {}), logo, trial)
    try:
        send_trial(replace(settings, company_name=typed("name") or settings.company_name), email, now(), steps.append)
    except (NoAddress, MailFault, UnicodeError) as fault:
        told = languages.gettext("The mail did not leave: %(fault)s", fault=str(fault))
        trial = MailTrial(False, told, tuple(steps))
    else:
        told = languages.gettext(
            "A mail to %(email)s has left. See whether it arrives, and not among what is unwanted.", email=email
        )
        trial = MailTrial(True, told, tuple(steps))
    return _page(typed("token"), sent_form(FORM, {}), logo, trial)


def _page(token: str, form: Form = NO_FORM, logo: MadeLogo | None = None, trial: MailTrial | None = None) -> Response:
    settings = public_request.settings()
    page = SetupPage(
        token=token,
        form=form,
        fields=company_fields(settings, _NOTHING, form, FORM, logo),
        agent_zone=form.value(FORM, "agent_zone"),
        languages=languages.by_name(),
        language=form.value(FORM, "language", languages.language()),
        mail_from=(settings.mail_from or "") if settings.smtp_url else "",
        trial=trial,
    )
    return make_response(render_template("site/setup.html", page=page), 422 if form.errors else 200)


def _door(wrong: str, code: int) -> Response:
    door = SetupDoor(languages.gettext(wrong) if wrong else "")
    return make_response(render_template("site/setup_door.html", page=door), code)
