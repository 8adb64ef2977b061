# SPDX-License-Identifier: MIT
"""What people write after they have answered, beside their answer, and where nothing can be read: nothing of it is
lost, and nothing of it becomes a consent."""
import re
import textwrap

from aging import DAY, age
from mails import HUMAN, SERVICE, message, quote, reply
from people import GENEROUS, add_newsletter, announce, join, local_time, sign_up, state_of, wait_done
from rig import Rig, merged, run

AMY = "amy@example.org"
AUTHSERV = "mx.example.govt.nz"
OPEN = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
JUDGED = merged(OPEN, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})


CONVENOR = "kaihautu@example.net"


def proven(person, subject, text="", *headers):
    domain = person.rpartition("@")[2]
    return message(person, SERVICE, subject, text, headers=[
        *headers,
        ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}")])


def community(rig, *people):
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
            "--purpose", "Meeting in Otago", "--convenor", CONVENOR)
    for person in people:
        join(rig, person, "otago", "join Otago")


def after_an_answer(tap):
    """A question that is answered is no wall: a wish to leave is one in answer to any mail of ours."""
    for number, words in enumerate(("unsubscribe", "stop", "no", "No! I did not ask for this", "leave", "kāo")):
        with Rig(OPEN) as rig:
            add_newsletter(rig)
            rig.deliver(message(AMY, SERVICE, "subscribe"))
            question = rig.letter(AMY)
            rig.deliver(reply(question, AMY, "yes"))
            rig.letter(AMY)
            rig.deliver(reply(question, AMY, words))
            tap.ok("left" in rig.letter(AMY).subject and state_of(rig, AMY) == "left", f"{words}: after a yes it leaves")
            if number == 0:
                rig.deliver(reply(question, AMY, "Who are you?"))
                tap.ok("Who are you?" in rig.letter(HUMAN).text, "and what is no answer is read by a person")


def a_used_question(tap):
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "unsubscribe"))
        question = rig.letter(AMY)
        rig.deliver(reply(question, AMY, "yes"))
        rig.deliver(reply(rig.letter(AMY), AMY, "undo"))
        rig.letter(AMY)
        rig.deliver(reply(question, AMY, "yes"))
        again = rig.letter(AMY)
        tap.ok("Do you want to leave" in again.subject and state_of(rig, AMY) == "active",
               "a yes to a question that was answered is asked once more")
        rig.deliver(reply(question, AMY, "unsubscribe"))
        tap.ok("have left" in rig.letter(AMY).subject, "and a word to leave leaves")


def part(kind, body, encoding="7bit"):
    return (f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n").encode()


def mixed(*parts, kind="mixed"):
    return (f'Content-Type: multipart/{kind}; boundary="B"\r\n\r\n'.encode() +
            b"".join(b"--B\r\n" + p for p in parts) + b"--B--\r\n")


UNREADABLE = (
    ("a sealed mail", part('application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', "AAAA", "base64")),
    ("a PGP mail", mixed(part("application/pgp-encrypted", "Version: 1"), part('application/octet-stream; name="x.asc"', "AAAA"),
                         kind="encrypted")),
    ("winmail.dat alone", mixed(part('application/ms-tnef; name="winmail.dat"', "AAAA", "base64"))),
    ("a picture alone", part('image/png; name="no.png"', "AAAA", "base64")),
    ("a PDF alone", mixed(part("text/plain", ""), part('application/pdf; name="my-refusal.pdf"', "AAAA", "base64"))),
    ("a picture in HTML", part("text/html; charset=utf-8", '<img alt="No thank you" src="cid:x">')),
    ("a date alone", part("text/calendar; method=PUBLISH", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:a@b\r\n"
                          "SUMMARY:No thanks\r\nDTSTART:20270101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")),
    ("what is no calendar", part("text/calendar", "Who are you?")),
    ("words in the HTML part only", mixed(part("text/plain; charset=utf-8", "=C2=A0\r\n", "quoted-printable"),
                                          part("text/html; charset=utf-8", "<p>Who is this about?</p>"), kind="alternative")),
    ("words that look quoted", part("text/html; charset=utf-8", "<blockquote>Who are you? I asked for nothing.</blockquote>")),
    ("a mail that was attached", mixed(part("text/plain", ""), part("message/rfc822", "Subject: x\r\n\r\nno"))),
)
ROBOTS = ("Read: ", "Not read: ", "Undeliverable: ", "Rejected: ", "Quarantine: ", "Your ticket has been created: ",
          "Request received: ", "[JIRA] ", "Fwd: ", "Automatic reply: ")


def nothing_to_read(tap):
    """Pressing "reply" and "send" is a yes; what nobody could read, or a program wrote, is none."""
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        for number, (name, content) in enumerate(UNREADABLE):
            person = f"p{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(message(person, question.answer_to, f"Re: {question.subject}", content=content,
                                headers=[("In-Reply-To", question.message_id)]))
            rig.letter(HUMAN)
            tap.equal(state_of(rig, person), "pending", f"{name} is read by a person, and no yes")
        for number, prefix in enumerate(ROBOTS):
            person = f"r{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(message(person, question.answer_to, prefix + question.subject,
                                headers=[("In-Reply-To", question.message_id)]))
            rig.settle()
            tap.equal(state_of(rig, person), "pending", f"an empty \"{prefix.strip()}\" is no yes")
        for number, suffix in enumerate((" - no thanks", " NO", " STOP", " please remove me", " (unsubscribe)", " [Ticket 123 received]", " [SEEMAIL] no")):
            person = f"x{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(message(person, question.answer_to, f"Re: {question.subject}{suffix}",
                                headers=[("In-Reply-To", question.message_id)]))
            rig.settle()
            tap.equal(state_of(rig, person), "pending", f"an empty answer whose Subject goes on with \"{suffix.strip()}\" is no yes")
        for number, prefix in enumerate(("Re: ", "RE: ", "AW: ", "re: Re: ", "Re[2]: ", "", "RE: [SEEMAIL] ", "RE: [IN-CONFIDENCE] RE: ")):
            person = f"y{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(message(person, question.answer_to, prefix + question.subject if prefix else "",
                                headers=[("In-Reply-To", question.message_id)]))
            rig.letter(person)
            tap.equal(state_of(rig, person), "active", f"an empty \"{prefix.strip()}\" of a person is one")


def a_typo_that_was_corrected(tap):
    wrong, right = "ana@nwe.example", "ana@new.example"
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, f"change address to {wrong}"))
        first = rig.letter(wrong)
        rig.deliver(proven(AMY, f"change address to {right}"))
        rig.deliver(reply(rig.letter(right), right, "yes"))
        rig.letter(right), rig.letter(AMY)
        rig.deliver(reply(first, wrong, "yes"))
        tap.ok("not open" in rig.letter(wrong).subject, "the address that was mistyped has no say any more")
        tap.equal(rig.ctl("subscriber", "show", right)["address"], right, "the right one stays")
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, f"change address to {wrong}"))
        rig.deliver(reply(rig.letter(wrong), wrong, "yes"))
        rig.letter(wrong)
        notice = rig.letter(AMY)
        rig.deliver(proven(wrong, "change address to thief@nwe.example"))
        rig.deliver(reply(rig.letter("thief@nwe.example"), "thief@nwe.example", "yes"))
        rig.letter("thief@nwe.example")
        other = rig.letter(wrong)
        rig.deliver(reply(notice, AMY, "undo"))
        rig.letter(AMY)
        tap.equal(rig.ctl("subscriber", "show", AMY)["address"], AMY, "whoever had it in between cannot keep it from its person")
        rig.deliver(reply(other, wrong, "undo"))
        tap.ok("not open" in rig.letter(wrong).subject and rig.ctl("subscriber", "show", AMY)["address"] == AMY,
               "nor take it back")


def forged_questions(tap):
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        for words in ("status", "preferences", "meetings", "set text", "status", "set html"):
            rig.deliver(message(AMY, SERVICE, words))
        rig.settle()
        tap.equal(len(rig.letters(AMY)), 5, "five questions in somebody's name, and no more")
        waits = rig.ctl("inbound", "list", "--state", "waiting")
        tap.ok(len(waits) == 1 and waits[0]["limited"] == "asks_per_person", "the sixth waits", waits)
        for words in ("pause", "resume", "pause", "pause"):
            rig.deliver(message(AMY, SERVICE, words))
        rig.settle()
        tap.equal(len(rig.letters(AMY)), 3, "what they have a right to has two of its own, for each kind")
        rig.deliver(proven(AMY, "forget me"))
        question = rig.letter(AMY)
        tap.ok("Was this you" in question.subject, "their own are counted apart")
        rig.deliver(reply(question, AMY, "forget me"))
        tap.ok("forgotten" in rig.letter(AMY).subject, "and the wish once more is a yes to it")
        tap.equal(rig.ctl("inbound", "list", "--state", "waiting"), [], "what waits in the name of who is forgotten goes, too")


def years_end(tap):
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        age(rig, 366 * DAY)
        mail = rig.letter(AMY)
        rig.deliver(reply(mail, AMY, "no"))
        tap.ok("have left" in rig.letter(AMY).subject, "no leaves")
        rig.deliver(reply(mail, AMY, "yes, sorry, please keep me"))
        tap.ok("stay" not in rig.letter(AMY).subject and state_of(rig, AMY) == "left", "a yes after it is not thanked for as if it stayed")
        tap.ok("keep me" in rig.letter(HUMAN).text, "and a person reads it")


def beside_a_meeting(tap):
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "Meeting in Otago")
        people = [f"m{n}@example.org" for n in range(3)]
        for person in people:
            join(rig, person, "otago", "join Otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")
        for person, words in zip(people, ("No, and please take me off the list", "no\nunsubscribe", "Yes\nstatus")):
            rig.deliver(reply(rig.letter(person), person, words))
            told = "coming" if words.startswith("Yes") else "We have your message"
            tap.ok(words.partition("\n")[2] in rig.letter(HUMAN).text and told in rig.letter(person).subject,
                   f"{words!r}: a person reads it; a no beside another order is none to the meeting")


def refuted(person, to, words, *more):
    """Our mail host says that From is forged."""
    domain = person.rpartition("@")[2]
    return message(person, to, "Re: hello", words, headers=[
        ("Authentication-Results", f"{AUTHSERV}; dkim=none; spf=pass; dmarc=fail header.from={domain}"), *more])


def passed_on(tap):
    """A mail that was passed on, and From forged, which our host sees: it lets leave, and nothing else."""
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "News", "Kia ora\n"))
        news = rig.letter(AMY)
        for words in ("pause", "change address to eve@example.net", "add address eve@example.net", "correct name Eve", "status"):
            rig.deliver(refuted(AMY, news.answer_to, words, ("In-Reply-To", news.message_id)))
            tap.ok("Was this you" in rig.letter(AMY).subject, f"{words}: its person is asked")
        tap.equal(rig.letters("eve@example.net"), [], "and nobody else hears of it")
        rig.deliver(refuted(AMY, news.answer_to, "unsubscribe", ("In-Reply-To", news.message_id)))
        tap.ok("have left" in rig.letter(AMY).subject, "who holds it may leave")
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(refuted(AMY, SERVICE, "pause"))
        question = rig.letter(AMY)
        rig.deliver(refuted(AMY, question.answer_to, "yes", ("In-Reply-To", question.message_id)))
        tap.ok("yes" in rig.letter(HUMAN).text, "a yes to a question that our host calls forged is read by a person: questions are passed on, too")
        tap.ok("We have your message" in rig.letter(AMY).subject, "and acknowledged to where it says it is from")
        tap.ok(rig.ctl("subscriber", "show", AMY)["paused_until"] is None, "and nothing is done")
        rig.deliver(refuted(AMY, question.answer_to, "unsubscribe", ("In-Reply-To", question.message_id)))
        goodbye = rig.letter(AMY)
        tap.ok("have left" in goodbye.subject, "but who holds it may leave by it")
        rig.deliver(refuted(AMY, goodbye.answer_to, "undo", ("In-Reply-To", goodbye.message_id)))
        tap.ok("undo" in rig.letter(HUMAN).text, "a refuted undo is read by a person")
        for words in ("undo not", "undo? no", "undo?", "undo\n\nno, leave it", "undo only Otago"):
            rig.deliver(reply(goodbye, AMY, words))
            tap.ok(words.partition("\n")[0] in rig.letter(HUMAN).text, f"{words!r}: a person reads it")
        tap.equal(state_of(rig, AMY), "left", "and nobody comes back")


def whoever_was_forwarded_to(tap):
    """What a person of ours was sent to read proves nothing of them to whom they answer."""
    kiri = "kiri@example.net"
    with Rig(merged(JUDGED, {"identity": {"human": kiri}})) as rig:
        add_newsletter(rig)
        sign_up(rig, kiri)
        sign_up(rig, AMY)
        rig.deliver(message("eve@example.net", SERVICE, "Hello", "Could somebody ring me?"))
        sent = rig.letter(kiri)
        rig.letter("eve@example.net")
        for sender in ("eve@example.net", AMY):
            rig.deliver(message(sender, SERVICE, "Re: Hello", "unsubscribe all", headers=[
                ("In-Reply-To", "<x@example.net>"), ("References", f"{sent.message_id} <x@example.net>"),
                ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from={sender.rpartition('@')[2]}")]))
            rig.settle()
        tap.equal(state_of(rig, kiri), "active", "the person it was forwarded to stays")
        tap.ok("have left" in rig.letter(AMY).subject and state_of(rig, AMY) == "left", "and who writes in that thread is heard")


def anothers_subject(tap):
    """The Subject of somebody else's mail, and whom it went to, are not the words of who answers it."""
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        for subject, to in (("Re: change address to eve@example.net", SERVICE), ("Re: lunch", "dpup+unsubscribe@example.govt.nz"),
                            ("Fwd: unsubscribe", SERVICE), ("Re: pause", SERVICE)):
            rig.deliver(message(AMY, to, subject, "No idea what this is. See you at lunch.", headers=[
                ("In-Reply-To", "<theirs@example.net>"),
                ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]))
            asked = rig.letter(AMY)
            tap.ok("Was this you" in asked.subject or "Do you want to leave" in asked.subject, f"{subject}, to {to}: asked first", asked.subject)
        tap.ok(state_of(rig, AMY) == "active" and not rig.letters("eve@example.net"), "and nothing is done")


def numbers_of_nobody(tap):
    """A token that was made up switches no limit off, and loses no mail."""
    with Rig(merged(OPEN, {"limits": {"messages_per_sender": 5}})) as rig:
        add_newsletter(rig)
        for number in range(9):
            rig.deliver(message("eve@example.net", SERVICE, f"Question {number}", "Where?", headers=[
                ("In-Reply-To", f"<m-qeaaaa{'a' * 26}@example.govt.nz>")]))
        rig.settle()
        done = [row for row in rig.ctl("inbound", "list") if row["state"] == "done"]
        tap.equal(len(done), 5, "five are done, the others wait")
        tap.ok(b"Question 0" in rig.ctl_run("inbound", "raw", done[-1]["id"]).stdout.encode() or
               b"Question" in rig.ctl_run("inbound", "raw", done[0]["id"]).stdout.encode(), "and what was written is kept")


def marked(tap):
    """What agencies' gateways and add-ins put above each mail is nobody's word."""
    with Rig(OPEN) as rig:
        rig.ctl("list", "add", "newsletter", "--name", "DPUP newsletter", "--purpose", "To share news of the Policy")
        for name in ("Never Again", "Automated decisions"):
            rig.ctl("list", "add", name.split()[0].lower(), "--name", name, "--purpose", "News about automated decision-making in the social sector")
        for number, (text, state) in enumerate((
                ("Yes", "active"), ("Yes\n\n-- \nAna\nPrincipal Adviser, Automated Decision-Making", "active"),
                ("[IN-CONFIDENCE]\n\nYes\n\nAmy", "active"), ("[UNCLASSIFIED]\nYes", "active"), ("IN-CONFIDENCE\n\nno", None),
                ("Classification: In-Confidence\n\nYes please", "active"), ("[SEEMAIL][IN-CONFIDENCE]\n\nYes", "active"),
                ("CAUTION: This email originated from outside our organisation.\nDo not click links.\n\nYes please", "active"),
                ("Yes, DPUP newsletter please", "active"), ("YES DPUP newsletter", "active"),
                ("yes, sign me up for the DPUP newsletter please!", "active"), ("no DPUP newsletter, thanks", None),
                ("[IN-CONFIDENCE]\n\nWho are you?", "pending"), ("PUBLIC servants only?", "pending"), ("SENSITIVE", "active"), ("Yes, but not the DPUP newsletter", "pending"), ("not DPUP newsletter", "pending"))):
            person = f"g{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(reply(question, person, text))
            rig.settle()
            found = state_of(rig, person) if state else "pending"
            tap.equal(found, state or "pending", repr(text))


def rewrapped(text, width=40):
    return "\n".join("\n".join(textwrap.wrap(line, width, break_long_words=False)) for line in text.splitlines())


# Our mail, as programs send it back.
SHAPES = (
    ("Outlook's block", lambda q: f"\n\n________________________________\nFrom: DPUP <{SERVICE}>\nSent: Monday, 30 November 2026 3:04 PM\n"
                                  f"To: Ana <ana@example.org>\nSubject: {q.subject}\n\n{q.text}"),
    ("an Original Message", lambda q: f"-----Original Message-----\nFrom: DPUP <{SERVICE}>\nSent: Monday\nTo: Ana\nSubject: x\n\n{q.text}"),
    ("a telephone's footer above it", lambda q: "Sent from my iPhone\n\n" + quote(q)),
    ("most of it", lambda q: "On 30 Nov 2026, at 15:04, DPUP <dpup@example.govt.nz> wrote:\n\n> " +
                             "\n> ".join(q.text.partition("\n--\n")[0].splitlines())),
    ("it, wrapped anew", lambda q: "".join(f"> {line}\n" for line in rewrapped(q.text).splitlines())),
    ("it, quoted twice", lambda q: "".join(f">> {line}\n" for line in q.text.splitlines())),
    ("a gateway's warning below it", lambda q: quote(q) + "\n\nThis email and any attachments may be confidential.\nTell us if it is not for you."),
    ("no-break spaces above it", lambda q: "\u00a0\n\u00a0\n" + quote(q)),
)


def below_the_quote(tap):
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        for number, text in enumerate((
                "-----Original Message-----\nFrom: DPUP\nSubject: Please confirm\n\nTo say yes, reply.\n\nNo! Take me off, I never asked for this",
                "> To say yes, reply to this mail with the word YES.\n> NO!",
                "-- \nNo thanks",
                "Sent from my iPhone\n\nWho is this? I have never heard of you",
                "-----Original Message-----\nFrom: DPUP\nSubject: Please confirm\n\nWhat is this about, please?",
                "> To say yes, reply to this mail with the word YES.\n> Please remove my address",
                "-- \nAna\n\n> Who are you, and how did you get my address?",
                "-- \nWho are you?",
                "-- \nThis mailbox is closed",
                "-- \nTicket 123 was created. Helpdesk",
                "Yes\n-- \nThis is an automatic reply. This mailbox is not monitored.",
                "Yes\n\nSent from my iPhone\nNo, sorry",
                "Yes\nSent from my iPhone\nI mean no",
                "Yes\n-- \nActually no",
                "Yes\n--\nI am no longer at this address",
                "> If it was not you, do nothing.",
                "> To say yes, reply to this mail with the word YES.",
                "Sent by ServiceNow", "Sent via ticket 12", "Sent from the service desk. Ticket 123", "[EXTERNAL] [BLOCKED]",
                "CAUTION: This email originated from outside. Please stop.")):
            person = f"q{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(message(person, question.answer_to, f"Re: {question.subject}", text,
                                headers=[("In-Reply-To", question.message_id)]))
            rig.letter(HUMAN)
            tap.equal(state_of(rig, person), "pending", f"{text.splitlines()[-1]!r} below what is quoted is no yes")
        rig.deliver(message("ok@example.org", SERVICE, "subscribe"))
        question = rig.letter("ok@example.org")
        rig.deliver(reply(question, "ok@example.org", ""))
        rig.letter("ok@example.org")
        tap.equal(state_of(rig, "ok@example.org"), "active", "the whole of our mail quoted, and nothing new, is one")
        for number, (name, shape) in enumerate(SHAPES):
            person = f"s{number}@example.org"
            rig.deliver(message(person, SERVICE, "subscribe"))
            question = rig.letter(person)
            rig.deliver(reply(question, person, shape(question), is_quoting=False))
            rig.letter(person)
            tap.equal(state_of(rig, person), "active", f"{name}, and nothing new, is one")


def other_words(tap):
    """To a question of ours another word is their own."""
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        rig.deliver(message(AMY, SERVICE, "subscribe"))
        question = rig.letter(AMY)
        rig.deliver(reply(question, AMY, "my data"))
        tap.ok("What we hold" in rig.letter(AMY).subject and state_of(rig, AMY) == "pending", "my data, to \"please confirm\"")
        rig.deliver(reply(question, AMY, "help"))
        tap.ok("Āwhina" in rig.letter(AMY).subject, "help likewise")
        rig.deliver(reply(question, AMY, "yes"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "active", "and its yes is one still")
        wait_done(rig, announce(rig, "News", "Kia ora\n"))
        tap.equal(rig.letter(AMY).subject, "News", "with mail")


def numbers_in_anothers_subject(tap):
    """Whatever stands in the Subject and the thread of somebody else: who answers it has said nothing of it."""
    fake = f"m-{'a' * 32}"
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        eves = sign_up(rig, "eve@example.net")
        theirs = ("In-Reply-To", "<x@example.net>")
        quoted = "\n\nOn Monday, Eve wrote:\n> please look at this\n"
        for subject, text, header in (
                (f"Re: [{fake}] change address to eve2@example.net", "Who is this?", theirs),
                ("Re: change address to eve2@example.net", "Who is this?", ("In-Reply-To", f"<{fake}@example.govt.nz>")),
                ("Re: change address to eve2@example.net", "Who is this?", ("In-Reply-To", eves.message_id)),
                ("Re: change address to eve2@example.net", "", theirs),
                ("Re: change address to eve2@example.net", "Sent from my iPhone", theirs),
                (f"[{fake}] change address to eve2@example.net", "Kind regards\nAmy", theirs)):
            rig.deliver(proven(AMY, subject, text + quoted, header))
            rig.settle()
            tap.equal(rig.letters("eve2@example.net"), [], f"{subject[:24]!r}, {text!r}: nobody else is written to")
            rig.letters(AMY), rig.letters(HUMAN)


def said_to_others(tap):
    """What somebody signed for others, in an envelope to us."""
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(message(AMY, "eve@example.net", "unsubscribe", "", delivered_to=SERVICE, headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
        rig.settle()
        tap.equal(state_of(rig, AMY), "active", "is not done")
        tap.ok("Do you want to leave" in rig.letter(AMY).subject, "but asked")
        rig.deliver(message(AMY, SERVICE, "A question", "When is the next hui?", delivered_to="dpup+unsubscribe-all@example.govt.nz", headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
        tap.ok("next hui" in rig.letter(HUMAN).text, "what was said to us goes where it was said, whatever the envelope", rig.letters(AMY))
        tap.equal(state_of(rig, AMY), "active", "and ends nothing")
        sign_up(rig, "ben@example.org")
        rig.deliver(message("ben@example.org", "friends@example.net", "Hello", "", delivered_to="dpup+unsubscribe@example.govt.nz"))
        tap.ok("Do you want to leave" in rig.letter("ben@example.org").subject, "an envelope alone, of what is not to us, asks")


def nothing_dropped(tap):
    """What has no new text by the marks of programs, and is no letter of ours."""
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        for text in ("Sent from my iPhone\n\nPlease, who runs this?",
                     "-----Original Message-----\nFrom: me\nSent: now\nTo: you\nSubject: x\n\nPlease, who runs this?",
                     "> Please, who runs this?"):
            rig.deliver(message("kiri@example.org", SERVICE, "", text))
            tap.ok("who runs this" in rig.letter(HUMAN).text, f"{text.splitlines()[0]!r}: a person reads it")
        rig.deliver(message("kiri@example.org", SERVICE, "", "Sent from my iPhone\n"))
        rig.settle()
        tap.equal(rig.ctl("inbound", "list")[0]["outcome"], "empty", "a telephone's footer alone says nothing")


SIGNED = ("v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; h=From:Date:Subject:Message-ID:Content-Type:MIME-Version; "
          "bh=AAAA=; b=AAAA=")


def readdressed(tap):
    """A mail that its writer signed, but for To and Cc, as most hosts do: whoever got it can put ours on it."""
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        passed_by = f"{AUTHSERV}; spf=fail smtp.mailfrom=evil.example; dkim=pass header.d=example.org; dmarc=pass header.from=example.org"
        rig.deliver(message(AMY, "dpup+unsubscribe-all@example.govt.nz", "Lunch on Friday?", "Are you free?", headers=[
            ("DKIM-Signature", SIGNED), ("Authentication-Results", passed_by)]))
        tap.ok("Do you want to leave" in rig.letter(AMY).subject, "with our address in To it is asked about")
        tap.equal(state_of(rig, AMY), "active", "and nothing is done")
        rig.settle()
        rig.letters(AMY)        # and what it asks is read by a person, which they are told
        own = f"{AUTHSERV}; spf=pass smtp.mailfrom={AMY}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org"
        rig.settle()
        rig.letters(AMY)
        first = message(AMY, SERVICE, "unsubscribe", "", headers=[("DKIM-Signature", SIGNED), ("Authentication-Results", own)])
        rig.deliver(first)
        goodbye = rig.letter(AMY)
        tap.ok("have left" in goodbye.subject, "from the servers of its own domain the same signature is no matter")
        rig.deliver(reply(goodbye, AMY, "undo"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "active", "she is back")
        rig.deliver(b"X-Once: yes\r\n" + first)
        rig.settle()
        tap.equal(state_of(rig, AMY), "active", "the same mail once more, with a field added, does not do it again within the hour")
        tap.ok("Do you want to leave" in rig.letter(AMY).subject, "but is asked about")
        age(rig, 90000)
        rig.deliver(b"X-Once-More: yes\r\n" + first)
        rig.settle()
        tap.equal(state_of(rig, AMY), "active", "nor later")
        tap.ok("Do you want to leave" in rig.letter(AMY).subject, "but is asked about")
        old = message(AMY, SERVICE, "pause", "", headers=[("Authentication-Results", own)])
        rig.deliver(re.sub(rb"(?m)^Date: .*?\r$", b"Date: Mon, 5 Jan 2026 10:00:00 +1300\r", old))
        tap.ok("Was this you" in rig.letter(AMY).subject, "and one that is months old is asked about")


def another_message_id(tap):
    """A signature need not cover the Message-ID: whoever has such a mail can hand it in again under another."""
    def signature(number, names="from:to:subject:content-type:mime-version"):
        return ("DKIM-Signature", f"v=1; a=rsa-sha256; d=example.org; s=x; h={names}; bh=AAAA; b={number}{'QUJDREVG' * 20}")

    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        result = ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")
        first = message(AMY, SERVICE, "unsubscribe", headers=[signature(1), signature(2), result], message_id="<one@example.org>")
        rig.deliver(first)
        rig.deliver(reply(rig.letter(AMY), AMY, "undo"))
        rig.letter(AMY)
        again = first.replace(b"<one@example.org>", b"<two@example.org>")
        less = re.sub(rb"DKIM-Signature: [^\r]*b=1[^\r]*\r\n", b"", again).replace(b"b=2QUJD", b"b= 2 QU JD")
        for name, copy in (("another Message-ID", again), ("and one of its signatures less", less)):
            rig.deliver(copy)
            tap.ok("Do you want to leave" in rig.letter(AMY).subject and state_of(rig, AMY) == "active", f"{name}: it is asked about")
        age(rig, 90000)
        rig.deliver(again.replace(b"<two@example.org>", b"<three@example.org>"))
        tap.ok("Do you want to leave" in rig.letter(AMY).subject and state_of(rig, AMY) == "active", "nor does it a day later")
        rig.deliver(message(AMY, SERVICE, "unsubscribe", headers=[signature(3), result]))
        tap.ok("have left" in rig.letter(AMY).subject, "what they sign anew does")


def thanks_for_a_goodbye(tap):
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        for number, (words, state) in enumerate((("Yes, thank you", "left"), ("Correct", "left"), ("Yes", "left"), ("Confirmed", "left"),
                ("UNDO", "active"), ("Yes, please undo", "active"), ("undo that please", "active"))):
            person = f"p{number}@example.org"
            sign_up(rig, person)
            rig.deliver(proven(person, "unsubscribe"))
            rig.deliver(reply(rig.letter(person), person, words))
            rig.settle()
            tap.equal(state_of(rig, person), state, f"a goodbye is answered {words!r}")


def not_my_answer(tap):
    """Asked whether an answer was theirs, people say that it was not; that is no "no" to the hui."""
    said = ("No, that was not me", "No! I did not write that", "Not me", "No it wasn't. Keep my place please", "no", "Kāo\n\nAna", "Yes\n\nAna Mere",
            "coming", "not coming", "no, another meeting")
    people = [f"p{number}@example.org" for number in range(len(said))]
    with Rig(JUDGED) as rig:
        community(rig, *people)
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")["id"]
        for person, words in zip(people, said):
            rig.deliver(reply(rig.letter(person), person, "yes"))
            rig.letter(person)
            rig.deliver(message(person, SERVICE, "no", ""))
            rig.deliver(reply(rig.letter(person), person, words))
            rig.settle()
            answer = {p["address"]: p for p in rig.ctl("meeting", "attendance", meeting)["people"]}[person]["answer"]
            tap.equal(answer, "no" if words in ("not coming", "no, another meeting") else "yes", f"{words!r} to \"did you answer this?\"")


def signed_for_others(tap):
    """What a convenor signed for somebody else, handed to us with our number beside it."""
    with Rig(JUDGED) as rig:
        community(rig, AMY)
        rig.letters(CONVENOR)
        rig.deliver(message(AMY, SERVICE.replace("@", "+tip-otago@"), "Tip", "A tip", headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
        asked = rig.letter(CONVENOR)
        rig.deliver(message(CONVENOR, "eve@evil.example", "Re: our plan", "Approve", delivered_to=asked.answer_to, headers=[
            ("In-Reply-To", asked.message_id), ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.net")]))
        rig.settle()
        tap.equal(rig.ctl("tip", "list")[0]["state"], "waiting", "does not approve a tip")
    for way in ("In-Reply-To", "envelope", "signature"):
        with Rig(JUDGED) as rig:
            add_newsletter(rig)
            sign_up(rig, AMY)
            rig.deliver(message(AMY, SERVICE, "forget me"))
            asked = rig.letter(AMY)
            passed = ("Authentication-Results", f"{AUTHSERV}; spf=fail smtp.mailfrom=evil.example; dkim=pass header.d=example.org; "
                                                "dmarc=pass header.from=example.org")
            headers = [("In-Reply-To", asked.message_id)] if way != "envelope" else []
            if way == "signature":
                headers += [("DKIM-Signature", SIGNED)]
            rig.deliver(message(AMY, asked.answer_to if way == "signature" else "eve@evil.example", "Re: lunch", "Yes",
                                delivered_to=asked.answer_to, headers=[*headers, passed]))
            rig.settle()
            tap.equal(state_of(rig, AMY), "active", f"nor, with the number in the {way}, does a yes to somebody else erase")


def answers_from_elsewhere(tap):
    """A true answer whose signature does not cover To, through a forwarder: its Subject is ours."""
    passed = ("Authentication-Results", f"{AUTHSERV}; spf=softfail smtp.mailfrom=forwarder.example; dkim=pass header.d=example.org; "
                                        "dmarc=pass header.from=example.org")
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "pause"))
        asked = rig.letter(AMY)
        rig.deliver(message(AMY, asked.answer_to, "Re: lunch", "Yes", headers=[
            ("DKIM-Signature", SIGNED), ("In-Reply-To", asked.message_id), passed]))
        rig.settle()
        tap.ok(rig.ctl("subscriber", "show", AMY)["paused_until"] is None, "with another Subject it is no answer")
        rig.letters(AMY)
        rig.deliver(reply(asked, AMY, "Yes", headers=[("DKIM-Signature", SIGNED), passed]))
        rig.settle()
        tap.ok(rig.ctl("subscriber", "show", AMY)["paused_until"] is not None, "with that of the question it is one")
        rig.letters(AMY)
        rig.deliver(message(AMY, asked.answer_to.partition("@")[0] + "@evil.example", "resume", "", delivered_to=SERVICE, headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
        rig.deliver(message("ben@example.org", "lunch+" + asked.answer_to.partition("+")[2].partition("@")[0] + "@evil.example",
                            "unsubscribe", "", delivered_to=SERVICE, headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
        rig.settle()
        tap.ok("left" not in str(rig.ctl("inbound", "list")[0]["outcome"]), "a token of somebody else's at another domain names us for nobody")


def too_much_to_forget(tap):
    """What cannot be undone needs a yes that is all they say."""
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "forget me"))
        asked = rig.letter(AMY)
        for words in ("Delete me?", "forget me\n\nNo! Who asked that?", "delete me\nis not what I asked for", "Yes\nunder protest", "Yes. Rejected.",
                      "Yes please, scrap that", "I confirm. On hold", "Yes\nundo",
                      "Yes\nNewsletter", "Yes\nFrom January", "Yes\n\nBob Smith"):
            rig.deliver(reply(asked, AMY, words))
            rig.settle()
            heard = rig.letters(HUMAN), [m for m in rig.letters(AMY) if "Was this you" in m.subject]
            tap.ok(any(heard) and state_of(rig, AMY) == "active", f"{words!r}: read by a person, or asked back, and nobody is forgotten")
        rig.deliver(reply(asked, AMY, "Yes please, thank you\n\nAmy Tipene"))
        tap.ok("forgotten" in rig.letter(AMY).subject, "a plain yes is one")


def a_doubtful_yes(tap):
    """A convenor's yes with more behind it is for a person."""
    decide(tap, ("Yes - not sure, please hold it", "approve?", "Approve\n\nActually no, it is an advert", "reject, unless you know the author"))
    decide(tap, ("approve\nMonday", "Approve\n\nAfter Legal Review", "Yes\n\nNgā mihi,\nKiri\n\nUrgent: do not do it before Bob has read it"))


def decide(tap, doubtful):
    """A member may share no more than five tips."""
    with Rig(JUDGED) as rig:
        community(rig, AMY)
        rig.letters(CONVENOR)
        for words, outcome in (*((words, "answer for a person") for words in doubtful), ("yes", "tip approved")):
            rig.deliver(message(AMY, SERVICE.replace("@", "+tip-otago@"), "Tip", f"A tip of words, {len(words)}", headers=[
                ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
            asked = rig.letter(CONVENOR)
            rig.deliver(reply(asked, CONVENOR, words, headers=[
                ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.net")]))
            rig.settle()
            tap.equal(rig.ctl("inbound", "list")[0]["outcome"], outcome, f"{words!r} to a tip")
            tap.equal(len(rig.letters(HUMAN)), int(outcome != "tip approved"), "and a person reads what is more than that")
            rig.letters(AMY), rig.letters(CONVENOR)


if __name__ == "__main__":
    run(another_message_id, numbers_in_anothers_subject, signed_for_others, too_much_to_forget, answers_from_elsewhere, said_to_others, readdressed, nothing_dropped, thanks_for_a_goodbye, not_my_answer, a_doubtful_yes,
        after_an_answer, a_used_question, nothing_to_read, a_typo_that_was_corrected, forged_questions, years_end,
        beside_a_meeting, passed_on, whoever_was_forwarded_to, anothers_subject, numbers_of_nobody, below_the_quote, marked, other_words)
