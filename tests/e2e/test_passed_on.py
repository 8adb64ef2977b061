# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Mail is passed on. Who got one of ours from its person and answers it in that person's name brings nobody back who said
no, and puts nobody on a list of whom our mail host does not say that they wrote; the person themselves needs one word more."""
from aging import age
from mails import SERVICE, message, reply, sub
from people import GENEROUS, add_newsletter, announce, join, sign_up, state_of, wait_done
from rig import Rig, merged, run
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
    """The question is there before: its yes asks again, once."""
    with rig_without_judge() as rig:
        rig.deliver(message(AMY, sub("subscribe")))
        old = rig.letter(AMY)
        age(rig, 60)
        rig.ctl("suppression", "add", AMY)
        rig.deliver(reply(old, AMY, "yes"))
        anew = rig.letter(AMY)
        tap.ok(anew.subject.startswith("Please confirm") and state_of(rig, AMY) == "pending" and suppressed(rig) == 1,
               "an older question is asked anew", anew.subject)
        rig.deliver(reply(old, AMY, "yes"))
        rig.settle()
        tap.equal((state_of(rig, AMY), suppressed(rig)), ("pending", 1), "and answers nothing more")
        rig.letters(AMY)
        rig.deliver(reply(anew, AMY, "yes"))
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


if __name__ == "__main__":
    run(never_by_an_old_mail, never_and_an_older_question, never_and_vouched, refused, honest)
