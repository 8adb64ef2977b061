# SPDX-License-Identifier: MIT
"""A yes or no that comes when its question is over, or was answered, does nothing and is told so. What stands beside it is
read by a person all the same: it may be the only word of somebody in whose name a stranger asked."""
from aging import DAY, age
from mails import HUMAN, SERVICE, message, reply
from people import GENEROUS, add_newsletter, announce, sign_up, state_of, wait_done
from rig import Rig, merged, run

AMY, NEW = "amy@example.org", "new@home.example"
OPEN = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
WORDS = ("No, that was not me! Who did this?", "No! Who did this?", "No, not me. My ex partner has my password",
         "Yes, but who asked you for this?")
PLAIN = ("No", "No, that was not me", "Kāo")


def of_a_right(rig):
    rig.deliver(message(AMY, SERVICE, "my data"))
    return rig.letter(AMY), AMY


def of_forgetting(rig):
    rig.deliver(message(AMY, SERVICE, "forget me"))
    return rig.letter(AMY), AMY


def of_leaving(rig):
    rig.deliver(message(AMY, SERVICE, "unsubscribe"))
    return rig.letter(AMY), AMY


def of_a_sign_up(rig):
    rig.deliver(message(NEW, SERVICE, "subscribe"))
    return rig.letter(NEW), NEW


def newsletter(rig):
    wait_done(rig, announce(rig, "News", "Kia ora"))
    return rig.letter(AMY)


def of_a_new_address(rig):
    rig.deliver(reply(newsletter(rig), AMY, f"change address to {NEW}"))
    rig.letter(AMY)
    return rig.letter(NEW), NEW


def of_a_further_one(rig):
    rig.deliver(reply(newsletter(rig), AMY, f"add address {NEW}"))
    rig.letter(AMY)
    return rig.letter(NEW), NEW


def of_a_successor(rig):
    rig.deliver(reply(newsletter(rig), AMY, f"replace me with {NEW}"))
    rig.letter(AMY)
    return rig.letter(NEW), NEW


def told_at_the_asking(rig):
    rig.deliver(reply(newsletter(rig), AMY, f"change address to {NEW}"))
    rig.letter(NEW)
    return rig.letter(AMY), AMY


ASKED = (of_a_right, of_forgetting, of_leaving, of_a_sign_up, of_a_new_address, of_a_further_one, of_a_successor, told_at_the_asking)


def read(rig, letter, person, words):
    rig.letters(HUMAN)
    rig.deliver(reply(letter, person, words))
    rig.settle()
    return any(words in x.text for x in rig.letters(HUMAN))


def when_it_is_over(tap):
    for ask in ASKED:
        with Rig(OPEN) as rig:
            add_newsletter(rig)
            sign_up(rig, AMY)
            letter, person = ask(rig)
            age(rig, 9 * DAY)
            rig.settle()
            for words in WORDS:
                tap.ok(read(rig, letter, person, words), f"{ask.__name__}, nine days late: {words}")
            for words in PLAIN if ask is not of_a_sign_up else ():
                tap.ok(not read(rig, letter, person, words), f"{ask.__name__}, nine days late, and no more than a word: {words}")
            tap.equal((state_of(rig, AMY), state_of(rig, NEW)), ("active", None), "nothing is done by it")


def when_it_was_answered(tap):
    for ask in ASKED:
        with Rig(OPEN) as rig:
            add_newsletter(rig)
            sign_up(rig, AMY)
            letter, person = ask(rig)
            rig.deliver(reply(letter, person, "no"))
            rig.settle()
            before = (state_of(rig, AMY), state_of(rig, NEW))
            tap.ok(read(rig, letter, person, WORDS[0]), f"{ask.__name__}, a second answer: {WORDS[0]}")
            tap.equal((state_of(rig, AMY), state_of(rig, NEW)), before, "nothing is done by it")


def what_was_withdrawn(tap):
    with Rig(OPEN) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.deliver(reply(newsletter(rig), AMY, f"change address to {NEW}"))
        asked = rig.letter(NEW)
        rig.deliver(reply(rig.letter(AMY), AMY, "no"))
        rig.letter(AMY)
        tap.ok(read(rig, asked, NEW, WORDS[0]), "what stands beside an answer to it is read")
        told = [x.subject for x in rig.letters(NEW)]
        tap.ok(any("withdrawn" in x for x in told), "and they are told", told)


if __name__ == "__main__":
    run(when_it_is_over, when_it_was_answered, what_was_withdrawn)
