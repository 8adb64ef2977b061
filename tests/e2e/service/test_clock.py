# SPDX-License-Identifier: MIT
"""A clock that was ahead, by hours or by a year, and was set right while the daemon was off: everything it wrote down lies
in the future, and what waits does not wait for that."""
from aging import DAY, age
from mails import message, reply, sub
from people import GENEROUS, add_newsletter, announce, sign_up, state_of
from rig import Rig, merged, run

HOUR = 3600
# The limits as they are by default: a day's answers must not be used up by those of a day that was not.
CONF = {"sending": {"retry": ["3s", "4s"], "window": "always", "window_days": "all"}}
AMY, BEN = "amy@example.org", "ben@example.org"


def refuse(stage, *_):
    return "451 4.3.0 later" if stage == "rcpt" else None


def ahead(tap, by, what):
    with Rig(CONF) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        rig.sink.rule = refuse
        rig.deliver(message(BEN, sub("subscribe")))
        number = announce(rig, "News", "Some news.\n")
        rig.settle_inbox()
        rig.log_says("outbox.settled", "outcome=retry")
        age(rig, -by)
        rig.sink.rule = None
        rig.deliver(reply(rig.letter(BEN), BEN, "yes"))
        tap.ok(rig.letter(BEN), f"{what}: a question that waited for a retry goes within seconds, and its yes is taken")
        tap.equal(rig.letter(AMY).subject, "News", f"{what}: so does an announcement of which nothing had gone")
        rig.log_says("clock.back", "by_s=")
        rig.settle()
        tap.equal((state_of(rig, BEN), rig.ctl("announce", "report", number)["sent"]), ("active", 1), f"{what}: once")
        yield rig
        rig.restart()
        rig.settle()
        tap.equal(rig.letters(AMY) + rig.letters(BEN), [], f"{what}: and never again")


def hours(tap):
    for rig in ahead(tap, 5 * HOUR, "five hours"):
        tap.ok("set back" not in rig.ctl_run("doctor").stdout, "what was written down is right again, and doctor content")
        announce(rig, "More", "More news.\n")
        tap.equal([rig.letter(who).subject for who in (AMY, BEN)], ["More"] * 2, "who joined in those hours gets the next one")


def a_year(tap):
    for rig in ahead(tap, 365 * DAY, "a year"):
        # Which of the two is right nobody can tell: people are asked.
        doctor = rig.ctl_run("doctor")
        tap.ok(doctor.returncode == 1 and "the clock of this machine was set back" in doctor.stdout, "doctor says so", doctor.stdout)


run(hours, a_year)
