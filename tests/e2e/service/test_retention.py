# SPDX-License-Identifier: MIT
"""What is kept no longer than its purpose: each class is there on the day before and gone on the
day. The daemon's clock goes on by aging.py."""
# tests/run: limit 300 s
import os
import sqlite3

from aging import DAY, age
from mails import SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, closed_now, join, local_time, sign_up, state_of, wait_done
from reports import bounced
from rig import Rig, merged, run, wait

AMY, BOB, KAI = "amy@example.org", "bob@example.org", "kai@example.org"
HOUR = 3600


def rig_for_retention(conf=None):
    rig = Rig(merged(merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}}), conf or {}))
    add_newsletter(rig)
    return rig


def number(rig, sql):
    db = sqlite3.connect(rig.path("dpupd.db"))
    value = db.execute(sql).fetchone()[0]
    db.close()
    return value


def due(rig, name):
    return rig.ctl("retention", "run", "--dry-run")["due"][name]


def disposed(rig, name):
    return sum(row["count"] for row in rig.ctl("retention", "run", "--dry-run")["log"] if row["class"] == name)


def at_its_day(tap, rig, name, days, sql, count=1):
    """`sql` counts the records of a class: they are there until `days` have passed, then gone."""
    tap.equal((number(rig, sql), disposed(rig, name)), (count, 0), f"{name}: there")
    age(rig, days * DAY - HOUR)
    rig.settle()
    tap.equal((number(rig, sql), due(rig, name)), (count, 0), f"{name}: there on the day before")
    age(rig, 2 * HOUR)
    wait(lambda: number(rig, sql) == 0, f"{name} to go")
    tap.equal(disposed(rig, name), count, f"{name}: gone on the day, and counted")


def asked_again_by_day(tap):
    """Who asked at night is reminded in the day; who has answered by then is not."""
    with rig_for_retention({"sending": closed_now()["sending"]}) as rig:
        for person in (AMY, BOB):
            rig.deliver(message(person, sub("subscribe")))
        asked = rig.letter(AMY)
        rig.letter(BOB)
        age(rig, 3 * DAY + HOUR)
        waiting = "SELECT count(*) FROM delivery WHERE kind = 'confirm-again' AND state = 'queued'"
        wait(lambda: number(rig, waiting) == 2, "the reminders to be made")
        rig.deliver(reply(asked, AMY, "yes"))
        tap.ok("welcome" in rig.letter(AMY).subject.lower(), "an answer goes at any hour")
        tap.equal(rig.letters(BOB), [], "a reminder nobody asked for does not")
        age(rig, 13 * HOUR)
        tap.ok("still want" in rig.letter(BOB).subject, "it goes when the hour has come")
        wait(lambda: number(rig, waiting) == 0, "the other to be decided")
        tap.equal(number(rig, "SELECT count(*) FROM delivery WHERE kind = 'confirm-again' AND state = 'cancelled'"), 1,
                  "who has answered is not asked again")


def questions(tap):
    with rig_for_retention() as rig:
        rig.deliver(message(AMY, sub("subscribe")))
        rig.letter(AMY)
        age(rig, 3 * DAY - HOUR)
        rig.settle()
        tap.equal(rig.letters(AMY), [], "an unanswered sign-up: nothing before day 3")
        age(rig, 2 * HOUR)
        tap.ok("still want" in rig.letter(AMY).subject, "on day 3 it is asked once more")
        age(rig, 4 * DAY - 3 * HOUR)
        rig.settle()
        tap.equal((state_of(rig, AMY), rig.letters(AMY)), ("pending", []), "there on day 6, without a third mail")
        age(rig, 3 * HOUR)
        wait(lambda: state_of(rig, AMY) is None, "the sign-up to go")
        tap.equal(disposed(rig, "unanswered questions"), 1, "gone on day 7, and counted")
        tap.equal(number(rig, "SELECT count(*) FROM subscriber"), 0, "with the person")
        tap.equal(rig.letters(AMY), [], "and no mail about it")
        wait(lambda: number(rig, "SELECT count(*) FROM delivery WHERE address IS NOT NULL") == 0, "the letters to go")
        tap.equal((number(rig, "SELECT count(*) FROM letter"), number(rig, "SELECT count(*) FROM inbound_raw"),
                   number(rig, "SELECT count(*) FROM inbound WHERE sender_hash IS NOT NULL")), (0, 0, 0),
                  "nor a letter with the address, nor the mail that asked")
        rig.stop()
        tap.ok(not any(AMY.encode() in open(rig.path(n), "rb").read() for n in ("dpupd.db", "dpupd.db-wal") if os.path.exists(rig.path(n))),
               "it is deleted, as our mail says")
        rig.start()
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "A question", "Where is it?"))
        rig.letter(AMY)
        age(rig, 8 * DAY)
        rig.settle()
        tap.ok(number(rig, "SELECT count(*) FROM delivery WHERE kind = 'confirm' AND subscriber_id IS NOT NULL AND erased = 0") == 1 and
               number(rig, "SELECT count(*) FROM inbound_raw") >= 2, "of who said yes the records stay their days")


def wishes(tap):
    with rig_for_retention() as rig:
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "forget me"))
        asked = rig.letter(AMY)
        at_its_day(tap, rig, "unanswered requests", 7, "SELECT count(*) FROM wish")
        rig.deliver(reply(asked, AMY, "yes"))
        tap.ok("not open" in rig.letter(AMY).subject, "a yes after that comes too late")


def mails(tap):
    with rig_for_retention() as rig:
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "News", "Kia ora"))
        rig.deliver(bounced(rig.letter(AMY)))
        rig.settle()
        wait(lambda: number(rig, "SELECT count(*) FROM inbound WHERE kind = 'bounce' AND state = 'done'") == 1, "the report")
        raw = "SELECT count(*) FROM inbound_raw r JOIN inbound i ON i.id = r.inbound_id WHERE i.kind "
        at_its_day(tap, rig, "received bounces", 14, raw + "= 'bounce'")
        rig.deliver(message(BOB, SERVICE, "lists"))
        rig.letter(BOB)
        db = "SELECT count(*) FROM inbound_raw"
        at_its_day(tap, rig, "received messages", 16 - 1.5 / 24, db + " WHERE inbound_id < (SELECT max(id) FROM inbound)", 2)
        tap.equal(number(rig, db), 1, "a newer one stays")


def journals(tap):
    with rig_for_retention({"privacy": {"yearly": False}}) as rig:
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "News", "Kia ora"))
        late = bounced(rig.letter(AMY))
        at_its_day(tap, rig, "records of mails sent", 90, "SELECT count(*) FROM delivery WHERE erased < 2", 3)
        tap.equal(number(rig, "SELECT count(*) FROM delivery WHERE subscriber_id IS NOT NULL OR address IS NOT NULL"), 0,
                  "nothing says whose they were")
        tap.equal((number(rig, "SELECT count(*) FROM attempt"), number(rig, "SELECT count(*) FROM letter")), (0, 0),
                  "journal and bytes are gone")
        tap.equal(number(rig, "SELECT count(*) FROM delivery WHERE state = 'sent'"), 3, "they are counted still")
        tap.equal(number(rig, "SELECT count(*) FROM inbound WHERE sender_hash IS NOT NULL"), 0,
                  "nor whose the mails were that came in")
        tap.equal(state_of(rig, AMY), "active", "who is subscribed stays")
        counts = rig.ctl("status")["deliveries"]
        at_its_day(tap, rig, "numbers of mails sent", 310 - 1 / 24, "SELECT count(*) FROM delivery WHERE id < 3", 2)
        tap.equal(number(rig, "SELECT min(id) FROM delivery"), 3, "the last one's number is not given again")
        tap.equal(rig.ctl("status")["deliveries"], counts, "they are counted still")
        rig.deliver(late)
        rig.settle()
        tap.equal(number(rig, "SELECT count(*) FROM inbound_raw"), 0, "a report on one of them brings no address back")
        rig.deliver(message(AMY, SERVICE, "help"))
        rig.letter(AMY)
        tap.equal(number(rig, "SELECT count(*) FROM delivery WHERE id = 4"), 1, "and mail goes on")


def leavers(tap):
    with rig_for_retention() as rig:
        sign_up(rig, AMY)
        sign_up(rig, BOB)
        rig.ctl("subscriber", "remove", AMY, "--list", "newsletter")
        at_its_day(tap, rig, "ended subscriptions", 30, "SELECT count(*) FROM subscription WHERE state = 'left'")
        tap.equal((state_of(rig, AMY), state_of(rig, BOB)), (None, "active"), "the person too; others stay")
        proof = "SELECT count(*) FROM consent WHERE subscriber_id IS NULL"
        tap.equal(number(rig, proof + " AND message_id IS NULL AND length(address_hash) = 16"), 3, "the proof has no name")
        age(rig, 7 * 365.25 * DAY - 30 * DAY - 2 * HOUR)
        rig.settle()
        tap.equal(number(rig, proof), 3, "the proof is there for seven years from its last record")
        age(rig, 3 * HOUR)
        wait(lambda: number(rig, proof) == 0, "the proof to go")
        tap.equal(disposed(rig, "proofs of ended consent"), 3, "then all of it goes")


def answers(tap):
    with rig_for_retention() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago",
                "--convenor", KAI)
        join(rig, AMY, "otago", "join otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(DAY), "--length", "60m", "--remind", "20h")
        invitation = rig.letter(AMY)
        rig.deliver(reply(invitation, AMY, "yes +1 we come by wheelchair"))
        rig.letter(AMY)
        wait(lambda: number(rig, "SELECT count(*) FROM rsvp WHERE note IS NOT NULL") == 1, "the note")
        age(rig, DAY + HOUR)
        at_its_day(tap, rig, "answers to meetings", 30, "SELECT count(*) FROM rsvp")
        seen = rig.ctl("meeting", "attendance", 1)
        tap.equal((seen["yes"], seen["guests"], seen["none"], seen["people"]), (1, 1, 0, []),
                  "that somebody came, with a guest, is counted still")
        refused = rig.ctl_run("who", "--list", "otago and not rsvp:1=yes").stderr
        tap.ok("only the numbers" in refused, "no audience is made of what is forgotten", refused)
        rig.deliver(reply(invitation, AMY, "Sorry, no, I was ill"))
        tap.ok("Who comes" in rig.letter(KAI).subject, "the convenor had the list before")
        tap.ok("wheelchair" in rig.letter(KAI).text, "and what came after it at once")
        told = rig.letter(KAI).text
        tap.ok("It is over" in told and "I was ill" in told, "an answer that comes after that goes to the convenor", told)
        rig.settle()
        tap.equal(rig.ctl("meeting", "attendance", 1)["yes"], 1, "and changes nothing")


def hold(tap):
    with rig_for_retention({"privacy": {"legal_hold": True}}) as rig:
        rig.deliver(message(AMY, sub("subscribe")))
        rig.letter(AMY)
        age(rig, 400 * DAY)
        rig.settle()
        tap.equal(state_of(rig, AMY), "pending", "on legal hold nothing goes")
        tap.ok(due(rig, "unanswered questions") == 1 and rig.ctl("retention", "run", "--dry-run")["legal_hold"],
               "what would go is told")
        tap.ok("legal_hold" in rig.ctl_run("retention", "run").stderr, "staff are told why not")
        rig.configure(merged(rig.conf, {"privacy": {"legal_hold": False}}))
        rig.restart()
        wait(lambda: state_of(rig, AMY) is None, "the sign-up to go")
        tap.ok(True, "off it, it goes")


if __name__ == "__main__":
    run(questions, asked_again_by_day, wishes, mails, journals, leavers, answers, hold)
