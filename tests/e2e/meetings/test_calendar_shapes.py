# SPDX-License-Identifier: MIT
"""Answers of calendars in shapes that are rare or wrong: who is meant, what is counted, and what a convenor reads
of the rest."""
from mails import HUMAN, SERVICE, message
from rig import Rig, run
from test_meetings import CONVENOR, attendance, community, local_time, prop

ANA, BOSS, PA = "ana@example.org", "boss@example.net", "pa@example.org"
OPEN = {"sending": {"window": "always", "window_days": "all"},
        "limits": {"answers_per_sender": 100, "answers_total": 1000}}


def attendee(who, partstat, more=""):
    return f"ATTENDEE;PARTSTAT={partstat}{more}:mailto:{who}"


def answer(letter, *lines, method="REPLY", sender=ANA, before=(), uid=None, stamp="DTSTAMP:20300101T000000Z", sequence=None):
    """A mail with one object: `before` stands above our event, `lines` in it."""
    sequence = f"SEQUENCE:{prop(letter, 'SEQUENCE')}" if sequence is None else sequence
    text = "\r\n".join(["BEGIN:VCALENDAR", "PRODID:-//Example//EN", "VERSION:2.0", f"METHOD:{method}", *before, "BEGIN:VEVENT",
                        f"UID:{uid or prop(letter, 'UID')}", *filter(None, (stamp, sequence)), *lines, "END:VEVENT",
                        "END:VCALENDAR", ""])
    return message(sender, SERVICE, "Answer", content=(
        f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n{text}").encode())


def event(who, partstat, *more):
    return ("BEGIN:VEVENT", *more, "DTSTAMP:20300101T000000Z", attendee(who, partstat), "END:VEVENT")


# What came, what is counted, who reads it, a sentence of that mail.
TASK = ("BEGIN:VTODO", "UID:x", "DTSTAMP:20300101T000000Z", "END:VTODO")
CASES = (
    ("several attendees: the writer is meant", {}, (attendee(BOSS, "DECLINED"), attendee(ANA.upper(), "ACCEPTED")), "yes", None, None),
    ("a task above it", {"before": TASK}, (attendee(ANA, "ACCEPTED"),), "yes", None, None),
    ("below an event that is not ours", {"before": event(ANA, "DECLINED", "UID:040000008200E00074C5B7101A82E008")},
     (attendee(ANA, "ACCEPTED"),), "yes", None, None),
    ("below one of another calendar's numbers", {"before": event(ANA, "ACCEPTED", "UID:0B5C7B1E-77A5-4C0E-8E0B-0123456789AB")},
     (attendee(ANA, "DECLINED"),), "no", None, None),
    ("below one without a number", {"before": event(ANA, "ACCEPTED")}, (attendee(ANA, "TENTATIVE"),), "maybe", None, None),
    ("small letters", {}, (attendee(ANA, "accepted"),), "yes", None, None),
    ("a name that hurts", {}, (f'ATTENDEE;CN="Ana: \'x\'; y, z";PARTSTAT=TENTATIVE:mailto:{ANA}',), "maybe", None, None),
    ("of one occurrence", {}, (attendee(ANA, "ACCEPTED"), "RECURRENCE-ID:20301212T000000Z"), "yes", None, None),
    ("no DTSTAMP", {"stamp": None}, (attendee(ANA, "ACCEPTED"),), "yes", None, None),
    ("a DTSTAMP that is none", {"stamp": "DTSTAMP:yesterday"}, (attendee(ANA, "DECLINED"),), "no", None, None),
    ("a SEQUENCE past all bounds", {"sequence": "SEQUENCE:99999999999"}, (attendee(ANA, "ACCEPTED"),), "yes", None, None),
    ("by an assistant", {"sender": PA}, (attendee(ANA, "ACCEPTED", f';SENT-BY="mailto:{PA}"'),), "yes", CONVENOR,
     "It is not counted"),
    ("delegated", {}, (attendee(ANA, "DELEGATED", f';DELEGATED-TO="mailto:{BOSS}"'),), "none", CONVENOR,
     "They ask somebody else to come in their place. What they answered before stays."),
    ("of the delegate", {"sender": BOSS}, (attendee(BOSS, "ACCEPTED", f';DELEGATED-FROM="mailto:{ANA}"'),), "none", CONVENOR,
     f"It is the answer of {BOSS}, whom we did not invite"),
    ("no answer", {}, (attendee(ANA, "NEEDS-ACTION"),), "none", CONVENOR, "We could not tell from it whether they come."),
    ("another time, in UTC", {"method": "COUNTER"}, (attendee(ANA, "TENTATIVE"), "DTSTART:20301212T000000Z", "COMMENT:Later?"), "none",
     CONVENOR, "They propose Thursday 12 December 2030, 1:00 pm NZDT. What they answered before stays."),
    ("another time, as Windows calls it", {"method": "COUNTER"},
     (attendee(ANA, "TENTATIVE"), "DTSTART;TZID=New Zealand Standard Time:20300703T093000"), "none", CONVENOR,
     "They propose Wednesday 3 July 2030, 9:30 am NZST."),
    ("another time, of no zone we know", {"method": "COUNTER"}, (attendee(ANA, "TENTATIVE"), "DTSTART;TZID=Home:20300703T093000"), "none",
     CONVENOR, "They propose another time."),
    ("what only an organizer sends", {"method": "DECLINECOUNTER"}, (attendee(ANA, "TENTATIVE"),), "none", HUMAN, "Reply to this mail"),
    ("a cancellation by a member", {"method": "CANCEL"}, (attendee(ANA, "DECLINED"),), "none", HUMAN, "Reply to this mail"),
    ("an invitation for us", {"method": "REQUEST", "uid": "theirs@example.com"}, (attendee(SERVICE, "NEEDS-ACTION"),), "none", HUMAN,
     "Reply to this mail"),
    ("an event that is not ours", {"uid": "theirs@example.com"}, (attendee(ANA, "ACCEPTED"),), "none", HUMAN, "Reply to this mail"),
)


def shapes(tap):
    with Rig(OPEN) as rig:
        community(rig, ANA)
        for n, (name, how, lines, counted, reader, words) in enumerate(CASES):
            meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20 + n)[0], "--title", f"Hui {n}")["id"]
            rig.letter(CONVENOR)
            rig.deliver(answer(rig.letter(ANA), *lines, **how))
            rig.settle()
            tap.equal(attendance(rig, meeting)[ANA]["answer"], counted, f"{name}: {counted}")
            rig.letters(ANA)
            for who in (CONVENOR, HUMAN):
                read = [letter.text.replace("\n", " ") for letter in rig.letters(who)]
                tap.ok([words in text for text in read] == [True] * (who == reader), f"{name}: what {who} reads", read)


if __name__ == "__main__":
    run(shapes)
