# SPDX-License-Identifier: MIT
"""What people write reaches a person, however large it is: whole where it may, as a reference where it is too large for
its way or its writer sends without end, kept once for all who get it, and seen by staff where it reached nobody."""
import json
import os
import subprocess

from aging import DAY, age
from mails import HUMAN, SERVICE, message
from people import add_newsletter, sign_up
from rig import Rig, program, run, wait
from sink import Sink

MB = 1_000_000
EIGHT = [f"convenor{i}@example.net" for i in range(8)]


def attached(sender, size, text="Here is the report.", to=SERVICE, subject="The report", **more):
    """A mail with a text and a file, of about that size."""
    file = b"\r\n".join(b"QUJD" * 19 for _ in range(size // 78)) + b"\r\n"
    return message(sender, to, subject, content=(
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + text.encode() + b"\r\n--b\r\n"
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + file + b"--b--\r\n"), **more)


def original(letter):
    """What is attached, as it came in; None where it is only told of."""
    for part in letter.parsed.walk():
        if part.get_filename() == "original.eml":
            return part.get_payload(decode=True) or part.get_payload()[0].as_bytes()
    return None


def doctor(rig):
    rows = json.loads(rig.ctl_run("--json", "doctor").stdout)
    return next((r["ok"], r["text"]) for r in rows if r["check"] == "forwarded mail")


def raw(rig, number):
    return subprocess.run([program("dpupctl"), "-s", rig.socket, "inbound", "raw", str(number)], capture_output=True,
                          check=False).stdout


def whole(tap):
    with Rig() as rig:
        rig.deliver(attached("amy@far.example", MB, "Kia ora, ngā mihi."))
        letter = rig.letter(HUMAN)
        tap.ok(original(letter) and original(letter).count(b"QUJD") == 19 * (MB // 78), "the file goes with it, whole")
        tap.ok("Kia ora" in letter.text and "attached as it came" in letter.text, "below its text")
        tap.ok(doctor(rig)[0], "and all is well")


def beyond_what_the_relay_takes(tap, told):
    """The relay says how much it takes, or only refuses what is more."""
    sink = Sink()
    sink.size_max = 2 * MB if told else 100 * MB
    refused = []

    def rule(stage, _sender, _recipients, data):
        if stage == "dot" and len(data) > 2 * MB:
            refused.append(len(data))
            return "552 5.3.4 message too big" if told is not None else "552 too much mail data"
        return None
    sink.rule = rule
    text = "Kia ora. " + "This is what it says, at length. " * 300
    with Rig(sink=sink) as rig:
        rig.deliver(attached("amy@far.example", 3 * MB // 2, text))     # it fits as it came, and not when it is forwarded
        letter = rig.letter(HUMAN)
        tap.ok(original(letter) is None and len(letter.raw) < 20000, "what can be shown is sent", str(len(letter.raw)))
        tap.ok("Kia ora" in letter.text and "amy@far.example" in letter.text and "The report" in letter.subject and
               "only the beginning" in letter.text and "MB" in letter.text, "its writer, subject, size and beginning", letter.text)
        tap.equal(letter.answer_to, "amy@far.example", "an answer goes to the writer")
        number = rig.ctl("inbound", "list")[0]["id"]
        tap.ok(f"dpupctl inbound raw {number}" in letter.text and raw(rig, number).count(b"QUJD") > 10000,
               "staff get the whole as it says")
        rig.letter("amy@far.example")
        is_ok, why = doctor(rig)
        tap.ok(not is_ok and "too large" in why, "doctor says so", why)
        tap.equal(bool(refused), not told, "it was tried only where nothing told the size")
        age(rig, DAY + 60)
        tap.ok(doctor(rig)[0], "for a day")
        sink.rule = None
    sink.close()


def told_the_size(tap):
    beyond_what_the_relay_takes(tap, True)


def only_refused(tap):
    beyond_what_the_relay_takes(tap, False)
    beyond_what_the_relay_takes(tap, None)


def refused_for_another_reason(tap):
    with Rig() as rig:
        rig.sink.rule = lambda stage, *_: "550 5.7.1 no such content here" if stage == "dot" else None
        rig.deliver(message("amy@far.example", subject="A question", text="Where is it?"))
        wait(lambda: rig.status()["deliveries"]["failed"] >= 1, "the refusal")
        is_ok, why = doctor(rig)
        tap.ok(not is_ok and "1 mail for the person who reads (identity.human) came back" in why, "what nobody has read is seen", why)
        rig.sink.rule = None
        rig.ctl("queue", "retry", next(r["id"] for r in rig.ctl("queue", "list", "--state", "failed") if r["kind"] == "forward"))
        rig.letter(HUMAN)
        rig.settle()
        tap.ok(doctor(rig)[0], "and all is well when it was sent after all")


def full_mailbox(tap):
    """Smaller would not help: it stays refused."""
    with Rig() as rig:
        tries = []
        rig.sink.rule = lambda stage, *_: tries.append(1) or "552 5.2.2 mailbox full" if stage == "dot" else None
        rig.deliver(attached("amy@far.example", 10000))
        wait(lambda: rig.status()["deliveries"]["failed"] == 2, "both to be refused")
        tap.equal(len(tries), 2, "the mail and its acknowledgement, once each")
        rig.sink.rule = None


def eight_convenors(tap):
    """20 MB in answer to eight people: they read the words, and a person of ours gets the file; it is kept once."""
    with Rig() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago", "--region", "Otago", "--purpose", "To meet.",
                "--convenor", ",".join(EIGHT))
        rig.settle()
        rig.ctl("meeting", "add", "otago", "--start", "2027-06-02 10:00", "--title", "Hui")
        copies = [rig.letter(c) for c in EIGHT]
        before = store_size(rig)
        mail = attached("ana@example.org", 20 * MB, "cancel, I do not like it", subject=f"Re: {copies[0].subject}",
                        headers=[("In-Reply-To", copies[0].message_id), ("References", copies[0].message_id)])
        rig.deliver(mail)
        got = [rig.letter(c, 120) for c in EIGHT]
        tap.ok(all("I do not like it" in letter.text and original(letter) is None for letter in got), "each of eight has the words")
        tap.ok(original(rig.letter(HUMAN, 120)).count(b"QUJD") > 4_000_000, "and a person of ours the file, whole")
        rig.settle()
        rig.stop()      # and its log is in the file
        grown = store_size(rig) - before
        tap.ok(grown < 1.5 * len(mail), "and it is stored once", f"{grown / MB:.1f} MB for {len(mail) / MB:.1f} MB")


def store_size(rig):
    return sum(os.path.getsize(rig.path(n)) for n in ("dpupd.db", "dpupd.db-wal") if os.path.exists(rig.path(n)))


def a_day_of_one_sender(tap):
    with Rig({"limits": {"bytes_per_sender": 3 * MB}}) as rig:
        for i in range(4):
            rig.deliver(attached("amy@far.example", 14 * MB // 10, subject=f"Report {i}"))
            if i == 2:
                rig.settle()
        rig.deliver(attached("bob@far.example", MB, subject="Another's"))
        rig.settle()
        got = {letter.subject.rpartition("] ")[2]: original(letter) is not None for letter in rig.letters(HUMAN)}
        tap.equal(got, {"Report 0": True, "Report 1": True, "Report 2": False, "Report 3": False, "Another's": True},
                  "what is more than a sender's bytes a day goes as a reference; others are not concerned")
        tap.ok(not doctor(rig)[0], "doctor says so")


def forgotten_on_the_way(tap):
    """Whoever is forgotten has no copy left, also where it waits for a relay."""
    amy = "amy@example.org"
    with Rig() as rig:
        add_newsletter(rig)
        sign_up(rig, amy)
        rig.settle()
        rig.sink.rule = lambda stage, _s, recipients, _d: "451 4.3.0 later" if stage == "dot" and HUMAN in recipients else None
        rig.deliver(attached(amy, 50000, "MARK-OF-AMY is what I say"))
        wait(lambda: rig.status()["deliveries"]["queued"] == 1, "it to wait")
        rig.ctl("subscriber", "erase", amy)
        wait(lambda: rig.status()["deliveries"]["queued"] == 0, "it to be given up")
        rig.settle()
        rig.stop()
        files = [open(rig.path(n), "rb").read() for n in ("dpupd.db", "dpupd.db-wal") if os.path.exists(rig.path(n))]
        tap.ok(not any(b"MARK-OF-AMY" in data for data in files), "nothing of it is left in the store")
        rig.start()
        rig.sink.rule = None


def retention_meanwhile(tap):
    """The original goes after its days: a letter that still waits has what can be shown."""
    with Rig({"privacy": {"inbound_days": 1}}) as rig:
        rig.sink.rule = lambda stage, _s, recipients, _d: "451 4.3.0 later" if stage == "dot" and HUMAN in recipients else None
        rig.deliver(attached("amy@far.example", 50000))
        wait(lambda: rig.status()["deliveries"]["queued"] == 1, "it to wait")
        age(rig, 2 * DAY)
        wait(lambda: not rig.ctl("inbound", "show", rig.ctl("inbound", "list")[0]["id"])["kept"], "the original to go")
        rig.sink.rule = None
        rig.ctl("queue", "flush")
        letter = rig.letter(HUMAN)
        tap.ok(original(letter) is None and "Here is the report." in letter.text, "it is no reason to lose the rest")


def the_thread_goes_on(tap):
    """Their mail program names in each further mail what our person answered, and so what was forwarded."""
    amy = "amy@far.example"
    with Rig() as rig:
        rig.deliver(message(amy, SERVICE, "A question for you", "Who is the privacy officer?"))
        forward = rig.letter(HUMAN)
        rig.letter(amy)
        for words, thread in (("Thanks, one more thing: where is the hui?", f"{forward.message_id} <h1@human.example>"),
                              ("And when?", forward.message_id)):
            rig.deliver(message(amy, SERVICE, "Re: A question for you", words, headers=[
                ("In-Reply-To", "<h1@human.example>"), ("References", thread)]))
            read = rig.letter(HUMAN)
            tap.ok(words in read.text and read.answer_to == amy, f"{words}: our person reads it")
        for sender, outcome in ((HUMAN, "answers what was forwarded"), ("team@human.example", "answers what was forwarded"),
                                (amy, "answers what was forwarded")):
            rig.deliver(message(sender, SERVICE, "Re: A question for you", "Her name is Mere.", headers=[
                ("In-Reply-To", forward.message_id), ("References", forward.message_id)]))
            rig.settle()
            tap.equal((last(rig)["outcome"], last(rig)["limited"], rig.letters(HUMAN)), (outcome, "read_by_nobody", []),
                      f"{sender}: not once more, and staff see it")
        rig.deliver(message(HUMAN, SERVICE, "A note", "For the file."))
        rig.settle()
        tap.equal((last(rig)["outcome"], last(rig)["limited"]), ("from the person who reads", "read_by_nobody"),
                  "what answers nothing is not said to")
        doctor_says = rig.ctl_run("doctor").stdout
        tap.ok("4 of the last week came from the mailbox that reads" in doctor_says, "doctor says so", doctor_says)
        rig.ctl("inbound", "replay", last(rig)["id"])
        tap.ok("For the file." in rig.letter(HUMAN).text, "and staff may have it read")
        rig.ctl("inbound", "seen", rig.ctl("inbound", "list")[0]["id"])
        doctor_says = rig.ctl_run("doctor").stdout
        tap.ok("mailbox that reads" not in doctor_says, "and when they have looked doctor is silent", doctor_says)
        rig.deliver(message(HUMAN, SERVICE, "Another note", "For the file."))
        rig.settle()
        tap.ok("1 of the last week came from the mailbox that reads" in rig.ctl_run("doctor").stdout, "but not of what comes after it")
        rig.deliver(message(HUMAN, amy, "Re: A question for you", "Her name is Mere.", headers=[
            ("Cc", SERVICE), ("In-Reply-To", forward.message_id)]))
        rig.settle()
        tap.equal((last(rig)["outcome"], last(rig)["limited"]), ("answers what was forwarded", None),
                  "an answer to the writer, with us in Cc, was read by them")


def in_their_name(tap):
    """Anybody can write in the name of the mailbox that reads: no more than of any sender, and what is forged is read."""
    with Rig({"limits": {"messages_per_sender": 5}, "inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": "mx.example.govt.nz"}]}) as rig:
        for i in range(12):
            rig.deliver(message(HUMAN, SERVICE, "A note", f"Junk {i}"))
        rig.settle_inbox()
        limits = [m["limited"] for m in rig.ctl("inbound", "list")]
        tap.equal((limits.count("read_by_nobody"), limits.count("messages_per_sender")), (5, 7), "five of a day; the others wait")
        rig.deliver(message("eve@evil.example", SERVICE, "Hello", "A question of mine"))
        rig.letter(HUMAN)
        rig.deliver(message(HUMAN, SERVICE, "unsigned", "Forged by somebody", headers=[
            ("Authentication-Results", "mx.example.govt.nz; spf=fail; dkim=none; dmarc=fail header.from=human.example")]))
        rig.settle_inbox()
        tap.ok(last(rig)["limited"] != "read_by_nobody", "what our mail host calls forged is not taken for theirs", last(rig))


def last(rig):
    return rig.ctl("inbound", "list")[0]


def a_third_in_the_thread(tap):
    """Our person answers, and somebody they have in Cc goes on: they were sent no forward, and are no loop."""
    amy, bob = "amy@far.example", "bob@near.example"
    with Rig() as rig:
        rig.deliver(message(amy, SERVICE, "A question for you", "Who is the privacy officer?"))
        forward = rig.letter(HUMAN)
        for parent, words in (("<h1@human.example>", "That is me, and I am away in May."), ("<h2@far.example>", "Ask Mere then.")):
            rig.deliver(message(bob, HUMAN, "Re: A question for you", words, headers=[
                ("Cc", f"{amy}, {SERVICE}"), ("In-Reply-To", parent), ("References", f"{forward.message_id} {parent}")]))
            read = rig.letter(HUMAN)
            tap.ok(words in read.text and read.answer_to == bob, "our person reads what a third one says", read.text)
        for i in range(30):
            rig.deliver(message(bob, SERVICE, "Re: A question for you", f"Once more, {i}.", headers=[
                ("In-Reply-To", f"<t{i}@near.example>"), ("References", forward.message_id)]))
        rig.settle()
        tap.equal((len(rig.letters(HUMAN)), last(rig)["limited"]), (18, "read_by_nobody"),
                  "a robot that opens a thread of its own ends; staff see the others")


run(the_thread_goes_on, in_their_name, a_third_in_the_thread, whole, told_the_size, only_refused, refused_for_another_reason, full_mailbox, eight_convenors, a_day_of_one_sender,
    forgotten_on_the_way, retention_meanwhile)
