# SPDX-License-Identifier: MIT
"""What lies at the mail host of mail that was taken over: a forgotten person's goes, what is older than it is to be
kept goes, and nothing else does, whoever put it there."""
import os
import sqlite3

import mailservers
from mails import SERVICE, message, reply, sub
from mailservers import World
from people import GENEROUS, add_newsletter, sign_up, state_of
from rig import Rig, merged, run, wait

AMY, BEN = "amy@example.org", "ben@example.org"
DAY_S = 86400


def texts(rig):
    """{name: bytes} of what lies in cur/."""
    found = {}
    for name in os.listdir(os.path.join(rig.maildir, "cur")):
        with open(os.path.join(rig.maildir, "cur", name), "rb") as f:
            found[name] = f.read()
    return found


def of(rig, person):
    return [name for name, raw in texts(rig).items() if f"From: {person}".encode() in raw]


def put(rig, name, raw):
    with open(os.path.join(rig.maildir, "cur", name), "wb") as f:
        f.write(raw)


def forget(rig, person):
    rig.deliver(message(person, SERVICE, "forget me"))
    rig.deliver(reply(rig.letter(person), person, "yes"))
    letter = rig.letter(person)
    wait(lambda: state_of(rig, person) is None, f"{person} to be forgotten")
    return letter


def settings(**inbox):
    return merged(GENEROUS, {"inboxes": [{"name": "front", "kind": "maildir", "path": "Maildir", **inbox}]})


def change(rig, sql):
    rig.stop()
    with sqlite3.connect(rig.path("dpupd.db")) as db:
        db.execute(sql)
    db.close()
    rig.start()


def forgotten(tap):
    with Rig(settings()) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        sign_up(rig, BEN)
        rig.deliver(message(AMY, SERVICE, "A question", "Where?"))
        rig.letter(AMY)
        rig.settle()
        mine = of(rig, AMY)
        tap.equal((len(mine), len(of(rig, BEN))), (3, 2), "before: what people wrote lies in cur/")
        # Somebody marks one as answered; another program's file is none of ours; nor is one that took a name of ours.
        marked = mine[0].partition(":")[0] + ":2,RS"
        os.rename(os.path.join(rig.maildir, "cur", mine[0]), os.path.join(rig.maildir, "cur", marked))
        others = message(AMY, SERVICE, "By hand", "Put here by a person.")
        put(rig, "1.elsewhere:2,S", others)
        os.rename(os.path.join(rig.maildir, "cur", mine[1]), rig.path("away"))
        put(rig, mine[1], others)
        letter = forget(rig, AMY)
        wait(lambda: len(of(rig, AMY)) == 2, "her mail to go from cur/")
        tap.equal(sorted(of(rig, AMY)), sorted(["1.elsewhere:2,S", mine[1]]), "all of hers that we took over is gone, whatever its flags are")
        tap.equal(len(of(rig, BEN)), 2, "another's stays")
        tap.ok("taking your mails to us out of the mailbox" in " ".join(letter.text.split()), "and the receipt tells it", letter.text)
        line = rig.log_says("inbox.removed", "outcome=removed")
        tap.ok(AMY not in line and "copy=" in line, "so does the log, without the address", line)
        tap.equal(rig.status()["inboxes"][0]["removed"], 4, "and the status, how many")
        rig.settle()
        tap.ok(not rig.sink.to(AMY, rig.seen[AMY]), "nothing of it is read a second time")


def killed(tap):
    with Rig(settings()) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        os.chmod(os.path.join(rig.maildir, "cur"), 0o700)
        forget(rig, AMY)
        rig.kill()
        rig.start()
        wait(lambda: not of(rig, AMY), "her mail to go after a power cut")
        tap.ok(True, "what was not removed when all died is removed afterwards")


def left_alone(tap):
    with Rig(settings(remove_erased=False)) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        sign_up(rig, BEN)
        letter = forget(rig, AMY)
        said = " ".join(letter.text.split())
        tap.ok("may still hold copies of them. To have them deleted" in said and "out of the mailbox" not in said, "the receipt says that the mail server may hold copies", letter.text)
        change(rig, "UPDATE inbound_copy SET stored_at = 1, retry_at = 0")
        rig.deliver(message(BEN, SERVICE, "status"))
        rig.letter(BEN)
        rig.log_says("inbound.done")
        tap.equal(len(of(rig, AMY)), 4, "with remove_erased = false nothing is removed, and by default nothing because it is old")


def left_for_days(tap):
    with Rig(settings(remove_erased=False, keep_days=30)) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        letter = forget(rig, AMY)
        tap.ok("copies of them, for 30 days at most." in " ".join(letter.text.split()), "the receipt says for how long", letter.text)


def aged(tap):
    with Rig(settings(keep_days=30)) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(message(BEN, SERVICE, "A question", "Where?"))
        rig.letter(BEN)
        rig.settle()
        now = "CAST(strftime('%s') AS INTEGER)"
        change(rig, f"UPDATE inbound_copy SET stored_at = {now} - {30 * DAY_S + 60} WHERE id = (SELECT min(id) FROM inbound_copy)")
        wait(lambda: len(of(rig, AMY)) == 1, "the oldest mail to go")
        tap.equal(len(of(rig, BEN)), 1, "what is older than 30 days goes, and what is not does not")
        change(rig, f"UPDATE inbound_copy SET stored_at = {now} - {30 * DAY_S - 60}")
        rig.deliver(message(BEN, SERVICE, "status"))
        rig.letter(BEN)
        tap.equal((len(of(rig, AMY)), len(of(rig, BEN))), (1, 2), "a minute less than 30 days is not older")
        change(rig, "UPDATE inbound_copy SET stored_at = 1")
        wait(lambda: not texts(rig), "all to go")
        tap.ok(state_of(rig, AMY) == "active" and len(rig.ctl("inbound", "list")) == 4, "the people and what we know of their mails stay")


def held(tap):
    """Under a legal hold nothing goes at the mail host either."""
    with Rig(merged(settings(keep_days=30), {"privacy": {"legal_hold": True}})) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.settle()
        change(rig, "UPDATE inbound_copy SET stored_at = 1")
        rig.deliver(message(BEN, SERVICE, "status"))
        rig.letter(BEN)
        rig.log_says("inbound.done")
        tap.equal(len(of(rig, AMY)), 2, "what is old stays, while there is a legal hold")


def refused(tap):
    if os.geteuid() == 0:
        tap.skip("a folder that cannot be changed", "root may change every folder")
        return
    with Rig(settings()) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        os.chmod(os.path.join(rig.maildir, "cur"), 0o500)
        forget(rig, AMY)
        line = rig.log_says("inbox.kept", "cannot remove")
        tap.ok(AMY not in line, "a host that refuses is told of")


def at_dovecot(tap):
    for what, inbox, folder in (("marked and left", {}, None), ("moved to a folder", {"processed": "Done"}, "Done")):
        with World(**inbox) as world:
            def lying(world=world, folder=folder):
                return len(world.imap.files("dpup", folder) if folder else world.imap.files("dpup"))
            for user in ("amy", "ben"):
                world.sign_up(user)
            wait(lambda lying=lying: lying() == 4, "four mails to have been taken over")
            world.send(message(AMY, SERVICE, "forget me"))
            ask = world.letter("amy")
            world.send(reply(ask, AMY, "yes"))
            world.letter("amy")
            wait(lambda lying=lying: lying() == 2, "hers to go from the server", 60)
            tap.equal(lying(), 2, f"{what}: of the IMAP server's copies hers are gone, and the other's are there")
            world.sign_up("people")
            tap.ok(lying() == 4 or wait(lambda lying=lying: lying() == 4, "mail to go on"), f"{what}: and mail goes on")


stories = [forgotten, killed, left_alone, left_for_days, aged, held, refused]
if not mailservers.why_not():
    stories.append(at_dovecot)
if __name__ == "__main__":
    run(*stories)
