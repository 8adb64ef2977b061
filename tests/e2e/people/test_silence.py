# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Who gets no answer is not lost: an order that can neither be done nor be asked about is read by a person, and what
became of it is said."""
from mails import HUMAN, SERVICE, message, reply, sub
from people import join, sign_up, state_of
from reports import complaint
from rig import run, wait
from test_meetings import local_time
from test_rights import AUTHSERV, proven, rig_for_rights

AMY = "amy@example.org"
FORGED = ("Authentication-Results", f"{AUTHSERV}; dkim=none; spf=fail; dmarc=fail header.from=example.org")
UNWANTED = ("X-Auto-Response-Suppress", "All")
VOUCHED = ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")
ORDERS = ("unsubscribe", "my data", "forget me", "change address to amy.new@example.net", "add address amy.two@example.net",
          "replace me with bea@example.net", "pause", "status", "preferences", "meetings", "subscribe events", "lists", "help",
          "info newsletter", "latest", "toolkit", "correct name Amy")


def outcome(rig):
    """Of what came last."""
    return rig.ctl("inbound", "list")[0]["outcome"]


def refused(tap):
    """By the rules of who is never answered (RFC 3834)."""
    with rig_for_rights() as rig:
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
        sign_up(rig, AMY)
        for reason, more in (("forged", {"headers": [FORGED]}), ("answers unwanted", {"headers": [UNWANTED]}),
                             ("robot's address", {"return_path": "bounces+1@lists.example.org"})):
            for words in ORDERS:
                rig.deliver(message(AMY, SERVICE, words, **more))
                read = rig.letter(HUMAN)
                rig.settle()
                tap.ok(words in read.subject and read.answer_to == AMY, f"{reason}: {words!r} is read by a person", read.subject)
                tap.ok(f"({reason})" in read.text, "who is told why")
                tap.equal("IT MAY NOT BE FROM THEM" in read.text, reason == "forged", "and of what is refuted that it may not be theirs")
                tap.equal((outcome(rig), rig.letters(HUMAN), rig.letters(AMY)), (f"not answered: {reason}", [], []),
                          "once, the outcome says so, and nobody is answered")
        tap.equal(state_of(rig, AMY), "active", "and nothing was done")
        rig.deliver(message(AMY, SERVICE, "unsubscribe", headers=[FORGED]))
        rig.deliver(message("nobody@example.org", SERVICE, "forget me", headers=[FORGED]))
        rig.letter(HUMAN), rig.letter(HUMAN)
        tap.ok(True, "also of somebody we do not know")
        # To be read where the words are below a Subject that says nothing, too.
        rig.deliver(message(AMY, SERVICE, "Hello", "unsubscribe\nstatus", headers=[UNWANTED]))
        tap.ok("status" in rig.letter(HUMAN).text, "two in one mail")
        rig.settle()
        tap.equal(rig.letters(HUMAN), [], "are read once")


def done(tap):
    """What was done is not handed on, whether a receipt may go or not."""
    with rig_for_rights() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "Meeting in Otago", "--convenor", HUMAN)
        welcome = sign_up(rig, AMY)
        join(rig, AMY, "otago", "join Otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui")
        invitation = rig.letter(AMY)
        rig.settle()
        rig.letters(HUMAN)
        for mail, said in ((reply(invitation, AMY, "yes", headers=[UNWANTED]), "answered"),
                           (message(AMY, SERVICE, "unsubscribe newsletter", headers=[VOUCHED, UNWANTED]), "unsubscribed"),
                           (message(AMY, SERVICE, "unsubscribe newsletter", headers=[VOUCHED, UNWANTED]), "not subscribed"),
                           (message(AMY, SERVICE, "subscribe otago", headers=[UNWANTED]), "already subscribed"),
                           (reply(welcome, AMY, "What is this?", headers=[UNWANTED]), "forwarded")):
            rig.deliver(mail)
            rig.settle()
            tap.equal((outcome(rig), len(rig.letters(HUMAN))), (said, int(said == "forwarded")), f"{said}: it is, and no more")


def robots(tap):
    """Automatic mail reaches nobody, whatever it says; nor does what goes in circles, or what the person's own mailbox answers."""
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        # What a list hands on is another matter (test_handed_on.py).
        for field, value in (("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "auto-notified"), ("Precedence", "auto_reply"),
                             ("X-Autorespond", "yes"), ("X-Autoreply", "yes")):
            rig.deliver(message(AMY, SERVICE, "unsubscribe", headers=[(field, value), FORGED]))
        rig.deliver(message(AMY, SERVICE, "unsubscribe", return_path=""))
        rig.settle()
        tap.equal({row["outcome"] for row in rig.ctl("inbound", "list")[:6]}, {"automatic"}, "robots are seen as that")
        rig.deliver(message(AMY, SERVICE, "unsubscribe", headers=[("Received", "from a by b; Mon, 1 Jan 2024 00:00:00 +0000")] * 120))
        rig.settle()
        tap.equal(outcome(rig), "not answered: mail loop", "a mail in circles is said to be one")
        rig.deliver(message(HUMAN, SERVICE, "help", headers=[UNWANTED]))
        rig.settle()
        tap.equal(outcome(rig), "not answered: answers unwanted", "and so is what the person's own mailbox says")
        tap.equal((rig.letters(HUMAN), rig.letters(AMY)), ([], []), "nobody gets any of it")


def never(tap):
    """Whoever asked never to be mailed is not, by what anybody writes in their name or about them."""
    bea, cam, dan = "bea@example.net", "cam@example.net", "dan@example.org"
    with rig_for_rights() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "Meeting in Otago", "--convenor", HUMAN)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
        welcome = sign_up(rig, AMY)
        join(rig, AMY, "otago", "join Otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui")
        invitation = rig.letter(AMY)
        sign_up(rig, dan)
        sign_up(rig, bea)
        rig.deliver(complaint(sign_up(rig, cam), "abuse"))
        rig.ctl("suppression", "add", AMY)
        rig.ctl("suppression", "add", bea)
        rig.settle()
        rig.letters(HUMAN)
        for words in (w for w in ORDERS if not w.startswith("subscribe")):
            rig.deliver(message(AMY, SERVICE, words))
            tap.ok(words in rig.letter(HUMAN).subject, f"{words!r} in their name is read by a person")
            rig.settle()
            tap.equal((outcome(rig), rig.letters(HUMAN)), ("not answered: suppressed", []), "and the outcome says so")
        for mail, said, read in ((message(AMY, SERVICE, "A question", "Where is it?"), "forwarded", 1),
                                 (message(AMY, SERVICE, "no"), "answer unverified", 1),
                                 (message(AMY, sub("tip-otago"), "Tip", "Talk to people"), "tip taken", 1),
                                 (message(AMY, SERVICE, "subscrbe"), "forwarded", 1),
                                 (message(cam, SERVICE, "forget me"), "not answered: suppressed", 1)):
            rig.deliver(mail)
            rig.settle()
            tap.equal((outcome(rig), len(rig.letters(HUMAN))), (said, read), f"{said}, without a mail to them")
        for words in ("change address to", "add address", "replace me with"):
            for other in (bea, cam):
                rig.deliver(proven(dan, f"{words} {other}"))
                rig.settle()
                tap.equal((outcome(rig), len(rig.letters(HUMAN))), ("not answered: suppressed", 1), f"{words}: they are not asked")
        tap.equal([rig.letters(who) for who in (AMY, bea, cam)], [[], [], []], "nobody of them got anything")
        rig.letters(dan)
        # What law and contract owe them: what they surely ask for themselves, and their own later wish.
        for mail, subject in ((proven(AMY, "my data"), "What we hold"), (reply(welcome, AMY, "status", subject="status"), "What you get"),
                              (reply(invitation, AMY, "yes"), "coming"), (message(AMY, SERVICE, "subscribe events"), "Please confirm")):
            rig.deliver(mail)
            letter = rig.letter(AMY)
            tap.ok(subject in letter.subject, f"{subject}: their own", letter.subject)
        rig.deliver(reply(letter, AMY, "yes"))
        tap.ok("Events" in rig.letter(AMY).subject and len(rig.ctl("suppression", "list")) == 2, "who says yes takes back what stood against it")
        rig.deliver(message(AMY, SERVICE, "status"))
        tap.ok("Was this you" in rig.letter(AMY).subject, "and is mailed as anybody")
        rig.ctl("suppression", "add", AMY)
        rig.deliver(proven(AMY, "forget me"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        tap.ok("forgotten" in rig.letter(AMY).subject, "who is forgotten by their own answer is told")


def stopped(tap):
    """Who is on a list and never mailed is told so, and how to have it again."""
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        sign_up(rig, "dan@example.org")
        rig.ctl("suppression", "add", AMY)
        rig.deliver(proven(AMY, "status"))
        status = rig.letter(AMY)
        tap.ok("is stopped" in status.text and "This address gets" not in status.text and '"subscribe"' in status.text, "status tells the truth",
               status.text)
        rig.deliver(proven(AMY, "subscribe"))
        asked = rig.letter(AMY)
        tap.ok("is stopped" in asked.subject and "You already" not in asked.text, "who asks for what they are on is asked", asked.text)
        rig.deliver(reply(asked, AMY, "No thanks"))
        rig.settle()
        tap.equal((len(rig.ctl("suppression", "list")), rig.letters(AMY)), (1, []), "a no changes nothing")
        rig.deliver(message(AMY, SERVICE, "subscribe"))
        again = rig.letter(AMY)
        tap.ok("is stopped" in again.subject, "also where nothing proves who asks: it takes their yes")
        rig.deliver(reply(again, "mallory@example.com", "yes"))
        rig.settle()
        tap.equal(len(rig.ctl("suppression", "list")), 1, "and nobody else's")
        rig.deliver(reply(again, AMY, "yes"))
        tap.ok("again" in rig.letter(AMY).subject and rig.ctl("suppression", "list") == [], "their yes takes it back")
        rig.deliver(proven(AMY, "status"))
        tap.ok("This address gets" in rig.letter(AMY).text, "and status says so")
        rig.ctl("suppression", "add", AMY)
        rig.deliver(reply(again, AMY, "yes"))
        rig.settle()
        tap.equal(len(rig.ctl("suppression", "list")), 1, "an answer counts once: not against what came after it")
        rig.letters(AMY)
        rig.deliver(proven("dan@example.org", "subscribe"))
        tap.ok("already" in rig.letter("dan@example.org").subject, "who is mailed gets what they get")


def bounded(tap):
    """The person is not buried: what is handed on has the budget of all forwards."""
    with rig_for_rights({"limits": {"forwards_per_hour": 3, "waiting": 4}}) as rig:
        for number in range(10):
            rig.deliver(message(f"p{number}@example.org", SERVICE, "unsubscribe", headers=[FORGED]))
        rig.settle_inbox()
        wait(lambda: len(rig.sink.to(HUMAN)) == 3, "three to reach the person")
        outcomes = [row["outcome"] for row in rig.ctl("inbound", "list")]
        tap.equal(outcomes.count("not answered: forged"), 7, "three go, four wait for the hours to come")
        tap.equal(outcomes.count("not forwarded: too many"), 3, "the others are shown to staff")
        tap.equal(len(rig.ctl("inbound", "list", "--state", "limited")), 3, "by the limit that held them")


def again_after_a_restore(tap):
    """Who took back that they are never mailed is mailed, whatever a backup knew; who did not, not."""
    for words in ("Yes please", "no"):
        with rig_for_rights() as rig:
            sign_up(rig, AMY)
            rig.settle()
            rig.ctl("backup", rig.path("backup.db"))
            rig.ctl("suppression", "add", AMY)
            rig.deliver(proven(AMY, "subscribe"))
            rig.deliver(reply(rig.letter(AMY), AMY, words))
            rig.settle()
            before = len(rig.ctl("suppression", "list"))
            rig.stop()
            done = rig.ctl_run("restore", rig.path("backup.db"), "--conf", rig.conf_path, "--yes")
            rig.start()
            rig.ctl("restore", "--accept")
            tap.equal((done.returncode, before, len(rig.ctl("suppression", "list"))), (0, *([0, 0] if words != "no" else [1, 1])),
                      f"{words!r}: as it was before the restore")
            rig.settle()
            tap.equal(len(rig.ctl("suppression", "list")), before, "also when what came since is read again")


if __name__ == "__main__":
    run(refused, done, robots, never, stopped, again_after_a_restore, bounded)
