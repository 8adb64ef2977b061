# SPDX-License-Identifier: MIT
"""Once a year: what we hold about you, and do you want to stay? Yes, no, silence, and never twice."""
# tests/run: limit 300 s
import re

from aging import DAY, age
from mails import SERVICE, message, reply
from people import GENEROUS, add_newsletter, announce, join, sign_up, sign_up_many, state_of, unsubscribe_mailto, wait_done
from ports import free_port
from rig import Rig, merged, run, wait
from web import BASE, Visitor, settings

AMY, BOB, ROLE = "amy@example.org", "bob@example.org", "office@example.org"
HOUR = 3600


def rig_for_years(conf=None):
    rig = Rig(merged(merged(GENEROUS, {"sending": {"window": "always"}}), conf or {}))
    add_newsletter(rig)
    return rig


def state(rig, person):
    return rig.ctl("subscriber", "export", person)["yearly_mail"]["state"]


def answers(tap):
    with rig_for_years() as rig:
        sign_up(rig, AMY)
        sign_up(rig, BOB)
        sign_up(rig, ROLE)
        rig.ctl("subscriber", "update", ROLE, "--role", "yes")
        rig.ctl("subscriber", "update", AMY, "--name", "Amy Tūī")
        age(rig, 365 * DAY - HOUR)
        rig.settle()
        tap.equal(rig.letters(AMY), [], "nothing on the day before")
        age(rig, 2 * HOUR)
        mail = {person: rig.letter(person) for person in (AMY, BOB, ROLE)}
        tap.ok("what we hold" in mail[AMY].subject and "Amy Tūī" in mail[AMY].text and AMY in mail[AMY].text,
               "after a year: what we hold")
        tap.ok("several people" in mail[ROLE].text and "several people" not in mail[AMY].text,
               "an address of a role is told that one answer is enough")
        for _ in range(2):
            rig.restart()
            rig.settle()
        tap.equal(rig.letters(AMY), [], "never twice, whatever restarts")
        rig.deliver(reply(mail[AMY], AMY, "Āe, please keep me on the list"))
        thanks = rig.letter(AMY)
        tap.ok("you stay" in thanks.subject, "yes is thanked for")
        last = rig.ctl("subscriber", "explain", AMY)["consents"][-1]
        tap.equal((last["act"], last["note"]), ("given", "answer to the yearly mail"), "and recorded as consent")
        tap.ok(last["wording"] and last["message_id"] and last["message_sha256"], "with the words and the mail")
        rig.deliver(reply(mail[AMY], AMY, "yes"))
        rig.settle()
        tap.equal((len(rig.ctl("subscriber", "explain", AMY)["consents"]), rig.letters(AMY)), (3, []),
                  "a second yes is no second consent")
        rig.deliver(reply(mail[ROLE], "someone@example.org", "yes"))
        wait(lambda: state(rig, ROLE) == "agreed", "the role's answer")
        tap.ok(True, "whoever reads the role's mail answers for it")
        rig.deliver(reply(mail[BOB], BOB, "no"))
        tap.ok("have left our lists" in rig.letter(BOB).subject, "no is answered")
        tap.equal(state_of(rig, BOB), "left", "and leaves all")
        age(rig, 364 * DAY)
        rig.settle()
        tap.equal((rig.letters(AMY), state(rig, AMY)), ([], "agreed"), "within the next year nothing comes")
        age(rig, 2 * DAY)
        tap.ok("what we hold" in rig.letter(AMY).subject, "after it, the next")


def robots_and_commands(tap):
    with rig_for_years() as rig:
        sign_up(rig, AMY)
        age(rig, 366 * DAY)
        mail = rig.letter(AMY)
        rig.deliver(reply(mail, AMY, "I am away until Monday", headers=[("Auto-Submitted", "auto-replied")]))
        rig.settle()
        tap.equal(state(rig, AMY), "asked", "a robot agrees to nothing")
        rig.deliver(reply(mail, AMY, "correct name Amy Smith"))
        rig.letter(AMY)
        tap.equal(rig.ctl("subscriber", "show", AMY)["name"], "Amy Smith", "a correction is done as such")
        rig.deliver(message("mallory@example.org", "dpup@example.govt.nz", "yes"))
        rig.settle()
        tap.equal(state(rig, AMY), "asked", "nor does somebody else's yes")


def silence(tap):
    with rig_for_years() as rig:
        sign_up(rig, AMY)
        sign_up(rig, BOB)
        age(rig, 366 * DAY)
        first = rig.letter(BOB)
        rig.letter(AMY)
        age(rig, 30 * DAY - HOUR)
        rig.settle()
        tap.equal((rig.letters(AMY), state(rig, AMY)), ([], "asked"), "on the day before: no reminder yet")
        age(rig, 2 * HOUR)
        reminder = rig.letter(AMY)
        tap.ok("still want" in reminder.subject and "only this once more" in reminder.text, "silence is reminded once")
        rig.letter(BOB)
        age(rig, 30 * DAY + HOUR)
        wait(lambda: state(rig, AMY) == "paused", "the pause")
        tap.equal((rig.letters(AMY), state(rig, BOB)), ([], "paused"), "then paused, without a mail")
        wait_done(rig, announce(rig, "News", "Kia ora"))
        tap.equal(rig.letters(AMY), [], "which gets nothing")
        rig.deliver(reply(first, BOB, "yes", headers=[]))
        rig.letter(BOB)
        wait_done(rig, announce(rig, "More", "Kia ora"))
        tap.equal((rig.letter(BOB).subject, state(rig, BOB)), ("More", "agreed"), "a late yes brings everything back")
        age(rig, 60 * DAY - HOUR)
        rig.settle()
        tap.equal(rig.ctl("retention", "run", "--dry-run")["due"]["people silent for a year"], 0, "a day early nobody goes")
        tap.equal(state(rig, AMY), "paused", "and she is there")
        age(rig, 2 * HOUR)
        wait(lambda: state_of(rig, AMY) is None, "the deletion")
        log = {row["class"]: row["count"] for row in rig.ctl("retention", "run", "--dry-run")["log"]}
        tap.equal((log["people silent for a year"], state_of(rig, BOB)), (1, "active"), "then deleted, and counted")
        tap.equal(rig.ctl("suppression", "list"), [], "not suppressed: nobody asked for that")
        sign_up(rig, AMY)
        tap.equal(state_of(rig, AMY), "active", "she may come back")


def no_storm(tap):
    with rig_for_years({"privacy": {"yearly_per_day": 3}}) as rig:
        crowd = [f"p{n}@example.org" for n in range(8)]
        sign_up_many(rig, crowd)
        age(rig, 366 * DAY)
        got = []
        for day in range(4):
            for _ in range(4):
                rig.restart()
                rig.settle()
            got.append(sum(len(rig.letters(p)) for p in crowd))
            age(rig, DAY + HOUR)
            rig.settle()
        got.append(sum(len(rig.letters(p)) for p in crowd))
        tap.equal(sum(got), 8, "everybody is asked once")
        tap.ok(max(got) <= 4 and got[0] == 3, "so many a day, whatever restarts", got)


def off_and_held(tap):
    with rig_for_years({"privacy": {"yearly": False}}) as rig:
        sign_up(rig, AMY)
        age(rig, 800 * DAY)
        rig.settle()
        tap.equal(rig.letters(AMY), [], "switched off, nothing comes")
        rig.configure(merged(rig.conf, {"privacy": {"yearly": True}}))
        rig.restart()
        tap.ok("what we hold" in rig.letter(AMY).subject, "switched on, it does")
        rig.ctl("subscriber", "pause", AMY)
        age(rig, 31 * DAY)
        rig.settle()
        tap.equal(rig.letters(AMY), [], "who paused mail is not reminded in the pause")


def one_click(tap):
    """The mail program's own button leaves what the mail is about: all lists."""
    port = free_port()
    with rig_for_years(settings(port)) as rig:
        web = Visitor(port)
        web.wait_up()
        rig.ctl("list", "add", "other", "--name", "Other news", "--purpose", "More")
        for person in (AMY, BOB):
            sign_up(rig, person)
            join(rig, person, "other", "subscribe other")
        age(rig, 366 * DAY)
        mail = {person: rig.letter(person) for person in (AMY, BOB)}
        path = re.match(re.escape(f"<{BASE}") + r"(/a/[a-z2-7]+)>, <mailto:", mail[AMY]["List-Unsubscribe"]).group(1)
        tap.equal(mail[AMY]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click", "it has one click")
        page = web.get(path)
        tap.ok(page.status == 200 and "Leave all lists" in page.text and "Leave DPUP" not in page.text,
               "a look shows a button, for all lists")
        tap.equal([state_of(rig, AMY, slug) for slug in ("newsletter", "other")], ["active"] * 2, "and changes nothing")
        for _ in range(2):
            tap.equal(web.one_click(path).status, 200, "one click is taken, however often")
        tap.equal([state_of(rig, AMY, slug) for slug in ("newsletter", "other")], ["left"] * 2, "and leaves all")
        rig.settle()
        tap.equal(rig.letters(AMY), [], "without a receipt")
        address, subject, _body = unsubscribe_mailto(mail[BOB])
        rig.deliver(message(BOB, address, subject))
        wait(lambda: state_of(rig, BOB) == "left", "the mail to be understood")
        tap.equal([state_of(rig, BOB, slug) for slug in ("newsletter", "other")], ["left"] * 2, "so does the mail beside it")


def moved_lately(tap):
    """What we hold is not shown to an address that was mistyped a moment ago."""
    with rig_for_years() as rig:
        sign_up(rig, AMY)
        age(rig, 364 * DAY)
        rig.deliver(message(AMY, SERVICE, f"change address to {BOB}"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.deliver(reply(rig.letter(BOB), BOB, "yes"))
        rig.letter(BOB)
        age(rig, 2 * DAY)
        rig.settle()
        tap.equal([m.subject for m in rig.letters(BOB)], [], "not while the change can be undone")
        age(rig, 8 * DAY)
        tap.ok("what we hold" in rig.letter(BOB).subject, "afterwards")


if __name__ == "__main__":
    run(moved_lately, answers, robots_and_commands, silence, no_storm, off_and_held, one_click)
