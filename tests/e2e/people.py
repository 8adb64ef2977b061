# SPDX-License-Identifier: MIT
"""What people and staff do, over and over, in the tests: sign up, join, announce."""
import datetime
import re
import urllib.parse
import zoneinfo

from mails import SERVICE, message, reply, sub
from rig import merged, wait

PURPOSE = "News about the Data Protection and Use Policy, about once a month"
GENEROUS = {"limits": {"answers_per_sender": 1000, "answers_total": 100000, "confirms_per_address": 100000,
                       "confirms_per_domain": 100000, "confirms_total": 100000}}
ZONE = zoneinfo.ZoneInfo("Pacific/Auckland")


def closed_now(**more):
    """A configuration whose window is an hour that is twelve hours away."""
    hour = (datetime.datetime.now(ZONE).hour + 12) % 24
    return merged(GENEROUS, {"sending": {"window": f"{hour:02}:00-{hour:02}:59", "window_days": "all", **more}})


def add_newsletter(rig):
    rig.ctl("list", "add", "newsletter", "--name", "DPUP newsletter", "--purpose", PURPOSE)


def state_of(rig, address, slug="newsletter"):
    """pending, active, left, or None where the service knows nothing of them."""
    rows = rig.ctl("subscriber", "list", "--list", slug)
    return next((r["state"] for r in rows if r["address"] == address), None)


def sign_up(rig, address, word="subscribe"):
    """Through the real path: asks, says yes to the confirm mail, returns the welcome."""
    rig.deliver(message(address, sub(word)))
    rig.deliver(reply(rig.letter(address), address, "yes"))
    return rig.letter(address)


def sign_up_many(rig, addresses):
    """The same for many, all at once."""
    for address in addresses:
        rig.deliver(message(address, sub("subscribe")))
    for address in addresses:
        rig.deliver(reply(rig.letter(address), address, "yes", is_quoting=False))
    for address in addresses:
        rig.letter(address)


def announce(rig, subject, body, audience="newsletter", schedule=True):
    """Writes, submits, approves and sends an announcement; returns its number."""
    number = rig.ctl("announce", "new", "--list", audience, "--subject", subject,
                     "--body", rig.write("body.md", body))["id"]
    rig.ctl("announce", "submit", number)
    rig.ctl("announce", "approve", number)
    if schedule:
        rig.ctl("announce", "schedule", number, "--now")
    return number


def wait_done(rig, number, timeout=60):
    """Waits until an announcement has its end; returns the report."""
    def done():
        report = rig.ctl("announce", "report", number)
        return report["state"] in ("done", "cancelled") and report
    return wait(done, f"announcement {number} to be done", timeout)


def unsubscribe_mailto(letter):
    """(address, subject, body) of the mailto in List-Unsubscribe."""
    found = re.search(r"<mailto:([^>]+)>", letter["List-Unsubscribe"] or "")
    if not found:
        return None
    address, _, query = found.group(1).partition("?")
    fields = dict(urllib.parse.parse_qsl(query))
    return urllib.parse.unquote(address), fields.get("subject", ""), fields.get("body", "")


def join(rig, person, community, subject, to=SERVICE):
    """Asks to join and answers the question; returns the welcome."""
    rig.deliver(message(person, to, subject))
    letter = rig.letter(person)
    if state_of(rig, person, community) != "active":
        rig.deliver(reply(letter, person, "yes"))
        letter = rig.letter(person)
    return letter


def local_time(ahead_s, zone="Pacific/Auckland"):
    """A time as staff write it, so many seconds from now."""
    at = datetime.datetime.now(zoneinfo.ZoneInfo(zone)) + datetime.timedelta(seconds=ahead_s)
    return at.strftime("%Y-%m-%dT%H:%M:%S")
