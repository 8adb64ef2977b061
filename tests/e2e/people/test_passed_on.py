# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Mail is passed on. Who got one of ours from its person and answers it in that person's name brings nobody back who said
no, and puts nobody on a list of whom our mail host does not say that they wrote; the person themselves needs one word more."""
from aging import age
from mails import SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, join, sign_up, state_of, unsubscribe_mailto, wait_done
from rig import Rig, merged, run, wait
from test_rights import AUTHSERV, rig_for_rights

AMY = "amy@example.org"
WINDOW = {"sending": {"window": "always", "window_days": "all"}}
VOUCHED = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
NOT_JUDGED_THEIRS = [("Authentication-Results", f"{AUTHSERV}; spf=pass; dkim=none; dmarc=none header.from=example.org")]


def rig_without_judge():
    rig = Rig(merged(GENEROUS, WINDOW))
    add_newsletter(rig)
    return rig


def otago(rig):
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
            "--purpose", "Meeting in Otago", "--convenor", "kiri@example.net")


def news(rig, person, subject="News one"):
    """A newsletter, as the person got it."""
    wait_done(rig, announce(rig, subject, f"Hello, this is {subject}.\n"))
    rig.settle()
    return [m for m in rig.letters(person) if m.subject == subject][-1]


def suppressed(rig):
    return len(rig.ctl("suppression", "list"))


def closed_by_staff(tap):
    """Whom staff say is never to be mailed is asked no more: nobody brings them back by the question of before."""
    other = "other@evil.example"
    for who in (AMY, other):
        with rig_without_judge() as rig:
            rig.deliver(message(AMY, SERVICE, "subscribe"))
            question = rig.letter(AMY)
            rig.ctl("suppression", "add", AMY)
            rig.deliver(reply(question, who, "yes"))
            rig.settle()
            tap.equal((state_of(rig, AMY), suppressed(rig), rig.ctl("inbound", "list")[0]["outcome"]), ("left", 1, "confirmation expired"),
                      f"a yes of {who} to the question of before is none, at once")
            tap.ok(all("Welcome" not in m.subject for m in rig.letters(AMY) + rig.letters(other)), "and welcomes nobody")
            rig.ctl("suppression", "add", "nobody@example.org")
            sign_up(rig, "ben@example.org")
            rig.ctl("suppression", "add", "ben@example.org")
            tap.equal(state_of(rig, "ben@example.org"), "active", "who is on a list stays on it, and gets nothing")
            rig.deliver(message(AMY, SERVICE, "subscribe"))
            rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
            rig.settle()
            tap.equal(state_of(rig, AMY), "active", "who asks anew is asked anew")


def closed_of_others(tap):
    """So is what somebody else wants of that address."""
    bea = "bea@example.net"
    for order in ("change address to", "add address", "replace me with"):
        with rig_without_judge() as rig:
            welcome = sign_up(rig, AMY)
            rig.deliver(reply(welcome, AMY, f"{order} {bea}"))
            question = rig.letter(bea)
            rig.ctl("suppression", "add", "Bea@example.net")
            rig.deliver(reply(question, bea, "yes"))
            rig.settle()
            tap.equal((state_of(rig, AMY), suppressed(rig), rig.ctl("inbound", "list")[0]["outcome"]), ("active", 1, "answered too late"),
                      f"{order}: a yes of before is none")
            tap.equal(rig.ctl("subscriber", "show", AMY)["other_addresses"], [], "and the address is nobody's")


def never_by_an_old_mail(tap):
    """Whoever said never to be mailed takes that back by a yes to the question that was sent after it."""
    for name, make in (("no judge", rig_without_judge), ("judged", lambda: rig_for_rights(WINDOW))):
        with make() as rig:
            otago(rig)
            sign_up(rig, AMY)
            old = news(rig, AMY)
            rig.deliver(message(AMY, SERVICE, "join Otago"))
            earlier = rig.letter(AMY)
            age(rig, 60)
            rig.ctl("suppression", "add", AMY)
            rig.deliver(reply(old, AMY, "join Otago"))
            asked = rig.letter(AMY)
            tap.ok(asked.subject.startswith("Please confirm") and state_of(rig, AMY, "otago") == "pending" and suppressed(rig) == 1,
                   f"{name}: in answer to an old newsletter it is asked", asked.subject)
            rig.deliver(reply(earlier, AMY, "yes"))
            rig.settle()
            tap.equal((state_of(rig, AMY, "otago"), suppressed(rig)), ("pending", 1), f"{name}: a yes to the question of before is none")
            rig.letters(AMY)
            rig.deliver(reply(asked, AMY, "yes"))
            tap.ok("Welcome" in rig.letter(AMY).subject and suppressed(rig) == 0 and state_of(rig, AMY, "otago") == "active",
                   f"{name}: their yes to what was asked after it takes it back")


def never_and_an_older_question(tap):
    """The question was there before: it is closed, its yes is told so, and who asks anew is asked anew."""
    with rig_without_judge() as rig:
        rig.deliver(message(AMY, sub("subscribe")))
        old = rig.letter(AMY)
        age(rig, 60)
        rig.ctl("suppression", "add", AMY)
        rig.deliver(reply(old, AMY, "yes"))
        rig.settle()
        tap.equal([m.subject for m in rig.letters(AMY)], ["That request is not open any more"], "they are told that an older question is closed")
        tap.equal((state_of(rig, AMY), suppressed(rig)), ("left", 1), "and are not asked")
        rig.deliver(message(AMY, sub("subscribe")))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.letter(AMY)
        tap.equal((state_of(rig, AMY), suppressed(rig)), ("active", 0), "the new one does")


def never_and_vouched(tap):
    with rig_for_rights(WINDOW) as rig:
        otago(rig)
        sign_up(rig, AMY)
        old = news(rig, AMY)
        rig.ctl("suppression", "add", AMY)
        rig.deliver(reply(old, AMY, "join Otago", headers=VOUCHED))
        tap.ok("Welcome" in rig.letter(AMY).subject and suppressed(rig) == 0, "whom our mail host vouches for joins, and is mailed again")


def refused(tap):
    """A no to an invitation is one: a mail of before it does not undo it."""
    for name, make in (("no judge", rig_without_judge), ("judged", lambda: rig_for_rights(WINDOW))):
        with make() as rig:
            otago(rig)
            sign_up(rig, AMY)
            old = news(rig, AMY)
            age(rig, 60)
            rig.ctl("subscriber", "add", AMY, "--list", "otago", "--source", "Staff")
            rig.deliver(reply(rig.letter(AMY), AMY, "no"))
            rig.letter(AMY)
            tap.equal(state_of(rig, AMY, "otago"), "left", f"{name}: they said no")
            rig.deliver(reply(old, AMY, "join Otago"))
            asked = rig.letter(AMY)
            tap.ok(asked.subject.startswith("Please confirm") and state_of(rig, AMY, "otago") == "pending", f"{name}: asked first",
                   asked.subject)
            rig.deliver(reply(asked, AMY, "yes"))
            tap.ok("Welcome" in rig.letter(AMY).subject, f"{name}: and had by their yes")


def honest(tap):
    """Nothing stands against it, and no mail host judges: done at once, as the table of acts has it."""
    with rig_without_judge() as rig:
        otago(rig)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
        sign_up(rig, AMY)
        old = news(rig, AMY)
        rig.deliver(reply(old, AMY, "join Otago"))
        tap.ok("Welcome" in rig.letter(AMY).subject and state_of(rig, AMY, "otago") == "active", "below a newsletter")
        rig.ctl("subscriber", "add", AMY, "--list", "events", "--source", "Staff")
        rig.deliver(reply(rig.letter(AMY), AMY, "no"))
        rig.letter(AMY)
        rig.ctl("list", "add", "jobs", "--name", "Jobs", "--purpose", "Open positions")
        rig.deliver(reply(old, AMY, "subscribe jobs"))
        tap.ok("Welcome" in rig.letter(AMY).subject, "a no to one list is none to another")


def judged(tap):
    """Our mail host says of this very mail who wrote, and not that they did: they are asked, wherever it stands."""
    with rig_for_rights(WINDOW) as rig:
        otago(rig)
        welcome = sign_up(rig, AMY)
        old = news(rig, AMY)
        for name, letter in (("below a newsletter", old), ("below their welcome", welcome)):
            rig.deliver(reply(letter, AMY, "join Otago", headers=NOT_JUDGED_THEIRS))
            asked = rig.letter(AMY)
            tap.ok(asked.subject.startswith("Please confirm") and state_of(rig, AMY, "otago") == "pending", f"{name}: asked", asked.subject)
        rig.deliver(reply(asked, AMY, "yes", headers=NOT_JUDGED_THEIRS))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY, "otago"), "active", "and had by one word")
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
        rig.deliver(reply(old, AMY, "subscribe events", headers=VOUCHED))
        tap.ok("Welcome" in rig.letter(AMY).subject, "whom our mail host vouches for is not asked")
        rig.ctl("list", "add", "jobs", "--name", "Jobs", "--purpose", "Open positions")
        rig.deliver(reply(old, AMY, "subscribe jobs"))
        tap.ok("Welcome" in rig.letter(AMY).subject, "nor is whose mail nobody judged")


def words_that_were_shown(tap):
    """Who is not asked is told by the welcome what they have agreed to, and one word takes it back."""
    with rig_without_judge() as rig:
        otago(rig)
        sign_up(rig, AMY)
        rig.deliver(reply(news(rig, AMY), AMY, "join Otago"))
        welcome = rig.letter(AMY)
        given = [c for c in rig.ctl("subscriber", "explain", AMY)["consents"] if c["list"] == "otago" and c["act"] == "given"][-1]
        flat = " ".join(welcome.text.split())
        tap.ok(all(" ".join(line.split()) in flat for line in given["wording"].splitlines()), "the welcome says all that is recorded",
               (given["wording"], welcome.text))
        tap.equal(given["note"], "as the welcome says", "and the record where it was said")
        rig.deliver(reply(welcome, AMY, "UNSUBSCRIBE"))
        tap.ok("left Otago" in rig.letter(AMY).subject and state_of(rig, AMY, "otago") == "left", "one word, and it is left")
        asked = join(rig, AMY, "otago", "join Otago")
        tap.ok("have agreed to" not in asked.text, "who was asked first has read it there")


def undone(tap):
    """A goodbye that was passed on brings nobody back."""
    with rig_for_rights(WINDOW) as rig:
        add = {"events": "Events of the sector", "jobs": "Open positions"}
        for slug, purpose in add.items():
            rig.ctl("list", "add", slug, "--name", slug.capitalize(), "--purpose", purpose)
        for number, (headers, back) in enumerate(((NOT_JUDGED_THEIRS, False), (VOUCHED, True), ([], True))):
            person = AMY if number == 0 else f"p{number}@example.org"
            sign_up(rig, person)
            sign_up(rig, person, "subscribe-events")
            rig.deliver(message(person, SERVICE, "unsubscribe all", headers=VOUCHED))
            goodbye = rig.letter(person)
            rig.deliver(reply(goodbye, person, "undo", headers=headers))
            letter = rig.letter(person)
            if back:
                tap.ok("back on your lists" in letter.subject and state_of(rig, person) == "active", f"{headers}: back at once")
                continue
            letters = [letter, rig.letter(person)]
            tap.ok(all(m.subject.startswith("Please confirm") for m in letters) and state_of(rig, person) == "pending",
                   "judged, and not theirs by that: asked of each list", [m.subject for m in letters])
            for m in letters:
                rig.deliver(reply(m, person, "yes", headers=headers))
                rig.letter(person)
            tap.equal((state_of(rig, person), state_of(rig, person, "events")), ("active", "active"), "and back by a yes")
    with rig_without_judge() as rig:
        sign_up(rig, AMY)
        rig.deliver(message(AMY, SERVICE, "unsubscribe"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        goodbye = rig.letter(AMY)
        age(rig, 60)
        rig.ctl("suppression", "add", AMY)
        rig.deliver(reply(goodbye, AMY, "undo"))
        tap.ok(rig.letter(AMY).subject.startswith("Please confirm") and state_of(rig, AMY) == "pending" and suppressed(rig) == 1,
               "who said since never to be mailed is asked")


def an_old_button(tap):
    """List-Unsubscribe works for ever for whom it was sent to; of one from before they came back they are told."""
    for name, make in (("no judge", rig_without_judge), ("judged", lambda: rig_for_rights(WINDOW))):
        with make() as rig:
            sign_up(rig, AMY)
            old = unsubscribe_mailto(news(rig, AMY))
            rig.deliver(message(AMY, *old, headers=[("Auto-Submitted", "auto-generated")]))
            wait(lambda: state_of(rig, AMY) == "left", f"{name}: amy to leave")
            rig.settle()
            tap.equal(rig.letters(AMY), [], f"{name}: the button of what they are on is silent")
            sign_up(rig, AMY)
            rig.deliver(message(AMY, *old, headers=[("Auto-Submitted", "auto-generated")]))
            goodbye = rig.letter(AMY)
            tap.ok("have left" in goodbye.subject and "UNDO" in goodbye.text and state_of(rig, AMY) == "left",
                   f"{name}: one of before they came back leaves, and they are told", goodbye.text)
            rig.deliver(reply(goodbye, AMY, "undo"))
            tap.ok("Welcome" in rig.letter(AMY).subject and state_of(rig, AMY) == "active", f"{name}: and can undo it by one word")
            rig.deliver(message("amy.home@example.net", *old))
            tap.ok("have left" in rig.letter(AMY).subject, f"{name}: from whichever address, too")
            rig.deliver(message(AMY, sub("subscribe")))
            asked = rig.letter(AMY)
            rig.deliver(message(AMY, *old, headers=[("Auto-Submitted", "auto-generated")]))
            rig.deliver(reply(asked, AMY, "yes"))
            tap.ok("Welcome" in rig.letter(AMY).subject, f"{name}: but ends no question of after it")


if __name__ == "__main__":
    run(closed_by_staff, closed_of_others, judged, words_that_were_shown, undone, an_old_button, never_by_an_old_mail, never_and_an_older_question, never_and_vouched, refused, honest)
