# SPDX-License-Identifier: MIT
"""The clock of a daemon that runs goes ahead for some seconds, by a day to a year, and is set right: nothing is lost, nobody
is mailed for it, and whoever looks is told."""
import os
import subprocess

from mails import message, reply, sub
from people import GENEROUS, add_newsletter, announce, join, local_time, sign_up, state_of
from rig import ROOT, Rig, merged, program, run, wait

DAY = 86400
ANA, PEN, MERE, NEW = (f"{name}@example.org" for name in ("ana", "pen", "mere", "new"))


class Shifted(Rig):
    """A rig whose daemon believes that it is later by shift() seconds."""
    def spawn(self):
        shim = self.path("shifted_clock.so")
        if not os.path.exists(shim):
            subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, os.path.join(ROOT, "tests", "e2e", "shifted_clock.c")], check=True)
        self.shift(0)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", program("dpupd"), "-c", self.conf_path], cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "LD_PRELOAD": shim, "SHIFT_FILE": self.path("shift")})

    def judge(self):
        """A mail of the day that was not has that day's Date."""

    def shift(self, seconds):
        self.write("shift.new", str(seconds))
        os.rename(self.path("shift.new"), self.path("shift"))


def reminders(rig, meeting):
    return [(r["offset_s"], r["state"]) for r in rig.ctl("meeting", "show", meeting)["reminders"]]


def ahead(tap, days):
    with Shifted(merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})) as rig:
        add_newsletter(rig)
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago", "--convenor", MERE)
        sign_up(rig, ANA)
        join(rig, ANA, "otago", "join Otago")
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(10 * DAY), "--title", "Hui")["id"]
        rig.settle()
        invitation = rig.letters(ANA)[-1]
        rig.deliver(message(PEN, sub("subscribe")))
        question = rig.letter(PEN)
        number = announce(rig, "At its time", "text", schedule=False)
        rig.ctl("announce", "schedule", number, "--at", local_time(DAY // 2).replace("T", " ")[:16])
        rig.settle()
        rows, mails = len(rig.ctl("inbound", "list")), len(rig.sink.mails)
        rig.shift(days * DAY)
        doctor = wait(lambda: (d := rig.ctl_run("doctor")).returncode == 1 and d, "doctor to see it")
        tap.ok("NOT OK  clock" in doctor.stdout and f"about {days * 24} hours" in doctor.stdout, f"{days} days: doctor says so", doctor.stdout)
        tap.ok("went ahead" in rig.status()["clock"], "so does status")
        refused = rig.ctl_run("retention", "run")
        tap.ok(refused.returncode == 1 and "went ahead" in refused.stderr, "nobody disposes of anything by hand", refused.stderr)
        rig.deliver(message(NEW, sub("subscribe")))
        asked = rig.letter(NEW)
        tap.ok("Please confirm" in asked.subject, "who writes meanwhile is answered")
        tap.equal(len(rig.sink.mails), mails + 1, "and nobody else is written to")
        rig.shift(0)
        wait(lambda: "clock" not in rig.status(), "status to be content")
        tap.equal((len(rig.ctl("inbound", "list")), state_of(rig, PEN), rig.ctl("announce", "show", number)["state"], reminders(rig, meeting)),
                  (rows + 1, "pending", "scheduled", [(7200, "pending"), (86400, "pending"), (604800, "pending")]), "all is as it was")
        for letter, who, subject in ((question, PEN, "Welcome"), (asked, NEW, "Welcome"), (invitation, ANA, "You are coming")):
            rig.deliver(reply(letter, who, "yes"))
            tap.ok(subject in rig.letter(who).subject, f"the yes of {who} is taken")


def a_day(tap):
    ahead(tap, 1)


def forty_days(tap):
    ahead(tap, 40)


def a_year(tap):
    ahead(tap, 400)


run(a_day, forty_days, a_year)
