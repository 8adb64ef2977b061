#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What dpupd-send signs, judged by another implementation (dkimpy): each kind of mail, both kinds
of key, and what a stranger on the way might do to it."""
import json

from dkim_keys import dkim, is_good, keys, signed_fields
from mails import message, sub
from people import GENEROUS, add_newsletter, announce, sign_up
from rig import Rig, merged, run

def checks(tap, rig, data):
    """dpupctl check-dkim says the same of it, and what is wrong with a worse one."""
    done = rig.ctl_run("--json", "check-dkim", rig.write("mail.eml", data.replace(b"\r\n", b"\n")))
    tap.equal([(s["domain"], s["selector"], s["ok"]) for s in json.loads(done.stdout)],
              [("example.govt.nz", "rsa", True), ("example.govt.nz", "ed", True)], "check-dkim: both are ok")
    tap.equal(done.returncode, 0, "and exits 0")
    bad = data.replace(b"List-Unsubscribe-Post:", b"X:").replace(b":List-Unsubscribe-Post", b"").replace(b"Some", b"A")
    done = rig.ctl_run("check-dkim", rig.write("bad.eml", bad))
    tap.equal(done.returncode, 1, "a worse one exits 1")
    tap.ok("does not cover List-Unsubscribe-Post" in done.stdout and "the body is another" in done.stdout,
           f"and says why: {done.stdout!r}")
    done = rig.ctl_run("check-dkim", rig.write("none.eml", b"From: a@b.nz\n\nx\n"))
    tap.ok(done.returncode == 1 and "no DKIM signature" in done.stderr, "one without is told")
    for n in range(0, len(data), 97):       # cut anywhere: an answer, never a crash
        if rig.ctl_run("check-dkim", rig.write("cut.eml", data[:n])).returncode not in (0, 1):
            tap.ok(False, f"cut at {n}")
            break


def signed(tap):
    if dkim is None:
        tap.skip("signatures", "python3-dkim is not installed")
        return
    with Rig(GENEROUS, start=False) as rig:
        records = keys(rig)
        relay = dict(rig.conf["relays"][0], dkim={"selector": "rsa", "key_file": "rsa.pem",
                                                  "selector2": "ed", "key_file2": "ed.pem"})
        rig.configure(merged(GENEROUS, {"relays": [relay]}))
        rig.start()
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        announce(rig, "He pānui hōu", "Some   news.  \n\n\nwith *space*\n. and dots\n\n")
        rig.letter("amy@example.org")
        mails = rig.sink.to("amy@example.org", 0)
        tap.equal(len(mails), 3, "the confirm mail, the welcome and the announcement came")
        for mail in mails:
            data = mail.data
            for index, name in enumerate(["rsa-sha256", "ed25519-sha256"]):
                tap.ok(is_good(data, records, index), f"{name} of mail {mail.number} is good")
            tap.ok(f"a={name}".encode() in data, "they are in this order")
        data = mails[-1].data
        h = signed_fields(data)
        tap.ok("List-Unsubscribe" in h and "List-Unsubscribe-Post" in h, "RFC 8058's fields are signed")
        tap.equal([h.count(n) for n in ("From", "Subject", "To", "Date")], [2, 2, 2, 2],
                  "what must not be added to is signed once more than it is there")
        checks(tap, rig, data)
        tap.ok(not is_good(b"Subject: Other\r\n" + data, records, 0), "a Subject put in front breaks it")
        tap.ok(not is_good(data + b"more\r\n", records, 0), "more text breaks it")
        tap.ok(not is_good(data.replace(b"Some", b"Other"), records, 0), "other text breaks it")


def without_its_key(tap):
    with Rig(GENEROUS, start=False) as rig:
        relay = dict(rig.conf["relays"][0], dkim={"selector": "rsa", "key_file": "none.pem"})
        rig.configure(merged(GENEROUS, {"relays": [relay]}))
        rig.start()
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        tap.ok(rig.status_says("none.pem"), "a key that is not there is told by status")
        tap.equal(rig.letters("amy@example.org"), [], "and nothing goes unsigned")


run(signed, without_its_key)
