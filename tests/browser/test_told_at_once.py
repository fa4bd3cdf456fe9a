"""Told in time, in a real browser: the tab counts what came, a browser is added by its button, a name is completed."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from statuspage.config import PROJECT
from statuspage.domain.notes import add_note
from statuspage.domain.people.agents import agent_by_email
from tests.browser.acts import SOON
from tests.browser.conftest import Visit
from tests.browser.measure import small_targets, violations
from tests.browser.tickets import Fresh, now
from tests.delivery.push_service import Browser

# A browser that lets itself be subscribed without a push service.
SUBSCRIBED = """
Notification.requestPermission = async () => "granted";
const bytes = (...numbers) => new Uint8Array(numbers).buffer;
const key = Uint8Array.from(atob("%s"), (sign) => sign.charCodeAt(0)).buffer;
const subscription = {
  endpoint: "https://fcm.googleapis.com/fcm/send/of-a-test",
  getKey: (name) => (name === "auth" ? bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) : key),
};
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (asked) => {
  sessionStorage.asked = JSON.stringify(asked);
  return subscription;
};
"""


def _note(session: Session, ticket_id: int, body: str) -> None:
    tom = agent_by_email(session, "tom@fernhill.example")
    assert tom is not None
    add_note(session, ticket_id, tom, now(), body=body)


def test_the_tab_counts_what_came_until_it_is_looked_at(visit: Visit, ticket: Fresh) -> None:
    maria = visit(agent="maria")
    maria.add_init_script("window.looks = true; document.hasFocus = () => window.looks;")
    maria.goto(f"{ticket.server.url}/desk")
    maria.evaluate("window.looks = false")
    plain = maria.title()
    ticket.server.do(_note, ticket.id, "@Maria, is the gasket in?")
    expect(maria).to_have_title(f"(1) {plain}", timeout=SOON)
    expect(maria.get_by_role("heading", name="You are mentioned")).to_be_visible()
    maria.evaluate("window.looks = true; dispatchEvent(new Event('focus'))")
    expect(maria).to_have_title(plain)
    maria.locator(".queue-mentions a").first.click()
    expect(maria.get_by_text("is the gasket in?")).to_be_visible()
    expect(maria.get_by_text("for @Maria").first).to_be_visible()


@pytest.mark.torture
def test_a_tab_that_nobody_sees_has_no_stream_and_counts_all_the_same(visit: Visit, ticket: Fresh) -> None:
    maria = visit(agent="maria")
    maria.clock.install()
    maria.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.isAway ?? false });")
    maria.goto(f"{ticket.server.url}/desk")
    plain = maria.title()
    maria.evaluate("window.isAway = true; document.dispatchEvent(new Event('visibilitychange'))")
    ticket.server.do(_note, ticket.id, "@Maria, and the pump?")
    maria.clock.fast_forward("01:01")
    expect(maria).to_have_title(f"(1) {plain}", timeout=SOON)
    maria.evaluate("window.isAway = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(maria).to_have_title(plain)


def test_a_name_is_completed_by_keys_and_by_a_finger(maria: Page) -> None:
    maria.keyboard.press("n")
    field = maria.get_by_label("A note among us")
    field.press_sequentially("Ask @t")
    names = maria.get_by_role("listbox")
    expect(names).to_be_visible()
    assert violations(maria) == []
    assert small_targets(maria, 24) == []
    field.press("Escape")
    expect(names).to_be_hidden()
    expect(field).to_have_value("Ask @t")
    field.press_sequentially("o")
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Ask @Tom ")
    expect(names).to_be_hidden()
    field.press_sequentially("and @TO")
    names.get_by_role("option", name="Tom").click()
    expect(field).to_have_value("Ask @Tom and @Tom ")
    expect(field).to_be_focused()


def test_a_browser_is_added_by_its_button_and_by_nothing_else(visit: Visit, ticket: Fresh) -> None:
    maria = visit(agent="maria")
    maria.context.grant_permissions(["notifications"])
    point = Browser().names["key"].replace("-", "+").replace("_", "/") + "="
    maria.add_init_script(SUBSCRIBED % point)
    maria.goto(f"{ticket.server.url}/desk/me")
    assert maria.evaluate("sessionStorage.asked") is None, "nothing asks by itself"
    maria.get_by_role("button", name="Tell me in this browser").click()
    expect(maria.get_by_text("You are told in this browser from now on")).to_be_visible()
    expect(maria.get_by_text("this one")).to_be_visible()
    assert violations(maria) == []
    maria.get_by_role("button", name="Remove").click()
    expect(maria.get_by_text("Nothing is told in that browser any more")).to_be_visible()


def test_the_service_worker_shows_the_newest_of_a_ticket_once_and_leads_to_it(visit: Visit) -> None:
    page = visit("about:blank")
    call = {
        "title": "Ana asked for a call",
        "body": "No steam",
        "tag": "ticket-1",
        "id": 7,
        "url": "/desk/tickets/1#v3",
    }
    denied = call | {"title": "Ana said: not yet", "id": 9, "url": "/desk/tickets/1#v4"}
    script = (PROJECT / "static" / "js" / "push_worker.js").read_text(encoding="utf-8")
    shown = page.evaluate(
        WORKER, [script, [call, denied, call, None, denied | {"tag": "t", "url": "https://x.example/"}]]
    )
    assert [(one["title"], one.get("tag"), one.get("renotify")) for one in shown["shown"]] == [
        ("Ana asked for a call", "ticket-1", True),
        ("Ana said: not yet", "ticket-1", True),
        ("Ana said: not yet", "ticket-1", False),  # what comes too late, or twice, is heard no more
        ("desk.example", None, None),  # what cannot be read is shown all the same, as browsers ask
        ("Ana said: not yet", "t", True),
    ]
    assert shown["opened"] == ["https://desk.example/desk/tickets/1#v4", "https://desk.example/desk"]
    assert shown["told"] == ["#v3"], "a window that shows the ticket is only brought to the front"


# The service worker between stubs: what it shows for each of these pushes, and where two of the notifications lead.
WORKER = """async ([script, pushes]) => {
  const on = {}, found = { shown: [], opened: [], told: [] };
  const there = new Map();
  let windows = [];
  const registration = {
    getNotifications: async ({ tag }) => [there.get(tag)].filter(Boolean),
    showNotification: async (title, options) => {
      found.shown.push({ title, ...options });
      if (options.tag) there.set(options.tag, { title, ...options });
    },
  };
  const clients = { matchAll: async () => windows, openWindow: (url) => found.opened.push(url) };
  const location = { origin: "https://desk.example", host: "desk.example" };
  const self = { addEventListener: (name, act) => { on[name] = act; }, registration, clients, location };
  new Function("self", script)(self);
  const dispatch = async (name, event) => {
    let done;
    on[name]({ ...event, waitUntil: (work) => { done = work; } });
    await done;
  };
  for (const told of pushes) await dispatch("push", { data: told && { json: () => structuredClone(told) } });
  const press = (at) => dispatch("notificationclick", { notification: { close() {}, data: found.shown[at].data } });
  await press(1);
  await press(4);
  const url = "https://desk.example/desk/tickets/1?x=1";
  windows = [{ url, postMessage: ({ go }) => found.told.push(go), focus() {} }];
  await press(0);
  return found;
}"""
