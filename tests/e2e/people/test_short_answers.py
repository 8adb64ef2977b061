# SPDX-License-Identifier: MIT
"""Answers that hold no words, that come to nothing, or that a calendar's slow clock makes look old: whoever sent one is told,
or a person reads it."""
import time

from mails import HUMAN, SERVICE, message, reply
from people import add_newsletter, join, local_time, sign_up, state_of
from rig import Rig, run
from test_meetings import attendance, button
from test_second_thoughts import AMY, AUTHSERV, CONVENOR, JUDGED, OPEN, community, proven

UNKNOWN = "We do not know this address"


def nothing_to_leave(tap):
    """Their list mail is passed on from an old address: the commonest reason why leaving does not work."""
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        sign_up(rig, "jo@old.example.org")
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--region", "Otago", "--purpose", "To meet")
        for number, words in enumerate(("unsubscribe", "leave Otago", "unsubscribe all", "unsubscribe newsletter")):
            person = f"jo{number}@new.example.com"
            rig.deliver(proven(person, words))
            told = rig.letter(person)
            text = " ".join(told.text.split())
            tap.ok(told.subject == UNKNOWN and "nothing to leave" in text and "that works from this address" in text,
                   f"{words}: who surely wrote it is told at once", told.subject)
            person = f"ko{number}@new.example.com"
            rig.deliver(message(person, SERVICE, words))
            asked = rig.letter(person)
            tap.ok("Do you want to leave" in asked.subject, "who may not have is asked as anybody")
            rig.deliver(reply(asked, person, "yes"))
            told = rig.letter(person)
            tap.ok(told.subject == UNKNOWN and "nothing to leave" in " ".join(told.text.split()), "and told when they say yes")
        tap.equal(state_of(rig, "jo@old.example.org"), "active", "nobody else leaves by it")
        welcome = join(rig, "jo@old.example.org", "otago", "join Otago")
        rig.deliver(reply(welcome, "jo0@new.example.com", "unsubscribe"))
        tap.ok("You have left" in rig.letter("jo@old.example.org").subject, "what they are told to do works")
        rig.settle()
        tap.equal((rig.letters(HUMAN), state_of(rig, "jo@old.example.org", "otago")), ([], "left"), "without anybody else")


def a_second_yes(tap):
    """To a question that is answered by somebody who has left by it."""
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "unsubscribe"))
        question = rig.letter(AMY)
        for _ in range(2):
            rig.deliver(reply(question, AMY, "yes"))
            tap.ok("You have left" in rig.letter(AMY).subject, "a yes is told what is so")
        rig.deliver(reply(question, AMY, "No, keep me"))
        tap.ok("No, keep me" in rig.letter(HUMAN).text, "a no after it is read by a person")


def a_no(tap):
    for words in ("no", "keep me", "I want to stay", "No"):
        with Rig(OPEN) as rig:
            add_newsletter(rig)
            sign_up(rig, AMY)
            rig.deliver(message(AMY, SERVICE, "unsubscribe"))
            rig.deliver(reply(rig.letter(AMY), AMY, words))
            tap.ok(rig.letter(AMY).subject == "Nothing has changed" and state_of(rig, AMY) == "active", f"{words}: they are told")
            rig.settle()
            tap.equal(rig.letters(HUMAN), [], "and nobody has to read it")


def no_words(tap):
    """An answer without words to a question that needs one: told once, then a person sees it; and the next answer counts."""
    bea = "bea@example.net"
    with Rig(JUDGED) as rig:
        community(rig, AMY)
        add_newsletter(rig)
        sign_up(rig, AMY)
        for order, to, done in (("unsubscribe newsletter", AMY, "You have left"), ("pause", AMY, "A pause"),
                                (f"add address {bea}", bea, "You can write to us from this address"),
                                ("change address to amy@new.example.org", "amy@new.example.org", "")):
            forged = order in ("unsubscribe newsletter", "pause")
            rig.deliver(message(AMY, SERVICE, order) if forged else proven(AMY, order))
            question = rig.letter(to)
            for words in ("", "..."):
                rig.deliver(reply(question, to, words))
                rig.settle()
                if words == "":
                    told = rig.letter(to)
                    tap.ok("in a word" in told.subject and question.subject.split("[")[0].strip() in " ".join(told.text.split()),
                           f"{order}: they are told to answer in a word", told.text)
                    tap.equal(rig.letters(HUMAN), [], "nobody has to read it")
                else:
                    tap.equal([len(rig.letters(to)), len(rig.letters(HUMAN))], [0, 1], "once; then a person sees it")
            rig.deliver(reply(told, to, "yes", is_quoting=False))
            tap.ok(done in rig.letter(to).subject or not done, "an answer to that answers the question", done)
            rig.settle()
            rig.letters(AMY), rig.letters(to)
            time.sleep(2)       # once a question is told by the second


def a_successor(tap):
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        for number, words in enumerate(("", "ok")):
            old, new = f"old{number}@example.org", f"new{number}@w{number}.example"
            sign_up(rig, old)
            rig.deliver(proven(old, f"replace me with {new}"))
            rig.deliver(reply(rig.letter(new), new, words))
            tap.ok("Welcome" in rig.letter(new).subject and state_of(rig, new) == "active",
                   f"{words!r} to \"will you take over?\" is the yes that it is to \"please confirm\"")


def a_meeting(tap):
    with Rig(JUDGED) as rig:
        community(rig, AMY)
        rig.settle()
        rig.letters(AMY)
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")["id"]
        invitation = rig.letter(AMY)
        rig.deliver(reply(invitation, AMY, "", is_quoting=False))
        told = rig.letter(AMY)
        tap.ok("in a word" in told.subject and "maybe" in told.text, "an answer without words to an invitation")
        rig.deliver(reply(told, AMY, "yes", is_quoting=False))
        rig.letter(AMY)
        tap.equal(attendance(rig, meeting)[AMY]["answer"], "yes", "the next one counts")
        rig.deliver(reply(invitation, AMY, "no"))
        rig.letter(AMY)
        slow = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - 3600))
        rig.deliver(button(invitation, AMY, "ACCEPTED", stamp=slow).replace(b"Subject:", (
            f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=example.org\r\nSubject:").encode(), 1))
        tap.ok("You are not coming" in rig.letter(AMY).subject, "an answer that looks old: they are told what counts")
        tap.equal(attendance(rig, meeting)[AMY]["answer"], "no", "and that is so")
        rig.settle()
        rig.letters(CONVENOR)
        for words in ("Bob can't come but I will", "Kāore anō"):
            rig.deliver(reply(invitation, AMY, words))
            tap.ok(words in rig.letter(CONVENOR).text, f"{words}: the convenor reads it")
        tap.equal(attendance(rig, meeting)[AMY]["answer"], "no", "and it counts as nothing")


if __name__ == "__main__":
    run(nothing_to_leave, a_second_yes, a_no, no_words, a_successor, a_meeting)
