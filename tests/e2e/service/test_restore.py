# SPDX-License-Identifier: MIT
# tests/run: limit 600 s
"""Bringing a backup back: what was done since is done again, nothing is sent before staff accept it, and no number that
a mail names is given to somebody else. Kills at any moment of it. Backups and checks that do not stop the loop."""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

from mails import message, reply, sub
from people import GENEROUS, add_newsletter, announce, join, sign_up, sign_up_many, state_of
from rig import Failure, Refused, Rig, merged, program, run, wait

AMY, BEN, CAT, DAN, EVE = (f"{name}@example.org" for name in ("amy", "ben", "cat", "dan", "eve"))
AUTHSERV = "mx.example.govt.nz"
VOUCHED = merged(GENEROUS, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})


PASSED = [("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]


def proven(sender, subject):
    """A mail of whom the service's own host says that it is theirs."""
    return message(sender, subject=subject, headers=PASSED)


def restore(rig, backup="backup.db", *more, answer="--yes"):
    return rig.ctl_run("restore", rig.path(backup), "--conf", rig.conf_path, *([answer] if answer else []), *more)


def must_restore(rig, *more):
    done = restore(rig, *more)
    if done.returncode:
        raise Failure(f"restore: {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def ask(rig, sql, name="dpupd.db"):
    with sqlite3.connect(f"file:{rig.path(name)}?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def number(rig, sql, name="dpupd.db"):
    return ask(rig, sql, name)[0][0]


def doctor(rig):
    done = rig.ctl_run("doctor")
    return done.returncode, done.stdout


def read_all(rig):
    """Everything delivered was read; what waits to be sent may wait."""
    wait(lambda: not os.listdir(os.path.join(rig.maildir, "new")) and not rig.status()["inbound"]["waiting"],
         "the mail to be read")


def people(name, count):
    return [f"{name}{n}@example.org" for n in range(count)]


def whole_story(tap):
    """A backup, then 50 erasures, 50 leavings, 50 sign-ups and a send of 5,000; then the backup is brought back."""
    erased, left, late, stay = people("erased", 50), people("left", 50), people("late", 50), people("stay", 4890)
    with Rig(merged(GENEROUS, {"privacy": {"inbound_days": 30}})) as rig:
        add_newsletter(rig)
        sign_up_many(rig, [AMY, *erased, *left])
        rig.settle()
        rig.stop()
        bulk(rig, AMY, stay)
        rig.start()
        rig.ctl("backup", rig.path("backup.db"))
        before = number(rig, "SELECT max(id) FROM delivery")
        for address in erased:
            rig.ctl("subscriber", "erase", address)
        for address in left:
            rig.deliver(message(address, sub("unsubscribe")))
        leave_by_answer(rig, left)
        sign_up_many(rig, late)
        announce(rig, "Since the backup", "Kia ora")
        rig.settle()
        given = {"delivery": number(rig, "SELECT max(id) FROM delivery"),
                 "subscriber": number(rig, "SELECT max(id) FROM subscriber")}
        mails = len(rig.sink.mails)
        tap.ok(given["delivery"] > before + 4900, "a send of 5,000", f"{before} {given}")
        rig.stop()
        told = must_restore(rig)
        tap.ok("50 people forgotten" in told and "50 subscriptions ended" in told, "it says what it does again", told)
        rig.start()
        read_all(rig)
        tap.equal([a for a in erased if state_of(rig, a)], [], "nobody who was forgotten is back")
        tap.equal({state_of(rig, a) for a in left}, {"left"}, "who left has left")
        code, text = doctor(rig)
        tap.ok(code == 1 and "was restored, and nothing is sent" in text, "doctor says that it is held", text)
        number_of = announce(rig, "After the restore", "Kia ora")
        tap.ok(number_of > 1, "an announcement since the restore has a number that was not given", number_of)
        wait(lambda: rig.status()["deliveries"]["queued"] > 4800, "the announcement to wait")
        time.sleep(0.5)
        tap.equal(len(rig.sink.mails), mails, "nothing goes before it is accepted")
        fresh = number(rig, "SELECT min(id) FROM delivery WHERE announcement_id = (SELECT max(id) FROM announcement)")
        tap.ok(fresh > given["delivery"], "numbers of mails go on beyond those that were given", f"{fresh} {given}")
        tap.ok(number(rig, "SELECT seq FROM sqlite_sequence WHERE name = 'subscriber'") >= given["subscriber"],
               "and those of people")
        held = rig.status()["restored"]
        tap.equal((held["state"], held["erased"], held["ended"]), ("held", 50, 50), "the status says what it is")
        refused = rig.ctl_run("restore", "--accept")
        tap.ok(refused.returncode == 64 and "--yes" in refused.stderr, "it asks before it sends", refused.stderr)
        tap.equal(rig.ctl("restore", "--accept")["waiting"] > 4800, True, "accepted")
        rig.settle()
        sent = {m.recipient for m in rig.sink.mails[mails:]}
        tap.equal(sorted(sent & set(erased)), [], "who was forgotten gets nothing")
        tap.equal([m.header("Subject") for m in rig.sink.mails[mails:] if m.recipient in left
                   and "Since" not in m.header("Subject") and "After" in m.header("Subject")], [],
                  "who left gets no newsletter")
        tap.ok(len(sent & set(stay)) == len(stay), "the others do", len(sent & set(stay)))
        tap.ok(rig.ctl_run("restore", "--accept").returncode == 1, "there is nothing to accept twice")
        tap.equal([row["verb"] for row in rig.ctl("audit") if row["verb"].startswith("restore")], ["restore.accept"],
                  "the audit log has who accepted it")


def bulk(rig, model, addresses):
    """As seed(), with the keyed hashes that a send needs to be different."""
    from seed import seed
    seed(rig.path("dpupd.db"), model, addresses)


def leave_by_answer(rig, addresses):
    """Says yes to the question whether they want to leave."""
    for address in addresses:
        rig.deliver(reply(rig.letter(address), address, "yes", is_quoting=False))
    read_all(rig)


def old_mails(tap):
    """After a restore, mails of before act on nobody else: their numbers are not given again."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        welcome = sign_up(rig, BEN)         # a person, a subscription and mails the backup does not know
        rig.deliver(message(BEN, subject="forget me"))
        asked = rig.letter(BEN)
        rig.settle()
        rig.stop()
        shutil.rmtree(rig.path("Maildir"))
        for name in ("new", "cur", "tmp"):
            os.makedirs(rig.path("Maildir", name))
        must_restore(rig)
        rig.start()
        rig.ctl("restore", "--accept")
        sign_up(rig, CAT)                   # as many people, subscriptions and mails as Ben had
        rig.deliver(message(CAT, subject="forget me"))
        rig.letter(CAT)
        rig.settle()
        rig.deliver(reply(asked, BEN, "yes"))
        rig.deliver(reply(welcome, BEN, "unsubscribe"))
        rig.deliver(reply(asked, DAN, "yes"))
        rig.deliver(reply(welcome, DAN, "unsubscribe"))
        rig.settle()
        tap.equal((state_of(rig, CAT), state_of(rig, AMY)), ("active", "active"),
                  "old mails of somebody else change nobody")


def an_address_that_went_on(tap):
    """Whoever has the address that somebody left since the backup is another: what they wanted is not done to the first."""
    with Rig(merged(VOUCHED, {"privacy": {"inbound_days": 30}})) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.deliver(proven(AMY, f"change address to {BEN}"))
        rig.deliver(reply(rig.letter(BEN), BEN, "yes"))
        rig.settle()
        rig.letters(AMY), rig.letters(BEN)
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, "forget me"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.settle()
        tap.equal((state_of(rig, AMY), state_of(rig, BEN)), (None, "active"), "one moved, and whoever came after them was forgotten")
        rig.stop()
        must_restore(rig)
        rig.start()
        people = rig.ctl("subscriber", "list", "--list", "newsletter")
        tap.equal(len(people), 1, "the one who moved is not erased for it")


def acts(tap):
    """Each kind of act since the backup, and mail that was written before it."""
    with Rig(VOUCHED) as rig:
        add_newsletter(rig)
        for who in (AMY, BEN, CAT, DAN):
            sign_up(rig, who)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.deliver(message(AMY, sub("subscribe"), text="I am so glad"))    # of whom nothing shall come back
        rig.settle()
        rig.ctl("subscriber", "erase", AMY)
        rig.ctl("suppression", "add", BEN)
        rig.deliver(proven(CAT, "change address to " + EVE))
        to_new = rig.letter(EVE)
        rig.deliver(reply(to_new, EVE, "yes"))
        rig.settle()
        moved = state_of(rig, EVE) == "active"
        rig.stop()
        must_restore(rig)
        rig.start()
        read_all(rig)
        tap.equal(state_of(rig, AMY), None, "forgotten")
        wait(lambda: number(rig, "SELECT count(*) FROM inbound WHERE kind = 'past'") >= 1, "the mail to be known as one of before")
        tap.ok(True, "a mail of who is forgotten, written before, is read again and does nothing")
        tap.equal(number(rig, "SELECT count(*) FROM inbound_raw r JOIN inbound i ON i.id = r.inbound_id"
                  " WHERE i.kind = 'past'"), 0, "and is not kept")
        tap.equal(number(rig, "SELECT count(*) FROM suppression"), 2, "suppressed: the one who is, and who is forgotten")
        if moved:
            tap.equal(number(rig, "SELECT count(*) FROM score WHERE state = 'disabled' AND why LIKE 'they left%'")
                      + number(rig, f"SELECT count(*) FROM subscriber WHERE address = '{EVE}'"), 1,
                      "an address that was left gets nothing, or is changed again by the mail that is read again")


def refused(tap):
    """What is no backup, or not of this key; a daemon that runs; nobody who says yes."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        done = restore(rig)
        tap.ok(done.returncode == 75 and "another dpupd is running" in done.stderr, "while it runs", done.stderr)
        rig.stop()
        before = open(rig.path("dpupd.db"), "rb").read()
        rig.write("text.db", "this is no database, whatever its name says\n" * 100)
        rig.write("empty.db", "")
        damaged = bytearray(open(rig.path("backup.db"), "rb").read())
        for page in range(3, len(damaged) // 4096, 2):
            damaged[page * 4096:page * 4096 + 8] = b"nonsense"
        rig.write("damaged.db", bytes(damaged))
        rig.write("cut.db", bytes(damaged[:len(damaged) // 2]))
        for name, sql in (("newer.db", "PRAGMA user_version = 4711"), ("other.db", "DROP TABLE consent"),
                          ("key.db", "UPDATE key_mark SET mark = zeroblob(16)")):
            shutil.copy(rig.path("backup.db"), rig.path(name))
            with sqlite3.connect(rig.path(name)) as db:
                db.execute(sql)
        for name, words in (("nothing.db", "cannot read"), ("text.db", "no database"), ("empty.db", "no database of dpupd"),
                            ("damaged.db", "is damaged"), ("cut.db", "damaged"), ("newer.db", "newer dpupd"),
                            ("other.db", "no database of dpupd"), ("key.db", "is not the key"), ("dpupd.db", "database itself")):
            done = restore(rig, name)
            tap.ok(done.returncode == 1 and words in done.stderr, f"{name} is refused", f"{done.returncode} {done.stdout}{done.stderr}")
        done = restore(rig, answer=None)
        tap.ok(done.returncode == 1 and "nothing was done" in done.stderr and "done again:" in done.stdout,
               "it shows what it would do, and asks", done.stdout + done.stderr)
        tap.ok(open(rig.path("dpupd.db"), "rb").read() == before, "nothing was changed by any of them")
        tap.equal([n for n in os.listdir(rig.folder) if "restoring" in n or "replaced" in n], [], "and nothing is left")
        tap.ok(rig.ctl_run("restore").returncode == 64 and rig.ctl_run("restore", "x", "--accept").returncode == 64,
               "neither nothing nor both")
        rig.start()
        tap.equal(rig.ctl_run("restore", "--accept", "--yes").returncode, 1, "nothing to accept")


def lost_and_damaged(tap):
    """The store is gone, or is nonsense; the ledger is gone."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        sign_up(rig, BEN)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.deliver(message(AMY, subject="hello"))
        rig.ctl("subscriber", "erase", AMY)
        rig.settle()
        rig.kill()
        with open(rig.path("dpupd.db"), "r+b") as f:
            f.write(b"nonsense" * 1000)
        told = must_restore(rig)
        kept = next(n for n in os.listdir(rig.folder) if ".replaced-" in n and not n.endswith("-wal"))
        tap.ok(open(rig.path(kept), "rb").read(8) == b"nonsense", "a store that cannot be read is kept as it is", told)
        rig.start()
        read_all(rig)
        tap.equal((state_of(rig, AMY), state_of(rig, BEN)), (None, "active"), "what the ledger has is done again")
        rig.ctl("restore", "--accept")
        rig.stop()
        for name in ("dpupd.db", "dpupd.db.ledger"):
            os.remove(rig.path(name))
        told = must_restore(rig)
        tap.ok("there is no ledger" in told, "without a ledger it warns", told)
        rig.start()
        tap.ok(number(rig, "SELECT seq FROM sqlite_sequence WHERE name = 'subscriber'") >= 1000000,
               "where nobody knows which numbers were given they go on far above")
        read_all(rig)
        tap.equal(rig.status()["deliveries"]["sent"] < 1000, True, "which nobody takes for mails that were sent")


def by_hand(tap):
    """Somebody copies an old file over the database instead: the ledger tells, and the same is done."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        for who in (AMY, BEN, CAT):
            sign_up(rig, who)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        for who in (AMY, BEN):
            rig.ctl("subscriber", "erase", who)
        rig.settle()
        rig.stop()
        for name in ("dpupd.db-wal", "dpupd.db-shm"):
            if os.path.exists(rig.path(name)):
                os.remove(rig.path(name))
        shutil.copy(rig.path("backup.db"), rig.path("dpupd.db"))
        rig.start()
        rig.log_says("restore.by_hand")
        tap.equal([state_of(rig, who) for who in (AMY, BEN, CAT)], [None, None, "active"], "who was forgotten is not back")
        tap.ok(doctor(rig)[0] == 1 and rig.status()["restored"]["state"] == "held", "and nothing is sent until it is accepted")
        rig.ctl("restore", "--accept")
        rig.restart()
        tap.ok("restored" not in rig.status(), "once")


def who_was_on_no_list(tap):
    """Forgotten since the backup, and never a subscriber: what the backup has of them goes again; of others it stays."""
    gone = ("mere@example.net", "kim@example.govt.nz", "pat@ngo.example.org", "sam@example.org")
    stay = ("ria@example.net", "lee@example.govt.nz", "pam@ngo.example.org", "sid@example.org")
    with Rig(VOUCHED) as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--purpose", "To meet", "--region", "Otago",
                "--convenor", gone[0], "--convenor", stay[0])
        for account, address in (("kim", gone[1]), ("lee", stay[1])):
            rig.ctl("staff", "add", account, "--address", address, "--role", "author")
        for name, address in (("Trust", gone[2]), ("Fund", stay[2])):
            rig.ctl("organisation", "add", name, "--kind", "ngo", "--contact", f"Somebody ({address.upper()}).")
        for address in (gone[3], stay[3]):
            rig.deliver(message(address, text="help"))
            rig.letter(address)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        for address in gone:
            rig.ctl("subscriber", "erase", address)
        rig.settle()
        rig.stop()
        must_restore(rig)
        rig.start()
        read_all(rig)
        held = [rig.ctl_run("subscriber", "export", address) for address in gone]
        tap.ok(all(done.returncode == 1 or "help" not in done.stdout for done in held) and
               rig.ctl("community", "show", "otago")["convenors"] == [stay[0]], "who led a community is not back",
               [(done.returncode, done.stdout[-300:]) for done in held])
        tap.equal([row["address"] for row in rig.ctl("staff", "list")], [None, stay[1]], "nor who was staff")
        tap.equal({row["name"]: row["contact"] for row in rig.ctl("organisation", "list")},
                  {"Trust": None, "Fund": f"Somebody ({stay[2].upper()})."}, "nor whom to talk to")
        wait(lambda: number(rig, f"SELECT count(*) FROM delivery WHERE address = '{gone[3]}'") == 0, "what they were sent to go")
        tap.equal(number(rig, f"SELECT count(*) FROM delivery WHERE address = '{stay[3]}'"), 1, "nor who wrote; and others are")


def undone_after_it(tap):
    """An undo is of its own leaving: not of what the person left by itself since, also where only the ledger knows it."""
    with Rig(VOUCHED) as rig:
        add_newsletter(rig)
        rig.ctl("list", "add", "other", "--name", "Other", "--purpose", "Other things")
        for who in (AMY, BEN, CAT):
            sign_up(rig, who)
            join(rig, who, "other", "subscribe other")
        all_left = {}
        for who in (AMY, BEN, CAT):
            rig.deliver(proven(who, "unsubscribe all"))
            all_left[who] = rig.letter(who)
        rig.deliver(proven(AMY, "unsubscribe newsletter"))
        rig.settle()
        rig.letters(AMY)
        rig.deliver(reply(all_left[AMY], AMY, "undo", headers=PASSED))
        rig.letter(AMY)
        tap.equal((state_of(rig, AMY), state_of(rig, AMY, "other")), ("left", "active"),
                  "what was left again by itself stays left, the other comes back")
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        sign_up(rig, BEN)
        rig.ctl("subscriber", "remove", BEN, "--list", "newsletter")
        rig.settle()
        rig.stop()
        must_restore(rig)
        rig.start()
        rig.ctl("restore", "--accept")
        read_all(rig)
        for who in (BEN, CAT):
            rig.letters(who)
            rig.deliver(reply(all_left[who], who, "undo", headers=PASSED))
        rig.settle()
        tap.equal((state_of(rig, BEN), state_of(rig, BEN, "other")), ("left", "active"), "after a restore, too")
        tap.equal((state_of(rig, CAT), state_of(rig, CAT, "other")), ("active", "active"), "who did nothing since has both back")


def another_daemon(tap):
    """A daemon with a database of its own on the ledger of another."""
    with Rig(GENEROUS) as rig, Rig({**GENEROUS, "store": {"ledger": rig.path("dpupd.db.ledger")}}, start=False) as other:
        before = open(rig.path("dpupd.db.ledger")).read()
        done = subprocess.run([program("dpupd"), "-c", other.conf_path], cwd=other.folder, capture_output=True, text=True, timeout=60)
        tap.ok(done.returncode == 75 and "another dpupd, with a database of its own" in done.stderr and "store.ledger" in done.stderr,
               "does not start, and says why", (done.returncode, done.stderr[-400:]))
        tap.ok(restore_refused := "another dpupd" in other.ctl_run("restore", rig.path("dpupd.db"), "--conf", other.conf_path, "--yes").stderr,
               "nor is anything restored on it", restore_refused)
        tap.equal(open(rig.path("dpupd.db.ledger")).read(), before, "the ledger is as it was")
        rig.stop()
        rig.start()
        tap.equal(rig.status()["state"], "running", "whose it is starts again")


def put_in_place(rig, *lost):
    """The backup takes the database's name by hand, without what is lost."""
    rig.stop()
    for name in ("dpupd.db-wal", "dpupd.db-shm", *lost):
        if os.path.exists(rig.path(name)):
            os.remove(rig.path(name))
    shutil.copy(rig.path("backup.db"), rig.path("dpupd.db"))


def without_its_ledger(tap):
    """A backup in place by hand, and nobody thought of the ledger: who was forgotten since cannot be known, so it waits."""
    with Rig(merged(GENEROUS, {"announcements": {"approvals": 0}})) as rig:
        add_newsletter(rig)
        sign_up_many(rig, [AMY, BEN])
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.ctl("subscriber", "erase", BEN)
        rig.settle()
        put_in_place(rig, "dpupd.db.ledger")
        rig.start()
        mails = len(rig.sink.mails)
        held = rig.status()["restored"]
        tap.equal((held["state"], held["found"]), ("held", "backup"), "a backup is seen to be one, and held")
        announce(rig, "News", "Kia ora")
        time.sleep(0.5)
        tap.equal(len(rig.sink.mails), mails, "nothing is sent")
        # As it would be of a database that was copied while dpupd was stopped: nothing in it says that it is a copy.
        rig.ctl("restore", "--accept")
        rig.settle()
        rig.stop()
        os.remove(rig.path("dpupd.db.ledger"))
        rig.start()
        mails = len(rig.sink.mails)
        code, text = doctor(rig)
        tap.ok(code == 1 and "the ledger was missing" in text and "nothing is sent" in text, "without its ledger a store is held, and doctor says why", text)
        told = rig.ctl_run("restore", "--accept")
        tap.ok("the ledger was missing" in told.stderr, "and who accepts it reads it", told.stderr)
        announce(rig, "More", "Kia ora")
        rig.restart()
        time.sleep(0.5)
        tap.ok(len(rig.sink.mails) == mails and number(rig, "SELECT count(*) FROM restored WHERE accepted_at IS NULL") == 1,
               "also after another start, once")
        rig.ctl("restore", "--accept")
        rig.settle()
        tap.ok(len(rig.sink.mails) > mails and "restored" not in rig.status(), "accepted, it goes on")
        rig.restart()
        tap.ok("restored" not in rig.status(), "and so it stays")


def one_act_by_hand(tap):
    """One act since, of the same run of the daemon: it is no act that a crash left undone."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up_many(rig, [AMY, BEN])
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.ctl("subscriber", "erase", BEN)
        put_in_place(rig)
        rig.start()
        tap.equal((state_of(rig, BEN), rig.status()["restored"]["found"]), (None, "backup"), "who was forgotten is not back, and it is held")


def an_address_taken_away(tap):
    """What is not theirs any more does not speak for them in a backup either."""
    work, later = "amy.work@example.org", "ben.later@example.org"
    with Rig(VOUCHED) as rig:
        add_newsletter(rig)
        for who, other in ((AMY, work), (BEN, later)):
            sign_up(rig, who)
            rig.deliver(proven(who, f"add address {other}"))
            rig.deliver(reply(rig.letter(other), other, "yes"))
            rig.letter(other), rig.letter(who)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.deliver(proven(AMY, f"remove address {work}"))
        rig.letter(AMY)
        # It becomes his main one, which he leaves again.
        for now, to in ((BEN, later), (later, "ben@new.example.org")):
            rig.deliver(proven(now, f"change address to {to}"))
            rig.deliver(reply(rig.letter(to), to, "yes"))
            rig.letter(to), rig.letter(now)
            time.sleep(1.1)     # a mail of the second in which an address changed may be from before
        rig.settle()
        rig.stop()
        shutil.rmtree(rig.path("Maildir"))
        for name in ("new", "cur", "tmp"):
            os.makedirs(rig.path("Maildir", name))
        told = must_restore(rig)
        tap.ok("2 further addresses taken away" in told, "it says so", told)
        rig.start()
        rig.ctl("restore", "--accept")
        for who, other in ((AMY, work), (BEN, later)):
            rig.deliver(proven(other, "status"))
            tap.ok("DPUP newsletter" not in rig.letter(other).text, f"{other} is told nothing of anybody")
            rig.deliver(proven(other, "unsubscribe"))
            rig.settle()
            tap.equal(state_of(rig, who), "active", "and ends nobody's list")


def scheduled(tap):
    """What was scheduled then may have been stopped or changed since: each waits for staff, who are told which."""
    with Rig(merged(GENEROUS, {"announcements": {"approvals": 0}})) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        stopped, changed, same = (announce(rig, subject, "Kia ora", schedule=False) for subject in ("Stopped", "Changed", "Same"))
        for n in (stopped, changed, same):
            rig.ctl("announce", "schedule", n, "--at", "2031-03-03 10:00")
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        rig.ctl("announce", "cancel", stopped)
        rig.ctl("announce", "update", changed, "--subject", "Another")
        rig.settle()
        rig.stop()
        told = must_restore(rig)
        tap.ok(f'{stopped} ("Stopped"), {changed} ("Changed"), {same} ("Same")' in told, "the restore names them", told)
        rig.start()
        read_all(rig)
        state = {row["id"]: (row["state"], row["scheduled"]) for row in rig.ctl("announce", "list")}
        at = state[same][1]
        tap.equal(state, {n: ("paused", at) for n in (stopped, changed, same)}, "none goes by itself, and none has lost its time")
        tap.ok("been stopped or changed since" in rig.ctl("announce", "show", stopped)["reason"], "each says why")
        held = rig.ctl_run("restore", "--accept")
        tap.ok(f"{stopped}  Stopped" in held.stderr, "who accepts it is shown them", held.stderr)
        tap.equal([row["id"] for row in rig.ctl("restore", "--accept")["paused"]], [stopped, changed, same], "and in the answer")
        rig.ctl("announce", "cancel", stopped)
        rig.ctl("announce", "resume", same)
        code, text = doctor(rig)
        tap.ok(code == 1 and f'{changed} ("Changed")' in text and '("Stopped")' not in text and '("Same")' not in text,
               "doctor names those that nobody has looked at", text)
        tap.equal([(row["state"], row["scheduled"]) for row in rig.ctl("announce", "list") if row["id"] == same],
                  [("scheduled", at)], "what is resumed goes at its time")
        rig.ctl("announce", "cancel", changed)
        tap.ok("a restore has paused" not in doctor(rig)[1], "and is silent then")


def killed(tap):
    """kill -9 at moments of the whole way: the store is the old one or the new one, and the next run ends well."""
    random.seed(4711)
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up_many(rig, [AMY, BEN, CAT])
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        for who in (AMY, BEN):
            rig.ctl("subscriber", "erase", who)
        rig.settle()
        rig.stop()
        keep = {n: open(rig.path(n), "rb").read() for n in ("dpupd.db", "dpupd.db.ledger")}
        begun = time.monotonic()
        must_restore(rig)
        took = time.monotonic() - begun
        outcomes = {"old": 0, "new": 0, "bad": 0}
        for n in range(40):
            for name in os.listdir(rig.folder):
                if name.startswith("dpupd.db"):
                    os.remove(rig.path(name))
            for name, data in keep.items():
                rig.write(name, data)
            process = subprocess.Popen([program("dpupd"), "-c", rig.conf_path, "-r", rig.path("backup.db"), "-y"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(took * (n + random.random()) / 38)
            process.send_signal(signal.SIGKILL)
            process.wait()
            is_new = number(rig, "SELECT count(*) FROM restored") == 1
            is_whole = number(rig, "PRAGMA integrity_check") == "ok" and \
                number(rig, "SELECT count(*) FROM subscriber") == 1
            outcomes["bad" if not is_whole else "new" if is_new else "old"] += 1
            done = restore(rig)
            if done.returncode or number(rig, "SELECT count(*) FROM subscriber") != 1:
                outcomes["bad"] += 1
        tap.ok(outcomes["bad"] == 0 and outcomes["old"] > 0, "40 kills, each then finished", str(outcomes))
        rig.start()
        tap.equal([state_of(rig, who) for who in (AMY, BEN, CAT)], [None, None, "active"], "and it works")


def backup_while_busy(tap):
    """A backup while mails come and go is one state of the store; what was cut off is never taken for one."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.settle()
        rig.stop()
        bulk(rig, AMY, people("many", 3000))
        rig.start()
        announce(rig, "While it goes", "Kia ora " * 100)
        for n in range(5):
            rig.ctl("backup", rig.path(f"{n}.db"))
            tap.ok(number(rig, "PRAGMA integrity_check", f"{n}.db") == "ok"
                   and not ask(rig, "PRAGMA foreign_key_check", f"{n}.db"), f"backup {n} is sound")
        rig.settle()
        tap.ok(number(rig, "SELECT value FROM meta WHERE key = 'backup_at'", "4.db") > time.time() - 600, "it says when it was made")
        tap.equal(number(rig, "PRAGMA journal_mode", "4.db"), "delete", "one file alone")
        tap.equal([n for n in os.listdir(rig.folder) if n.endswith(".part")], [], "and nothing is left beside it")
        try:
            rig.ctl("backup", rig.path("4.db"))
            tap.ok(False, "never over a file that is there")
        except Refused as e:
            tap.ok("exists already" in e.text, "never over a file that is there", e.text)


run(whole_story, old_mails, an_address_that_went_on, acts, refused, lost_and_damaged, by_hand, without_its_ledger, one_act_by_hand,
    an_address_taken_away, who_was_on_no_list, undone_after_it, another_daemon, scheduled, killed, backup_while_busy)
