# SPDX-License-Identifier: MIT
"""Two inboxes, of two mail hosts: what one of them says of a sender is believed where it came through that host, and
nowhere else. Whoever can write into the other may write what they like."""
import contextlib
import os

from mails import SERVICE, message, reply
from people import GENEROUS, add_newsletter, sign_up, state_of
from rig import Rig, merged, run

TRUSTED = "mx.example.govt.nz"
CONF = {"inboxes": [
    {"name": "front", "kind": "maildir", "path": "Maildir", "authserv_id": TRUSTED},
    {"name": "side", "kind": "maildir", "path": "Side"},
]}


def results(verdict, host=TRUSTED):
    return ("Authentication-Results", f"{host}; dmarc={verdict} header.from=example.org")


def leaving(person, *fields):
    return message(person, SERVICE, "unsubscribe", headers=fields)


@contextlib.contextmanager
def through(rig, folder):
    """Mail is delivered there for so long."""
    before, rig.maildir = rig.maildir, rig.path(folder)
    for sub in ("new", "cur", "tmp"):
        os.makedirs(os.path.join(rig.maildir, sub), exist_ok=True)
    yield
    rig.settle()
    rig.maildir = before


# The inbox, the fields from the topmost down, and whether the person is out at once.
CASES = [
    ("the front, vouched for", "Maildir", [results("pass")], True),
    ("the side, with a verdict of the front's host", "Side", [results("pass")], False),
    ("the side, with one of another host", "Side", [results("pass", "side.example.org")], False),
    ("the front, with one of another host", "Maildir", [results("pass", "side.example.org")], False),
    ("the front, a forged one below the host's own", "Maildir", [results("fail"), results("pass")], False),
    ("the front, one of another host above", "Maildir", [results("fail", "other.example.org"), results("pass")], True),
    ("the front, without any", "Maildir", [], False),
]


def each_for_its_own(tap):
    with Rig(merged(GENEROUS, CONF), start=False) as rig:
        for sub in ("new", "cur", "tmp"):
            os.makedirs(rig.path("Side", sub))
        rig.start()
        add_newsletter(rig)
        for number, (what, folder, fields, is_out) in enumerate(CASES):
            person = f"p{number}@example.org"
            sign_up(rig, person)
            rig.letters(person)
            with through(rig, folder):
                rig.deliver(leaving(person, *fields))
            tap.equal(state_of(rig, person), "left" if is_out else "active", what)
            letter = rig.letter(person)
            if not is_out:
                rig.deliver(reply(letter, person, "yes"))
                rig.settle()
                tap.equal(state_of(rig, person), "left", f"{what}: asked back, and a yes is one")


def doctor_says_so(tap):
    def row(rig):
        return next(check for check in rig.ctl("doctor") if check["check"] == "vouching")

    with Rig(merged(GENEROUS, CONF), start=False) as rig:
        for sub in ("new", "cur", "tmp"):
            os.makedirs(rig.path("Side", sub))
        rig.start()
        said = row(rig)
        tap.ok(said["ok"] and "side" in said["text"] and "front" not in said["text"], "doctor names the inbox without", said)
        tap.ok("asked back" in said["text"] and "staff by mail is off" in said["text"], "and what follows from it")
        tap.ok("ok      vouching" in rig.ctl_run("doctor").stdout, "as a remark: nothing is wrong")
        rig.configure(merged(GENEROUS, {"inboxes": [dict(CONF["inboxes"][0])]}))
        rig.restart()
        tap.equal(row(rig)["text"], "ok", "nothing where each has one")


if __name__ == "__main__":
    run(each_for_its_own, doctor_says_so)
