"""From a ticket as it was read to the parts of the customer's page."""

from collections.abc import Mapping

from flask import abort, current_app

from statuspage import uploads, wearing
from statuspage.db import db
from statuspage.domain.kinds import KINDS
from statuspage.domain.people.companions import companions_of
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.reading import Reading, read_head
from statuspage.domain.shares.share import ShareFacts
from statuspage.domain.tickets import Ticket
from statuspage.forms import Form, said
from statuspage.present import entries, languages, mailing, needs, steps, times
from statuspage.present.companies import told_readers
from statuspage.present.mail_wishes import where_it_goes
from statuspage.present.needs import NeedList
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.room import WORDS_AND_FILES
from statuspage.surfaces.customer import page_cache
from statuspage.surfaces.customer.blueprint import SAID, PageRequest
from statuspage.surfaces.customer.moving import SLOTS
from statuspage.surfaces.customer.parts import (
    ByMail,
    CustomerPage,
    EntryPart,
    Follow,
    FormsBelow,
    Heard,
    KeyPart,
    LanguageOffer,
    LivePart,
)


def read_ticket(ticket_id: int, companion_id: int | None = None) -> Reading:
    """The ticket and its people without its letters; from here on the answer speaks its reader's language.

    That is the customer, or the companion of this id.
    """
    return spoken(read_head(db.session(), ticket_id, companion_id))


def spoken(head: Reading | None) -> Reading:
    """This ticket as it was read; from here on the answer speaks its reader's language."""
    if head is None:
        abort(404)
    if head.consent_changes != access.opened().share.consents:  # changed since the door looked
        wearing.look()
    languages.speak(head.holder.language)
    return head


def customer_page(reading: Reading, reader: Reader, asked: PageRequest, form: Form, code: str = "") -> CustomerPage:
    """The page with this form as it was sent; ``code`` is for what was just done."""
    ticket = reading.ticket
    live = live_part(reading, reader, asked, form)
    felt = form.value("live", "felt") if ticket.is_open or reading.felt else ""
    return CustomerPage(
        here=asked.here,
        key=key_of(reading),
        form=form,
        said=said(SAID, code),
        is_newest=asked.is_newest,
        subject=ticket.subject,
        zone=reader.zone,
        city=times.zone_name(reader.zone),
        languages=_languages(),
        is_published=ticket.published_at is not None,
        unsent=felt or _left_over(form, live.needs),
        companions=_companions(reading),
        company_told=_company(reading),
        follow=follow(asked.shares),
        by_mail=_by_mail(reading),
        forms=_forms(reading, reader, asked, form),
        live=live,
    )


def _left_over(form: Form, lists: tuple[NeedList, ...]) -> str:
    """What was typed for lines that the page does not show any more, to be given back."""
    shown = {f"need-{piece.key}" for one in lists for piece in one.pieces}
    strange = [text for name, text in form.typed.items() if name.startswith("need-") and name not in shown]
    return "\n\n".join(text for text in strange if text.strip())


def key_of(reading: Reading) -> KeyPart:
    """Whose key the page is read with."""
    holder = reading.holder
    customer = reading.customer.first_name
    return KeyPart(
        holder.is_customer, holder.may_write, holder.name, holder.first_name, customer, is_colleague=holder.is_colleague
    )


def _companions(reading: Reading) -> tuple[str, ...]:
    """The names of those who read along now; a companion's page does not list them."""
    if not (reading.has_companions and reading.holder.is_customer):
        return ()
    return tuple(one.name for one in companions_of(db.session(), reading.ticket.id) if one.let_go_at is None)


def _company(reading: Reading) -> str:
    """Which colleagues may read this, for the customer alone; "" for whoever is of no company."""
    mine = reading.customer.overview_id
    return told_readers(db.session(), mine) if mine and reading.company_version and reading.holder.is_customer else ""


def _by_mail(reading: Reading) -> ByMail:
    """Whether letters go to whoever holds this page by mail too; nobody is told the address of another."""
    holder, way = reading.holder, mailing.way(is_demo=reading.customer.is_demo)
    likes_mail = reading.customer.reach == "mail" or not holder.is_customer
    goes = where_it_goes(holder.email, way, likes_mail=likes_mail, is_stopped=holder.stopped_mails)
    return ByMail(goes, way.mailboxes, has_overview=bool(holder.is_customer and holder.email and way.is_there))


def _languages() -> tuple[LanguageOffer, ...]:
    offered = languages.by_name()
    spoken = languages.code()
    return tuple(LanguageOffer(tag, name, tag == spoken) for tag, name in offered) if len(offered) > 1 else ()


def live_part(reading: Reading, reader: Reader, asked: PageRequest, form: Form) -> LivePart:
    """The part that changes, with what the clock moves left open."""
    ticket = reading.ticket
    way = tuple(steps.items(reading, reader))
    return LivePart(
        here=asked.here,
        key=key_of(reading),
        form=form,
        is_live=asked.is_live,
        version=ticket.version,
        name=reading.owner.public_name,
        is_open=ticket.is_open,
        subject=ticket.subject,
        was=reading.was,
        others_read=_others_read(reading),
        heard=Heard(reading.heard_by, ticket.heard_words, ticket.heard_answer) if ticket.heard_at else None,
        asks_feeling=_is_over(ticket) and not reading.felt and reading.holder.is_customer,
        needs=needs.open_lists(reading.needs, reader),
        standing=steps.where_it_stands(ticket, way),
        steps=way,
        entries=_entries(reading, reader, asked),
        before=reading.oldest if reading.older else None,
        moving=SLOTS,
    )


def _others_read(reading: Reading) -> str:
    """The subject of before that others go on reading; "" where that is none, and for whoever is not the customer."""
    is_theirs = reading.ticket.published_at is not None and reading.holder.is_customer
    choice = PublicChoice.of(reading.ticket.public_choice)
    return choice.former if is_theirs and choice.subject == "former" else ""


def _is_over(ticket: Ticket) -> bool:
    return not ticket.is_open and ticket.merged_into_id is None


def _entries(reading: Reading, reader: Reader, asked: PageRequest) -> tuple[EntryPart, ...]:
    """The letters and what happened between them, without what the page tells elsewhere: thanks stand at a letter."""
    told = [
        (entry, shown)
        for entry, shown in zip(reading.entries, entries.entries(reading, reader), strict=True)
        if not KINDS[entry.kind].is_elsewhere
    ]
    shown = entries.by_days(told, reader)
    latest = next((at for at, one in enumerate(shown) if one.kind == "letter"), 0) if asked.is_newest else None
    above = [one for one in shown[:latest] if one.kind == "reply"] if latest else []  # the newest of them stays whole
    return tuple(
        EntryPart(
            one.kind,
            one.piece,
            is_latest=at == latest and one.kind == "letter",
            is_folded=one in above[1:],
            here=asked.here,
            is_live=asked.is_live,
            may_write=reading.holder.may_write,
        )
        for at, one in enumerate(shown)
    )


def _forms(reading: Reading, reader: Reader, asked: PageRequest, form: Form) -> FormsBelow:
    goes_on, called = reading.goes_on, reading.ticket.call_asked_at if reading.holder.is_customer else None
    return FormsBelow(
        here=asked.here,
        key=key_of(reading),
        form=form,
        once=page_cache.KEY_SLOT,
        is_live=asked.is_live,
        name=goes_on.owner if goes_on else reading.owner.public_name,
        heard_by=reading.heard_by,
        is_open=reading.ticket.is_open,
        call_asked=reader.moment(called) if called else "",
        phone=reading.customer.phone,
        reach_when=reading.customer.reach_when,
        file_field=uploads.field(WORDS_AND_FILES.bytes),
        goes_on=goes_on.subject if goes_on else "",
    )


def follow(shares: Mapping[str, ShareFacts]) -> Follow:
    """The addresses that these shares open."""
    urls = current_app.extensions["urls"]
    feed, json_feed = (urls.offered(shares.get("feed"), form) for form in ("", "json"))
    calendar = urls.offered(shares.get("calendar"))
    return Follow(
        feed=feed,
        json_feed=json_feed,
        calendar=calendar,
        webcal="webcal" + calendar[calendar.index(":") :] if calendar else "",
        once=f"{calendar}?once" if calendar else "",
    )
