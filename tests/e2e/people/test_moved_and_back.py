# SPDX-License-Identifier: MIT
"""In the week in which a change of address can be undone nothing stands in the way of that: not who is asked in the old
address's name, not who signs up there or is named by staff, not who moves on. Whoever came to be there is the same
mailbox, and is one person with who comes back."""
import time

from mails import HUMAN, SERVICE, Letter, message, reply
from people import GENEROUS, add_newsletter, local_time, state_of
from rig import Rig, merged, run

AMY, TYPO, LATER = "amy@example.org", "amy@exmaple.org", "amy@later.example"
EVE = "eve@evil.example"
CONVENOR = "kaihautu@example.net"
AUTHSERV = "mx.example.govt.nz"
OPEN = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
JUDGED = merged(OPEN, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})


def passed(person, result="pass"):
    domain = person.rpartition("@")[2]
    return [("Authentication-Results", f"{AUTHSERV}; dkim={result} header.d={domain}; dmarc={result} header.from={domain}")]


def proven(person, subject, text=""):
    return message(person, SERVICE, subject, text, headers=passed(person))


def answer(letter, person, text):
    return reply(letter, person, text, headers=passed(person))


def lists(rig):
    add_newsletter(rig)
    for slug in ("otago", "waikato"):
        rig.ctl("community", "add", slug, "--name", f"{slug.title()} Community of Practice", "--region", slug.title(),
                "--purpose", f"Meeting in {slug.title()}", "--convenor", CONVENOR)


def all_of(rig, person):
    return [state_of(rig, person, slug) for slug in ("newsletter", "otago", "waikato")]


def get_on(rig, person, *orders):
    """Asks for lists and says yes, vouched for."""
    for order in orders:
        rig.deliver(proven(person, order))
        rig.deliver(answer(rig.letter(person), person, "yes"))
        rig.letter(person)


def move(rig, frm=AMY, to=TYPO):
    """Returns what the old address is told."""
    rig.deliver(proven(frm, f"change address to {to}"))
    letter = rig.letter(to)
    if "Was this you" in letter.subject:    # nobody vouches
        raise AssertionError(letter.text)
    rig.deliver(answer(letter, to, "yes"))
    rig.letter(to)
    time.sleep(1.1)     # a mail of the second in which an address changed may be from before
    return rig.letter(frm)


def quiet(rig):
    rig.settle()
    rig.letters(AMY), rig.letters(TYPO), rig.letters(HUMAN), rig.letters(LATER)


# What may come between, and what of it is Amy's own and stays.

def forged_subscribe(rig):
    rig.deliver(message(AMY, SERVICE, "subscribe", return_path=EVE))
    quiet(rig)


def forged_by_a_failed_check(rig):
    rig.deliver(message(AMY, SERVICE, "join Waikato", headers=passed(AMY, "none"), return_path=EVE))
    quiet(rig)


def forged_and_refused(rig):
    rig.deliver(message(AMY, SERVICE, "subscribe", return_path=EVE))
    rig.settle()
    rig.deliver(answer(rig.letters(AMY)[-1], AMY, "no"))
    quiet(rig)


def forged_rights(rig):
    """Questions in her name."""
    for order in ("forget me", "my data", f"change address to {EVE}"):
        rig.deliver(message(AMY, SERVICE, order, return_path=EVE))
    quiet(rig)


def honest_subscribe(rig):
    get_on(rig, AMY, "subscribe")


def honest_join(rig):
    get_on(rig, AMY, "join Waikato")


def staff_add(rig):
    rig.ctl("subscriber", "add", AMY, "--list", "newsletter", "--source", "a colleague")
    quiet(rig)


def staff_import(rig):
    rig.ctl("import", rig.write("people.csv", f"address,name\n{AMY},Amy\n"), "--list", "otago", "--source", "a sheet")
    quiet(rig)


def staff_add_said_yes(rig):
    rig.ctl("subscriber", "add", AMY, "--list", "waikato", "--source", "a colleague")
    rig.deliver(answer(rig.letter(AMY), AMY, "yes"))
    quiet(rig)


def moved_on(rig):
    """Whoever has it now takes it to another address."""
    move(rig, TYPO, LATER)
    quiet(rig)


def here_and_away(rig):
    """She signs up at the old address, and takes that to another."""
    get_on(rig, AMY, "subscribe")
    move(rig, AMY, LATER)
    quiet(rig)


BACK = ["active", "active", None]
ORDERS = (
    ((), BACK),
    ((forged_subscribe,), BACK),
    ((forged_by_a_failed_check,), ["active", "active", "pending"]),
    ((forged_and_refused,), BACK),
    ((forged_rights,), BACK),
    ((honest_subscribe,), BACK),
    ((honest_join,), ["active", "active", "active"]),
    ((staff_add,), BACK),
    ((staff_import,), BACK),
    ((staff_add_said_yes,), ["active", "active", "active"]),
    ((moved_on, forged_subscribe), BACK),
    ((forged_subscribe, moved_on), BACK),
    ((honest_join, staff_import, moved_on, forged_subscribe), ["active", "active", "active"]),
    ((here_and_away,), BACK),
    ((here_and_away, forged_subscribe), BACK),
    ((staff_add, forged_subscribe, honest_subscribe), BACK),
)


def every_order(tap):
    for events, expected in ORDERS:
        with Rig(JUDGED) as rig:
            lists(rig)
            get_on(rig, AMY, "subscribe", "join Otago")
            notice = move(rig)
            for event in events:
                event(rig)
            rig.deliver(answer(notice, AMY, "undo"))
            quiet(rig)
            tap.equal(all_of(rig, AMY), expected, f"undone after {[e.__name__ for e in events]}")
            tap.equal((all_of(rig, TYPO), [s for s in all_of(rig, LATER) if s == "active"]),
                      ([None] * 3, ["active"] if here_and_away in events else []), "nobody else has it")


def where_nobody_vouches(tap):
    """The same of a host that says nothing of anybody."""
    for event in (None, "subscribe"):
        with Rig(OPEN) as rig:
            lists(rig)
            rig.deliver(message(AMY, SERVICE, "subscribe"))
            rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
            welcome = rig.letter(AMY)
            rig.deliver(message(AMY, SERVICE, f"change address to {TYPO}"))
            rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
            rig.deliver(reply(rig.letter(TYPO), TYPO, "yes"))
            notice = rig.letter(AMY)
            tap.ok(welcome is not None and "left" not in notice.subject, "moved", notice.subject)
            time.sleep(1.1)
            if event is not None:
                rig.deliver(message(AMY, SERVICE, event))
                quiet(rig)
            rig.deliver(reply(notice, AMY, "undo"))
            quiet(rig)
            tap.equal((state_of(rig, AMY), state_of(rig, TYPO)), ("active", None), f"undone after {event}")


def the_telling_is_refused(tap):
    """No to what told at the asking, after somebody has been asked in her name."""
    with Rig(JUDGED) as rig:
        lists(rig)
        get_on(rig, AMY, "subscribe")
        welcome = rig.ctl("subscriber", "show", AMY)
        tap.ok(welcome["address"] == AMY, "she is there")
        rig.deliver(proven(AMY, "status"))
        status = rig.letter(AMY)
        rig.deliver(reply(status, AMY, f"change address to {EVE}"))    # passed on, and answered in her name
        told = rig.letters(AMY)
        rig.settle()
        told += rig.letters(AMY)
        asked = rig.letters(EVE)
        if not asked:   # she is asked first: then nothing is told
            tap.ok(any("Was this you" in x.subject for x in told), "she is asked first")
            return
        rig.deliver(answer(asked[-1], EVE, "yes"))
        rig.settle()
        rig.deliver(message(AMY, SERVICE, "subscribe", return_path=EVE))
        rig.settle()
        rig.deliver(answer(told[0], AMY, "no"))
        rig.settle()
        tap.equal((state_of(rig, AMY), state_of(rig, EVE)), ("active", None), "it is undone")


def one_person(tap):
    """What she did at the old address is hers with all the rest: answers, wishes, what she told."""
    with Rig(JUDGED) as rig:
        lists(rig)
        get_on(rig, AMY, "subscribe", "join Otago")
        rig.deliver(proven(AMY, "correct name Amy"))
        quiet(rig)
        hui = rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")["id"]
        rig.letter(AMY)
        notice = move(rig)
        get_on(rig, AMY, "join Waikato", "join Otago")
        rig.settle()
        invited = [Letter(m) for m in rig.sink.to(AMY, 0) if "Hui" in Letter(m).subject]
        tap.equal(len(invited), 2, "invited twice, as before and anew")
        rig.deliver(answer(invited[-1], AMY, "yes"))
        rig.deliver(proven(AMY, "correct organisation Te Puna"))
        quiet(rig)
        rig.deliver(proven(AMY, "unsubscribe waikato"))
        rig.settle()
        goodbye = rig.letters(AMY)[-1]
        rig.deliver(answer(notice, AMY, "undo"))
        quiet(rig)
        tap.equal(all_of(rig, AMY), ["active", "active", "left"], "what she left there she has left")
        shown = rig.ctl("subscriber", "show", AMY)
        tap.equal((shown["name"], shown["organisation"]), ("Amy", "Te Puna"), "what she told before and since")
        people = [(p["address"], p["answer"]) for p in rig.ctl("meeting", "attendance", hui)["people"]]
        tap.equal(people, [(AMY, "yes")], "once, with her answer")
        rig.deliver(answer(goodbye, AMY, "undo"))
        quiet(rig)
        tap.equal(state_of(rig, AMY, "waikato"), "active", "and her goodbye can be undone still")


def not_a_third(tap):
    """Who stands there came from elsewhere, and can undo that: it would be theirs then. A person sees to it, and
    the undo stays open."""
    with Rig(JUDGED) as rig:
        lists(rig)
        get_on(rig, AMY, "subscribe")
        notice = move(rig)
        get_on(rig, EVE, "join Otago")
        rig.deliver(proven(EVE, f"change address to {AMY}"))
        rig.deliver(answer(rig.letter(AMY), AMY, "yes"))
        rig.settle()
        back = rig.letters(EVE)[-1]
        quiet(rig)
        rig.deliver(answer(notice, AMY, "undo"))
        rig.settle()
        tap.ok(rig.letters(HUMAN) != [] and not any("not open" in x.subject for x in rig.letters(AMY)), "a person reads it")
        rig.deliver(answer(back, EVE, "undo"))
        quiet(rig)
        rig.deliver(answer(notice, AMY, "undo"))
        quiet(rig)
        tap.equal((state_of(rig, AMY), state_of(rig, EVE), state_of(rig, EVE, "otago")), ("active", None, "active"),
                  "and it is done once they are gone")


if __name__ == "__main__":
    run(every_order, where_nobody_vouches, the_telling_is_refused, one_person, not_a_third)
