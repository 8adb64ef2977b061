# SPDX-License-Identifier: MIT
"""Answers that say two things: a button and words that take it back, a Subject and a text, a "yes" that is
struck out, a yes to another day. None of them is counted as coming; a person reads them. And what only
looks like something else, a Subject that is also a command above all, is still understood."""
import datetime

from mails import HUMAN, SERVICE, message, reply
from people import GENEROUS, ZONE
from rig import Rig, merged, run
from test_meetings import CONVENOR, attendance, community, prop

DAY = datetime.datetime.now(ZONE) + datetime.timedelta(days=20)
OTHER_DAY = (DAY + datetime.timedelta(days=1)).strftime("%A")


def html(text):
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + text.encode() + b"\r\n"


def button(letter, person, partstat, text):
    """As Outlook sends it: what was typed with the button stands in the mail, not in a COMMENT."""
    answer = "\r\n".join(("BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:x", "VERSION:2.0", "BEGIN:VEVENT",
                          f"UID:{prop(letter, 'UID')}", f"ATTENDEE;PARTSTAT={partstat}:mailto:{person}",
                          "DTSTAMP:20300101T000000Z", "END:VEVENT", "END:VCALENDAR", ""))
    body = (f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\nContent-Type: text/calendar; "
            f"charset=utf-8; method=REPLY\r\n\r\n{answer}\r\n--b--\r\n")
    return message(person, letter.answer_to, f"{partstat.title()}: Hui",
                   content=b"Content-Type: multipart/alternative; boundary=b\r\n\r\n" + body.encode())


def gateway(partstat):
    """The button, after a gateway that did not know the type and put the body into a file."""
    def make(letter, person):
        raw = button(letter, person, partstat, "")
        return raw.replace(b"Content-Type: text/calendar; charset=utf-8; method=REPLY",
                           b'Content-Type: application/octet-stream; name="invite.ICS"').replace(
                               f"Subject: {partstat.title()}: Hui".encode(), b"Subject: Meeting response")
    return make


def written(text):
    return lambda letter, person: reply(letter, person, text)


def under(subject, text):
    return lambda letter, person: reply(letter, person, text, subject=subject)


def alone(subject, text):
    return lambda letter, person: message(person, SERVICE, subject, text)


def marked(text):
    return lambda letter, person: message(person, letter.answer_to, "Re: " + letter.subject, content=html(text))


def pressed(partstat, text):
    return lambda letter, person: button(letter, person, partstat, text)


# What is counted, the note the convenor sees, what was sent.
CASES = (
    ("none", None, under("Declined: Hui", "yes"), "a no in the Subject, a yes below"),
    ("none", None, under("Not coming", "Yes thanks"), "likewise, without the title"),
    ("yes", None, written("yes"), "a Subject of ours says nothing"),
    ("no", None, marked("<p><s>Yes</s> No</p>"), "a yes struck out, and a no"),
    ("no", None, marked("<p><strike>Yes</strike> <del>I'll be there</del> Can't make it</p>"), "in other elements"),
    ("none", None, marked("<p><del>Yes, I'll be there</del> Working that day</p>"), "a yes struck out, and why"),
    ("none", None, written(f"Yes, {OTHER_DAY} suits me"), "a yes to another day"),
    ("yes", "any", written(f"Yes, see you on {DAY:%A}"), "a yes to the day"),
    ("none", None, alone("yes", "working that day"), "a yes in the Subject, below it why not"),
    ("yes", "any", alone("yes", "Kia ora,\n\nthanks for asking."), "a yes in the Subject, thanks below"),
    ("no", None, alone("Hui", "Sorry, can't come"), "a Subject that is a command, an answer below"),
    ("none", None, pressed("ACCEPTED", "Sorry, I clicked the wrong one. I can't come."), "a button and words against it"),
    ("none", None, pressed("DECLINED", "Yes, I'll be there"), "the other way round"),
    ("yes", "I'm vegetarian", pressed("ACCEPTED", "I'm vegetarian"), "what came with the button is the convenor's"),
    ("no", None, gateway("DECLINED"), "a calendar that became a file"),
    ("yes", None, pressed("ACCEPTED", "Ana has accepted this invitation.\r\nHui"), "but not what a program wrote"),
)


def contradictions(tap):
    with Rig(merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})) as rig:
        people = [f"p{n}@example.org" for n in range(len(CASES))]
        community(rig, *people)
        meeting = rig.ctl("meeting", "add", "otago", "--start", DAY.strftime("%Y-%m-%d 10:00"), "--title", "Hui")["id"]
        for person, (_, _, write, _) in zip(people, CASES):
            rig.deliver(write(rig.letter(person), person))
        rig.settle()
        said = attendance(rig, meeting)
        for person, (answer, note, _, name) in zip(people, CASES):
            row = said[person]
            tap.equal((row["answer"], note if note == "any" else row["note"]), (answer, note), name)
        held = [m for m in rig.letters(CONVENOR) if not m.subject.startswith("Planned:")]
        read = rig.letters(HUMAN)
        tap.ok(len(held) + len(read) == sum(not row["verified"] for row in said.values()), "each that is not counted is read",
               [m.subject for m in held])
        tap.ok(len(read) == 1 and "working that day" in read[0].text, "by a person of ours where it answers no mail about the meeting",
               [m.text for m in read])


def cancelled(tap):
    """Who means to come to what does not take place is told so, whatever happened to that mail."""
    with Rig(merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})) as rig:
        people = [f"p{n}@example.org" for n in range(4)]
        community(rig, *people)
        meeting = rig.ctl("meeting", "add", "otago", "--start", DAY.strftime("%Y-%m-%d 10:00"), "--title", "Hui")["id"]
        invited = [rig.letter(person) for person in people]
        rig.ctl("meeting", "cancel", meeting, "--reason", "Snow on the pass.")
        for person, write in zip(people, (written("Yes, see you there"), pressed("ACCEPTED", ""), written("no"),
                                          pressed("DECLINED", ""))):
            rig.letter(person)
            rig.deliver(write(invited[people.index(person)], person))
        rig.settle()
        told = [rig.letters(person) for person in people]
        tap.equal([[m.subject for m in letters] for letters in told], [["Does not take place: Hui"]] * 2 + [[], []],
                  "a yes in words, by the button; but not a no")
        tap.ok(told[0] and "Snow on the pass." in told[0][0].text and "reply with one word" not in told[0][0].text, "and why")
        tap.equal({row["answer"] for row in attendance(rig, meeting).values()}, {"none"}, "nothing is counted")


def too_many(tap):
    """Three people for two places: nobody took them, and that is said; with fewer they come."""
    with Rig(merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})) as rig:
        community(rig, "ana@example.org")
        rig.ctl("meeting", "add", "otago", "--start", DAY.strftime("%Y-%m-%d 10:00"), "--title", "Hui", "--capacity", 2)
        invited = rig.letter("ana@example.org")
        rig.deliver(reply(invited, "ana@example.org", "yes +2"))
        told = rig.letter("ana@example.org")
        tap.ok("waiting list" in told.subject and "bring 2 more, but there are not so many places free" in told.text and
               "all places are taken" not in told.text, "a party that is too large waits, and is told why")
        rig.deliver(reply(told, "ana@example.org", "yes +1"))
        tap.ok("bring 1 more" in rig.letter("ana@example.org").text, "with fewer they have their places")


run(contradictions, cancelled, too_many)
