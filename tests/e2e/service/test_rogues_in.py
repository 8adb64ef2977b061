#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Children that were taken over: those that bring something in, dpupd-fetch, dpupd-parse and dpupd-web. See
test_rogues.py. tests/run: limit 500 s"""
import hashlib
import os
import time

from mails import message, sub
from people import add_newsletter
from rig import run, wait
from rogue import FACTS, FETCHER, WEB, WEBBER, Taken, go_on, in_flight

# --- dpupd-fetch ---

def hands_over_what_is_no_message(tap):
    script = FETCHER + """
bad = [lambda: say("fetch.mail", 1, key="k", received_at=1, size=5, is_cut=0),
       lambda: hand_over(2, data=wire.memfd(b"Subject: x\\n\\n", is_sealed=False)),
       lambda: hand_over(2, data=os.pipe()[0]),
       lambda: hand_over(2, data=os.open("/dev/zero", os.O_RDONLY)),
       lambda: hand_over(2, data=os.open(base, os.O_RDONLY)),
       lambda: hand_over(2, data=core.fileno()),
       lambda: hand_over(2, data=b"x" * ((64 << 20) + 1))]
if life <= len(bad):
    bad[life - 1]()
    survives(life)
note("end")
hear("never")
"""
    with Taken("dpupd-fetch", script) as rig:
        rig.notes_say("end", 60)
        tap.equal(rig.alive(), [], "what is no sealed memory of a mail's size ends it")
        tap.equal(rig.rows("SELECT count(*) FROM inbound")[0][0], rig.lives(), "only messages are kept")
        go_on(tap, rig, "what is no message")


def lies_about_a_message(tap):
    script = FETCHER + """
hand_over(7, key="x" * 1000, inbox="other", received_at=(1 << 63) - 1, size=(1 << 63) - 1, uidvalidity=1 << 40, uid=-5,
          hash=b"\\0" * 32, mail=b"Subject: lies\\n\\n")
note(f"answer {hear('fetch.stored').id}")
hear("never")
"""
    with Taken("dpupd-fetch", script) as rig:
        rig.notes_say("answer 7")
        inbox, received_at, size, digest = rig.rows("SELECT inbox, received_at, size, lower(hex(hash)) FROM inbound"
                                                    " ORDER BY id DESC")[0]
        tap.equal(inbox, "inbox1", "it is in the inbox this process has, whatever it names")
        tap.equal(digest, hashlib.sha256(b"Subject: lies\n\n").hexdigest(), "its hash is core's own")
        tap.ok(received_at <= time.time() + 86400, "it was not received in the future", received_at)
        tap.ok(size <= 1 << 40, "nor is it larger than mail can be", size)
        tap.equal(rig.rows("SELECT count(*) FROM inbox WHERE uid < 1 OR uidvalidity > 4294967295")[0][0], 0,
                  "the cursor is one that a server can have")
        tap.ok(rig.ctl("inbound", "list"), "what it stored can be listed")
        go_on(tap, rig, "a fetcher that lies")


def hands_over_more_than_is_allowed(tap):
    """A message beyond limits.message_max is handed over by its beginning only, so a whole one is a lie."""
    script = FETCHER + """
def subject(n):
    return b"Subject: %d\\n\\n" % life + b"x" * (n - len(f"Subject: {life}..")) 
if life == 1:
    hand_over(2, mail=subject(65537))
    survives("longer")
hand_over(3, mail=subject(65536))
note(f"answer {hear('fetch.stored').id}")
hear("never")
"""
    with Taken("dpupd-fetch", script, {"limits": {"message_max": 65536}}) as rig:
        rig.notes_say("answer 3")
        tap.equal(rig.alive(), [], "a message longer than the longest ends it")
        tap.equal([n for (n,) in rig.rows("SELECT size FROM inbound WHERE size > 1000")], [65536],
                  "the longest is kept, the longer one is not")


# --- dpupd-parse ---

# Each is what the real parser cannot say. The message it is about is quarantined at the second death.
IMPOSSIBLE = [
    {"date": 1 << 62}, {"date": -(1 << 63)}, {"from_count": -1}, {"received": 1 << 40}, {"cal_sequence": -1},
    {"cal_sequence": 1 << 31}, {"html_only": 2}, {"parts": -1}, {"returned": 1 << 62}, {"unbound": 3}, {"cal_sequenced": -1},
    {"subject": "help\nBcc: mallory@example.org"}, {"from": "amy@example.org\nmallory@example.org"},
    {"message_id": "a@b\nBcc: mallory@example.org"}, {"auth_dmarc": "pass\nfail"}, {"cal_uid": "a\nb"},
    {"from_name": "Amy\nBcc: mallory@example.org"}, {"reply_to": "a@b.nz\tx\n"}, {"text": "x" * 24577},
    {"subject": "x" * 999}, {"subject": "a\x07b"},
]


def says_what_no_parser_can(tap):
    script = FACTS + f"IMPOSSIBLE = {IMPOSSIBLE!r}" + """
if life % 2 == 1 and life > 1:      # the mail before is in quarantine: a good word, and the next starts at once
    facts(mail())
if life <= len(IMPOSSIBLE):
    facts(mail(), **IMPOSSIBLE[life - 1])
    survives(life - 1)
note("end")
while True:
    facts(mail())
"""
    with Taken("dpupd-parse", script) as rig:
        for n in range(2 * len(IMPOSSIBLE)):
            rig.deliver(message("amy@example.org", sub("help"), subject=f"number {n}"))
        rig.notes_say("end", 90)
        tap.equal([IMPOSSIBLE[int(n.split()[0])] for n in rig.alive()], [],
                  "a parser that says what none can say is ended")
        tap.ok(rig.lives() > len(IMPOSSIBLE), "each was said", rig.lives())
        go_on(tap, rig, "facts that cannot be")


def says_anything_of_a_mail(tap):
    """Facts within their bounds, but of no mail there ever was."""
    script = FACTS + """
import random
r = random.Random(8)
texts = ["from", "from_name", "reply_to", "to", "envelope", "return_path", "message_id", "in_reply_to", "references",
         "subject", "content_type", "report_type", "charset", "auto_submitted", "precedence", "suppress", "list_id", "robot", "text",
         "report", "report_part", "original", "cal_method", "cal_uid", "cal_attendee", "cal_partstat", "cal_comment",
         "cal_organizer", "cal_recurrence", "cal_stamp", "cal_start", "cal_zone", "auth_dkim", "auth_spf", "auth_dmarc",
         "auth_domain", "attachments", "limits"]
values = ["", "x", "amy@example.org", "ben@example.org", "dpup@example.govt.nz", "dpup+subscribe@example.govt.nz", "<>",
          "dpup+b-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.govt.nz", "@", "subscribe", "yes", "unsubscribe all", "forget me",
          "change address to cat@example.org", "correct name X", "my data", "pass", "fail", "REPLY", "ACCEPTED", "REQUEST",
          "99999999T999999Z", "20260101T000000Z", "Pacific/Auckland", "../../../etc/passwd", "multipart/report",
          "message/delivery-status", "Final-Recipient: rfc822; amy@example.org", "Action: failed", "Status: 5.1.1", "%s%n%s",
          "\\u0101\\u0301" * 9, "{x}", "<script>", "{", "[]", "text guard death", "back on 31 December", "bulk"]
many = ["to", "envelope", "in_reply_to", "references", "robot", "text", "report", "original", "cal_comment",
        "attachments", "limits"]
numbers = {"date": [-62135596800, 0, 253370764799], "from_count": [0, 1, 2147483647], "html_only": [0, 1],
           "parts": [0, 2147483647], "received": [0, 1, 101, 2147483647], "cal_sequence": [0, 2147483647],
           "cal_sequenced": [0, 1], "returned": [0, 1], "unbound": [0, 2]}
while True:
    id = mail()
    said = {n: r.choice(values)[:32] for n in texts if r.random() < .4}
    for n in many:
        if n in said:
            said[n] = "\\n".join(r.choice(values) for _ in range(r.randrange(1, 5)))[:256]
    said.update({n: r.choice(v) for n, v in numbers.items()})
    if r.random() < .5:
        said["from"] = r.choice(["amy@example.org", "ben@example.org"])
    say("parse.facts", id, **said)
"""
    with Taken("dpupd-parse", script) as rig:
        add_newsletter(rig)
        for n in range(300):
            rig.deliver(message("amy@example.org", sub("help"), subject=f"number {n}"))
        wait(lambda: rig.status()["inbound"]["waiting"] == 0 and not os.listdir(os.path.join(rig.maildir, "new")),
             "all of it to be read", 120)
        tap.equal(rig.rows("SELECT count(*) FROM inbound WHERE state NOT IN ('done', 'quarantined') AND due_at IS NULL")[0][0], 0,
                  "each mail has come to an end, or waits for room")
        go_on(tap, rig, "facts of no mail")


def speaks_of_another_mail(tap):
    script = FACTS + """
if life == 1:
    id = mail()
    facts(id + 1)
    survives("it")
elif life == 2:
    id = mail()
    os.kill(os.getppid(), 19)
    facts(id)
    facts(id)       # twice, and of the next
    facts(id + 1)
    os.kill(os.getppid(), 18)
    time.sleep(1)
    note(f"second {id}")
    hear("never")
while True:
    facts(mail())
"""
    with Taken("dpupd-parse", script) as rig:
        for n in range(4):
            rig.deliver(message("amy@example.org", sub("help"), subject=f"number {n}"))
        wait(lambda: rig.status()["inbound"]["waiting"] == 0 and not os.listdir(os.path.join(rig.maildir, "new")),
             "all mail to be read")
        tap.equal(rig.alive(), [], "a word about another mail ends it")
        done = rig.rows("SELECT id, state FROM inbound ORDER BY id")
        tap.equal([s for _, s in done], ["done"] * 4, "each mail is read, by who was asked about it")
        tap.equal(rig.log().count("it sent a frame that is not a parser's"), 2, "the second time, too")
        go_on(tap, rig, "facts about others' mail")


# --- dpupd-web ---

ASKING = WEBBER + """
def get(id, page, **fields):
    say("web.get", id, page=page, **fields)
"""


def asks_for_what_it_may_not(tap):
    script = ASKING + """
bad = [lambda: get(1, "metrics"), lambda: get(1, "nothing"), lambda: say("web.post", 1, page="front"),
       lambda: say("web.get", 1, os.pipe()[0], page="front"), lambda: say("staff.list", 1),
       lambda: say("web.get", 1), lambda: say("web.post", 1, page="metrics")]
if life <= len(bad):
    bad[life - 1]()
    survives(life)
get(9, "front")
note(f"front {hear('web.answer')['status']}")
# Tokens of all shapes, and a form with everything in it.
for page in ("leave", "confirm", "preferences", "rsvp"):
    for arg in ("", "x", "a" * 60000, "\\n", "../../etc/passwd", "%s%s%n", "A" * 26):
        for verb in ("web.get", "web.post"):
            form = {f"f.{n}": "x" * 100 for n in ("what", "list", "yes", "answer", "action")}
            say(verb, 10, page=page, arg=arg, **form)
            note(f"{page} {hear('web.answer', 5)['status']}")
note("end")
hear("never")
"""
    with Taken("dpupd-web", script, WEB) as rig:
        rig.notes_say("end", 120)
        tap.equal(rig.alive(), [], "it is ended for what it may not ask for")
        rest = [n for n in rig.notes() if "cut off" not in n][:-1]
        tap.equal(rest[0], "front 200", "what it may ask for is answered")
        tap.ok(all(n.split()[1] in ("404", "410", "400", "405") for n in rest[1:]), "no token is made up", set(rest[1:]))
        tap.equal(rig.rows("SELECT count(*) FROM subscriber")[0][0], 0, "and nothing was done by it")
        go_on(tap, rig, "a web process that asks for anything")


def asks_and_never_reads(tap):
    """Answers that nobody takes must not fill core's memory."""
    script = ASKING + """
while not os.path.exists(os.path.join(base, "go")):
    time.sleep(0.1)
core.setblocking(False)
asked = 0
end = time.time() + 8
while time.time() < end:
    try:
        core.send(wire.encode(Frame("web.get", asked, page="front")))
        asked += 1
    except BlockingIOError:
        time.sleep(0.001)
    except OSError:
        break
note(f"asked {asked}")
os.unlink(os.path.join(base, "go"))
"""
    with Taken("dpupd-web", script, WEB) as rig:
        for n in range(200):
            rig.ctl("list", "add", f"list-{n}", "--name", f"List {n}", "--purpose", "x" * 490)
        before = most = in_flight()
        rig.write("bin/go", "")
        while not any("asked" in n for n in rig.notes()):
            most = max(most, in_flight())
            time.sleep(0.05)
        tap.ok(int(rig.notes_say("asked").split()[1]) > 200, "it asked for much", rig.notes())
        tap.ok(most - before < 80, f"what nobody read grew from {before} to {most} MB at most")
        wait(lambda: in_flight() < before + 20, "it to be given up with the process that did not read")
        go_on(tap, rig, "answers that nobody read")


run(hands_over_what_is_no_message, lies_about_a_message, hands_over_more_than_is_allowed, says_what_no_parser_can,
    says_anything_of_a_mail, speaks_of_another_mail, asks_for_what_it_may_not, asks_and_never_reads)
