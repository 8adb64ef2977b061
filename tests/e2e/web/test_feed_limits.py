# SPDX-License-Identifier: MIT
"""Calendars and pages at their limits: however much stands in the meetings, a calendar is small, costs core little, and
nothing that core makes is the end of dpupd-web."""
import contextlib
import http.client
import os
import shutil

from people import add_newsletter
from ports import free_port
from rig import ROOT, Rig, merged, run, wait
from web import Visitor, settings

MEETINGS = 200
AGENDA = 20000      # the most a meeting takes
PAGE_MAX = 4 << 20  # what dpupd-web takes of core
PAD = 200_000       # of a template, which may have 256 KiB
MANY = 100


def cpu_s(pid):
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def unfolded(body):
    return body.replace(b"\r\n ", b"").decode()


def agendas(tap):
    port = free_port()
    with Rig(settings(port, {"meetings": {"reminders": []}})) as rig:
        web = Visitor(port)
        web.wait_up()
        pid = rig.children("dpupd-web")
        rig.ctl("community", "add", "otago", "--name", "Otago", "--region", "Otago", "--purpose", "To meet.")
        words = "Ngā *kōrero*; first, second.\n\n"
        agenda = rig.write("agenda.md", words * (AGENDA // len(words.encode())))
        for i in range(MEETINGS + 1):
            rig.ctl("meeting", "add", "otago", "--start", f"2027-{i // 28 + 1:02}-{i % 28 + 1:02} 10:00", "--title", f"Hui {i}",
                    "--agenda", agenda)
        got = web.get("/communities.ics")
        text = unfolded(got.body)
        tap.equal((got.status, text.count("BEGIN:VEVENT"), "Hui 199" in text, "Hui 200" in text), (200, MEETINGS, True, False),
                  "the next two hundred are in it")
        tap.ok(len(got.body) < 600_000, "it stays small", str(len(got.body)))
        tap.ok("DESCRIPTION" not in text and "kōrero" not in text, "whatever is on their agendas: that is for the members")
        before = cpu_s(rig.process.pid)
        for _ in range(MANY):
            web.get("/communities.ics")
        cost = (cpu_s(rig.process.pid) - before) / MANY
        tap.ok(cost < 0.005, "asked again it costs core next to nothing", f"{cost * 1000:.1f} ms each")
        before = cpu_s(rig.process.pid)
        for i in range(20):     # as many changes, so that nothing is kept
            rig.ctl("community", "update", "otago", "--purpose", f"To meet {i}.")
            web.get("/communities.ics")
        cost = (cpu_s(rig.process.pid) - before) / 20
        tap.ok(cost < 0.05, "and little where something changes each time", f"{cost * 1000:.1f} ms each")
        short = rig.ctl("meeting", "list")[0]["id"]
        rig.ctl("meeting", "move", short, "--reason", "x", "--title", "Just this")
        tap.ok("SUMMARY:Just this\r\n" in unfolded(web.get("/communities.ics").body), "a change is there at once")
        tap.equal(rig.children("dpupd-web"), pid, "dpupd-web is the one it was")


def status_of(web, path):
    with contextlib.suppress(OSError, http.client.HTTPException):      # it is started again at a reload
        return web.get(path).status
    return None


def pages(tap):
    """A page that is larger than dpupd-web takes, as no template of ours is."""
    port = free_port()
    with Rig(settings(port), start=False) as rig:
        shutil.copytree(os.path.join(ROOT, "templates"), rig.path("templates"))
        rig.configure(merged(settings(port), {"templates": {"path": "templates"}}))
        front = rig.path("templates", "web", "front.html")
        with open(front) as f:
            plain = f.read()
        rig.write("templates/web/pad.html", "x" * PAD)
        rig.start()
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        size = len(web.get("/").body)
        for n, status in ((PAGE_MAX, 200), (PAGE_MAX + 1, 503)):
            rest = n - size - 20 * PAD
            with open(front, "w") as f:
                f.write(plain + "<!--" + "{{> pad}}" * 20 + "x" * (rest - 7) + "-->")
            rig.process.send_signal(1)
            wait(lambda s=status: status_of(web, "/") == s, f"a page of {n} bytes to be {status}", 10)
            tap.ok(True, f"a page of {n} bytes: {status}")
        tap.ok(rig.log_says("web.too_large"), "the log says why")
        with open(front, "w") as f:
            f.write(plain)
        rig.process.send_signal(1)
        wait(lambda: status_of(web, "/") == 200, "the page to be back")


run(agendas, pages)
