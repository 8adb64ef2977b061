# SPDX-License-Identifier: MIT
"""A reminder that is refused each time it is due: it waits longer and longer, is seen by whoever looks, and holds
up nothing else; mended, it goes."""
import datetime
import os
import shutil
import signal

from mails import message, reply
from people import GENEROUS
from rig import ROOT, Rig, merged, run, wait
from test_meetings import AUCKLAND, community, join

CONF = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}, "templates": {"path": "templates"}})
ANA, BEN = "ana@example.org", "ben@example.org"


def soon(seconds):
    return (datetime.datetime.now(AUCKLAND) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")


def refused(tap):
    with Rig(start=False) as rig:
        shutil.copytree(os.path.join(ROOT, "templates"), rig.path("templates"))
        rig.configure(CONF)
        rig.start()
        community(rig)
        join(rig, ANA)
        rig.ctl("subscriber", "update", ANA, "--language", "mi")
        rig.write("templates/mi/reminder.txt", "Subject: Kia maumahara\n\n{{#title}} never closed\n")
        bad = rig.ctl("meeting", "add", "otago", "--start", soon(3603), "--title", "Bad", "--remind", "1h")["id"]
        rig.letter(ANA)
        wait(lambda: rig.status()["schedule"]["setbacks"] == 1, "the reminder to be refused")
        lines = [l for l in rig.log().splitlines() if "schedule.setback" in l]
        tap.ok(f"task=reminder id={bad} part=3600 failures=1 again_s=10" in lines[0], "the log says which, and when again", lines[0])
        tap.ok("reminder" in lines[0].partition("reason=")[2], "and why", lines[0])
        doctor = rig.ctl_run("doctor")
        tap.ok(doctor.returncode == 1 and "steps of the schedule are refused" in doctor.stdout, "doctor says so", doctor.stdout)

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

        os.unlink(rig.path("templates/mi/reminder.txt"))
        rig.process.send_signal(signal.SIGHUP)
        tap.ok(rig.letter(ANA).subject.startswith("In "), "mended and reloaded, it goes at once")
        wait(lambda: rig.status()["schedule"]["setbacks"] == 0, "the setback to be over")
        tap.equal(rig.ctl("meeting", "show", bad)["reminders"][0]["state"], "sent", "once")


run(refused)
