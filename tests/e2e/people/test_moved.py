# SPDX-License-Identifier: MIT
"""A change of address that is undone: the old address has back what it had, and nothing that the new one did, said or
agreed to meanwhile; what the new one agreed to by itself stays with it."""
import json
import time

from mails import HUMAN, SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, join, local_time, sign_up, state_of, unsubscribe_mailto, wait_done
from rig import Rig, merged, run

AMY, NEW, OTHER = "amy@example.org", "vera@new.example", "third@other.example"
CONVENOR = "kaihautu@example.net"
AUTHSERV = "mx.example.govt.nz"
OPEN = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}, "announcements": {"approvals": 0},
                         "inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})


def proven(person, subject, text=""):
    domain = person.rpartition("@")[2]
    return message(person, SERVICE, subject, text, headers=[
        ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}")])


def communities(rig):
    add_newsletter(rig)
    for slug, name in (("otago", "Otago"), ("waikato", "Waikato")):
        rig.ctl("community", "add", slug, "--name", f"{name} Community of Practice", "--region", name,
                "--purpose", f"Meeting in {name}", "--convenor", CONVENOR)


def meeting(rig, slug, title, *more):
    return rig.ctl("meeting", "add", slug, "--start", local_time(9 * 86400)[:16], "--title", title, *more)["id"]


def move(rig, frm, to):
    """Who is asked says yes. Returns what the old address is told."""
    rig.deliver(proven(frm, f"change address to {to}"))
    rig.deliver(reply(rig.letter(to), to, "yes"))
    rig.letter(to)
    time.sleep(1.1)     # a mail of the second in which an address changed may be from before
    return rig.letter(frm)


def told(rig, *orders):
    for order in orders:
        rig.deliver(order)
    rig.settle()


def answer(rig, number, person):
    return {p["address"]: p for p in rig.ctl("meeting", "attendance", number)["people"]}.get(person, {}).get("answer")


def my_data(rig, person):
    rig.letters(person)
    rig.deliver(proven(person, "my data"))
    text = rig.letter(person).attached("application/json")[0].get_content()
    return json.loads(text if isinstance(text, str) else text.decode())


def what_the_new_one_did(tap):
    """They said yes to a question with little in it, and went on as themselves."""
    with Rig(OPEN) as rig:
        communities(rig)
        sign_up(rig, AMY)
        hui = meeting(rig, "otago", "Hui")
        notice = move(rig, AMY, NEW)
        told(rig, proven(NEW, "correct name Vera Victim"), proven(NEW, "correct organisation Secret Shelter"))
        rig.letters(NEW)
        join(rig, NEW, "otago", "join Otago")
        rig.deliver(reply(rig.letter(NEW), NEW, "yes +2"))
        rig.letter(NEW)
        told(rig, proven(NEW, "A private question", "My client was evicted: whom do I ask?"))
        rig.letters(HUMAN)
        rig.letters(NEW)
        rig.deliver(reply(notice, AMY, "undo"))
        tap.ok("is changed" in rig.letter(AMY).subject, "it is undone")
        gone = rig.letter(NEW)
        tap.ok("does not get" in gone.subject and "Otago" in gone.text, "who loses something is told, and what stays", gone.text)
        rig.settle()
        tap.equal((state_of(rig, AMY), state_of(rig, AMY, "otago")), ("active", None), "the old address has what it had")
        tap.equal((state_of(rig, NEW), state_of(rig, NEW, "otago")), (None, "active"), "the new one what it agreed to")
        tap.equal((answer(rig, hui, NEW), answer(rig, hui, AMY)), ("yes", None), "with its answer to the meeting")
        shown = json.dumps(my_data(rig, AMY))
        for word in ("Vera", "Secret Shelter", "evicted", "otago", "Otago"):
            tap.ok(word not in shown, f"my data shows the old address nothing of it: {word}", shown)
        own = my_data(rig, NEW)
        tap.equal((own["person"]["name"], own["person"]["organisation"], len(own["meetings"])), ("Vera Victim", "Secret Shelter", 1),
                  "and the new one its own")
        tap.ok("given" in [c["act"] for c in own["consents"]] and AMY not in json.dumps(own), "with the proof, and nothing of the old one",
               json.dumps(own))
        wait_done(rig, announce(rig, "Next hui", "Kia ora", "otago"))
        tap.ok(rig.letter(NEW).subject == "Next hui" and not rig.letters(AMY), "mail goes to whom it belongs")
        join(rig, AMY, "otago", "join Otago")
        tap.ok("Hui" in rig.letter(AMY).subject, "who joins later is invited as anybody")
        tap.equal(answer(rig, hui, AMY), "none", "with an invitation of their own")


def nothing_of_its_own(tap):
    """Who only said yes is told, and is held for nothing."""
    with Rig(OPEN) as rig:
        communities(rig)
        sign_up(rig, AMY)
        notice = move(rig, AMY, NEW)
        told(rig, proven(NEW, "correct name Vera Victim"), proven(NEW, "join Otago"))
        asked = rig.letters(NEW)[-1]
        rig.deliver(reply(notice, AMY, "undo"))
        rig.letter(AMY)
        gone = rig.letter(NEW)
        tap.ok("no more mail from us" in gone.text, "told", gone.text)
        tap.ok("Vera" not in json.dumps(my_data(rig, AMY)), "their name is nobody's")
        rig.deliver(reply(asked, NEW, "yes"))
        rig.settle()
        tap.equal((state_of(rig, NEW, "otago"), state_of(rig, AMY, "otago")), (None, None), "what they had not agreed to yet is asked anew")


def a_thief(tap):
    """Whoever moved somebody's lists to themselves, and made a mess of them."""
    with Rig(OPEN) as rig:
        communities(rig)
        sign_up(rig, AMY)
        join(rig, AMY, "otago", "join Otago")
        told(rig, proven(AMY, "correct name Amy"))
        rig.letters(AMY)
        hui = meeting(rig, "otago", "Hui", "--capacity", "1")
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.letter(AMY)
        wait_done(rig, announce(rig, "News", "Kia ora"))
        rig.letters(AMY)
        notice = move(rig, AMY, NEW)
        wait_done(rig, announce(rig, "More news", "Kia ora"))
        stolen = rig.letter(NEW)
        rig.deliver(proven(NEW, f"add address {OTHER}"))
        rig.deliver(reply(rig.letter(OTHER), OTHER, "yes"))
        rig.letter(OTHER)
        told(rig, proven(NEW, "correct name Mallory"), proven(NEW, "set language mi"), proven(NEW, "pause"), proven(NEW, "join Waikato"))
        rig.deliver(reply(next(x for x in rig.letters(NEW) if "onfirm" in x.subject), NEW, "yes"))
        told(rig, proven(NEW, "unsubscribe all"))
        rig.letters(NEW)
        rig.deliver(proven(NEW, "forget me"))
        forget = rig.letter(NEW)
        tap.equal((state_of(rig, NEW), state_of(rig, NEW, "otago")), ("left", "left"), "all is left, and more")
        rig.deliver(reply(notice, AMY, "undo"))
        rig.letter(NEW)
        rig.settle()
        rig.letters(AMY)
        tap.equal((state_of(rig, AMY), state_of(rig, AMY, "otago"), state_of(rig, AMY, "waikato")), ("active", "active", None),
                  "her lists are as they were")
        tap.equal(answer(rig, hui, AMY), "yes", "her answer to the meeting, too")
        own = my_data(rig, AMY)["person"]
        tap.equal((own["name"], own["language"], own["paused_until"], own["other_addresses"]), ("Amy", "en", None, []),
                  "and what she had told of herself")
        told(rig, reply(forget, NEW, "yes"), proven(OTHER, "unsubscribe"), proven(NEW, "unsubscribe"),
             message(NEW, *unsubscribe_mailto(stolen)))
        tap.equal((state_of(rig, AMY), state_of(rig, AMY, "otago")), ("active", "active"),
                  "the thief's questions, further address and old mails do nothing to her")
        wait_done(rig, announce(rig, "Still here", "Kia ora"))
        tap.ok("Still here" in [x.subject for x in rig.letters(AMY)], "she gets her mail")


def what_staff_ended(tap):
    """It was no doing of the new address."""
    with Rig(OPEN) as rig:
        communities(rig)
        sign_up(rig, AMY)
        join(rig, AMY, "otago", "join Otago")
        rig.letters(AMY)
        notice = move(rig, AMY, NEW)
        rig.ctl("subscriber", "remove", NEW, "--list", "otago")
        rig.settle()
        rig.deliver(reply(notice, AMY, "undo"))
        rig.letter(AMY)
        tap.equal((state_of(rig, AMY), state_of(rig, AMY, "otago")), ("active", "left"), "stays ended")


def the_same_list_twice(tap):
    """The new address left, and joined again by its own yes: both are on it."""
    with Rig(OPEN) as rig:
        communities(rig)
        sign_up(rig, AMY)
        notice = move(rig, AMY, NEW)
        told(rig, proven(NEW, "unsubscribe"))
        rig.letters(NEW)
        sign_up(rig, NEW)
        rig.deliver(reply(notice, AMY, "undo"))
        rig.letter(AMY), rig.letter(NEW)
        tap.equal((state_of(rig, AMY), state_of(rig, NEW)), ("active", "active"), "each by their own yes")
        wait_done(rig, announce(rig, "News", "Kia ora"))
        letters = {person: rig.letter(person) for person in (AMY, NEW)}
        told(rig, message(NEW, *unsubscribe_mailto(letters[NEW])))
        tap.equal((state_of(rig, AMY), state_of(rig, NEW)), ("active", "left"), "and each leaves for themselves")


if __name__ == "__main__":
    run(what_the_new_one_did, nothing_of_its_own, a_thief, what_staff_ended, the_same_list_twice)
