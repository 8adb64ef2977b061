# SPDX-License-Identifier: MIT
"""The web pages: one click to leave as RFC 8058 has it, pages that only act when a button is pressed,
and the same results as by mail."""
import concurrent.futures
import json
import os
import signal
import subprocess
import time

from mails import message, reply, sub
from people import GENEROUS, add_newsletter, announce, sign_up, state_of, wait_done
from ports import free_port
from rig import Rig, merged, processes, run, wait
from test_meetings import community, join, local_time
from web import BASE, SECURE, Visitor, dump, link, links, settings

MULTIPART = (b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n")
# What mail programs, and those who only look like one, send to leave.
BODIES = {
    "urlencoded": (b"List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded"}),
    "multipart": (MULTIPART, {"Content-Type": "multipart/form-data; boundary=x"}),
    "a multipart that does not match its boundary": (MULTIPART, {"Content-Type": "multipart/form-data; boundary=y"}),
    "nothing": (b"", {}),
    "no type": (b"List-Unsubscribe=One-Click", {}),
    "another type": (b"{}", {"Content-Type": "application/json"}),
    "bytes": (bytes(range(256)) * 4, {"Content-Type": "application/x-www-form-urlencoded"}),
    "the largest body": (b"a=" + b"b" * 4094, {"Content-Type": "application/x-www-form-urlencoded"}),
}


def one_click(tap):
    port = free_port()
    people = [f"p{n}@example.org" for n in range(len(BODIES) + 2)]
    with Rig(settings(port, GENEROUS)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        for person in people:
            sign_up(rig, person)
        wait_done(rig, announce(rig, "News", "Hello.\n"))
        mails = {person: rig.letter(person) for person in people}
        for mail in mails.values():
            field = mail["List-Unsubscribe"]
            tap.ok(field.startswith(f"<{BASE}/u/") and ">, <mailto:" in field, "https first, then mailto")
            tap.equal(mail.parsed.get_all("List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"],
                      "List-Unsubscribe-Post, once")
            break
        for person, (name, (body, headers)) in zip(people, BODIES.items()):
            got = web.ask("POST", link(mails[person], "u"), body, headers)
            tap.equal((got.status, state_of(rig, person)), (200, "left"), f"one click: {name}")
            tap.ok("set-cookie" not in got.headers and "location" not in got.headers, "no cookie, no redirect")
        many = people[-2]
        path = link(mails[many], "u")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            got = list(pool.map(lambda _: web.one_click(path).status, range(24)))
        tap.equal(got, [200] * 24, "many at the same time are all answered")
        tap.equal([c["act"] for c in rig.ctl("subscriber", "explain", many)["consents"]].count("withdrawn"), 1,
                  "and it is done once")
        tap.equal(rig.ctl("subscriber", "explain", many)["consents"][-1]["channel"], "web", "the proof says how")
        rig.settle()
        tap.equal([m for p in people[:-1] for m in rig.letters(p)], [], "what a program posted gets no receipt")
        last = people[-1]
        shown = web.get(link(mails[last], "u"))
        tap.ok(shown.status == 200 and "<form method=\"post\">" in shown.text and "DPUP newsletter" in shown.text,
               "a look shows a button")
        tap.equal(state_of(rig, last), "active", "and nothing else")
        for name, value in SECURE.items():
            tap.equal(shown.headers.get(name), value, name)
        tap.ok("default-src 'none'" in shown.headers["content-security-policy"] and "script" not in shown.text,
               "a strict policy, and nothing to run")
        tap.ok("lang=\"en-NZ\"" in shown.text and "lang=\"mi\"" in shown.text, "languages are marked")
        web.post(link(mails[last], "u"), by="page")
        back = rig.letter(last)
        tap.ok("left" in back.subject, "a person's click gets a receipt")
        rig.deliver(reply(back, last, "undo"))
        tap.ok("DPUP newsletter" in rig.letter(last).subject and state_of(rig, last) == "active", "with its undo")
        web.post(link(mails[last], "u"), by="page", all="1")
        tap.ok("all our lists" not in web.get(link(mails[last], "u")).text and state_of(rig, last) == "left",
               "leave all")
        bad = link(mails[last], "u")[:-1] + ("a" if link(mails[last], "u")[-1] != "a" else "b")
        got = {web.ask(m, p).text for m in ("GET", "POST")
               for p in (bad, "/u/" + "a" * 32, "/c/" + path[3:], "/p/" + path[3:], "/r/" + path[3:], "/u/short", "/nothing")
               if web.ask(m, p).status in (404, 405)}
        tap.ok(all(web.get(p).status == 404 for p in (bad, "/c/" + path[3:], "/p/" + path[3:], "/r/" + path[3:])),
               "a token that is not ours, or is for another purpose, is no page")
        tap.ok(len(got) <= 2, "they all look the same")
        tap.ok(path[3:] not in rig.log() and link(mails[last], "u")[3:] not in rig.log(), "no token is logged")
        allow = web.ask("OPTIONS", path)
        tap.equal((allow.status, allow.headers.get("allow"), allow.body), (204, "GET, HEAD, OPTIONS, POST", b""), "OPTIONS")
        tap.equal([web.ask(m, path).status for m in ("PUT", "DELETE", "PATCH")], [405] * 3, "nothing else acts")
        status = rig.status()["web"]
        tap.ok(status["state"] == "up" and status["acted"] >= len(people), "status tells")


def for_ever(tap):
    """A button of List-Unsubscribe works for ever for whom it was sent to, and for nobody else who has their number later."""
    port = free_port()
    amy, ben = "amy@example.org", "ben@example.org"
    with Rig(settings(port, GENEROUS)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        sign_up(rig, amy)
        wait_done(rig, announce(rig, "News", "Hello.\n"))
        path = link(rig.letter(amy), "u")
        web.one_click(path)
        wait(lambda: state_of(rig, amy) == "left", "amy to leave")
        sign_up(rig, amy)
        tap.ok(web.get(path).status == 200 and state_of(rig, amy) == "active", "a look at an old one shows its button")
        tap.equal((web.one_click(path).status, state_of(rig, amy)), (200, "left"), "and it leaves, though they had left before")
        tap.equal(web.one_click(path).status, 200, "once more is fine")
        rig.ctl("subscriber", "erase", amy)
        wait(lambda: state_of(rig, amy) is None, "amy to be forgotten")
        sign_up(rig, ben)
        tap.equal((web.one_click(path).status, state_of(rig, ben)), (404, "active"), "whoever has the number now does not leave by it")


def without_base(tap):
    with Rig() as rig:
        tap.equal((rig.status()["web"], rig.children("dpupd-web")), ({"state": "off"}, []), "off unless it is asked for")
    port = free_port()
    with Rig({"web": {"listen": f"127.0.0.1:{port}"}}) as rig:
        Visitor(port).wait_up()
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        mail = rig.letter("amy@example.org")
        tap.ok("http" not in mail.text.replace("https://www.example.govt.nz", ""), "without base_url mails link to nothing")


def crawler(tap):
    """Programs that look for viruses follow every link of every mail, with GET, HEAD and OPTIONS."""
    port = free_port()
    with Rig(settings(port, merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}}))) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        community(rig)
        mails = []
        amy = "amy@example.org"

        def got():
            mails.append(rig.letter(amy))
            return mails[-1]
        rig.deliver(message(amy, sub("subscribe")))
        rig.deliver(reply(got(), amy, "yes"))
        got()
        rig.deliver(message(amy, subject="join Otago"))
        rig.deliver(reply(got(), amy, "yes"))
        got()
        wait_done(rig, announce(rig, "News", "Hello.\n"))
        got()
        hui = rig.ctl("meeting", "add", "otago", "--title", "Hui", "--start", local_time(3)[0], "--place", "Here")["id"]
        got()
        rig.ctl("meeting", "remind", hui)
        got()
        rig.ctl("meeting", "move", hui, "--start", local_time(4)[0], "--reason", "Rain.")
        got()
        for words in ("status", "lists", "help", "meetings", "forget me", "unsubscribe newsletter",
                      "subscribe newsletter"):
            rig.deliver(message(amy, subject=words))
            got()
        for words in ("pause 2 weeks", "my data"):      # asked whether it was them
            rig.deliver(message(amy, subject=words))
            rig.deliver(reply(got(), amy, "yes"))
            got()
        rig.deliver(message("bob@example.org", sub("subscribe")))     # an open question
        mails.append(rig.letter("bob@example.org"))
        rig.settle()
        paths = sorted({p for mail in mails for p in links(mail)})
        tap.ok({"In 3 days: Hui", "Changed: Hui"} <= {m.subject.partition(",")[0] for m in mails}, "every kind of mail")
        tap.equal(sorted({p[1] for p in paths}), ["c", "p", "r", "u"], "the mails link to every kind of page")
        before = dump(rig)
        for path in paths:
            answers = [web.ask(method, path) for method in ("GET", "HEAD", "OPTIONS")]
            tap.ok(answers[0].status in (200, 410) and answers[1].status == answers[0].status and
                   answers[1].body == b"" and answers[2].status == 204, f"{path[:3]} is shown")
        rig.settle()
        tap.equal(dump(rig), before, "and no row has changed")


def confirming(tap):
    port = free_port()
    with Rig(settings(port, GENEROUS)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        rig.deliver(message("amy@example.org", sub("subscribe")))
        rig.deliver(message("bob@example.org", sub("subscribe")))
        path, no = (link(rig.letter(p), "c") for p in ("amy@example.org", "bob@example.org"))
        shown = web.get(path)
        tap.ok("News about the Data Protection" in shown.text and "Privacy Commissioner" in shown.text,
               "the page says what one agrees to")
        tap.equal(web.post(path).status, 200, "no answer changes nothing")
        tap.equal(state_of(rig, "amy@example.org"), "pending", "no answer changes nothing")
        tap.ok("Nau mai" in web.post(path, answer="yes").text, "yes")
        tap.equal(state_of(rig, "amy@example.org"), "active", "subscribed")
        rig.letter("amy@example.org")
        given = rig.ctl("subscriber", "explain", "amy@example.org")["consents"][-1]
        tap.ok((given["act"], given["channel"]) == ("given", "web") and "News about" in given["wording"],
               "with its proof, its channel and its words")
        tap.equal(web.post(path, answer="yes").status, 200, "once more is fine")
        tap.ok("You said no" in web.post(no, answer="no").text, "no")
        tap.ok(web.post(no, answer="no").status == 200 and web.post(no, answer="yes").status == 410,
               "what was declined is over")
        tap.equal(state_of(rig, "bob@example.org"), "left", "declined")


def preferences(tap):
    port = free_port()
    with Rig(settings(port, GENEROUS)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "What is on")
        amy = "amy@example.org"
        path = link(sign_up(rig, amy), "p")
        sign_up(rig, amy, "subscribe-events")
        shown = web.get(path)
        tap.ok("DPUP newsletter" in shown.text and "Events" in shown.text and amy not in shown.text and
               "@example.org" in shown.text, "the page shows their lists, and not their address")
        tap.ok("paused your mail" in web.post(path, do="pause", until="2 weeks").text, "pause")
        tap.ok("pause" in rig.letter(amy).subject.lower() and rig.ctl("subscriber", "show", amy)["paused_until"],
               "as by mail, with the receipt")
        tap.ok("Send me mail again" in web.get(path).text, "the page knows")
        tap.ok("get mail again" in web.post(path, do="resume").text, "resume")
        rig.letter(amy)
        web.post(path, do="language", language="mi")
        rig.letter(amy)
        tap.equal(rig.ctl("subscriber", "show", amy)["language"], "mi", "language")
        tap.equal(web.post(path, do="language", language="xx").status, 400, "one we do not have")
        rig.letter(amy)
        web.post(path, do="rhythm", rhythm="weekly")
        rig.letter(amy)
        web.post(path, do="format", format="text")
        rig.letter(amy)
        shown = rig.ctl("subscriber", "show", amy)
        tap.equal((shown["rhythm"], shown["format"]), ("weekly", "text"), "how often, and how it looks")
        tap.ok('value="weekly" selected' in web.get(path).text, "the page knows that too")
        web.post(path, do="leave", list="events")
        rig.letter(amy)
        tap.equal((state_of(rig, amy, "events"), state_of(rig, amy)), ("left", "active"), "leave one")
        data = web.post(path, do="my-data")
        mail = rig.letter(amy)
        tap.ok("by mail" in data.text and mail.attached("application/json") and amy not in data.text,
               "their data goes to their address, not onto the page")
        tap.ok("reply to it with YES" in web.post(path, do="forget").text, "being forgotten is asked once more")
        tap.ok(rig.ctl("subscriber", "show", amy)["address"] == amy, "nothing is deleted before")
        rig.deliver(reply(rig.letter(amy), amy, "yes"))
        tap.ok("forgotten" in rig.letter(amy).subject, "forgotten")
        tap.equal(web.get(path).status, 404, "there is no such page any more")
        again = sign_up(rig, "new@example.org")
        tap.equal((web.get(path).status, web.get(link(again, "p")).status), (404, 200),
                  "nor does it become somebody else's")
        tap.equal([web.post(link(again, "p"), **f).status for f in ({}, {"do": "x"}, {"do": "leave"})], [400] * 3,
                  "what is no button")
        rig.deliver(message("new@example.org", subject="change address to newer@example.org"))
        asked = rig.letter("newer@example.org", 5) if rig.letters("newer@example.org") else None
        tap.ok(True if asked is None else not [p for p in links(asked) if p.startswith("/p/")],
               "no page for an address that is not theirs yet")


def has_page(letter):
    return any(p.startswith("/p/") for p in links(letter))


def passed_on(tap):
    """Who has the link to somebody's own page has the page: it stands in no mail that people pass on."""
    port = free_port()
    amy = "amy@example.org"
    host = "mx.example.govt.nz"
    vouched = {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": host}]}
    with Rig(settings(port, merged(GENEROUS, vouched))) as rig:
        def asks(words):
            rig.deliver(message(amy, subject=words, headers=[
                ("Authentication-Results", f"{host}; dmarc=pass header.from=example.org")]))
            return rig.letter(amy)

        Visitor(port).wait_up()
        add_newsletter(rig)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "What is on")
        tap.ok(has_page(sign_up(rig, amy)), "it is in the welcome")
        community(rig)
        asked = asks("join Otago")
        tap.ok("confirm" in asked.subject and not has_page(asked), "and not in \"please confirm\"")
        rig.deliver(reply(asked, amy, "yes"))
        rig.letter(amy)
        rig.ctl("meeting", "add", "otago", "--start", local_time(9)[0], "--title", "Hui")
        tap.equal([p[:3] for p in links(rig.letter(amy)) if p[:3] in ("/p/", "/r/")], ["/r/"],
                  "an invitation has its own page alone")
        for words in ("lists", "communities", "help", "meetings", "toolkit", "index", "info newsletter", "subscribe events"):
            tap.ok(not has_page(asks(words)), f"nor in the answer to \"{words}\"")
        for words in ("status", "preferences", "my data", "pause 2 weeks", "resume"):
            tap.ok(has_page(asks(words)), f"it is in the answer to \"{words}\"")


def limits(tap):
    port = free_port()
    with Rig(settings(port, {"limits": {"answers_per_sender": 4}})) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        path = link(sign_up(rig, "amy@example.org"), "p")
        got = [web.post(path, do="my-data").status for _ in range(4)]
        tap.equal(got, [200, 200, 429, 429], "a page cannot be made to flood its person")
        tap.equal((web.post(path, do="leave-all").status, state_of(rig, "amy@example.org")), (200, "left"),
                  "leaving always works")


# The system's Python has the library.
READ = """
import icalendar, json, sys
c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps({"method": str(c["METHOD"]), "zones": len(c.walk("VTIMEZONE")), "events": [{
    "summary": str(e["SUMMARY"]), "start": e["DTSTART"].dt.timestamp(), "names": list(e), "zone": e["DTSTART"].params["TZID"],
    "seconds": (e["DTEND"].dt - e["DTSTART"].dt).total_seconds()} for e in c.walk("VEVENT")]}))
"""


def calendar(body):
    done = subprocess.run(["/usr/bin/python3", "-c", READ], input=body, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def meetings(tap):
    port = free_port()
    with Rig(settings(port, GENEROUS)) as rig:
        web = Visitor(port)
        web.wait_up()
        community(rig)
        join(rig, "amy@example.org")
        rig.ctl("community", "add", "quiet", "--name", "Quiet", "--region", "Nelson", "--purpose", "Nothing yet.")
        at, utc = local_time(9)
        number = rig.ctl("meeting", "add", "otago", "--title", "Hui, one", "--start", at, "--length", "90m",
                         "--place", "Octagon", "--link", "https://meet.example/secret")["id"]
        path = link(rig.letter("amy@example.org"), "r")

        def answer():
            return next(p for p in rig.ctl("meeting", "attendance", number)["people"] if p["address"] == "amy@example.org")
        shown = web.get(path)
        tap.ok("Hui, one" in shown.text and "Octagon" in shown.text and "not heard from you" in shown.text, "the invitation")
        tap.ok("bring 2 more" in web.post(path, answer="yes", guests="2").text, "yes, with guests")
        tap.equal((answer()["answer"], answer()["guests"], answer()["via"]), ("yes", 2, "web"), "is the meeting's answer")
        tap.ok("what you had told us" in web.post(path, answer="yes", guests="2").text, "said twice, counted once")
        tap.equal([web.post(path, answer="yes", guests=g).status for g in ("21", "-1", "many")], [400] * 3, "too many guests")
        tap.equal(web.post(path, answer="yes", guests="20").status, 200, "the most")
        web.post(path, answer="no")
        tap.equal((answer()["answer"], answer()["guests"]), ("no", 0), "changed by the page")
        tap.equal(web.post(path, answer="perhaps").status, 400, "what is no answer")
        rig.settle()
        tap.equal(rig.letters("amy@example.org"), [], "the page repeats the answer; no mail need")
        for feed in ("/communities/otago.ics", "/communities.ics"):
            got = web.get(feed)
            cal = calendar(got.body)
            event, = cal["events"]
            tap.ok(got.headers["content-type"].startswith("text/calendar") and cal["method"] == "PUBLISH", feed)
            tap.equal((event["summary"], event["start"], event["seconds"]), ("Hui, one", utc.timestamp(), 5400), "what and when")
            tap.ok("ATTENDEE" not in event["names"] and "amy" not in got.text and "secret" not in got.text,
                   "nobody's name, and no way in")
            tap.equal((cal["zones"], event["zone"]), (2, "Pacific/Auckland"), "its zone")
        empty = calendar(web.get("/communities/quiet.ics").body)
        tap.equal((empty["events"], empty["zones"]), ([], 2), "a calendar without meetings")
        tap.equal([web.get(p).status for p in ("/communities/none.ics", "/communities/..ics", "/communities/a%2fb.ics")],
                  [404] * 3, "no such community")
        tap.ok("/communities/otago.ics" in web.get("/").text, "the front names it")
        rig.ctl("meeting", "cancel", number, "--reason", "Storm")
        rig.letter("amy@example.org")
        tap.ok("Storm" in web.get(path).text and web.post(path, answer="yes").status == 200, "cancelled")
        tap.equal(answer()["answer"], "no", "nothing to answer any more")
        tap.ok(not calendar(web.get("/communities.ics").body)["events"], "and not in the calendar")


def faults(tap):
    port = free_port()
    with Rig(settings(port)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        path = link(sign_up(rig, "amy@example.org"), "p")
        child, = rig.children("dpupd-web")
        status = dict(line.split(":\t", 1) for line in open(f"/proc/{child}/status").read().splitlines() if ":\t" in line)
        tap.equal((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"), "it is in its box")
        # Not dumpable: its files are root's, so only root may look.
        held = [os.readlink(f"/proc/{child}/fd/{n}") for n in os.listdir(f"/proc/{child}/fd")] if os.access(f"/proc/{child}/fd", os.R_OK) else []
        tap.ok(not [f for f in held if f.endswith((".db", ".key", ".db-wal"))], "it holds no store and no key")
        os.kill(child, signal.SIGKILL)
        wait(lambda: [p for p in rig.children("dpupd-web") if p != child], "another web process")
        web.wait_up()
        tap.equal(web.get(path).status, 200, "killed, it comes back")
        os.kill(rig.process.pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            got = web.get("/healthz")
            tap.ok(got.status == 503 and got.headers.get("retry-after") and time.monotonic() - began < 15,
                   "core does not answer: 503, and in time")
            tap.equal(web.get("/style.css").status, 200, "what needs no core is there")
        finally:
            os.kill(rig.process.pid, signal.SIGCONT)
        web.wait_up()
        tap.equal(web.get(path).status, 200, "and it goes on")
        rig.process.send_signal(signal.SIGHUP)
        rig.log_says("conf.reloaded")
        web.wait_up()
        tap.equal(web.get(path).status, 200, "after a reload")
        rig.stop()
        tap.ok(not [p for p in processes(1) if p == child], "it ends with core")
        other = subprocess.Popen(["python3", "-c", f"import socket,time;s=socket.socket();s.setsockopt(1,2,1);s.bind(('127.0.0.1',{port}));s.listen();print(1,flush=True);time.sleep(600)"],
                                 stdout=subprocess.PIPE)
        other.stdout.read(2)
        try:
            rig.start()
            rig.status_says("cannot listen on")
            doctor = rig.ctl_run("doctor")
            tap.ok(doctor.returncode == 1 and "cannot listen on" in doctor.stdout, "doctor says when the port is taken")
        finally:
            other.kill()
            other.wait()
            other.stdout.close()
        web.wait_up()
        tap.ok(rig.status()["web"]["state"] == "up", "and it listens when it can")


run(one_click, for_ever, without_base, crawler, confirming, preferences, passed_on, limits, meetings, faults)
