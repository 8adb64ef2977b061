# SPDX-License-Identifier: MIT
"""Somebody leaves their work and names who comes after them: that person decides, and is told nothing of the other."""
from mails import HUMAN, SERVICE, message, reply, sub
from people import join, sign_up, state_of
from rig import run, wait
from test_rights import data_of, proven, rig_for_rights, traces

OLD, HEIR = "old@example.org", "heir@example.org"


def world(conf=None):
    rig = rig_for_rights(conf)
    rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet in Otago", "--region", "Otago")
    rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "News about events")
    rig.ctl("list", "add", "closed", "--name", "Closed", "--purpose", "For few")
    sign_up(rig, OLD)
    join(rig, OLD, "otago", "join otago")
    sign_up(rig, OLD, "subscribe-closed")
    rig.ctl("list", "update", "closed", "--state", "closed")
    return rig


def states(rig, person):
    return [state_of(rig, person, slug) for slug in ("newsletter", "otago", "events", "closed")]


def replaced(tap):
    with world() as rig:
        rig.deliver(proven(OLD, "correct name Olga Unique"))
        rig.letter(OLD)
        rig.deliver(message(OLD, SERVICE, f"replace me with {HEIR}"))
        ask = rig.letter(OLD)
        tap.ok("Was this you" in ask.subject and rig.letters(HEIR) == [], "without proof the person is asked first")
        rig.deliver(reply(ask, OLD, "yes"))
        question = rig.letter(HEIR)
        tap.ok(HEIR in rig.letter(OLD).text, "the person is told that it was asked")
        raw = question.raw.decode() + question.text
        tap.ok(OLD not in raw and "Olga" not in raw and "old@" not in raw, "the question says nothing of them")
        tap.ok("To meet in Otago" in question.text and "Data Protection" in question.text and "For few" not in question.text
               and "News about events" not in question.text, "but what each list is for that can be handed over")
        tap.ok("have it from nobody else" in " ".join(question.text.split()), "and where the address is from")
        tap.equal(states(rig, HEIR), [None] * 4, "nothing is kept of who has not answered")
        rig.deliver(reply(question, HEIR, "Automatic reply: I am away", headers=[("Auto-Submitted", "auto-replied")]))
        rig.deliver(reply(question, HEIR, "my data"))
        data = str(data_of(rig.letter(HEIR)))
        tap.ok("'replace'" in data and "old@" not in data.lower() and "Olga" not in data,
               "what they write besides is about themselves, and what is held of them names nobody")
        rig.settle()
        tap.equal((states(rig, HEIR), rig.letters(OLD)), ([None] * 4, []), "a robot says no yes")
        sign_up(rig, OLD, "subscribe-events")
        rig.deliver(reply(question, HEIR, "Yes, happy to"))
        subjects = sorted(rig.letter(HEIR).subject for _ in range(2))
        tap.equal(subjects, ["Welcome to DPUP newsletter", "Welcome to Otago CoP"], "their yes: welcome to both")
        tap.equal(states(rig, HEIR), ["active", "active", None, None], "to those that were named, no others")
        tap.equal(states(rig, OLD), ["left", "left", "active", "active"], "and the other leaves those")
        letter = rig.letter(OLD)
        tap.ok("who comes after you" in letter.subject and "said yes" in letter.text, "and is told")
        consents = rig.ctl("subscriber", "explain", HEIR)["consents"]
        tap.ok(any(c["act"] == "given" and "To meet in Otago" in c["wording"] for c in consents), "each with its own proof")
        rig.deliver(proven(HEIR, "my data"))
        tap.ok("old@" not in str(data_of(rig.letter(HEIR))), "what is held of them does not name the other")
        rig.deliver(reply(question, HEIR, "Yes"))
        tap.ok("not open" in rig.letter(HEIR).subject, "once")


def not_replaced(tap):
    with world() as rig:
        rig.deliver(proven(OLD, f"replace me with {HEIR}"))
        question = rig.letter(HEIR)
        rig.letter(OLD)
        rig.deliver(reply(question, HEIR, "No thanks"))
        rig.settle()
        tap.equal((states(rig, OLD)[:2], states(rig, HEIR), rig.letters(HEIR)), (["active"] * 2, [None] * 4, []),
                  "a no changes nothing")
        rig.deliver(reply(question, HEIR, "yes"))
        tap.ok("not open" in rig.letter(HEIR).subject, "and stands")
        for wrong, why in ((OLD, "the address we have"), (SERVICE, "nobody reads")):
            rig.deliver(proven(OLD, f"replace me with {wrong}"))
            tap.ok(why in rig.letter(OLD).text, f"{wrong}: refused with the reason")
        rig.deliver(proven(OLD, "replace me with heir.example.org"))
        rig.letter(HUMAN)
        tap.ok(True, "what is no address is read by a person")
        rig.letters(OLD)
        for number in range(5):
            rig.deliver(proven(OLD, f"replace me with stranger{number}@example.org"))
        rig.settle()
        asked = sum(len(rig.letters(f"stranger{number}@example.org")) for number in range(5))
        tap.equal(asked, 3, "nobody makes us write to more than three strangers a day")
        limited = rig.ctl("inbound", "list", "--state", "limited")
        tap.equal([(row["limited"], row["outcome"]) for row in limited], [("successors_per_person", "asking limited")] * 2,
                  "the fourth and the fifth are shown to staff, with what held them")
        tap.ok("successors_per_person" in rig.ctl_run("doctor").stdout, "and doctor tells of them")
        rig.letters(OLD)
        rig.deliver(proven(OLD, "unsubscribe all"))
        rig.letter(OLD)
        sign_up(rig, "bea@example.org")
        rig.deliver(proven("bea@example.org", f"replace me with {HEIR}"))
        question = rig.letter(HEIR)
        rig.letter("bea@example.org")
        rig.deliver(proven("bea@example.org", "forget me"))
        rig.deliver(reply(rig.letter("bea@example.org"), "bea@example.org", "yes"))
        rig.letter("bea@example.org")
        wait(lambda: not traces(rig, b"bea@example.org"), "bea to be gone", 30)
        rig.deliver(reply(question, HEIR, "yes"))
        tap.ok("not open" in rig.letter(HEIR).subject, "who is forgotten hands nothing over")
        rig.deliver(message(HEIR, SERVICE, "forget me"))
        rig.deliver(reply(rig.letter(HEIR), HEIR, "yes"))
        rig.letter(HEIR)
        sign_up(rig, "dan@example.org")
        rig.deliver(proven("dan@example.org", f"replace me with {HEIR}"))
        tap.ok(HEIR in rig.letter("dan@example.org").text, "who asked to be forgotten")
        rig.settle()
        tap.equal(rig.letters(HEIR), [], "is not asked, and nobody is told")


def asked_often(tap):
    """One stranger, named by many: they are asked as often as anybody may be, and what is more is shown to staff."""
    with world({"limits": {"confirms_per_address": 2}}) as rig:
        for number in range(3):
            sign_up(rig, f"p{number}@example.org")
            rig.deliver(proven(f"p{number}@example.org", f"replace me with {HEIR}"))
        rig.settle()
        tap.equal(len(rig.letters(HEIR)), 2, "the third who names somebody does not have them asked once more")
        tap.equal([row["limited"] for row in rig.ctl("inbound", "list", "--state", "limited")], ["confirms_per_address"],
                  "which is shown to staff")


def not_their_doing(tap):
    """Somebody else named who comes after them, below a mail that was passed on, and that one was quick to say yes."""
    for back, expected in ((True, ["active", "active", None, "active"]), (False, ["left", "left", None, "active"])):
        with world() as rig:
            rig.deliver(proven(OLD, "status"))
            rig.deliver(reply(rig.letter(OLD), OLD, f"replace me with {HEIR}"))
            told = rig.letter(OLD)
            tap.ok("the word NO" in told.text, "they are told at the asking", told.text)
            rig.deliver(reply(rig.letter(HEIR), HEIR, "yes"))
            letter = rig.letter(OLD)
            tap.ok("UNDO" in letter.text, "and when it is done, with how to take it back", letter.text)
            tap.equal(states(rig, OLD), ["left", "left", None, "active"], "they have left")
            rig.settle()
            rig.letters(HEIR)
            if back:
                rig.deliver(reply(letter, HEIR, "undo"))
                rig.settle()
                tap.equal(states(rig, OLD), ["left", "left", None, "active"], "the other's undo is none")
                rig.deliver(reply(letter, OLD, "UNDO"))
                tap.ok("Otago CoP" in rig.letter(OLD).text, "undone", letter.text)
            rig.settle()
            tap.equal((states(rig, OLD), states(rig, HEIR)), (expected, ["active", "active", None, None]),
                      "who said yes keeps what they said yes to")
            if back:
                rig.letters(OLD)
                rig.deliver(reply(letter, OLD, "undo"))
                tap.ok("not open" in rig.letter(OLD).subject, "once")


if __name__ == "__main__":
    run(not_their_doing, replaced, not_replaced, asked_often)
