# SPDX-License-Identifier: MIT
"""What people and staff can do, told as they would: sign up, leave, ask a person, read an
announcement, join a community, be reminded. A Maildir on one side, a sink on the other."""
import html.parser
import re
import time

from mails import HUMAN, SERVICE, Letter, message, reply, sub
from people import (GENEROUS, PURPOSE, add_newsletter, announce, join, local_time, sign_up, sign_up_many,
                    state_of, unsubscribe_mailto, wait_done)
from rig import Rig, merged, run, wait

DOMAIN = SERVICE.partition("@")[2]


def rig_with_newsletter(conf=None):
    rig = Rig(merged(GENEROUS, conf or {}))
    add_newsletter(rig)
    return rig


def check_form(tap, letter, what):
    """What holds for every mail of ours (RFC 5322 §3.6, design §5)."""
    for field in ("From", "To", "Subject", "Message-ID", "Date", "MIME-Version"):
        tap.ok(letter.count(field) == 1, f"{what}: exactly one {field}")
    lines = letter.raw.split(b"\r\n")
    tap.ok(b"\n" not in letter.raw.replace(b"\r\n", b"") and b"\r" not in letter.raw.replace(b"\r\n", b""),
           f"{what}: lines end in CRLF and nothing else")
    tap.ok(max(map(len, lines)) <= 998 and letter.raw.isascii(), f"{what}: 7 bit, no line over 998")
    tap.ok(letter["From"].rstrip(">").endswith("@" + DOMAIN), f"{what}: From is ours")
    tap.ok(letter.sender == "" or letter.sender.endswith("@" + DOMAIN), f"{what}: the envelope sender is ours")
    tap.ok(letter["To"].strip("<>") == letter.recipient, f"{what}: To is who it goes to")


# --- joining ---------------------------------------------------------------------------------

def add_community(rig, slug, name, region):
    rig.ctl("community", "add", slug, "--name", name, "--purpose", "Practitioners of the region meet", "--region", region,
            "--convenor", "convenor@example.org")


def sign_up_by_subaddress(tap):
    with rig_with_newsletter() as rig:
        rig.deliver(message("amy@example.org", sub("subscribe"), "", "", name="Win money http://evil.example"))
        confirm = rig.letter("amy@example.org")
        check_form(tap, confirm, "confirm")
        tap.ok(confirm.token and confirm.token.startswith("confirm-"), "the reply goes to a sub-address with a token")
        tap.ok(confirm.token in confirm.subject.lower(), "the token is in the Subject too")
        tap.ok(PURPOSE in " ".join(confirm.text.split()), "it says what the list is for")
        tap.ok("Example Agency" in confirm.text and "PO Box 1" in confirm.text, "it says who we are and where")
        tap.ok("evil" not in confirm.raw.decode() and "evil" not in confirm.text, "it echoes no name")
        tap.ok(confirm["Auto-Submitted"] == "auto-replied", "it says that a program answered (RFC 3834 §5.1)")
        tap.ok(state_of(rig, "amy@example.org") == "pending", "nothing is subscribed yet")
        rig.deliver(reply(confirm, "amy@example.org", "yes"))
        welcome = rig.letter("amy@example.org")
        check_form(tap, welcome, "welcome")
        tap.ok(state_of(rig, "amy@example.org") == "active", "a person's yes subscribes")
        tap.ok("unsubscribe" in welcome.text.lower(), "the welcome says how to leave")
        shown = rig.ctl("subscriber", "show", "amy@example.org")
        tap.ok([(s["list"], s["state"]) for s in shown["subscriptions"]] == [("newsletter", "active")],
               "subscriber show tells the subscription")
        told = str(rig.ctl("subscriber", "explain", "amy@example.org"))
        tap.ok("given" in told and PURPOSE in told, "subscriber explain tells what was agreed to")
        rig.deliver(reply(confirm, "amy@example.org", "yes again"))
        rig.settle()
        tap.ok(state_of(rig, "amy@example.org") == "active" and
               not [m for m in rig.letters("amy@example.org") if m.subject == welcome.subject],
               "a second yes changes nothing and welcomes nobody twice")


def sign_up_by_subject(tap):
    with rig_with_newsletter() as rig:
        rig.deliver(message("ben@example.org", SERVICE, "Subscribe newsletter",
                            "Buy now: http://evil.example\nmore and more"))
        confirm = rig.letter("ben@example.org")
        tap.ok("evil" not in confirm.raw.decode() and "evil" not in confirm.text + confirm.html,
               "the confirm mail echoes nothing that was typed")
        tap.ok(len(confirm.raw) < 8192, "it is small")
        rig.deliver(reply(confirm, "ben@example.org", "", is_quoting=False))
        rig.letter("ben@example.org")
        tap.ok(state_of(rig, "ben@example.org") == "active", "an empty reply is a yes")
        rig.deliver(message("bo@example.org", sub("subscribe-nosuchlist")))
        rig.settle()
        tap.ok(state_of(rig, "bo@example.org") is None, "a list that does not exist takes nobody")
        rig.deliver(message("mailer-daemon@example.org", sub("subscribe"), return_path=""))
        rig.settle()
        tap.ok(rig.letters("mailer-daemon@example.org") == [], "a null sender gets no answer")


def robots_do_not_confirm(tap):
    with rig_with_newsletter() as rig:
        rig.deliver(message("cat@example.org", sub("subscribe")))
        confirm = rig.letter("cat@example.org")
        away = "Thank you for your email. I am out of the office until Monday 30 November.\nYes, I will read it then."
        robots = {
            "with Auto-Submitted": dict(headers=[("Auto-Submitted", "auto-replied")]),
            "with X-Autoreply": dict(headers=[("X-Autoreply", "yes")]),
            "with Precedence": dict(headers=[("Precedence", "auto_reply")]),
            "with a null sender": dict(return_path=""),
            "with no header that says so": dict(subject=f"Automatic reply: {confirm.subject}"),
            "with only its text": dict(),
        }
        for name, more in robots.items():
            rig.deliver(reply(confirm, "cat@example.org", away, **more))
            rig.settle()
            tap.ok(state_of(rig, "cat@example.org") == "pending", f"an out-of-office {name} does not confirm")
        tap.ok(rig.letters("cat@example.org") == [], "and none of them was answered")
        rig.deliver(reply(confirm, "cat@example.org", "Āe"))
        rig.letter("cat@example.org")
        tap.ok(state_of(rig, "cat@example.org") == "active", "āe, afterwards, does")


def conversations(tap):
    with rig_with_newsletter() as rig:
        ways = {
            "the sub-address alone": dict(subject="hello", is_threaded=False),
            "the Subject alone": dict(to=SERVICE, is_threaded=False),
            "In-Reply-To alone": dict(to=SERVICE, subject="Re: your mail"),
        }
        for number, (name, more) in enumerate(ways.items()):
            person = f"way{number}@example.org"
            rig.deliver(message(person, sub("subscribe")))
            rig.deliver(reply(rig.letter(person), person, "Yes please", is_quoting=False, **more))
            rig.letter(person)
            tap.ok(state_of(rig, person) == "active", f"{name} is enough to know the conversation")
        rig.deliver(message("dee@example.org", sub("subscribe")))
        confirm = rig.letter("dee@example.org")
        other = "b" if confirm.token[-1] != "b" else "c"
        rig.deliver(message("dee@example.org", sub(confirm.token[:-1] + other), "hello", "yes"))
        rig.settle()
        tap.ok(state_of(rig, "dee@example.org") == "pending", "a token with one letter changed confirms nothing")
        rig.deliver(reply(confirm, "dee@example.org", "No thanks, not me"))
        rig.settle()
        tap.ok(state_of(rig, "dee@example.org") in ("left", None), "a refusal is taken as one")
        rig.deliver(message("eve@example.org", sub("subscribe")))
        confirm = rig.letter("eve@example.org")
        for _ in range(3):
            rig.deliver(message("eve@example.org", sub("subscribe"), str(time.time_ns())))
        rig.settle()
        tap.ok(len(rig.letters("eve@example.org")) <= 3 and state_of(rig, "eve@example.org") == "pending",
               "asking again asks again")


def default_limits(tap):
    with Rig() as rig:
        add_newsletter(rig)
        for number in range(5):
            rig.deliver(message("victim@example.org", sub("subscribe"), f"please {number}"))
        rig.settle()
        tap.ok(len(rig.letters("victim@example.org")) == 1,
               "by default one confirm mail a day goes to an address, however often it is asked for")
        add_community(rig, "otago", "Otago Community of Practice", "Otago")
        sign_up(rig, "amy@example.org")
        rig.deliver(message("amy@example.org", SERVICE, "join otago"))
        rig.settle()
        tap.ok(rig.letters("amy@example.org"), "but who has answered one may join a second list the same day")


def without_subaddresses(tap):
    """A host that does not deliver dpup+word@: every token is in the Subject or the Message-ID."""
    with rig_with_newsletter({"identity": {"delimiter": "none"}}) as rig:
        rig.deliver(message("amy@example.org", SERVICE, "subscribe"))
        confirm = rig.letter("amy@example.org")
        tap.ok(confirm.answer_to == SERVICE and "+" not in confirm.sender, "no sub-address anywhere")
        rig.deliver(reply(confirm, "amy@example.org", "yes", is_threaded=False))
        rig.letter("amy@example.org")
        tap.ok(state_of(rig, "amy@example.org") == "active", "the token in the Subject is enough")
        wait_done(rig, announce(rig, "News", "Text.\n"))
        address, subject, body = unsubscribe_mailto(rig.letter("amy@example.org"))
        tap.ok(address == SERVICE and "u-" in subject, "List-Unsubscribe has its token in the Subject")
        rig.deliver(message("amy@example.org", address, subject, body))
        wait(lambda: state_of(rig, "amy@example.org") == "left", "that mail to work")
        tap.ok(True, "and leaves at once")


def invitation(tap):
    with rig_with_newsletter() as rig:
        rig.ctl("subscriber", "add", "ivy@example.org", "--list", "newsletter", "--source",
                "the attendance sheet of the Dunedin workshop")
        invite = rig.letter("ivy@example.org")
        check_form(tap, invite, "invitation")
        tap.ok(state_of(rig, "ivy@example.org") == "pending", "an added person is invited, not subscribed")
        tap.ok("attendance sheet of the Dunedin workshop" in " ".join(invite.text.split()),
               "and told who supplied the address (IPP 3A)")
        rig.deliver(reply(invite, "ivy@example.org", "yes please"))
        rig.letter("ivy@example.org")
        tap.ok(state_of(rig, "ivy@example.org") == "active", "their answer subscribes")
        rig.ctl("subscriber", "remove", "ivy@example.org", "--list", "newsletter")
        tap.ok(state_of(rig, "ivy@example.org") == "left", "staff can unsubscribe a person")
        rig.ctl("suppression", "add", "jo@example.org", "--reason", "asked by telephone")
        done = rig.ctl_run("subscriber", "add", "jo@example.org", "--list", "newsletter", "--source", "a colleague")
        rig.settle()
        tap.ok(done.returncode == 1 and not rig.letters("jo@example.org"), "who is suppressed is not even invited")


def questions(tap):
    """What a person can ask for, each answered once."""
    with rig_with_newsletter() as rig:
        add_community(rig, "otago", "Otago Community of Practice", "Otago")
        welcome = sign_up(rig, "amy@example.org")
        for words, expected in (("help", "unsubscribe"), ("āwhina", "unsubscribe"), ("lists", PURPOSE),
                                ("communities", "Otago Community of Practice"), ("status", "DPUP newsletter"),
                                ("info newsletter", PURPOSE)):
            rig.deliver(reply(welcome, "amy@example.org", words) if words == "status" else
                        message("amy@example.org", SERVICE, words))
            letter = rig.letter("amy@example.org")
            tap.ok(expected in " ".join(letter.text.split()), f'"{words}" as the Subject is answered')
            check_form(tap, letter, words)
        rig.deliver(message("amy@example.org", SERVICE, "hello", "Kia ora\n\nstatus\n\nNgā mihi\nAmy"))
        rig.deliver(reply(rig.letter("amy@example.org"), "amy@example.org", "yes"))
        tap.ok("DPUP newsletter" in rig.letter("amy@example.org").text, '"status" in the first lines of the text')
        rig.deliver(message("amy@example.org", SERVICE, "Re: our meeting", "Please help us with the status of things."))
        rig.letter(HUMAN)
        tap.ok(True, "prose with such words in it is for a person")


# --- announcements ---------------------------------------------------------------------------

BODY = """# Kia ora

The *Toolkit* has grown: see [what is new](https://www.example.govt.nz/toolkit).

- Tōtara & rātā
- a line that is quite long so that it has to be wrapped somewhere by whoever makes the text of this mail

.a line that begins with a dot
From the start
"""


class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]


def announcement(tap):
    people = [f"reader{n}@example.org" for n in range(12)]
    with rig_with_newsletter() as rig:
        sign_up_many(rig, people)
        rig.deliver(message("pending@example.org", sub("subscribe")))
        rig.letter("pending@example.org")
        number = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "The Toolkit: tōtara & rātā",
                         "--body", rig.write("body.md", BODY))["id"]
        preview = rig.ctl_run("announce", "preview", number)
        tap.ok(preview.returncode == 0 and "Tōtara & rātā" in preview.stdout, "preview shows the text")
        tap.ok("<em>Toolkit</em>" in rig.ctl_run("announce", "preview", number, "--format", "html").stdout,
               "and the HTML")
        check = str(rig.ctl("announce", "check", number))
        tap.ok("12" in check, "check counts who would get it")
        preview = rig.ctl_run("announce", "preview", number, "--to", people[0], "--format", "raw")
        rig.deliver(message(people[0], unsubscribe_mailto(Letter(preview.stdout.encode()))[0]))
        rig.settle()
        tap.ok(state_of(rig, people[0]) == "active", "the token of a preview opens nothing")
        rig.letters(people[0])
        rig.ctl("staff", "add", "editor", "--address", "editor@example.govt.nz", "--role", "author")
        rig.ctl("announce", "test", number, "--to", "editor@example.govt.nz")
        tap.ok(rig.letter("editor@example.govt.nz").subject.startswith("[test] The Toolkit"), "a test goes to its author")
        rig.ctl("announce", "submit", number)
        rig.ctl("announce", "approve", number)
        rig.ctl("announce", "schedule", number, "--now")
        watched = rig.ctl_run("announce", "watch", number)
        tap.ok(watched.returncode == 0 and "12" in watched.stdout, "watch follows it to its end")
        report = wait_done(rig, number)
        tap.ok((report["state"], report["total"], report["sent"], report.get("failed", 0)) == ("done", 12, 12, 0),
               "the report: 12 of 12 sent")
        letters = [rig.letter(person) for person in people]
        tap.ok(rig.letters("pending@example.org") == [], "who has not confirmed gets nothing")
        check_announcement(tap, letters[0])
        for field in ("Message-ID", "List-Unsubscribe"):
            tap.ok(len({m[field] for m in letters}) == 12, f"{field} is each person's own")
        tap.ok(len({m.sender for m in letters}) == 12, "so is the envelope sender (VERP)")
        tap.ok(all(person.partition("@")[0] not in m.sender for person, m in zip(people, letters)),
               "which does not say whose it is")
        got = [m for m in rig.sink.mails if Letter(m).subject == "The Toolkit: tōtara & rātā"]
        tap.equal(sorted(m.recipient for m in got), sorted(people), "nobody got it twice")
        told = str(rig.ctl("explain", people[0]))
        tap.ok("announcement" in told and "sent" in told, "explain ADDRESS tells the story")
        check_leaving(tap, rig, people, letters)


def check_announcement(tap, letter):
    check_form(tap, letter, "announcement")
    text = " ".join(letter.text.split())
    tap.ok(letter.subject == "The Toolkit: tōtara & rātā", "the Subject arrives with its macrons")
    tap.ok(letter.parsed.get_content_type() == "multipart/alternative" and
           [p.get_content_type() for p in letter.parsed.iter_parts()] == ["text/plain", "text/html"],
           "text first, then HTML")
    tap.ok("Tōtara & rātā" in text and "https://www.example.govt.nz/toolkit" in text, "the text stands alone")
    tap.ok("\n.a line that begins with a dot" in letter.text or " .a line that begins" in text,
           "a leading dot survives")
    tap.ok("Tōtara &amp; rātā" in letter.html and "<em>Toolkit</em>" in letter.html, "the HTML is the same text")
    links = Links(letter.html)
    tap.ok(not links.tags & {"img", "script", "iframe", "link", "object"}, "the HTML loads nothing")
    tap.ok(all(re.match(r"(https://www\.example\.govt\.nz|mailto:)", link) for link in links.links),
           "no link was rewritten or added")
    tap.ok(re.search(r"<[^<>@\s]+\." + re.escape(DOMAIN) + ">$", letter["List-Id"] or ""), "List-Id (RFC 2919)")
    tap.ok("mailto:" in (letter["List-Help"] or ""), "List-Help (RFC 2369)")
    mailto = unsubscribe_mailto(letter)
    tap.ok(mailto and re.search(r"\+u-[a-z2-7]{32}@", mailto[0]), "List-Unsubscribe by mail, with a token")
    tap.ok(letter["List-Unsubscribe-Post"] is None and "https:" not in letter["List-Unsubscribe"],
           "no one-click without a web address to click (RFC 8058 §3.1)")
    tap.ok("DPUP newsletter" in text and re.search(r"[Yy]ou asked for .{0,60} on \d+ \w+ 20\d\d by email", text),
           "the footer says why this person gets it")
    tap.ok("Example Agency" in text and "PO Box 1, Wellington 6140" in text and "nsubscribe" in text,
           "who sends it, from where, and how to leave")
    tap.ok(letter["Auto-Submitted"] in (None, "no", "auto-generated") and letter["Precedence"] in (None, "bulk", "list"),
           "the fields of bulk mail")


def check_leaving(tap, rig, people, letters):
    address, subject, body = unsubscribe_mailto(letters[0])
    rig.deliver(message(people[0], address, subject, body))
    wait(lambda: state_of(rig, people[0]) == "left", "List-Unsubscribe's mail to work")
    tap.ok(True, "the mail of List-Unsubscribe leaves at once")
    rig.deliver(message("robot@mail.example", unsubscribe_mailto(letters[1])[0], "unsubscribe", "",
                        headers=[("Auto-Submitted", "auto-generated")]))
    wait(lambda: state_of(rig, people[1]) == "left", "a mail program's own unsubscribing to work")
    rig.settle()
    tap.ok(rig.letters("robot@mail.example") == [], "also sent by a mail program, which gets no answer")
    rig.deliver(reply(letters[2], people[2], "unsubscribe"))
    receipt = rig.letter(people[2])
    check_form(tap, receipt, "receipt")
    tap.ok(state_of(rig, people[2]) == "left", '"unsubscribe" as a reply leaves at once')
    tap.ok("DPUP newsletter" in receipt.text, "with a receipt")
    rig.deliver(reply(receipt, people[2], "undo"))
    wait(lambda: state_of(rig, people[2]) == "active", "the receipt's undo")
    tap.ok(True, "that can be undone by one reply")
    rig.letters(people[2])
    rig.deliver(message(people[3], SERVICE, "unsubscribe"))
    question = rig.letter(people[3])
    tap.ok(state_of(rig, people[3]) == "active" and question.token,
           "without a token and authentication it asks first")
    rig.deliver(reply(question, people[3], "yes"))
    wait(lambda: state_of(rig, people[3]) == "left", "the answer to that question")
    tap.ok(True, "and a yes leaves")
    rig.settle()
    for person in people:
        rig.letters(person)
    second = announce(rig, "The second", "Text of the second.\n")
    report = wait_done(rig, second)
    tap.ok(report["total"] == report["sent"] == 9, "the next one goes to those who stayed")
    got = {person for person in people if rig.letters(person)}
    tap.ok(got == set(people[2:3] + people[4:]), "and to nobody else")


def approval(tap):
    with rig_with_newsletter({"announcements": {"approvals": 1}}) as rig:
        sign_up(rig, "amy@example.org")
        number = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "One", "--body",
                         rig.write("body.md", "Text.\n"))["id"]
        for verb in (["schedule", number, "--now"], ["approve", number]):
            done = rig.ctl_run("announce", *verb)
            tap.ok(done.returncode == 1 and done.stderr.strip(), f"its author cannot {verb[0]} it: {done.stderr.strip()}")
        rig.settle()
        tap.ok(rig.letters("amy@example.org") == [], "and nothing went out")
    with rig_with_newsletter() as rig:
        sign_up(rig, "amy@example.org")
        number = announce(rig, "Later", "Text.\n", schedule=False)
        rig.ctl("announce", "schedule", number, "--at", "tomorrow 9:00")
        tap.ok(rig.ctl("announce", "show", number)["state"] == "scheduled", "it can be scheduled in local time")
        rig.settle()
        tap.ok(rig.letters("amy@example.org") == [], "and waits until then")
        rig.ctl("announce", "cancel", number)
        tap.ok(rig.ctl("announce", "show", number)["state"] == "cancelled", "it can be cancelled")
        done = rig.ctl_run("announce", "schedule", number, "--now")
        tap.ok(done.returncode == 1, "and then not be sent any more")


def pausing(tap):
    people = [f"reader{n}@example.org" for n in range(200)]
    with rig_with_newsletter() as rig:
        sign_up_many(rig, people)
        before = len(rig.sink.mails)
        rig.sink.rule = lambda stage, *_: 0.01 if stage == "dot" else None
        number = announce(rig, "Paused", "Text.\n")
        rig.sink.wait(lambda: len(rig.sink.mails) > before + 20, 30)
        rig.ctl("announce", "pause", number)
        sent = rig.ctl("announce", "report", number)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.letter("amy@example.org")
        there = len(rig.sink.mails) - before - 1
        tap.ok(sent["state"] == "paused" and 20 < there < 150,
               f"a pause stops it in the middle ({there} of 200), answers go on")
        rig.deliver(reply(Letter(rig.sink.to(people[-1])[-1]), people[-1], "unsubscribe"))
        wait(lambda: state_of(rig, people[-1]) == "left", "the last reader to leave")
        rig.ctl("announce", "resume", number)
        report = wait_done(rig, number)
        got = sorted(m.recipient for m in rig.sink.mails[before:] if Letter(m).subject == "Paused")
        tap.equal(got, sorted(people[:-1]), "after resuming each gets it once, but who left meanwhile")
        tap.ok(report["sent"] == 199 and report["cancelled"] == 1, f"and the report says so: {report}")
        second = announce(rig, "Cancelled", "Text.\n")
        before = len(rig.sink.mails)
        rig.sink.wait(lambda: len(rig.sink.mails) > before + 20, 30)
        rig.ctl("announce", "cancel", second)
        rig.settle()
        report = rig.ctl("announce", "report", second)
        tap.ok(report["state"] == "cancelled" and report["sent"] == len(rig.sink.mails) - before < 199,
               f"what is cancelled in the middle ends there: {report}")


# --- a person ---------------------------------------------------------------------------------

ATTACHED = b"""Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
\r
--b\r
Content-Type: application/pdf; name=report.pdf\r
Content-Disposition: attachment; filename=report.pdf\r
Content-Transfer-Encoding: base64\r
\r
JVBERi0xLjQK\r
--b--\r
"""


def for_a_person(tap):
    with rig_with_newsletter() as rig:
        original = message("dana@example.org", SERVICE, "A question about your Toolkit",
                           "Kia ora, may we print the cards?\nNgā mihi, Dana", name="Dana Q")
        rig.deliver(original)
        forward = rig.letter(HUMAN)
        check_form(tap, forward, "forward")
        tap.ok(forward.answer_to == "dana@example.org", "its Reply-To is the sender")
        tap.ok("may we print the cards" in forward.raw.decode() + forward.text, "what they wrote is in it")
        tap.ok("A question about your Toolkit" in forward.subject, "so is their Subject")
        thanks = rig.letter("dana@example.org")
        check_form(tap, thanks, "acknowledgement")
        tap.ok("may we print" not in thanks.text, "the sender is told, without an echo")
        rig.deliver(message("dana@example.org", SERVICE, "One more question", "And the posters?"))
        rig.letter(HUMAN)
        rig.settle()
        tap.ok(rig.letters("dana@example.org") == [], "but not twice a day")
        rig.deliver(message("robot@example.org", SERVICE, "Your ticket", "We got it.",
                            headers=[("Auto-Submitted", "auto-generated")]))
        rig.settle()
        tap.ok(rig.letters("robot@example.org") == [], "a robot is not acknowledged")
        rig.deliver(original)
        rig.settle()
        tap.ok(rig.letters(HUMAN) == [], "the same mail delivered twice is one mail")
        rig.deliver(message("ed@example.org", SERVICE, "Please call me on 021 555 0100"))
        tap.ok("021 555 0100" in rig.letter(HUMAN).subject, "a mail that is only a Subject reaches a person")
        rig.deliver(message("ed@example.org", SERVICE, "", content=ATTACHED))
        tap.ok("report.pdf" in rig.letter(HUMAN).raw.decode(), "so does one that is only an attachment")


# --- communities ---------------------------------------------------------------------------------

def letter_about(rig, person, beginning):
    """The next mail to a person whose Subject begins so; others before it are passed over."""
    while True:
        letter = rig.letter(person)
        if letter.subject.startswith(beginning):
            return letter


def reminders(rig, person):
    return [letter for letter in rig.letters(person) if letter.subject.startswith("In ")]


def community(tap):
    # A reminder waits for the sending hours: what hour it is where this runs must not matter.
    with rig_with_newsletter({"sending": {"window": "always", "window_days": "all"}}) as rig:
        add_community(rig, "otago", "Otago Community of Practice", "Otago")
        add_community(rig, "manawatu-whanganui", "Manawatū-Whanganui Community of Practice", "Manawatū-Whanganui")
        join(rig, "ana@example.org", "otago", "join otago")
        tap.ok(state_of(rig, "ana@example.org", "otago") == "active", '"join otago"')
        join(rig, "bea@example.org", "manawatu-whanganui", "join Manawatu-Whanganui")
        tap.ok(state_of(rig, "bea@example.org", "manawatu-whanganui") == "active", "a name without its macron")
        join(rig, "cia@example.org", "manawatu-whanganui", "JOIN MANAWATŪ-WHANGANUI")
        tap.ok(state_of(rig, "cia@example.org", "manawatu-whanganui") == "active", "and in capitals with it")
        join(rig, "dot@example.org", "otago", "", sub("join-otago"))
        tap.ok(state_of(rig, "dot@example.org", "otago") == "active", "the sub-address +join-otago")
        members = rig.ctl("community", "members", "otago")
        tap.ok({m["address"] for m in members} == {"ana@example.org", "dot@example.org"}, "community members")
        tap.ok(state_of(rig, "ana@example.org") is None, "a community is not the newsletter")

        start = local_time(7200)
        meeting = rig.ctl("meeting", "add", "otago", "--start", start, "--title", "November hui",
                          "--place", "Dunedin Public Library", "--link", "https://meet.example.org/abc",
                          "--remind", "7197s")["id"]
        tap.ok(rig.ctl("meeting", "show", meeting)["title"] == "November hui", "meeting add, meeting show")
        for person in ("ana@example.org", "dot@example.org"):
            reminder = letter_about(rig, person, "In ")
            check_form(tap, reminder, "reminder")
            tap.ok("November hui" in reminder.subject + reminder.text and "Dunedin Public Library" in reminder.text,
                   "the reminder says what and where")
            tap.ok("https://meet.example.org/abc" in reminder.text, "and how to join")
            tap.ok("Otago Community of Practice" in reminder.text, "and why this person gets it")
        rig.settle()
        tap.ok(rig.letters("bea@example.org") == [] and not reminders(rig, "ana@example.org"),
               "each member once, others never")
        rig.deliver(reply(reminder, "dot@example.org", "leave otago"))
        wait(lambda: state_of(rig, "dot@example.org", "otago") == "left", "leave otago")
        tap.ok(True, '"leave otago" leaves it')
        again = rig.ctl("meeting", "add", "otago", "--start", start, "--title", "Late", "--remind", "3h")["id"]
        rig.settle()
        tap.ok(not reminders(rig, "ana@example.org"), "a reminder whose time was past is not sent")
        rig.ctl("meeting", "cancel", again, "--reason", "The room is closed")
        notice = letter_about(rig, "ana@example.org", "Cancelled")
        tap.ok(rig.ctl("meeting", "show", again)["state"] == "cancelled" and "The room is closed" in notice.text and
               "Cancelled" in notice.subject, "a meeting can be cancelled, and its members are told why")


run(sign_up_by_subaddress, sign_up_by_subject, robots_do_not_confirm, conversations, default_limits, without_subaddresses,
    invitation, questions, announcement, approval, pausing, for_a_person, community)
