"""What customers of Fernhill Coffee can ask about, and where; who knows about it, and the languages of its people."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from statuspage.domain.people.agents import Agent, take_new
from statuspage.domain.way_in.ask_sites import save_ask_sites
from statuspage.domain.way_in.topics import save_topic

# By language: the title, and what is asked, a line each.
TOPICS: tuple[tuple[str, dict[str, tuple[str, str]], tuple[str, ...]], ...] = (
    (
        "repair",
        {
            "en": ("A machine that does not work", "Which machine?\nThe number on the label underneath"),
            "de": ("Eine Maschine, die nicht geht", "Welche Maschine?\nDie Nummer auf dem Schild darunter"),
            "ar": ("آلة لا تعمل", "أيّ آلة؟\nالرقم على الملصق أسفلها"),
        },
        ("maria", "noor"),
    ),
    (
        "order",
        {
            "en": ("An order", "Order number"),
            "de": ("Eine Bestellung", "Bestellnummer"),
            "ar": ("طلب شراء", "رقم الطلب"),
        },
        ("tom",),
    ),
    (
        "coffee",
        {
            "en": ("Coffee and how to make it", ""),
            "de": ("Kaffee und wie man ihn macht", ""),
            "ar": ("القهوة وإعدادها", ""),
        },
        (),
    ),
)
SPEAKS = {"maria": ("en", "pt"), "tom": ("de", "en"), "noor": ("ar", "en")}


def offer_topics(session: Session, agents: Mapping[str, Agent]) -> None:
    """Offer the topics, let the firm's shop show the form, and say which agents write which languages."""
    save_ask_sites(session, "https://shop.fernhill.example")
    for name, words, knowing in TOPICS:
        save_topic(session, None, name=name, words=words, agents=[agents[key].id for key in knowing], first="en")
    for key, tags in SPEAKS.items():
        take_new(agents[key], tags, takes_new=True)
