# SPDX-License-Identifier: MIT
"""Mail that does not arrive: what counts against an address, what against us, and how people
come back. Days pass by moving every time in the store back while the daemon is down."""
import sqlite3

from mails import HUMAN, SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, sign_up, state_of, wait_done
from reports import FULL, POLICY, UNKNOWN, bounced, complaint, dsn
from rig import Rig, run, wait

COLUMNS = {
    "bounce": ("mailed_at", "at"), "score": ("state_at", "cleared_at", "probe_at", "look_at"),
    "delivery": ("created_at", "due_at", "settled_at"), "announcement": ("created_at", "started_at", "finished_at"),
    "domain_trouble": ("at", "until_at"), "attempt": ("at",), "inbound": ("stored_at", "received_at"),
}


def pass_days(rig, days):
    rig.settle()
    rig.stop()
    with sqlite3.connect(rig.path("dpupd.db")) as db:
        for table, columns in COLUMNS.items():
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = {column} - ? WHERE {column} > ?",
                           (int(days * 86400), int(days * 86400)))
    db.close()
    rig.start()


def with_people(*people):
    rig = Rig(GENEROUS)
    add_newsletter(rig)
    for person in people:
        sign_up(rig, person)
    return rig


def newsletter(rig, *people):
    number = announce(rig, "News", "Some news.\n")
    letters = [rig.letter(p) for p in people]
    wait_done(rig, number)
    return letters


def reach(rig, person):
    return rig.ctl("subscriber", "explain", person)["reachability"]


def becomes(rig, person, state):
    wait(lambda: reach(rig, person)["state"] == state, f"{person} to be {state}")
    return reach(rig, person)


def dead_address(tap):
    amy, ben = "amy@far.example", "ben@near.example"
    with with_people(amy, ben) as rig:
        letter, _ = newsletter(rig, amy, ben)
        rig.deliver(bounced(letter))
        told = becomes(rig, amy, "probing")
        tap.ok(told["refusals"][0]["reason"] == "userunknown" and told["refusals"][0]["counts"],
               "explain shows the refusal that counts")
        tap.ok("does not exist" in told["why"], "explain says why")
        rig.deliver(bounced(letter))
        rig.settle()
        tap.ok(len(reach(rig, amy)["refusals"]) == 1, "a second report on the same mailing counts once")
        tap.ok(not rig.letters(amy), "no warning goes to an address that does not exist")
        tap.ok(reach(rig, ben)["state"] == "ok", "the other one has no trouble")

        pass_days(rig, 1.1)
        probe = rig.letter(amy)
        tap.ok("reach you" in probe.subject, "a day later a probe goes")
        tap.ok(probe["Auto-Submitted"] == "auto-generated" and probe["List-Unsubscribe"],
               "the probe says that a machine wrote it, and how to leave")
        rig.deliver(bounced(probe))
        becomes(rig, amy, "disabled")
        tap.ok(state_of(rig, amy) == "active", "the subscription is as it was")

        newsletter(rig, ben)
        tap.ok(not rig.letters(amy), "a disabled address gets no newsletter")
        tap.ok(rig.status()["addresses"]["disabled"] == 1, "the status counts it")

        rig.deliver(reply(letter, amy, "I am here again, please keep me on."))
        becomes(rig, amy, "ok")
        tap.ok(True, "a reply with a token brings it back")
        rig.settle()
        rig.letters(amy)    # the acknowledgement
        newsletter(rig, amy, ben)
        tap.ok(True, "and the next newsletter goes there")


def one_probe_that_cannot_go(tap):
    """What is refused for one person holds up nobody else's."""
    amy, ben = "amy@far.example", "ben@near.example"
    with with_people(amy, ben) as rig:
        for letter in newsletter(rig, amy, ben):
            rig.deliver(bounced(letter))
        becomes(rig, amy, "probing"), becomes(rig, ben, "probing")
        rig.settle()
        rig.stop()
        with sqlite3.connect(rig.path("dpupd.db")) as db:
            amys = db.execute("SELECT id FROM subscriber WHERE address = ?", (amy,)).fetchone()[0]
            db.execute("UPDATE score SET look_at = look_at - 10 WHERE subscriber_id = ?", (amys,))    # hers is first
            db.execute(f"CREATE TRIGGER stuck BEFORE INSERT ON delivery WHEN new.kind = 'probe' AND new.subscriber_id = {amys}"
                       " BEGIN SELECT raise(ABORT, 'stuck on purpose'); END")
        db.close()
        rig.start()
        pass_days(rig, 1.1)
        tap.ok("reach you" in rig.letter(ben).subject, "the other one is probed")
        tap.ok("stuck on purpose" in rig.log_says("schedule.setback", "task=score", f"id={amys}"), "the log says which is not, and why")
        tap.equal((rig.letters(amy), reach(rig, amy)["state"]), ([], "probing"), "that one waits")
        rig.stop()
        with sqlite3.connect(rig.path("dpupd.db")) as db:
            db.execute("DROP TRIGGER stuck")
        db.close()
        rig.start()
        pass_days(rig, 0.1)
        tap.ok("reach you" in rig.letter(amy).subject, "mended, it goes")


def forged_and_harmless(tap):
    amy = "amy@far.example"
    with with_people(amy) as rig:
        letter, = newsletter(rig, amy)
        forged = letter.sender.replace("+b-", "+b-").split("@")[0][:-4] + "aaaa@" + SERVICE.partition("@")[2]
        rig.deliver(dsn(SERVICE, amy, "5.1.1", "550 5.1.1 User unknown"))
        rig.deliver(dsn(forged, amy, "5.1.1", "550 5.1.1 User unknown"))
        rig.deliver(dsn(letter.sender, amy, "4.4.1", "451 4.4.1 connection timed out", action="delayed"))
        rig.deliver(dsn(letter.sender, amy, "5.3.4", "552 5.3.4 Message size exceeds fixed limit"))
        rig.settle()
        tap.ok(reach(rig, amy) == {"state": "ok", "why": "no mail came back", "refusals": []},
               "forged reports, warnings and refusals of one message score nobody")
        tap.ok(rig.status()["inbound"]["unverified_bounces"] == 2, "the status counts unverified reports")
        notes = [row["note"] for row in rig.ctl("inbound", "list") if row["outcome"] == "bounce unverified"]
        tap.ok(notes == ["hard userunknown 5.1.1"] * 2, "and staff see what they say", str(notes))
        tap.ok(state_of(rig, amy) == "active", "and nobody was unsubscribed")


def full_mailbox(tap):
    amy = "amy@far.example"
    with with_people(amy) as rig:
        for n in range(3):
            letter, = newsletter(rig, amy)
            rig.deliver(bounced(letter, FULL))
            wait(lambda n=n: len(reach(rig, amy)["refusals"]) == n + 1, "the refusal to count")
            if n < 2:
                tap.ok(reach(rig, amy)["state"] == "ok", f"{n + 1} times full is nothing")
                pass_days(rig, 4)
        tap.ok(reach(rig, amy)["state"] == "warned", "three times: warned")
        warning = rig.letter(amy)
        tap.ok("comes back" in warning.subject and "full mailbox" in warning.text, "in plain words")
        rig.deliver(reply(warning, amy, "yes"))
        becomes(rig, amy, "ok")
        thanks = rig.letter(amy)
        tap.ok("reaches you" in thanks.subject, "a yes is thanked for and clears it")
        pass_days(rig, 1)   # refusals are ordered by whole seconds
        letter, = newsletter(rig, amy)
        rig.deliver(bounced(letter, FULL))
        wait(lambda: sum(r["counts"] for r in reach(rig, amy)["refusals"]) == 1, "the count to begin anew")
        tap.ok(reach(rig, amy)["state"] == "ok", "the count begins anew")


def refused_and_no_warning(tap):
    """The third refusal asks for a warning, which cannot be made: what else is sent does not hang on it."""
    amy, ben = "amy@far.example", "ben@near.example"
    with with_people(amy, ben) as rig:
        rig.sink.rule = lambda stage, _s, to, _d: \
            "552 5.2.2 mailbox full" if stage == "rcpt" and to and to[-1] == amy else None
        for n in range(3):
            if n == 2:
                rig.stop()
                with sqlite3.connect(rig.path("dpupd.db")) as db:
                    db.execute("CREATE TRIGGER stuck BEFORE INSERT ON delivery WHEN new.kind = 'warning'"
                               " BEGIN SELECT raise(ABORT, 'stuck on purpose'); END")
                db.close()
                rig.start()
            newsletter(rig, ben)
            if n < 2:
                pass_days(rig, 4)
        tap.ok("stuck on purpose" in rig.log_says("schedule.setback", "task=score"), "the log says what could not be made")
        newsletter(rig, ben)
        tap.ok(len(reach(rig, amy)["refusals"]) == 4, "each refusal is written down, and others get their mail")


def refused_by_relay(tap):
    amy, ben = "amy@far.example", "ben@near.example"
    with with_people(amy, ben) as rig:
        rig.sink.rule = lambda stage, _s, to, _d: \
            "550 5.1.1 no such user" if stage == "rcpt" and to and to[-1] == amy else None
        newsletter(rig, ben)
        told = becomes(rig, amy, "probing")
        tap.ok(told["refusals"][0]["source"] == "relay", "the relay's refusal is scored like a report")
        tap.ok(reach(rig, ben)["state"] == "ok", "and the other delivery is not")


def held_against_us(tap):
    people = [f"p{i}@far.example" for i in range(3)]
    with with_people(*people) as rig:
        rig.sink.rule = lambda stage, *_: \
            "554 5.7.1 Message rejected due to SPF policy" if stage == "dot" else None
        number = announce(rig, "News", "Some news.\n")
        report = wait(lambda: (r := rig.ctl("announce", "show", number))["state"] == "paused" and r,
                      "the announcement to pause")
        tap.ok("against us" in report["reason"] and "5.7.1" in report["reason"], "it is paused, and says why")
        tap.ok(all(reach(rig, p)["state"] == "ok" for p in people), "nobody is scored for it")
        doctor = rig.ctl_run("doctor")
        tap.ok(doctor.returncode != 0 and f"announcement {number}" in doctor.stdout, "doctor tells of it")
        rig.sink.rule = None
        rig.ctl("announce", "resume", number)
        tap.ok(wait_done(rig, number)["state"] == "done", "staff resume it")
        letters = [rig.letter(p) for p in people]
        tap.ok(len(letters) == 3, "and everybody gets it, also who was refused")
        rig.deliver(bounced(letters[0], POLICY))
        rig.settle()
        tap.ok(reach(rig, people[0])["state"] == "ok", "one receiver's policy scores nobody either")


def held_against_us_by_mail(tap):
    """What a report says that anybody can write who holds their own copy: it takes ten different recipients."""
    people, slow = [f"p{i}@far.example" for i in range(11)], "slow@far.example"
    with with_people(*people, slow) as rig:
        # It is still being sent when the reports come.
        rig.sink.rule = lambda stage, _s, to, _d: "451 4.3.0 later" if stage == "rcpt" and to and to[-1] == slow else None
        number = announce(rig, "News", "Some news.\n")
        letters = [rig.letter(p) for p in people]

        def report(letter, n=0):
            rig.deliver(dsn(letter.sender, letter.recipient, "5.7.26", f"550 5.7.26 against policy ({n})",
                            message_id=letter.message_id))

        def is_sending():
            rig.settle_inbox()
            return rig.ctl("announce", "show", number)["state"] == "sending"
        for n in range(40):
            report(letters[0], n)
        tap.ok(is_sending(), "forty reports of one recipient pause nothing")
        mine = next(d for d in rig.ctl("explain", people[0])["deliveries"] if d["announcement"] == number)
        story = rig.ctl("explain", mine["id"])["story"]
        tap.equal(sum(a["outcome"] == "bounced" for a in story), 30, "and the journal has an end")
        tap.ok(f"announcement {number}" not in rig.ctl_run("doctor").stdout, "and are no trouble for doctor to tell")
        for letter in letters[1:9]:
            report(letter)
        tap.ok(is_sending(), "nor do those of nine recipients")
        report(letters[9])
        shown = wait(lambda: (r := rig.ctl("announce", "show", number))["state"] == "paused" and r, "the tenth to pause it")
        tap.ok("receivers hold something against us" in shown["reason"], "ten do, and it says why", shown)
        tap.ok(f"announcement {number}" in rig.ctl_run("doctor").stdout, "doctor tells of it")
        tap.ok(all(reach(rig, p)["state"] == "ok" for p in people), "nobody is scored for it")
        rig.ctl("announce", "resume", number)
        report(letters[10])
        report(letters[0], 40)
        tap.ok(is_sending(), "staff who resume it are not stopped again by the next one")


def one_domain_alone(tap):
    """Whoever has a domain has as many addresses there as they like: their reports stop nobody else's mail; those of many do."""
    evil = [f"e{i}@x{i % 2}.evil.example" for i in range(12)]
    others = [f"p@far{i}.example" for i in range(9)]
    slow = "slow@far.example"
    with with_people(*evil, *others, slow) as rig:
        rig.sink.rule = lambda stage, _s, to, _d: "451 4.3.0 later" if stage == "rcpt" and to and to[-1] == slow else None
        number = announce(rig, "News", "Some news.\n")
        letters = {p: rig.letter(p) for p in evil + others}
        for person in evil:
            rig.deliver(dsn(letters[person].sender, person, "5.7.26", "550 5.7.26 against policy", message_id=letters[person].message_id))
        rig.settle_inbox()
        tap.equal(rig.ctl("announce", "show", number)["state"], "sending", "twelve addresses of one domain pause nothing")
        for person in others[:6]:
            rig.deliver(dsn(letters[person].sender, person, "5.7.26", "550 5.7.26 against policy", message_id=letters[person].message_id))
        wait(lambda: rig.ctl("announce", "show", number)["state"] == "paused", "many domains to pause it")
        tap.ok(True, "many domains do")


def relay_out_of_its_mind(tap):
    """It says of everybody that there is no such user: the mailing stops, and nobody is dead by that."""
    people = [f"p@far{i}.example" for i in range(24)]
    with with_people(*people) as rig:
        rig.sink.rule = lambda stage, *_: "550 5.1.1 user unknown" if stage == "rcpt" else None
        number = announce(rig, "News", "Some news.\n")
        shown = wait(lambda: (r := rig.ctl("announce", "show", number))["state"] == "paused" and r, "it to be paused")
        tap.ok("many addresses are said not to exist" in shown["reason"] and "user unknown" in shown["reason"], "it says why", shown["reason"])
        wait(lambda: rig.status()["deliveries"]["leased"] == 0, "what is under way")
        doctor = rig.ctl_run("doctor")
        tap.ok(doctor.returncode != 0 and f"announcement {number} was paused" in doctor.stdout, "doctor tells of it", doctor.stdout)
        wait(lambda: not any(c for p in people for c in reach(rig, p)["refusals"] if c["counts"]), "what was held against them to be void")
        wait(lambda: all(reach(rig, p)["state"] == "ok" for p in people), "nobody to be in trouble")
        tap.ok(True, "nobody is taken for dead")
        rig.sink.rule = None
        rig.ctl("announce", "resume", number)
        wait_done(rig, number)
        tap.ok(sum(bool(rig.letters(p)) for p in people) > 0, "staff resume it when it is well")


def three_domains_of_one_person(tap):
    """Whoever has three domains has as many addresses there as they like: none of them stops the mail of the others."""
    evil = [f"x{i}@evil{i % 3}.example" for i in range(12)]
    good = [f"g@good{i}.example" for i in range(15)]
    with with_people(*evil, *good) as rig:
        rig.sink.rule = lambda stage, _s, to, _d: "550 5.1.1 no such user" if stage == "rcpt" and to and "@evil" in to[-1] else None
        number = announce(rig, "News", "Some news.\n")
        wait_done(rig, number)
        tap.equal(sum(bool(rig.letters(p)) for p in good), len(good), "all others have it, and it is not paused")
        for person in evil:
            becomes(rig, person, "probing")
        tap.ok(all(r["counts"] for p in evil for r in reach(rig, p)["refusals"]), "and each refusal counts as ever")
        doctor = rig.ctl_run("doctor").stdout
        tap.ok("was paused" not in doctor, "doctor has nothing to say of it", doctor)


def too_large(tap):
    """What one mail of an announcement has, all have: it is paused at the first, and nobody loses it."""
    people = [f"p{i}@far.example" for i in range(12)]
    for what, limit, rule in (
            ("the relay says how much it takes", 2000, None),
            ("the relay says so of MAIL", 52428800, lambda stage, *_:
                "552 5.3.4 Message size exceeds fixed limit" if stage == "mail" else None),
            ("the relay says so of the mail", 52428800, lambda stage, *_:
                "552 5.3.4 Error: message file too big" if stage == "dot" else None)):
        with with_people(*people) as rig:
            rig.sink.size_max = limit
            rig.restart()
            rig.sink.rule = rule
            number = announce(rig, "News", "Some news.\n")
            report = wait(lambda: (r := rig.ctl("announce", "show", number))["state"] == "paused" and r, f"{what}: a pause")
            rig.settle()
            tap.ok("does not take a mail of this size" in report["reason"], f"{what}: it is paused, and says why", report)
            counts = rig.ctl("announce", "report", number)
            tap.equal((counts["failed"], counts["sent"]), (0, 0), f"{what}: no delivery is given up")
            tap.ok(all(reach(rig, p)["state"] == "ok" for p in people), f"{what}: nobody is scored for it")
            rig.ctl("announce", "resume", number)
            wait(lambda: rig.ctl("announce", "show", number)["state"] == "paused", f"{what}: a pause again")
            rig.settle()
            rig.sink.rule = None
            rig.sink.size_max = 52428800
            rig.restart()
            rig.ctl("announce", "resume", number)
            tap.ok(wait_done(rig, number)["state"] == "done", f"{what}: staff resume it")
            tap.equal([len(rig.letters(p)) for p in people], [1] * 12, f"{what}: and everybody gets it once")


def complaints(tap):
    amy = "amy@far.example"
    with with_people(amy) as rig:
        rig.ctl("list", "add", "second", "--name", "Second list", "--purpose", "To have two of them")
        rig.deliver(message(amy, sub("subscribe-second")))
        rig.deliver(reply(rig.letter(amy), amy, "yes"))
        rig.letter(amy)
        letter, = newsletter(rig, amy)
        rig.deliver(complaint(letter, "auth-failure"))
        rig.settle()
        tap.ok(state_of(rig, amy) == "active", "a report on authentication is no complaint")
        rig.deliver(complaint(letter))
        wait(lambda: state_of(rig, amy) == "left", "the complaint to be honoured")
        tap.ok(state_of(rig, amy, "second") == "left", "from everything")
        rig.settle()
        tap.ok(not rig.letters(amy) and not rig.letters("feedback@far.example"), "and silently")
        tap.ok([s["reason"] for s in rig.ctl("suppression", "list")] == ["complaint"], "the address is suppressed")
        rig.deliver(message(amy, sub("subscribe")))
        rig.deliver(reply(rig.letter(amy), amy, "yes"))
        rig.letter(amy)
        tap.ok(state_of(rig, amy) == "active" and rig.ctl("suppression", "list") == [],
               "who then signs up and confirms is back")


def by_a_number_alone(tap):
    """Who has a mail that was passed on to them has its Message-ID, not the address of its envelope."""
    amy = "amy@far.example"
    with with_people(amy) as rig:
        rig.ctl("list", "add", "second", "--name", "Second list", "--purpose", "To have two of them")
        rig.deliver(message(amy, sub("subscribe-second")))
        rig.deliver(reply(rig.letter(amy), amy, "yes"))
        rig.letter(amy)
        for _ in range(2):
            letter, = newsletter(rig, amy)
            rig.deliver(dsn(SERVICE, amy, *UNKNOWN, message_id=letter.message_id))
            pass_days(rig, 2)
        told = reach(rig, amy)
        tap.ok(told["state"] == "ok" and len(told["refusals"]) == 2 and not rig.letters(amy),
               "two reports that cite a Message-ID make no address dead", told)
        letter, = newsletter(rig, amy)
        rig.deliver(bounced(letter))
        tap.equal(len(becomes(rig, amy, "probing")["refusals"]), 3, "one that came to where the mail came from counts as before")
        pass_days(rig, 2)
        rig.deliver(reply(rig.letter(amy), amy, "yes"))
        rig.letter(amy)
        letter, = newsletter(rig, amy)
        rig.deliver(complaint(letter, sender="someone@example.net"))
        tap.ok("abuse report" in rig.letter(HUMAN).subject, "a complaint that cites one is seen by a person")
        tap.equal((state_of(rig, amy), state_of(rig, amy, "second")), ("left", "active"), "and ends what the mail was of")
        tap.equal(rig.ctl("suppression", "list"), [], "and no more")


def away(tap):
    amy = "amy@far.example"
    with with_people(amy) as rig:
        letter, = newsletter(rig, amy)
        rig.deliver(reply(letter, amy, "I am out of the office until 5 January 2027. For urgent matters contact Sam.",
                          subject=f"Automatic reply: {letter.subject}", headers=[("Auto-Submitted", "auto-replied")]))
        rig.settle()
        row = rig.ctl("inbound", "list")[0]
        shown = rig.ctl("inbound", "show", row["id"])
        tap.ok(shown["kind"] == "autoreply" and "2027-01-05" in (shown["note"] or ""),
               "an out-of-office shows its end to staff")
        person = rig.ctl("subscriber", "show", amy)
        tap.ok(state_of(rig, amy) == "active" and not person["paused_until"] and not rig.letters(amy),
               "it changes nothing and is not answered")


def several_commands(tap):
    amy = "amy@far.example"
    with with_people(amy) as rig:
        rig.deliver(message(amy, SERVICE, "", "Kia ora\n\nstatus\nlists\nhelp\n\nAmy\n"))
        rig.settle()
        subjects = sorted(letter.subject for letter in rig.letters(amy))
        tap.ok(len(subjects) == 3, "three commands in a mail get three answers", str(subjects))
        rig.deliver(message(amy, SERVICE, "unsubscibe"))
        hint = rig.letter(amy)
        tap.ok("unsubscribe" in hint.subject, "a nearly right command is asked about")
        tap.ok(state_of(rig, amy) == "active", "and not done")
        rig.deliver(message(amy, SERVICE, "hlp", "hello there, I need a hand with the Policy\n"))
        rig.settle()
        tap.ok([letter.subject for letter in rig.letters(amy)] == ["We have your message"],
               "what says more goes to a person")


run(three_domains_of_one_person, one_domain_alone, relay_out_of_its_mind, dead_address, one_probe_that_cannot_go, forged_and_harmless, full_mailbox, refused_and_no_warning, refused_by_relay, held_against_us, held_against_us_by_mail, too_large, complaints, by_a_number_alone, away,
    several_commands)
