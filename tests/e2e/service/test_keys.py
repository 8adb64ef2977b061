# SPDX-License-Identifier: MIT
"""The key that signs tokens: renewed while mail is out, missed when it is gone, never in a log."""
import json
import os
import re

from mails import message, reply, sub
from people import add_newsletter, announce, sign_up, state_of, unsubscribe_mailto, wait_done
from rig import Failure, Rig, run, wait

AMY, BOB = "amy@example.org", "bob@example.org"


def key_bytes(rig):
    with open(rig.path("token.key"), "rb") as f:
        return f.read()


def leave(rig, person, letter):
    address, subject, _ = unsubscribe_mailto(letter)
    rig.deliver(message(person, address, subject))


def rotation(tap):
    with Rig() as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        sign_up(rig, BOB)
        wait_done(rig, announce(rig, "Old", "Kia ora"))
        old = {person: rig.letter(person) for person in (AMY, BOB)}
        rig.deliver(message("cara@example.org", sub("subscribe")))
        question = rig.letter("cara@example.org")
        before = key_bytes(rig)
        tap.ok(rig.ctl_run("config", "rotate-key").returncode != 0, "a new key is asked about first")
        told = rig.ctl("config", "rotate-key")
        tap.ok("key 2 signs" in told["text"] and "back" in told["text"], "it says what is to be done")
        tap.ok(key_bytes(rig).startswith(before) and len(key_bytes(rig)) == 72, "the old key stays")
        tap.equal(os.stat(rig.path("token.key")).st_mode & 0o777, 0o600, "nobody else reads the file")
        tap.ok(all(c["ok"] for c in rig.ctl("doctor") if c["check"] == "token key"), "doctor finds the key well")
        wait_done(rig, announce(rig, "New", "Kia ora"))
        new = {person: rig.letter(person) for person in (AMY, BOB)}
        leave(rig, AMY, old[AMY])
        wait(lambda: state_of(rig, AMY) == "left", "the old mail to unsubscribe")
        tap.ok(True, "an old mail's address to leave works")
        rig.restart()
        leave(rig, BOB, new[BOB])
        wait(lambda: state_of(rig, BOB) == "left", "the new mail to unsubscribe")
        tap.ok(True, "a new one's, after a restart")
        rig.deliver(reply(question, "cara@example.org", "yes", is_threaded=False))
        wait(lambda: state_of(rig, "cara@example.org") == "active", "the question to be answered")
        tap.ok(True, "a question asked before is answered after")
        tap.ok("config.rotate-key" in [row["verb"] for row in rig.ctl("audit")], "the audit log knows who did it")
        log = rig.log()
        tokens = set(re.findall(rb"[a-z2-7]{32}", b"".join(m.data for m in rig.sink.mails)))
        tap.ok(len(tokens) > 10 and not [t for t in tokens if t.decode() in log], "no token is in the log")
        tap.ok(before.hex() not in log, "nor the key")


def refuses_to_start(rig, words):
    rig.spawn()
    code = rig.process.wait(20)
    if code == 0 or words not in rig.log():
        raise Failure(f"ended with {code}, without {words!r}")
    return True


def without_its_key(tap):
    with Rig() as rig:
        add_newsletter(rig)
        key = key_bytes(rig)
        os.unlink(rig.path("token.key"))
        checks = json.loads(rig.ctl_run("--json", "doctor").stdout)     # it exits 1, because one is not ok
        check = next(c for c in checks if c["check"] == "token key")
        tap.ok(not check["ok"] and "missing" in check["text"], "doctor misses a key that is gone")
        rig.stop()
        tap.ok(refuses_to_start(rig, "token.key is missing"), "a database without its key is refused")
        tap.ok(not os.path.exists(rig.path("token.key")), "and no new key is made in its place")
        rig.write("token.key", bytes(32))
        tap.ok(refuses_to_start(rig, "is not the key of the database"), "another key is refused")
        rig.write("token.key", key)
        rig.start()
        rig.ctl("config", "rotate-key")
        rig.stop()
        newest = key_bytes(rig)
        rig.write("token.key", key)
        tap.ok(refuses_to_start(rig, "is older than the database"), "an older copy is refused")
        rig.write("token.key", newest)
        rig.start()
        tap.equal(rig.ctl("list", "list")[0]["slug"], "newsletter", "with its key it is as it was")


if __name__ == "__main__":
    run(rotation, without_its_key)
