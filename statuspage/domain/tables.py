"""Every table of the domain, so that whoever needs the whole schema can load it at once."""

from statuspage.domain.absences.absence import Absence
from statuspage.domain.audit import Audited
from statuspage.domain.backup_runs import BackupRun
from statuspage.domain.bounces import Bounce
from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.letter import CauseLetter, LaidLetter
from statuspage.domain.causes.ties import CauseTie
from statuspage.domain.desk.arrivals import Arrival
from statuspage.domain.desk.drafts import Draft
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.phrases import Phrase
from statuspage.domain.desk.unsent_letters import UnsentLetter
from statuspage.domain.desk.views import SavedView
from statuspage.domain.events import Event
from statuspage.domain.files.file import ArrivingPiece, File
from statuspage.domain.incoming.mail import IncomingMail, IncomingPiece
from statuspage.domain.incoming.mailbox import MailboxRead
from statuspage.domain.letters import Correction, Handover, Letter, Reply
from statuspage.domain.mentions import Mention
from statuspage.domain.merging.merge import Merge
from statuspage.domain.needs import Need
from statuspage.domain.news import News
from statuspage.domain.notes import Note
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.nudges.nudge import Nudge, Push
from statuspage.domain.our_company import Logo, OurCompany
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companies import Company, Member
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.photos import Photo
from statuspage.domain.people.presence import Presence
from statuspage.domain.privacy.erasures import ErasedTicket, Erasure
from statuspage.domain.promises import Promise
from statuspage.domain.publication.consent import ConsentChanges
from statuspage.domain.publication.visits import DailyVisits, Follower
from statuspage.domain.shares.share import Share
from statuspage.domain.subjects import FormerSubject
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tags.tag import Tag, TicketTag
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask_sites import AskSites
from statuspage.domain.way_in.overviews import LostLink, Overview
from statuspage.domain.way_in.pressure import AskPressure
from statuspage.domain.way_in.rule import AssignmentRule
from statuspage.domain.way_in.same_person import Agreement
from statuspage.domain.way_in.topics import Topic
from statuspage.domain.way_in.used_forms import UsedForm
from statuspage.domain.words.passages import Passage

TABLES = (
    Absence,
    Arrival,
    Agent,
    Agreement,
    AskPressure,
    AskSites,
    AssignmentRule,
    Audited,
    BackupRun,
    Bounce,
    Cause,
    CauseLetter,
    CauseTie,
    Companion,
    Company,
    Correction,
    Customer,
    Draft,
    ErasedTicket,
    Erasure,
    Event,
    ConsentChanges,
    File,
    News,
    ArrivingPiece,
    Follower,
    FormerSubject,
    Handover,
    LetterOnHold,
    IncomingMail,
    IncomingPiece,
    LaidLetter,
    Logo,
    LostLink,
    MailboxRead,
    Merge,
    Need,
    Member,
    Mention,
    Note,
    Nudge,
    OurCompany,
    Outgoing,
    Overview,
    Passage,
    Photo,
    Phrase,
    Presence,
    Promise,
    Push,
    PushBrowser,
    Reply,
    SavedView,
    Share,
    Subscription,
    Tag,
    TicketTag,
    Ticket,
    Topic,
    UnsentLetter,
    UsedForm,
    Letter,
    DailyVisits,
)
