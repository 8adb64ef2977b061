# SPDX-License-Identifier: MIT
"""The calendars of communities (PUBLISH) before two strangers, libical's icalrestriction_check and python3-icalendar:
with series, with meetings that were moved or cancelled, and with titles that hurt."""
import ctypes
import ctypes.util
import datetime
import glob
import json
import subprocess

from people import GENEROUS, join
from ports import free_port
from rig import Rig, Refused, merged, run
from test_calendar import SYSTEM_PYTHON, has_judge, iso, local_time
from web import Visitor, settings

# Reads a calendar on standard input, and says what events it found.
JUDGE = """
import datetime, json, sys
import icalendar
cal = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
assert cal.errors == [], cal.errors
utc = lambda e, name: e[name].dt.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ")
for e in cal.walk("VEVENT"):
    assert e.errors == [], e.errors
print(json.dumps({"method": str(cal["METHOD"]), "zones": [str(z["TZID"]) for z in cal.walk("VTIMEZONE")], "events": [
    {"title": str(e["SUMMARY"]), "start": utc(e, "DTSTART"), "end": utc(e, "DTEND"), "uid": str(e["UID"]),
     "sequence": int(e.get("SEQUENCE", 0)), "place": str(e.get("LOCATION", "")), "names": sorted(e),
     "zone": str(e["DTSTART"].params.get("TZID"))} for e in cal.walk("VEVENT")]}))
"""
HOSTILE = ["Hui \u202egnp.exe\u202c; ā-rohe", "\u2066isolate\u2069, kōrero", "ā" * 60, "a" * 120, "🌺" * 30, "BEGIN:VEVENT",
           "END:VCALENDAR", "\\o/, kōrero; \"x\" %41 =41 ^n ${x}", "e\u0301 \u200d👩\u200d💻 ﷽",
           *("." * n + "ā🌺€x" * 8 for n in range(0, 38, 3))]


def libical():
    names = [ctypes.util.find_library("ical"), *sorted(glob.glob("/usr/lib/*/libical.so.3*"))]
    return next((ctypes.CDLL(n) for n in names if n), None)


class Judges:
    def __init__(self):
        self.ical = libical()
        for name, result, *arguments in (("icalparser_parse_string", ctypes.c_void_p, ctypes.c_char_p),
                                         ("icalcomponent_count_errors", ctypes.c_int, ctypes.c_void_p),
                                         ("icalrestriction_check", ctypes.c_int, ctypes.c_void_p),
                                         ("icalcomponent_free", None, ctypes.c_void_p)):
            function = getattr(self.ical, name)
            function.restype, function.argtypes = result, arguments

    def read(self, body):
        """What the second judge found, when the first one has nothing against it."""
        for line in body.split(b"\r\n"):
            assert len(line) <= 75, f"a line of {len(line)} octets"
            assert b"\n" not in line and b"\r" not in line, "a line that ends in half"
            line.decode()       # a fold inside a character raises
        component = self.ical.icalparser_parse_string(body)
        assert component, "libical reads nothing"
        errors, is_legal = self.ical.icalcomponent_count_errors(component), self.ical.icalrestriction_check(component)
        self.ical.icalcomponent_free(component)
        assert (errors, is_legal) == (0, 1), f"libical: {errors} errors, legal {is_legal}"
        done = subprocess.run([SYSTEM_PYTHON, "-c", JUDGE], input=body, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)


def feeds(tap):
    if not has_judge() or not libical():
        tap.skip("calendars of communities", "python3-icalendar or libical is not installed")
        return
    judges, port = Judges(), free_port()
    with Rig(settings(port, merged(GENEROUS, {"meetings": {"reminders": [], "horizon": "366d"}}))) as rig:
        web = Visitor(port)
        web.wait_up()

        def read(name):
            got = web.get(f"/communities{name}.ics")
            assert got.status == 200 and got.headers["content-type"].startswith("text/calendar"), got.status
            feed = judges.read(got.body)
            assert feed["method"] == "PUBLISH" and not any("ATTENDEE" in e["names"] for e in feed["events"])
            return feed

        for slug, region in (("cop", "Otago"), ("rekohu", "Chatham Islands"), ("quiet", "Nelson")):
            rig.ctl("community", "add", slug, "--name", f"Kāinga {region}", "--region", region, "--purpose", "To share.")
        tap.equal(read("/quiet")["events"], [], "a community without meetings: both judges take it")

        start, at = local_time(30, 10)
        later, later_at = local_time(33, 15)
        kept, moved, off = (rig.ctl("meeting", "add", "cop", "--start", start, "--length", "90m", "--title", t, "--place",
                                    "Te Whare; Library, Level 2")["id"] for t in ("Kept", "Moved", "Off"))
        first = {e["title"]: e for e in read("/cop")["events"]}
        tap.equal(sorted(first), ["Kept", "Moved", "Off"], "three meetings")
        got = web.get("/communities/cop.ics")
        tag = {"If-None-Match": got.headers["etag"]}
        same = web.ask("GET", "/communities/cop.ics", headers=tag)
        tap.equal((same.status, same.body, same.headers["etag"]), (304, b"", got.headers["etag"]), "who has it is told that it is the same")
        tap.equal(web.ask("GET", "/communities/quiet.ics", headers=tag).status, 200, "a tag is of one calendar")
        rig.ctl("meeting", "move", moved, "--start", later, "--reason", "x")
        tap.equal(web.ask("GET", "/communities/cop.ics", headers=tag).status, 200, "and of one state of it")
        rig.ctl("meeting", "cancel", off, "--reason", "Snow.")
        feed = read("/cop")
        now = {e["title"]: e for e in feed["events"]}
        tap.equal(sorted(now), ["Kept", "Moved"], "one that is cancelled is not in it any more")
        tap.equal((now["Moved"]["start"], now["Moved"]["end"], now["Moved"]["uid"]),
                  (iso(later_at), iso(later_at + datetime.timedelta(minutes=90)), first["Moved"]["uid"]), "one that moved: there, by its UID")
        tap.ok(now["Moved"]["sequence"] > first["Moved"]["sequence"] and now["Kept"] == first["Kept"], "and newer; the other as it was")
        tap.equal((now["Kept"]["start"], now["Kept"]["place"], feed["zones"]),
                  (iso(at), "Te Whare; Library, Level 2", ["Pacific/Auckland", "Pacific/Chatham"]), "when, where, and the zones")

        # A year of a monthly series on the Chathams: over both changes of the clocks.
        rig.ctl("series", "add", "rekohu", "--start", local_time(10, 9)[0], "--rule", "FREQ=MONTHLY;COUNT=12", "--title", "Marama",
                "--holidays", "keep")
        made = [r for r in rig.ctl("meeting", "list", "--community", "rekohu")]
        feed = read("/rekohu")
        tap.equal(sorted(e["start"] for e in feed["events"]), sorted(r["starts"][:16] + "Z" for r in made), "a series: each of its meetings")
        tap.ok(len(made) == 12 and {e["zone"] for e in feed["events"]} == {"Pacific/Chatham"}, "all twelve of a year")
        tap.equal(len({e["uid"] for e in feed["events"]}), 12, "each by a UID of its own")

        wanted = ["Kept", "Moved"] + ["Marama"] * 12
        for title in HOSTILE:
            try:
                rig.ctl("meeting", "add", "cop", "--start", start, "--title", title, "--place", title,
                        "--agenda", rig.write("agenda", f"One: {title}\r\n\n* two; three, four\nBEGIN:VEVENT\n"))
                wanted.append(title)
            except Refused as refused:
                tap.ok("title" in refused.text, f"refused, and why: {title!a}: {refused.text}")
        tap.equal(sorted(e["title"] for e in read("")["events"]), sorted(wanted), "all communities in one, with titles that hurt as they were written")
        for title in ("Two\nlines", "a\rb", "x" * 121, "ā" * 61, "nul\x01"):
            try:
                rig.ctl("meeting", "add", "cop", "--start", start, "--title", title)
                tap.ok(False, f"refused: {title!a}")
            except Refused as refused:
                tap.ok("title" in refused.text or "line" in refused.text, f"refused: {title!a}")


def for_members(tap):
    """How to join is sent to the members, and read by nobody else."""
    port = free_port()
    with Rig(settings(port, merged(GENEROUS, {"meetings": {"reminders": []}}))) as rig:
        web = Visitor(port)
        web.wait_up()
        rig.ctl("community", "add", "cop", "--name", "Otago CoP", "--region", "Otago", "--purpose", "To share.")
        join(rig, "ana@example.org", "cop", "join Otago CoP")
        rig.letters("ana@example.org")
        start, secret = local_time(30, 10)[0], "https://zoom.example/j/832?pwd=KIWI"
        rig.ctl("meeting", "add", "cop", "--start", start, "--title", f"Hui ({secret})", "--link", secret,
                "--place", f"Te Whare, Level 2, or {secret} (passcode KIWI)", "--agenda", rig.write("agenda", f"Join: {secret}\nCode: KIWI\n"))
        invitation = rig.letter("ana@example.org")
        calendar = invitation.attached("text/calendar")[0].get_content().replace("\r\n ", "").replace("\n ", "")
        tap.ok(secret in invitation.text and "Code: KIWI" in calendar and "Level 2" in calendar, "the members have all of it", calendar)
        rig.ctl("meeting", "add", "cop", "--start", start, "--title", secret, "--place", secret)
        for name in ("", "/cop"):
            text = web.get(f"/communities{name}.ics").body.replace(b"\r\n ", b"").decode()
            tap.ok("KIWI" not in text and "zoom" not in text and "DESCRIPTION" not in text, f"/communities{name}.ics: nothing of it is public", text)
            tap.ok("SUMMARY:Hui\r\n" in text and "SUMMARY:Otago CoP\r\n" in text and "LOCATION:Te Whare\\, Level 2\r\n" in text and
                   text.count("\r\nLOCATION:") == 1, "but when, what and where", text)


run(feeds, for_members)
