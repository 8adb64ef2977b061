# SPDX-License-Identifier: MIT
"""Mails made to hurt a parser. Each must be understood or put into quarantine within 5 seconds,
kept, and reach the human; core must not notice, and a person's mail right behind it must be
served as ever."""
import time

from mails import HUMAN, SERVICE, message, sub
from people import GENEROUS, add_newsletter, sign_up, state_of
from rig import Rig, merged, run

LIMIT_S = 5     # from the moment it lies in the Maildir to the copy at the human
MEGABYTE = 1_000_000


def nested_multiparts(size):
    """Multiparts within multiparts, closed properly."""
    level = len(b"Content-Type: multipart/mixed; boundary=b00000\r\n\r\n--b00000\r\n--b00000--\r\n")
    depth = size // level
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%05x\r\n\r\n--b%05x\r\n" % (n, n)
                    for n in range(depth))
    foot = b"".join(b"--b%05x--\r\n" % n for n in reversed(range(depth)))
    return head + b"Content-Type: text/plain\r\n\r\nhi\r\n" + foot


def nested_messages(size):
    field = b"Content-Type: message/rfc822\r\n\r\n"
    return field * (size // len(field)) + b"Subject: x\r\n\r\nhi\r\n"


TEXT = b"Content-Type: text/plain\r\n\r\nhello\r\n"

# What follows the ordinary fields of a mail.
CONTENTS = {
    "1.5 MB of nested multiparts": nested_multiparts(3 * MEGABYTE // 2),
    "1.5 MB of nested message/rfc822": nested_messages(3 * MEGABYTE // 2),
    "a quoted boundary": b'Content-Type: multipart/mixed; boundary="\\""\r\n\r\n--"\r\n\r\nhi\r\n--"--\r\n',
    "an empty boundary": b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nhi\r\n----\r\n',
    "a header of 10 MB": b"X-Long: " + b"a" * (10 * MEGABYTE) + b"\r\n" + TEXT,
    "a header folded into 10 MB": b"X-Long: a\r\n" + b" aaaaaaa\r\n" * MEGABYTE + TEXT,
    "100,000 header fields": b"".join(b"X-H%d: v\r\n" % n for n in range(100_000)) + TEXT,
    "100,000 parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n\r\n" * 100_000 + b"--b--\r\n",
    "NULs in header and body": b"X-Nul: a\0b\r\nContent-Type: text/plain\r\n\r\nhe\0llo\0\0\r\n" + b"\0" * 10_000,
    "8-bit header fields": b"X-Eight: \xe9\xff\xfe\r\nContent-Type: text/plain; charset=\xff\xfe\r\n\r\n"
                           b"\xff\xfehello\r\n",
    "broken base64": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n====!!!!A=A=A\xff\0\r\n",
    "encoded words without end": b"X-Words: " + b"=?utf-8?B?w6k=?=\r\n " * 50_000 + b"\r\n" + TEXT,
    "one line of 20 MB": b"Content-Type: text/plain\r\n\r\n" + b"a" * (20 * MEGABYTE),
}

# Whole messages: what is above the contents is part of the harm.
WHOLE = {
    "137 bytes": b"From: a@example.org\r\nTo: b@example.org\r\nSubject: t\r\nMIME-Version: 1.0\r\n"
                 b'Content-Type: multipart/mixed; boundary="\\""\r\n\r\n--"\r\n\r\nhi\r\n--"--\r\n',
    "a million open comments in From": b"From: " + b"(" * MEGABYTE + b" a@example.org\r\nSubject: x\r\n\r\nhi\r\n",
    "a Subject of 10 MB": b"Subject: " + b"a" * (10 * MEGABYTE) + b"\r\nFrom: a@example.org\r\n\r\nhi\r\n",
    "8-bit From and Subject": b"From: \xe9\xff <a@example.org>\r\nSubject: \xe9\xe8\xff\xc3\xa9\r\n\r\n\xff\xfe hi\r\n",
    "nothing but NULs": b"\0" * 100_000,
    "CR alone": b"From: a@example.org\rSubject: x\r\rhi\r",
    "no end of header": b"Subject: x",
}


def hostile(name):
    if name in WHOLE:
        return WHOLE[name]
    return message("mallory@example.org", SERVICE, f"Hostile: {name}", content=CONTENTS[name])


def one(tap, rig, name):
    """One hostile mail, and what became of it."""
    raw = hostile(name)
    before = len(rig.ctl("inbound", "list"))
    started = time.monotonic()
    rig.deliver(raw, is_exact=True)
    mails = rig.sink.wait(lambda: rig.sink.to(HUMAN, rig.seen.get(HUMAN, 0)), LIMIT_S)
    tap.ok(mails, f"{name}: reached the human within {LIMIT_S} s ({time.monotonic() - started:.2f} s)")
    if mails:
        rig.seen[HUMAN] = mails[-1].number + 1
        tap.ok(len(mails) == 1 and mails[0].header("From").endswith("<dpup@example.govt.nz>"),
               f"{name}: once, and from us")
    rows = rig.ctl("inbound", "list")
    newest = max(rows, key=lambda row: row["id"])
    tap.ok(len(rows) == before + 1 and newest["state"] in ("done", "quarantined") and newest["size"] == len(raw),
           f"{name}: kept, whole ({newest['state']}, {newest.get('kind')})")


def hostile_mails(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        core = rig.process.pid
        for number, name in enumerate([*CONTENTS, *WHOLE]):
            one(tap, rig, name)
        rig.deliver(b"", is_exact=True)
        rig.settle()
        tap.ok(rig.ctl("inbound", "list") and not rig.letters(HUMAN), "a mail of no bytes bothers nobody")
        tap.ok(rig.is_running and rig.process.pid == core, "core has not noticed")
        sign_up(rig, "after@example.org")
        tap.ok(state_of(rig, "after@example.org") == "active", "a person's mail is served as ever")
        tap.ok(rig.status() is not None and rig.ctl_run("doctor").returncode in (0, 1), "and it answers")


def in_a_crowd(tap):
    """Poison between the mails of people: nobody waits for it."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        people = [f"crowd{n}@example.org" for n in range(30)]
        for number, person in enumerate(people):
            if number % 10 == 5:
                rig.deliver(WHOLE["137 bytes"] + b"\r\n%d" % number)
                rig.deliver(hostile("1.5 MB of nested multiparts") + b"\r\n%d" % number)
            rig.deliver(message(person, sub("subscribe")))
        for person in people:
            rig.letter(person)
        tap.ok(all(state_of(rig, p) == "pending" for p in people), "30 people among 6 poisonous mails: all were answered")
        rig.settle()
        tap.ok(len(rig.sink.to(HUMAN)) == 6, "and the 6 reached the human")


def workers_are_replaced(tap):
    """A reading worker is replaced after some hundreds of mails: no mail pays for that."""
    people = [f"many{n}@example.org" for n in range(1100)]
    with Rig(merged(GENEROUS, {"log": {"level": "info"}})) as rig:
        add_newsletter(rig)
        for person in people:
            rig.deliver(message(person, sub("subscribe")))
        for person in people:
            rig.letter(person)
        tap.ok(rig.status()["parser"]["deaths"] == 0, f"1,100 mails, no death of a worker: {rig.status()['parser']}")
        tap.ok(all(row["attempts"] == 1 for row in rig.ctl("inbound", "list")), "and each was handed over once")


run(hostile_mails, in_a_crowd, workers_are_replaced)
