# SPDX-License-Identifier: MIT
"""Answers that come to nothing: whoever sent one is told, or a person reads it."""
from mails import HUMAN, SERVICE, message, reply
from people import add_newsletter, join, sign_up, state_of
from rig import Rig, run
from test_second_thoughts import AMY, JUDGED, OPEN, proven

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


if __name__ == "__main__":
    run(nothing_to_leave, a_second_yes, a_no)
