# SPDX-License-Identifier: MIT
"""One person, several addresses: each says yes for itself, all act for the same person, mail goes to one."""
from mails import HUMAN, SERVICE, message, reply, sub
from people import announce, sign_up, state_of, wait_done
from rig import run, wait
from test_rights import data_of, proven, rig_for_rights, traces

WORK, HOME, MORE = "amy@work.example.org", "amy@home.example.net", "amy.more@example.net"


def add(rig, person, other, words="add address"):
    rig.deliver(proven(person, f"{words} {other}"))
    return rig.letter(other)


def several(tap):
    with rig_for_rights() as rig:
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events")
        sign_up(rig, WORK)
        rig.deliver(message(HOME, SERVICE, "A question", "Is this the place?"))
        rig.letter(HUMAN), rig.letter(HOME)
        question = add(rig, WORK, HOME)
        tap.ok(WORK not in question.raw.decode(), "the other address is asked, and not told the main one")
        rig.deliver(message(HOME, SERVICE, "status"))
        tap.ok("gets nothing" in rig.letter(HOME).text, "before its yes it is nobody's")
        rig.deliver(reply(question, HOME, "What is this?"))
        rig.settle()
        tap.equal(rig.ctl("subscriber", "show", WORK)["other_addresses"], [], "what is no yes adds nothing")
        rig.letters(HUMAN), rig.letters(HOME)
        rig.deliver(reply(question, HOME, "Yes"))
        tap.ok(rig.letter(HOME).subject == "You can write to us from this address", "its yes adds it")
        tap.ok(HOME in rig.letter(WORK).text, "and the main one is told")
        rig.deliver(reply(question, HOME, "Yes"))
        tap.ok("not open" in rig.letter(HOME).subject, "once")
        tap.equal(rig.ctl("subscriber", "show", HOME)["address"], WORK, "staff find the person by it")
        rig.deliver(proven(HOME, "status"))
        tap.ok("DPUP newsletter - since" in " ".join(rig.letter(HOME).text.split()), "status from there is the person's")
        rig.deliver(message(HOME, sub("subscribe-events")))
        rig.deliver(reply(rig.letter(HOME), HOME, "yes"))
        rig.letter(WORK)
        tap.ok(state_of(rig, WORK, "events") == "active" and state_of(rig, HOME, "events") is None,
               "a list asked for there is the person's")
        rig.deliver(proven(HOME, "unsubscribe events"))
        rig.letter(WORK)
        tap.equal(state_of(rig, WORK, "events"), "left", "and so is leaving")
        rig.deliver(proven(HOME, "correct name Amy Two"))
        tap.ok("Amy Two" in rig.letter(WORK).text, "receipts go to the main address")
        rig.deliver(message(HOME, SERVICE, "my data"))
        ask = rig.letter(WORK)
        tap.ok(ask.subject.startswith("Was this you?") and rig.letters(HOME) == [], "without proof the main address is asked")
        wait_done(rig, announce(rig, "News", "Kia ora\n"))
        tap.ok(rig.letter(WORK).subject == "News" and rig.letters(HOME) == [], "news go to the main address alone")
        rig.deliver(proven(HOME, "my data"))
        letter = rig.letter(WORK)
        held = data_of(letter)["other_addresses"]
        tap.ok(held[0]["address"] == HOME and held[0]["mail_from_it"] and held[0]["mail_to_it"] and HOME in letter.text,
               "my data lists it, and what came from there before")
        rig.deliver(proven(HOME, f"also {MORE}"))
        rig.deliver(reply(rig.letter(MORE), MORE, "āe"))
        rig.letter(MORE)
        tap.ok(MORE in rig.letter(WORK).text, "also: another one")
        rig.deliver(proven(MORE, f"remove address {HOME}"))
        tap.ok("taken away" in rig.letter(WORK).subject, "one is taken away from another")
        rig.deliver(message(HOME, SERVICE, "status"))
        tap.ok("gets nothing" in rig.letter(HOME).text, "and is nobody's again")
        rig.deliver(proven(WORK, f"remove address {HOME}"))
        tap.ok("not one of your further" in rig.letter(WORK).text, "once")


def limits(tap):
    with rig_for_rights() as rig:
        sign_up(rig, WORK)
        sign_up(rig, "bea@example.org")
        for number in range(5):
            other = f"amy{number}@example.net"
            rig.deliver(reply(add(rig, WORK, other), other, "yes"))
            rig.letter(other), rig.letter(WORK)
        tap.equal(len(rig.ctl("subscriber", "show", WORK)["other_addresses"]), 5, "five further addresses")
        rig.deliver(proven(WORK, "add address amy5@example.net"))
        tap.ok("at most five" in rig.letter(WORK).text, "the sixth is refused")
        rig.deliver(proven("bea@example.org", "add address amy0@example.net"))
        rig.deliver(reply(rig.letter("amy0@example.net"), "amy0@example.net", "yes"))
        rig.letter(HUMAN)
        tap.equal(rig.ctl("subscriber", "show", "amy0@example.net")["address"], WORK, "an address is one person's")
        rig.deliver(proven("bea@example.org", f"add address {WORK}"))
        rig.deliver(reply(rig.letter(WORK), WORK, "yes"))
        rig.letter(HUMAN)
        tap.equal(rig.ctl("subscriber", "show", WORK)["address"], WORK, "so is a main one")
        rig.settle()
        rig.letters(WORK)
        for wrong, why in ((WORK, "the address we have"), (SERVICE, "nobody reads"), ("amy0@example.net", "already")):
            rig.deliver(proven(WORK, f"add address {wrong}"))
            tap.ok(why in rig.letter(WORK).text, f"add address {wrong}: refused with the reason")


def of_strangers(tap):
    """One person has us ask few others in a day, by their own word or by another's."""
    with rig_for_rights() as rig:
        sign_up(rig, WORK)
        for number in range(20):
            words = "add address" if number % 2 else "change address to"
            rig.deliver(proven(WORK, f"{words} v{number}@victims.example"))
        rig.settle()
        tap.equal(len([m for m in rig.sink.mails if m.recipient.endswith("@victims.example")]), 10, "ten are asked")
        rows = [r for r in rig.status()["limits"] if r["limit"] == "asks_per_person"]
        tap.equal(rows and rows[0]["dropped"], 10, "the others are for staff")
        rig.letters(WORK)
        rig.deliver(proven(WORK, "status"))
        tap.ok("newsletter" in rig.letter(WORK).text, "and all else goes on")


def moving_and_forgetting(tap):
    with rig_for_rights() as rig:
        sign_up(rig, WORK)
        rig.deliver(reply(add(rig, WORK, HOME), HOME, "yes"))
        rig.letter(HOME), rig.letter(WORK)
        rig.deliver(proven(HOME, f"change address to {HOME}"))
        rig.deliver(reply(rig.letter(HOME), HOME, "yes"))
        tap.ok("is changed" in rig.letter(HOME).subject, "a further address becomes the main one")
        notice = rig.letter(WORK)
        shown = rig.ctl("subscriber", "show", HOME)
        tap.equal((shown["address"], shown["other_addresses"]), (HOME, []), "and is no further one any more")
        tap.equal(state_of(rig, HOME), "active", "lists and all")
        rig.deliver(reply(notice, WORK, "UNDO"))
        rig.letter(WORK), rig.letter(HOME)
        tap.equal(rig.ctl("subscriber", "show", WORK)["address"], WORK, "the old one takes it back")
        rig.deliver(reply(add(rig, WORK, HOME), HOME, "yes"))
        rig.letter(HOME), rig.letter(WORK)
        rig.deliver(proven(HOME, "forget me"))
        rig.deliver(reply(rig.letter(WORK), WORK, "yes"))
        tap.ok("forgotten" in rig.letter(WORK).subject, "forget me, from either")
        wait(lambda: not traces(rig, WORK.encode()) and not traces(rig, HOME.encode()), "both addresses to be gone", 30)
        tap.ok(True, "both addresses are in no byte of any file")


if __name__ == "__main__":
    run(several, limits, of_strangers, moving_and_forgetting)
