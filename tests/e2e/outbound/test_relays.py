#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Relays in order: the next one takes over, the first comes back, and nobody pays for a relay's
troubles with an attempt. tests/run: limit 200 s"""
import collections
import sqlite3
import time

from mails import message, sub
from people import GENEROUS, add_newsletter, announce, sign_up, wait_done
from rig import Rig, merged, run, wait
from seed import seed
from sink import DROP, Sink

MODEL = "amy@example.org"


def with_people(rig, count):
    """A newsletter and so many subscribers besides the one who signed up."""
    add_newsletter(rig)
    sign_up(rig, MODEL)
    rig.stop()
    seed(rig.path("dpupd.db"), MODEL, [f"p{n}@example.org" for n in range(count)])
    rig.start()


def two_relays(first, second, **more):
    return merged(GENEROUS, {"relays": [
        {"name": "first", "url": f"smtp://127.0.0.1:{first.port}", "tls": "none", "connections": 2, **more},
        {"name": "second", "url": f"smtp://127.0.0.1:{second.port}", "tls": "none", "connections": 2}]})


def relay(rig, name):
    return next(row for row in rig.status()["relays"] if row["relay"] == name)


def uses(rig, name, use):
    return wait(lambda: relay(rig, name)["use"] == use and relay(rig, name), f"{name} to be {use}", 60)


def attempts(rig):
    """The most attempts any delivery has had."""
    db = sqlite3.connect(rig.path("dpupd.db"))
    value = db.execute("SELECT max(attempts) FROM delivery").fetchone()[0]
    db.close()
    return value


def each_once(tap, sinks, number, what):
    """Everybody got it, from one of the relays, once."""
    subject = f"Subject {number}"
    got = collections.Counter(m.recipient for s in sinks for m in s.mails if m.header("Subject") == subject)
    tap.equal((len(got), max(got.values(), default=0)), (41, 1), what)


def takes_over_and_comes_back(tap):
    first, second = Sink(), Sink()
    with Rig(two_relays(first, second), sink=first) as rig:
        with_people(rig, 40)
        tap.equal([r["use"] for r in rig.status()["relays"]], ["in use", "in reserve"], "the status says who is used")

        # It dies in the middle: after ten messages.
        def die(stage, _sender, _to, _data):
            return DROP if len(first.mails) >= before + 10 or stage == "connect" and is_dead else None
        before, is_dead = len(first.mails), True
        first.rule = die
        number = announce(rig, "Subject 1", "News.")
        wait_done(rig, number)
        tap.ok(second.mails, "the first dies, the second takes over")
        each_once(tap, (first, second), 1, "everybody got it once")
        row = uses(rig, "first", "resting")
        tap.ok(row["state"] == "down" and row["next_try_s"] <= 300 and row["text"],
               f"the status says why the first rests, and when it is tried: {row['text']}")
        tap.ok(relay(rig, "second")["use"] == "in use", "and that the second is used")
        tap.equal(rig.ctl_run("doctor").returncode, 1, "doctor is not content")

        first.rule = None
        wait(lambda: relay(rig, "first")["state"] == "up", "the first to be up", 60)
        tap.ok(True, "it comes back without any mail to be sent")
        tap.equal(rig.ctl_run("doctor").returncode, 0, "doctor is content")
        taken = len(second.mails)
        wait_done(rig, announce(rig, "Subject 2", "News."))
        each_once(tap, (first, second), 2, "everybody gets the next one")
        tap.ok(len(second.mails) - taken < 41, "the first is used again")
        tap.equal(relay(rig, "first")["use"], "in use", "and the status says so")
        tap.ok(attempts(rig) <= 1, "nobody's attempts were counted for that")
    first.close()
    second.close()


def both_dead(tap):
    first, second = Sink(), Sink()
    with Rig(two_relays(first, second), sink=first) as rig:
        with_people(rig, 40)
        first.down()
        second.down()
        number = announce(rig, "Subject 1", "News.")
        wait(lambda: all(r["state"] == "down" for r in rig.status()["relays"]), "both to be down")
        time.sleep(3)
        counts = rig.status()["deliveries"]
        tap.equal([counts["failed"], counts["unsure"], counts["held"]], [0, 0, 0], "both dead: nothing fails")
        second.up()
        wait_done(rig, number)
        each_once(tap, (first, second), 1, "all is sent when one is back")
        tap.ok(attempts(rig) <= 1, "and nobody's attempts were counted")
    first.close()
    second.close()


def refused_password(tap):
    first, second = Sink(auth=("dpup", "right")), Sink()
    with Rig(two_relays(first, second, user="dpup", password_file="relay.password"), sink=second, start=False) as rig:
        rig.write("relay.password", "wrong\n")
        rig.start()
        with_people(rig, 40)
        wait_done(rig, announce(rig, "Subject 1", "News."))
        each_once(tap, (first, second), 1, "the password is refused: the second takes all")
        row = relay(rig, "first")
        tap.ok(row["cause"] == "auth" and row["next_try_s"] > 20, "the first rests long: accounts get locked")
        tap.ok("refuses the user or password" in row["text"], "the status says what to mend")
        tap.ok(first.connections <= 2 + 2, f"it was not hammered: {first.connections} connections")
    first.close()
    second.close()


def storm_of_421(tap):
    """A relay that bears three connections, and has enough for a while after some messages."""
    sink = Sink()
    conf = merged(GENEROUS, {"relays": [{"name": "only", "url": f"smtp://127.0.0.1:{sink.port}", "tls": "none",
                                         "connections": 8}]})
    with Rig(conf, sink=sink) as rig:
        with_people(rig, 40)
        said = []

        def stormy(stage, _sender, _to, _data):
            if stage == "connect" and len(sink.sessions) > 3:
                return "421 4.3.2 too many connections"
            if stage == "mail" and len(said) < 3 and len(sink.mails) >= 10:
                said.append(stage)
                return "421 4.7.0 slower" if len(said) % 2 else "451 4.7.652 too fast"
            return None
        sink.rule = stormy
        number = announce(rig, "Subject 1", "News.")
        row = wait(lambda: relay(rig, "only").get("bearable", 9) <= 4 and relay(rig, "only"), "fewer connections")
        tap.ok(row["bearable"] <= 4, f"421: fewer connections: {row['bearable']}")
        wait_done(rig, number, 90)
        each_once(tap, (sink,), 1, "all arrive, once")
        tap.ok(attempts(rig) <= 1, "and no attempt was burnt")
    sink.close()


def one_in_the_way_of_all(tap):
    """The relay breaks off whenever one certain mail comes: all others go, and it goes when that is mended."""
    sink = Sink()
    conf = merged(GENEROUS, {"relays": [{"name": "only", "url": f"smtp://127.0.0.1:{sink.port}", "tls": "none",
                                         "connections": 2}]})
    with Rig(conf, sink=sink) as rig:
        with_people(rig, 40)
        sink.rule = lambda stage, _sender, to, _data: DROP if stage == "rcpt" and to == ["poison@example.org"] else None
        rig.deliver(message("poison@example.org", sub("subscribe")))
        wait(lambda: any(r["kind"] == "confirm" for r in rig.ctl("queue", "list")), "the question to be queued")
        number = announce(rig, "Subject 1", "News.")
        wait_done(rig, number)
        each_once(tap, (sink,), 1, "a mail that the relay breaks off at is in nobody's way, though answers go first")
        row = wait(lambda: next((r for r in rig.ctl("queue", "list") if r["reason"] and r["state"] == "queued"), None),
                   "it to step aside")
        story = rig.ctl("queue", "show", row["id"])["story"]
        tap.equal(row["attempts"], 0, "it waits, and no attempt was burnt")
        tap.equal({(e["outcome"], e["stage"]) for e in story}, {("returned", "rcpt")},
                  f"explain says why: {row['reason']}")
        sink.rule = None
        rig.ctl("queue", "retry", row["id"])
        tap.ok(rig.letter("poison@example.org"), "it goes when the relay takes it")
        tap.equal(len(sink.to("poison@example.org")), 1, "once")
    sink.close()


def answers_do_not_wait_for_a_probe(tap):
    """A relay that takes connections and says nothing is tried beside the mail, not with it."""
    first, second = Sink(), Sink()
    with Rig(two_relays(first, second), sink=second) as rig:
        first.rule = lambda stage, *_: 5 if stage == "connect" else DROP
        add_newsletter(rig)
        rig.deliver(message(MODEL, sub("subscribe")))
        rig.letter(MODEL, 40)
        for n in range(6):
            rig.deliver(message(f"q{n}@example.org", sub("subscribe")))
            tap.ok(rig.letter(f"q{n}@example.org", 4), "an answer goes out at once, by the one that works")
            time.sleep(1)
        tap.ok(first.connections > 1, "while the other is tried again")
    first.close()
    second.close()


def at_its_limit(tap):
    """A relay that may take no more is passed over; where all are, the first that has room again is waited for."""
    first, second = Sink(), Sink()
    conf = two_relays(first, second, per_minute=10)
    with Rig(conf, sink=first) as rig:
        with_people(rig, 40)
        db = sqlite3.connect(rig.path("dpupd.db"))
        with db:    # what the sign-up took is long ago
            db.execute("DELETE FROM rate")
        number = announce(rig, "Subject 1", "News.")
        wait_done(rig, number)
        each_once(tap, (first, second), 1, "everybody got it once")
        news = [sum(m.header("Subject") == "Subject 1" for m in s.mails) for s in (first, second)]
        tap.equal(news, [10, 31], "ten from the first, the rest from the second")
        rows = rig.status()["relays"]
        tap.equal([r["use"] for r in rows], ["at its limit", "in use"], "the status says which is at its limit")
        tap.ok(rows[0]["limit_until"].endswith("Z"), f"and until when: {rows[0]['limit_until']}")
        tap.equal(attempts(rig), 1, "it cost nobody an attempt")

        # Now the second is, too.
        conf["relays"][1]["per_minute"] = 10
        rig.stop()
        rig.configure(conf)
        rig.start()
        with db:
            db.execute("DELETE FROM rate")
        number = announce(rig, "Subject 2", "News.")

        def are_full():
            return [r["use"] for r in rig.status()["relays"]] == ["at its limit"] * 2
        wait(are_full, "both to be at their limits", 30)

        def twenty():
            report = rig.ctl("announce", "report", number)
            return report["sent"] >= 20 and report
        report = wait(twenty, "those under way to be sent")
        tap.equal((report["sent"], report["queued"]), (20, 21), "twenty went, the rest waits")
        with db:
            waiting = db.execute("SELECT min(id) FROM delivery WHERE state = 'queued'").fetchone()[0]
            sent = db.execute("SELECT max(id) FROM delivery WHERE state = 'sent'").fetchone()[0]
        why = rig.ctl("explain", str(waiting)).get("sending", "")
        tap.ok("first is at its limit until " in why and "second is at its limit until " in why, f"explain says why: {why}")
        tap.ok("sending" not in rig.ctl("explain", str(sent)), "but not of one that has gone")
        with db:    # a minute passes for the second
            db.execute("UPDATE rate SET slot = slot - 8 WHERE slot_s = 10 AND relay = 'second'")
        wait(lambda: rig.ctl("announce", "report", number)["sent"] == 30, "ten more to go", 30)
        news = [sum(m.header("Subject") == "Subject 2" for m in s.mails) for s in (first, second)]
        tap.equal(news, [10, 20], "by the one that had room again")
        with db:
            db.execute("DELETE FROM rate")
        wait_done(rig, number)
        each_once(tap, (first, second), 2, "everybody got it once, in the end")
        db.close()
    first.close()
    second.close()


run(takes_over_and_comes_back, both_dead, refused_password, storm_of_421, one_in_the_way_of_all,
    answers_do_not_wait_for_a_probe, at_its_limit)
