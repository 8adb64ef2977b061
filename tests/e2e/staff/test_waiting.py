# SPDX-License-Identifier: MIT
"""What waits for a person is seen, in status, doctor and the metrics; and that a relay was not tried yet."""
import re

from mails import HUMAN, SERVICE, message
from people import GENEROUS, add_newsletter, join, sign_up
from rig import Rig, merged, run


def doctor(rig):
    """({check: (is it well, text)}, exit status)."""
    done = rig.ctl_run("doctor")
    rows = re.findall(r"^(ok|NOT OK) +(.+?)  +(.+)$", done.stdout, re.M)
    return {name: (word == "ok", text) for word, name, text in rows}, done.returncode


def metric(rig, what):
    return int(re.search(rf'^dpupd_waiting{{what="{what}"}} (\d+)$', rig.ctl("metrics")["text"], re.M).group(1))


def not_tried(tap):
    with Rig(GENEROUS) as rig:
        checks, code = doctor(rig)
        tap.ok(checks["relays"] == (True, "not tried yet: nothing was to be sent since the start") and code == 0,
               "no relay was tried: doctor says so, and it is no fault", checks["relays"])
        rig.deliver(message("amy@example.org", SERVICE, "help"))
        rig.letter("amy@example.org")
        rig.settle()
        tap.equal(doctor(rig)[0]["relays"], (True, "ok"), "then one was")


def waiting(tap):
    with Rig(merged(GENEROUS, {"announcements": {"approvals": 1}})) as rig:
        add_newsletter(rig)
        nothing = {"approvals": 0, "notes": 0, "tips": 0, "offices": 0, "quarantined": 0, "unread": 0, "forwarded": 0}
        tap.equal(rig.status()["waiting"], nothing, "nothing waits")
        tap.equal(doctor(rig)[0]["waiting"], (True, "nothing waits for a person"), "and doctor says so")
        for _ in range(2):
            number = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "News", "--body",
                             rig.write("b.md", "Kia ora"))["id"]
        tap.equal(rig.status()["waiting"], nothing, "a draft waits for who writes it")
        rig.ctl("announce", "submit", number)
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago",
                "--convenor", "ben@example.org")
        sign_up(rig, "amy@example.org")
        join(rig, "amy@example.org", "otago", "join otago")
        for text in ("One idea", "Another idea"):
            rig.deliver(message("amy@example.org", SERVICE, f"tip {text}", text))
            rig.letter("amy@example.org")
        rig.deliver(message("zed@example.org", SERVICE, "A question", "Who are you?"))
        rig.letter(HUMAN)
        rig.settle()
        tap.equal(rig.status()["waiting"], {**nothing, "approvals": 1, "tips": 2, "forwarded": 1}, "each is counted")
        checks, code = doctor(rig)
        tap.ok(checks["waiting"][0] and code == 0, "that something waits is no fault")
        tap.equal(checks["waiting"][1].split("; "),
                  ['1 announcement waits for approval: "dpupctl announce list --state checked"',
                   '2 tips wait for their convenors: "dpupctl tip list --state waiting"',
                   "1 mail was forwarded to be answered this week"], "in words, with what shows them")
        tap.equal([metric(rig, what) for what in nothing], [1, 0, 2, 0, 0, 0, 1], "a number each")
        for address in ("amy@example.org", "ben@example.org", "zed@example.org", HUMAN):
            rig.letters(address)


run(not_tried, waiting)
