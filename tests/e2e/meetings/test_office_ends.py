#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# tests/run: limit 600 s
"""Every kind of mail to who leads something, and every way in which it does not get there: what people wrote in it is delivered to
whoever leads when it is sent, or a person of ours has it. The kinds are those of the table in letters/office_letter.c; a row that is
not made here fails, and so does a template that is neither in it nor one of those for others."""
import glob
import os
import re
import threading
import time

from aging import DAY, age, make_older
from mails import HUMAN, SERVICE, reply
from people import add_newsletter, join, local_time, sign_up
from reports import bounced, dsn
from rig import Rig, run
from test_moved import proven
from test_offices import KIRI, LED, NEW, TAMA, slow, vouched
from test_returned import doctor, unread

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
ANA, BEN, CAT = PEOPLE = ["ana@example.org", "ben@example.org", "cat@example.org"]
EVERYBODY = [KIRI, NEW, TAMA, HUMAN, *PEOPLE]

# The word by which each is known that holds what somebody wrote.
WORDS = {"forward": "KERERU", "beside": "WEKA", "tip": "KAKAPO", "notes-check": "TAKAHE", "attendance": "ZEBRA"}
# What only tells is made, and has no word; the last two: not made below, and why.
TELLS = {"convened", "change-check"}
ELSEWHERE = {"noted": "it answers the answer to a notes-check", "vacancy": "it is ours: test vacancies"}
# Templates of which no letter goes to a convenor as such: a member's, a writer's, parts of others.
OTHERS = """acknowledge address-add address-asked address-changed address-check address-gone address-left address-stopped
address-withdrawn addresses already announcement archived ask cancelled claim coming communities confirm-again confirm-unclear
confirm consent corrected declined digest expired footer forgotten goodbye help index info invitation invite leave lists mail-again
meetings moved my-data nearly not-convenor paused place preferences probe purpose reachable reminder replace replaced restored
resumed rsvp say status stays stopped tip-named tip-own tip-receipt tip-shown tip-which tip-withdrawn tips toolkit unchanged
unclear unknown warning welcome why withdrawn yearly-reminder yearly""".split()


def table():
    with open(os.path.join(ROOT, "daemon/core/letters/office_letter.c"), encoding="utf-8") as f:
        return re.findall(r'^\t\{ "([a-z-]+)", (OFFICE_\w+), (true|false), (true|false) \},$', f.read(), re.M)


def complete(tap):
    rows = table()
    names = {kind for kind, *_ in rows}
    tap.equal(names, set(WORDS) | TELLS | set(ELSEWHERE), "every kind of the table is walked below")
    tap.equal({kind for kind, _, is_read, _ in rows if is_read == "true"}, set(WORDS) | {"vacancy"}, "those with words have a word")
    found = {os.path.basename(p)[:-4] for p in glob.glob(os.path.join(ROOT, "templates/en/*.txt"))}
    tap.equal(found - set(OTHERS), names, "every other template is a member's: a new one has to be sorted")


def clear(rig):
    rig.settle()
    for person in EVERYBODY:
        rig.letters(person)


def begin(rig, *more):
    """A meeting that is over, one that is a day and a half away; what of each kind is before what waits."""
    add_newsletter(rig)
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago", "--purpose", "To share",
            *(word for who in (KIRI, *more) for word in ("--convenor", who)))
    sign_up(rig, KIRI)
    for person in PEOPLE:
        join(rig, person, "otago", "join Otago")
    clear(rig)
    rig.ctl("meeting", "add", "otago", "--start", local_time(int(1.2 * DAY))[:16], "--title", "Old hui")
    rig.settle()
    over = rig.letter(KIRI)
    clear(rig)
    meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(3 * DAY)[:11] + "10:00", "--title", "Hui")["id"]
    letters = {person: rig.letter(person) for person in (KIRI, *PEOPLE)}
    rig.deliver(vouched(letters[ANA], ANA, "Yes, with ZEBRA"))
    rig.deliver(vouched(letters[BEN], BEN, "Yes, with WEKA"))
    rig.settle()
    age(rig, int(1.5 * DAY))
    clear(rig)
    return meeting, over, letters


def write_all(rig, over, letters):
    """Nothing waits for the relay's word here: the inbox alone is read."""
    rig.deliver(vouched(letters[CAT], CAT, "Yes. Is there a ramp for my KERERU?"))
    rig.deliver(vouched(letters[BEN], BEN, "No"))
    rig.deliver(proven(CAT, "tip Otago: KAKAPO", "KAKAPO first"))
    rig.deliver(vouched(over, KIRI, "We agreed on TAKAHE for all."))
    rig.deliver(vouched(letters[KIRI], KIRI, "move to 11.50 pm"))
    rig.settle_inbox()
    rig.ctl("meeting", "add", "otago", "--start", local_time(30 * DAY)[:16], "--title", "Next hui")
    time.sleep(1.1)
    age(rig, int(0.7 * DAY))
    time.sleep(2)


def waits(rig):
    return {row["kind"] for row in rig.ctl("queue", "list")}


def give_up(rig):
    rig.sink.rule = lambda st, s, r, d: "550 5.1.1 No such user" if st == "rcpt" and r and r[-1] == KIRI else None


def moves(rig, _):
    rig.deliver(proven(KIRI, f"change address to {NEW}"))
    rig.deliver(reply(rig.letter(NEW), NEW, "yes"))
    rig.letter(NEW)
    time.sleep(1.1)


# How it ends; who may read it then; who may not.
ENDS = (
    ("their address changes", moves, {HUMAN}, {KIRI, NEW}),
    ("staff name another", lambda rig, m: rig.ctl("community", "update", "otago", "--convenor", TAMA), {HUMAN, TAMA}, {KIRI}),
    ("staff name nobody", lambda rig, m: rig.ctl("community", "update", "otago", "--convenor", "none"), {HUMAN}, {KIRI}),
    ("they are forgotten", lambda rig, m: rig.ctl("subscriber", "erase", KIRI), {HUMAN}, {KIRI}),
    ("they are never to be mailed", lambda rig, m: rig.ctl("suppression", "add", KIRI), {HUMAN}, {KIRI}),
    ("the meeting has another convenor", lambda rig, m: rig.ctl("meeting", "move", m, "--convenor", TAMA), {HUMAN, TAMA, KIRI}, set()),
    ("the meeting is called off", lambda rig, m: rig.ctl("meeting", "cancel", m, "--reason", "Flooded."), {HUMAN, KIRI}, set()),
    ("the meeting is moved", lambda rig, m: rig.ctl("meeting", "move", m, "--start", local_time(20 * DAY)[:16], "--reason", "Flooded."),
     {HUMAN, KIRI}, set()),
    ("their mailbox is gone", lambda rig, m: give_up(rig), {HUMAN}, {KIRI}),
    ("they leave all lists", lambda rig, m: rig.deliver(proven(KIRI, "unsubscribe all")), {HUMAN, KIRI}, set()),
)


def ends(tap):
    for name, act, readers, strangers in ENDS:
        with Rig(LED) as rig:
            meeting, over, letters = begin(rig)
            slow(rig, KIRI)
            write_all(rig, over, letters)
            tap.ok(set(WORDS) | TELLS <= waits(rig), f"{name}: all of it waits at the relay", waits(rig))
            for person in EVERYBODY:
                rig.letters(person)
            act(rig, meeting)
            if act is not ENDS[8][1]:
                rig.sink.rule = None
            rig.settle_inbox()
            rig.ctl("queue", "flush")
            rig.settle()
            got = {person: " ".join(m.raw.decode() + m.text for m in rig.letters(person)) for person in EVERYBODY}
            for kind, word in WORDS.items():
                tap.ok(any(word in got[person] for person in readers), f"{name}: what is in a mail of kind {kind} is read",
                       {p: [w for w in WORDS.values() if w in t] for p, t in got.items()})
                tap.ok(not any(word in got[person] for person in strangers), "and not by who does not lead")


def under_way(tap):
    """The relay hesitates while staff name another, and then says "later": the next try reads who leads."""
    with Rig(LED) as rig:
        _, _, letters = begin(rig)
        asked = threading.Event()

        def hesitate(stage, _sender, recipients, _data):
            if stage != "rcpt" or not recipients or recipients[-1] != KIRI:
                return None
            asked.set()
            time.sleep(3)
            return "451 4.2.0 later"
        rig.sink.rule = hesitate
        rig.deliver(vouched(letters[CAT], CAT, "Yes. Is there a ramp for my KERERU?"))
        tap.ok(asked.wait(20), "the mail is under way")
        rig.ctl("community", "update", "otago", "--convenor", TAMA)
        time.sleep(3.5)
        rig.sink.rule = None
        rig.ctl("queue", "flush")
        rig.settle()
        tap.ok(any("KERERU" in m.raw.decode() for m in rig.letters(HUMAN)), "a person has what was under way")
        tap.ok(not any("KERERU" in m.text for m in rig.letters(KIRI)), "and not who was replaced")


def reported(tap):
    """A report to the envelope: what it was goes to a person. By the Message-ID alone it is counted."""
    with Rig(LED) as rig:
        _, over, letters = begin(rig)
        write_all(rig, over, letters)
        rig.settle()
        mails = rig.letters(KIRI)
        rig.letters(HUMAN)
        for letter in mails:
            rig.deliver(dsn(SERVICE, KIRI, "5.1.1", "550 5.1.1 No such user", message_id=letter.message_id))
        rig.settle()
        said, _ = doctor(rig)
        tap.ok(said[0] and "somebody wrote" in said[1] and "dpupctl" not in said[1] and KIRI not in said[1],
               "by the Message-ID alone: it is counted, and no more", said)
        tap.equal(rig.letters(HUMAN), [], "and nobody is told that they are to be replaced")
        for letter in mails:
            rig.deliver(bounced(letter))
        rig.settle()
        read = " ".join(m.raw.decode() for m in rig.letters(HUMAN))
        for kind, word in WORDS.items():
            tap.ok(word in read, f"what came back of kind {kind} is read")
        tap.ok(doctor(rig)[0][0], "and doctor is well")


def while_held(tap):
    """Their address has changed, and staff have not said who leads: what is written anew, or taken back, is read."""
    with Rig(LED) as rig:
        meeting, _, letters = begin(rig)
        moves(rig, meeting)
        clear(rig)
        rig.deliver(vouched(letters[BEN], BEN, "No"))
        tap.ok("WEKA" in rig.letter(HUMAN).text, "what another answer replaces")
        clear(rig)
        rig.deliver(proven(ANA, "leave Otago"))
        rig.settle()
        tap.ok(any("ZEBRA" in m.text for m in rig.letters(HUMAN)), "what a leaving takes away")
        clear(rig)
        rig.ctl("community", "update", "otago", "--convenor", NEW)
        age(rig, DAY)
        tap.ok("Who comes" in rig.letter(NEW).subject, "who is named then gets the list when it is due")


def is_named(tap):
    """Who is named when the lists have gone gets one; who had it does not get another."""
    with Rig(LED) as rig:
        begin(rig, TAMA)
        age(rig, int(0.7 * DAY))
        tap.ok("ZEBRA" in rig.letter(KIRI).text and "ZEBRA" in rig.letter(TAMA).text, "both have the list")
        clear(rig)
        rig.ctl("community", "update", "otago", "--convenor", TAMA, "--convenor", NEW)
        rig.settle()
        lists = {person: [m.subject[:9] for m in rig.letters(person)] for person in (KIRI, TAMA, NEW)}
        tap.equal(lists, {KIRI: [], TAMA: [], NEW: ["Who comes"]}, "who is new has it")


def too_late(tap):
    """The service stood still over the meeting: what was written is read."""
    with Rig(LED) as rig:
        begin(rig)
        rig.stop()
        make_older(rig, 3 * DAY)
        rig.start()
        rig.settle()
        tap.ok(any("ZEBRA" in m.text for m in rig.letters(KIRI)), "by who leads")


def vacancies(tap):
    """"Please say who leads this" that comes back: doctor says so until somebody has looked."""
    with Rig(LED) as rig:
        begin(rig)
        moves(rig, 0)
        rig.settle()
        told = [m for m in rig.letters(HUMAN) if "leads" in m.subject]
        rig.deliver(bounced(told[0]))
        rig.settle()
        tap.ok(not doctor(rig)[0][0] and unread(rig)[0] == 1, "doctor says that nobody has read it")
        age(rig, 5 * DAY)
        tap.ok(not doctor(rig)[0][0], "also days later")
        rig.ctl("queue", "retry", rig.ctl("queue", "list", "--state", "unread")[0]["id"])
        rig.settle()
        tap.ok(any("came back before" in m.text for m in rig.letters(HUMAN)), "staff have it sent again")
        tap.ok(doctor(rig)[0][0], "and doctor is well")


if __name__ == "__main__":
    run(complete, ends, under_way, reported, while_held, is_named, too_late, vacancies)
