# SPDX-License-Identifier: MIT
"""The numbers on their own listener: what Prometheus reads, on this machine only, and nothing else."""
import re
import socket

from people import GENEROUS, add_newsletter, sign_up
from ports import free_port
from rig import Rig, merged, run, wait
from web import Visitor, settings

SAMPLE = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\\\n]*"\})? (-?[0-9]+)')


def parse(text):
    """{name and label: value}; fails where a line is none, or has no HELP and TYPE in front of it."""
    assert text.endswith("\n"), "the last line has an end too"
    found, helped, typed = {}, set(), {}
    for line in text.splitlines():
        words = line.split(" ", 3)
        if line.startswith("# HELP "):
            assert words[2] not in helped and words[3], line
            helped.add(words[2])
        elif line.startswith("# TYPE "):
            assert words[2] in helped and words[2] not in typed and words[3] in ("counter", "gauge"), line
            typed[words[2]] = words[3]
        else:
            name, label, value = SAMPLE.fullmatch(line).groups()
            assert name in typed and name.startswith("dpupd_") and name + (label or "") not in found, line
            assert typed[name] != "counter" or (name.endswith("_total") and int(value) >= 0), line
            found[name + (label or "")] = int(value)
    return found


def status_of(visitor, method, path):
    return visitor.ask(method, path).status


def beside_pages(tap):
    port, numbers = free_port(), free_port()
    with Rig(settings(port, merged(GENEROUS, {"web": {"metrics_listen": f"127.0.0.1:{numbers}"}}))) as rig:
        pages, scraper = Visitor(port), Visitor(numbers)
        pages.wait_up()
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        rig.settle()
        got = scraper.get("/metrics")
        tap.equal((got.status, got.headers["content-type"], got.headers["cache-control"]),
                  (200, "text/plain; version=0.0.4; charset=utf-8", "no-store"), "the text format, never kept")
        found = parse(got.text)
        tap.equal([found['dpupd_attempts_total{outcome="sent"}'], found['dpupd_deliveries{state="sent"}'],
                   found['dpupd_relay_up{relay="relay1"}']], [2, 2, 1], "the numbers are what happened")
        tap.ok("@" not in got.text and "amy" not in got.text and "example.org" not in got.text, "nobody is in them")
        tap.equal(set(parse(rig.ctl_run("metrics").stdout)), set(found), "the command line has the same ones")
        tap.equal(status_of(pages, "GET", "/metrics"), 404, "the public listener does not have them")
        tap.equal([status_of(scraper, "GET", p) for p in ("/", "/healthz", "/style.css", "/metrics/", "/u/" + "a" * 32)],
                  [404] * 5, "and theirs has no pages")
        tap.equal([status_of(scraper, m, "/metrics") for m in ("POST", "PUT", "DELETE")], [405] * 3, "it is read only")
        tap.equal(scraper.ask("HEAD", "/metrics").body, b"", "HEAD")
        tap.equal(scraper.get("/metrics?a=b").status, 200, "a question mark is passed over")
        for _ in range(40):     # both ask core over one channel: each gets its own answer
            assert pages.get("/healthz").text == "ok\n" and parse(scraper.get("/metrics").text)
        tap.ok(True, "answers are not mixed up")
        tap.equal(rig.status()["web"]["metrics_listen"], f"127.0.0.1:{numbers}", "the status tells where")


def without_pages(tap):
    port = free_port()
    with Rig({"web": {"metrics_listen": str(port)}}) as rig:
        scraper = Visitor(port)
        wait(lambda: rig.status()["web"]["metrics_state"] == "up", "the listener to be there")
        tap.equal(rig.status()["web"]["state"], "off", "it alone")
        tap.ok(parse(scraper.get("/metrics").text), "the numbers need no pages")
        tap.equal(rig.status()["web"]["listen"], None, "and bring none")
        tap.equal(scraper.get("/").status, 404, "not even a front")


def taken(tap):
    """Somebody else listens where the numbers should be: the pages do not mind, and it is tried again."""
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as other:
        numbers = other.getsockname()[1]
        with Rig(settings(port, merged(GENEROUS, {"web": {"metrics_listen": f"127.0.0.1:{numbers}"}}))) as rig:
            pages = Visitor(port)
            pages.wait_up()
            web = wait(lambda: (w := rig.status()["web"])["metrics_state"] == "down" and w, "the numbers to be down")
            tap.equal(web["state"], "up", "the pages are up")
            tap.ok(f"metrics: cannot listen on 127.0.0.1:{numbers}" in web["text"], f"and the status says: {web['text']}")
            tap.ok(rig.log_says("web.down", "serves=metrics", str(numbers)), "so does the log")
            doctor = rig.ctl_run("doctor")
            tap.ok(doctor.returncode == 1 and str(numbers) in doctor.stdout, "and doctor")
            other.close()
            wait(lambda: rig.status()["web"]["metrics_state"] == "up", "another try", 60)
            tap.ok(parse(Visitor(numbers).get("/metrics").text), "when the place is free the numbers come by themselves")
            ups = [line for line in rig.log().splitlines() if "web.up" in line and "serves=pages" in line]
            tap.equal(len(ups), 1, "and the pages were never away")
            tap.ok("text" not in rig.status()["web"] and rig.ctl_run("doctor").returncode == 0, "nothing to complain of")


run(beside_pages, without_pages, taken)
