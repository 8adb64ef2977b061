# SPDX-License-Identifier: MIT
"""A reminder that is refused each time it is due: it waits longer and longer, is seen by whoever looks, and holds
up nothing else; mended, it goes."""
import datetime
import signal
import sqlite3

from aging import DAY, age
from mails import message, reply, sub
from people import GENEROUS, add_newsletter, state_of
from rig import Rig, merged, run, wait
from test_meetings import AUCKLAND, community, join

CONF = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
ANA, BEN = "ana@example.org", "ben@example.org"
# A row that cannot be moved on, and so its mails cannot be queued.
STUCK = "CREATE TRIGGER stuck BEFORE UPDATE ON reminder WHEN old.meeting_id = 1 BEGIN SELECT raise(ABORT, 'stuck on purpose'); END"


def soon(seconds):
    return (datetime.datetime.now(AUCKLAND) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")


def in_store(rig, sql):
    rig.stop()
    db = sqlite3.connect(rig.path("dpupd.db"))
    with db:
        db.execute(sql)
    db.close()
    rig.start()


def refused(tap):
    with Rig(CONF) as rig:
        community(rig)
        join(rig, ANA)
        in_store(rig, STUCK)
        bad = rig.ctl("meeting", "add", "otago", "--start", soon(3603), "--title", "Bad", "--remind", "1h")["id"]
        rig.letter(ANA)
        wait(lambda: rig.status()["schedule"]["setbacks"] == 1, "the reminder to be refused")
        lines = [l for l in rig.log().splitlines() if "schedule.setback" in l]
        tap.ok(f"task=reminder id={bad} part=3600 failures=1 again_s=10" in lines[0], "the log says which, and when again", lines[0])
        tap.ok("stuck on purpose" in lines[0].partition("reason=")[2], "and why", lines[0])
        doctor = rig.ctl_run("doctor")
        tap.ok(doctor.returncode == 1 and "steps of the schedule are refused" in doctor.stdout, "doctor says so", doctor.stdout)
        tap.ok("dpupd_schedule_setbacks 1" in rig.ctl_run("metrics").stdout, "and so do the metrics")

        rig.ctl("community", "add", "waikato", "--name", "Waikato Community of Practice", "--region", "Waikato",
                "--purpose", "To share.")
        rig.deliver(message(BEN, subject="join Waikato"))
        rig.deliver(reply(rig.letter(BEN), BEN, "yes"))
        rig.letter(BEN)
        rig.ctl("meeting", "add", "waikato", "--start", soon(3602), "--title", "Good", "--remind", "1h")
        letters = [rig.letter(BEN), rig.letter(BEN)]
        tap.ok(sorted("In " == l.subject[:3] for l in letters) == [False, True], "others are reminded meanwhile")
        tap.ok(rig.ctl("meeting", "show", bad)["reminders"][0]["state"] == "pending", "the refused one is not lost")
        tries = sum("schedule.setback" in l for l in rig.log().splitlines())
        tap.ok(tries <= 2, f"and not tried at each turn: {tries}")
        tap.equal(rig.letters(ANA), [], "nothing of it went")

        rig.process.send_signal(signal.SIGHUP)
        wait(lambda: sum("schedule.setback" in l for l in rig.log().splitlines()) > tries, "it to be tried again")
        tap.ok("failures=1" in [l for l in rig.log().splitlines() if "schedule.setback" in l][-1], "a reload lets all be tried again")
        in_store(rig, "DROP TRIGGER stuck")
        tap.ok(rig.letter(ANA).subject.startswith("In "), "mended, it goes")
        tap.equal((rig.ctl("meeting", "show", bad)["reminders"][0]["state"], rig.status()["schedule"]["setbacks"]), ("sent", 0), "once")


def house(tap):
    """A question that cannot be asked once more keeps nobody's data for longer than was promised."""
    amy, ben = "amy@example.org", "ben@example.org"
    with Rig(CONF) as rig:
        add_newsletter(rig)
        rig.deliver(message(amy, sub("subscribe")))
        rig.letter(amy)
        age(rig, 4 * DAY)
        rig.letter(amy)     # asked once more
        rig.deliver(message(ben, sub("subscribe")))
        rig.letter(ben)
        in_store(rig, "CREATE TRIGGER stuck BEFORE INSERT ON delivery WHEN new.kind = 'confirm-again'"
                      " BEGIN SELECT raise(ABORT, 'stuck on purpose'); END")
        age(rig, 4 * DAY)
        wait(lambda: state_of(rig, amy) is None, "the first to be forgotten after seven days")
        tap.ok("stuck on purpose" in rig.log_says("schedule.setback", "task=question"), "who cannot be reminded is told of")
        tap.equal((rig.letters(ben), state_of(rig, ben)), ([], "pending"), "and waits")
        in_store(rig, "DROP TRIGGER stuck")
        tap.ok(rig.letter(ben).token, "mended, they are asked once more")


run(refused, house)
