"""Every table of the domain, so that whoever needs the whole schema can load it at once."""

from statuspage.domain.agents import Agent
from statuspage.domain.customers import Customer
from statuspage.domain.drafts import Draft
from statuspage.domain.events import Event
from statuspage.domain.faces import Faces
from statuspage.domain.letters import Handover, Reply, Update
from statuspage.domain.notes import Note
from statuspage.domain.outbox import Outgoing
from statuspage.domain.photos import Photo
from statuspage.domain.presence import Presence
from statuspage.domain.promises import Promise
from statuspage.domain.shares import Share
from statuspage.domain.tickets import Ticket
from statuspage.domain.unsent import Unsent
from statuspage.domain.views import Follower, View

TABLES = (
    Agent,
    Customer,
    Draft,
    Event,
    Faces,
    Follower,
    Handover,
    Note,
    Outgoing,
    Photo,
    Presence,
    Promise,
    Reply,
    Share,
    Ticket,
    Unsent,
    Update,
    View,
)
