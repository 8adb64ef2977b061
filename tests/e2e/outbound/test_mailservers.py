# SPDX-License-Identifier: MIT
"""With real mail servers on both sides: a Postfix relays what dpupd sends (STARTTLS, AUTH) and
hands it to a Dovecot, from which dpupd reads (IMAPS, IDLE). People write through the Postfix and
read in the Dovecot, so every mail here has gone over the whole way."""
import collections
import os
import re
import time

from mails import SERVICE, message, reply, sub
from mailservers import CONNECTIONS, USERS, World, why_not
from people import announce, state_of, wait_done
from rig import run, wait


def a_day(tap):
    with World(processed="Done") as world:
        started = time.monotonic()
        world.send(message("amy@example.org", sub("subscribe")))
        confirm = world.letter("amy")
        took = time.monotonic() - started
        tap.ok(took < 10, f"a sign-up mail is answered at once: IDLE works ({took:.2f} s; polling would take 300)")
        tap.ok(confirm.token and confirm["Return-Path"], "the confirm mail came through both servers")
        tap.ok("TLS" in (confirm["Received"] or "") or "ESMTPSA" in confirm.raw.decode(),
               "dpupd spoke TLS and authenticated to the relay (Received: with ESMTPSA)")
        world.send(reply(confirm, "amy@example.org", "yes"))
        world.letter("amy")
        tap.ok(state_of(world.rig, "amy@example.org") == "active", "the reply subscribes")
        wait(lambda: len(world.imap.files("dpup", "Done")) == 2 and not world.imap.files("dpup"),
             "the mails that were read to be in their folder")
        tap.ok(True, "what was stored is moved to the folder named in the configuration")
        world.send(message("ben@example.org", SERVICE, "A question", "Is anybody there?"))
        forward = world.letter("people")
        tap.ok(forward.answer_to == "ben@example.org", "a question reaches the human")
        world.letter("ben")
        bounce(tap, world)


def bounce(tap, world):
    """A mailbox that is gone: Postfix accepts, then reports to the envelope sender."""
    world.sign_up("ghost")
    world.sign_up("ben")
    users = os.path.join(world.imap.folder, "users")
    with open(users, "w") as f:
        f.writelines(f"{name}:{password}\n" for name, password in USERS.items() if name != "ghost")
    world.imap.restart()        # it would notice by itself, but not at once
    number = announce(world.rig, "To three", "Kia ora.\n")
    report = wait_done(world.rig, number)
    tap.ok(report["sent"] == 3, "an announcement to three: the relay took them all")
    for user in ("amy", "ben"):
        letter = world.letter(user)
        tap.ok(letter.subject == "To three" and letter["List-Unsubscribe"], f"{user} has it")
    sent = next(d["id"] for d in world.rig.ctl("explain", "ghost@example.org")["deliveries"]
                if d["kind"] == "announcement")
    told = wait(lambda: "'outcome': 'bounced'" in (said := str(world.rig.ctl("explain", sent))) and said,
                "the bounce in the story of the delivery", 60)
    tap.ok("hard" in told or "userunknown" in told, "the report came back and was understood: the mailbox is gone")
    rows = world.rig.ctl("inbound", "list")
    tap.ok(any(row["kind"] == "bounce" and row["outcome"] == "bounce" for row in rows),
           "found by the token in the envelope sender")
    world.rig.settle()
    tap.ok(not world.unread("people"), "nobody was bothered with it")


def imap_restarts(tap):
    """The IMAP server dies and comes back: what came meanwhile is read once, nothing twice. Here the
    mails stay in the INBOX, so a server that has forgotten all UIDs offers each of them again."""
    with World() as world:
        world.sign_up("amy")
        world.kill_imap()
        world.rig.status_says('"down"')
        tap.ok(True, "an IMAP server that is gone shows in the status")
        for number in range(5):
            world.imap.deliver(message(f"crowd+{number}@example.org", sub("subscribe")), "dpup")
        world.imap.start()
        for _ in range(5):
            tap.ok(world.letter("crowd").token, "after it is back, what came meanwhile is answered")
        wait(lambda: len(world.imap.seen("dpup")) == 7, "all seven to be marked as seen")
        world.kill_imap()
        world.imap.renumber("dpup")
        world.imap.start()
        world.imap.deliver(message("crowd+9@example.org", sub("subscribe")), "dpup")
        world.letter("crowd")
        wait(lambda: len(world.imap.seen("dpup")) == 8, "the eighth to be marked as seen")
        world.rig.settle()
        rows = world.rig.ctl("inbound", "list")
        tap.ok(len(rows) == 8 and not world.unread("crowd") and not world.unread("amy"),
               f"with another UIDVALIDITY all eight are offered again, and known ({len(rows)} rows)")


def relay_restarts(tap):
    """The relay restarts in the middle of an announcement."""
    people = [f"crowd+{n}@example.org" for n in range(150)]
    with World() as world:
        world.send(*[message(person, sub("subscribe")) for person in people])
        for _ in range(2 * len(people)):        # confirm mails and welcomes, as they come
            letter = world.letter("crowd")
            if letter.token and letter.token.startswith("confirm-"):
                world.send(reply(letter, letter["To"].strip("<>"), "yes", is_quoting=False))
        before = world.smtp.log().count("status=sent")
        number = announce(world.rig, "In the middle", "Kia ora.\n")
        wait(lambda: world.smtp.log().count("status=sent") > before + 20, "the first mails to be through")
        world.smtp.stop()
        report = world.rig.ctl("announce", "report", number)
        tap.ok(0 < report["sent"] < 150, f"the relay stopped in the middle ({report['sent']} sent)")
        world.rig.status_says('"down"')
        tap.ok(True, "the status says that it is down")
        world.smtp.start()
        report = wait_done(world.rig, number, 120)
        tap.ok(report["sent"] == 150, f"it is back, and the rest goes out: {report}")
        wait(world.smtp.is_empty, "Postfix to deliver what it has")
        letters = [world.take("crowd", name) for name in world.unread("crowd")]
        got = collections.Counter(letter["To"].strip("<>") for letter in letters)
        tap.ok(set(got) == set(people), "nobody was left out")
        # A Postfix that stops may itself deliver twice what it has accepted once: that is one
        # queue id, and not our copy.
        copies = len({accepted_as(letter) for letter in letters}) - len(people)
        tap.ok(copies <= CONNECTIONS, f"{copies} copies: at most one a connection")
        tap.ok(len({letter.message_id for letter in letters}) == len(people), "and a copy has the same Message-ID")


def accepted_as(letter):
    """Postfix's queue id of a mail that dpupd gave to it."""
    return re.search(r"with ESMTPSA\s+id (\w+)", letter.raw.decode()).group(1)


def main():
    why = why_not()
    if why:
        print(f"1..0 # SKIP {why}")
        return
    run(a_day, imap_restarts, relay_restarts)


main()
