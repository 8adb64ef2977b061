#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""When mail may go: the sending window and what it does not hold; and how much of it to a relay."""
import datetime
import re
import sqlite3
import time

from mails import message, reply, sub
from people import GENEROUS, ZONE, add_newsletter, announce, closed_now, sign_up, wait_done
from rig import Rig, merged, program, run, wait
from seed import seed
from sink import DROP, LOSE
from terminal import on_terminal



def at_an_hour_that_is_closed(tap):
    with Rig(closed_now()) as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        tap.ok(True, "a person signs up at any hour: answers do not wait")
        number = announce(rig, "Later", "Some news.", schedule=False)
        asked = datetime.datetime.now(ZONE) + datetime.timedelta(minutes=2)
        answer = rig.ctl("announce", "schedule", number, "--at", asked.strftime("%Y-%m-%d %H:%M"))
        opens = rig.conf["sending"]["window"][:5]
        hour = int(opens[:2])
        words = f"{(hour + 11) % 12 + 1}:00 {'am' if hour < 12 else 'pm'}"
        tap.ok(words in answer["when"], f"it is told when it will really go: {answer['when']}")
        tap.ok("--now" in answer["note"] and rig.conf["sending"]["window"] in answer["note"],
               f"and why: {answer['note']}")
        number = announce(rig, "Now", "Some news.")
        tap.ok(wait_done(rig, number)["sent"] == 1, "--now goes at any hour")
        tap.equal(rig.letter("amy@example.org")["Subject"], "Now", "and it is what arrived")
        tap.equal(rig.letters("amy@example.org"), [], "the other one waits")


def a_list_of_its_own_hours(tap):
    with Rig(closed_now()) as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        tap.equal(rig.ctl("list", "update", "newsletter", "--window", "always all")["window"], "always all",
                  "a list can have a window of its own")
        number = announce(rig, "At night", "Some news.", schedule=False)
        at = (datetime.datetime.now(ZONE) + datetime.timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M")
        tap.ok("note" not in rig.ctl("announce", "schedule", number, "--at", at), "and then it goes by that")
        for wrong in ("18:00-08:00", "25:00-26:00", "08:00-18:00 sundays", "08:00-18:00 all day", "x" * 31):
            done = rig.ctl_run("list", "update", "newsletter", "--window", wrong)
            tap.ok(done.returncode == 1 and "window must be" in done.stderr, f"{wrong[:20]} is refused: {done.stderr.strip()}")
        answer = rig.ctl("list", "update", "newsletter", "--window", "default")
        tap.ok(not answer["window"], "and go back to the configuration's")
        number = announce(rig, "Later", "Some news.", schedule=False)
        tap.ok("note" in rig.ctl("announce", "schedule", number, "--at", at), "which is closed now")


def weekends_and_holidays(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        cases = [("2033-12-26 10:00", "Wednesday 28 December 2033, 8:00 am NZDT", "Boxing Day"),
                 ("2033-12-27 10:00", "Wednesday 28 December 2033, 8:00 am NZDT", "Christmas Day"),
                 ("2034-01-07 10:00", "Monday 9 January 2034, 8:00 am NZDT", "the weekend"),
                 ("2034-07-07 07:30", "Monday 10 July 2034, 8:00 am NZST", "Matariki"),
                 ("2034-07-10 17:59", "Monday 10 July 2034, 5:59 pm NZST", None),
                 ("2034-07-10 18:00", "Tuesday 11 July 2034, 8:00 am NZST", "08:00-18:00")]
        for at, when, why in cases:
            number = announce(rig, "Later", "Some news.", schedule=False)
            answer = rig.ctl("announce", "schedule", number, "--at", at)
            tap.equal(answer["when"], when, f"{at} goes then")
            tap.ok(why in answer.get("note", "") if why else "note" not in answer, f"because of {why}")


def days_of_a_region_and_of_our_own(tap):
    """Otago's anniversary (Monday 22 March 2027) holds what goes there and nothing else; a day the configuration adds,
    all of it."""
    with Rig(merged(GENEROUS, {"sending": {"holidays": "2027-03-24"}})) as rig:
        add_newsletter(rig)
        rig.ctl("community", "add", "otago", "--name", "Otago", "--region", "Otago", "--purpose", "Meeting")
        monday, tuesday = "Monday 22 March 2027, 10:00 am NZDT", "Tuesday 23 March 2027, 8:00 am NZDT"
        thursday = "Thursday 25 March 2027, 8:00 am NZDT"
        for slug, at, when, why in (("otago", "2027-03-22 10:00", tuesday, "the region's anniversary day"),
                                    ("newsletter", "2027-03-22 10:00", monday, None),
                                    ("otago", "2027-03-24 10:00", thursday, "a holiday"),
                                    ("newsletter", "2027-03-24 10:00", thursday, "a holiday")):
            number = announce(rig, "Later", "Some news.", audience=slug, schedule=False)
            answer = rig.ctl("announce", "schedule", number, "--at", at)
            tap.equal(answer["when"], when, f"{slug}: {at} goes then")
            tap.ok(why in answer.get("note", "") if why else "note" not in answer, f"because of {why}: {answer.get('note')}")


SAMPLE = re.compile(r'(dpupd_[a-z_]+)(\{[a-z]+="[^"\\]*"\})? (-?\d+)')


def metrics(rig):
    """{name and label: value}; fails where a line is none that Prometheus reads."""
    found, known = {}, set()
    for line in rig.ctl_run("metrics").stdout.splitlines():
        if line.startswith("# TYPE "):
            known.add(line.split()[2])
        elif not line.startswith("# HELP "):
            name, label, value = SAMPLE.fullmatch(line).groups()
            assert name in known and (name, label) not in found, line
            found[name + (label or "")] = int(value)
    return found


def nine_in_the_morning(tap):
    """"At 9:00" is by the clock on the wall of that day, across both changes: NZDT is UTC+13, NZST UTC+12, and the
    Chatham Islands are 45 minutes ahead of both. What is set before a change goes after it."""
    days = {"Pacific/Auckland": (("2027-04-02", "2027-04-01T20:00:00Z"), ("2027-04-05", "2027-04-04T21:00:00Z"),
                                 ("2027-09-24", "2027-09-23T21:00:00Z"), ("2027-09-27", "2027-09-26T20:00:00Z")),
            "Pacific/Chatham": (("2027-04-05", "2027-04-04T20:15:00Z"), ("2027-09-27", "2027-09-26T19:15:00Z"))}
    for zone, cases in days.items():
        with Rig(merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}, "templates": {"timezone": zone}})) as rig:
            rig.ctl("list", "add", "newsletter", "--name", "News", "--purpose", "News")
            number = announce(rig, "Later", "Some news.", schedule=False)
            for day, wanted in cases:
                rig.ctl("announce", "schedule", number, "--at", f"{day} 9:00")
                rig.restart()
                shown = rig.ctl("announce", "show", number)
                tap.equal(shown["scheduled"], wanted, f"9:00 on {day}, {zone}")
            for at, why in (("2027-04-04 2:30", "twice"), ("2027-09-26 2:30", "forward")):
                if zone == "Pacific/Auckland":
                    done = rig.ctl_run("announce", "schedule", number, "--at", at)
                    tap.ok(done.returncode == 1 and why in done.stderr, f"{at} is refused: {done.stderr.strip()}")


def numbers(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        rig.settle()
        found = metrics(rig)
        tap.equal([found['dpupd_attempts_total{outcome="sent"}'], found['dpupd_deliveries{state="sent"}'],
                   found['dpupd_deliveries{state="queued"}'], found['dpupd_relay_up{relay="relay1"}'],
                   found['dpupd_inbox_up{inbox="inbox1"}'], found["dpupd_queue_oldest_seconds"]],
                  [2, 2, 0, 1, 1, 0], "the metrics are what happened")
        tap.ok("@" not in rig.ctl_run("metrics").stdout, "and have no addresses")
        rig.sink.rule = lambda stage, *_: "421 4.3.2 no" if stage == "connect" else DROP
        rig.restart()
        rig.deliver(message("ben@example.org", sub("subscribe")))
        rig.status_says('"down"')
        found = metrics(rig)
        tap.equal([found['dpupd_attempts_total{outcome="sent"}'], found['dpupd_relay_up{relay="relay1"}'],
                   found['dpupd_relay_connections_allowed{relay="relay1"}']], [2, 0, 0],
                  "a restart does not forget what was sent; a relay that is down shows")
        sent = rig.status()["sent"]
        tap.equal([sent["last_hour"], sent["last_day"], sent["total"]], [2, 2, 2], "the status tells how much went when")


def a_limit(tap):
    with Rig(GENEROUS, start=False) as rig:
        relay = dict(rig.conf["relays"][0], per_minute=4, per_day=1000)
        rig.configure(merged(GENEROUS, {"relays": [relay]}))
        rig.start()
        add_newsletter(rig)
        people = ["amy@example.org", "ben@example.org"]
        for person in people:
            rig.deliver(message(person, sub("subscribe")))
            rig.deliver(reply(rig.letter(person), person, "yes"))
            rig.letter(person)
        row = rig.status()["relays"][0]
        tap.equal([row["last_minute"], row["per_minute"], row["per_day"]], [4, 4, 1000],
                  "status tells what went and what may go")
        announce(rig, "Later", "Some news.")
        tap.equal(rig.letters(people[0]) + rig.letters(people[1]), [], "the fifth waits")
        rig.restart()
        time.sleep(1)
        tap.equal(rig.letters(people[0]) + rig.letters(people[1]), [], "also after a restart")
        db = sqlite3.connect(rig.path("dpupd.db"))
        with db:    # a minute passes
            db.execute("UPDATE rate SET slot = slot - 8 WHERE slot_s = 10")
        db.close()
        tap.equal([rig.letter(p)["Subject"] for p in people], ["Later", "Later"], "a minute later both go")


def how_long_it_takes(tap):
    """Whoever watches is told about how long it takes, what it waits for, and until when."""
    with Rig(closed_now(), start=False) as rig:
        rig.configure(merged(closed_now(), {"relays": [dict(rig.conf["relays"][0], per_minute=10)]}))
        rig.start()
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        rig.stop()
        seed(rig.path("dpupd.db"), "amy@example.org", [f"p{n}@example.org" for n in range(40)])
        db = sqlite3.connect(rig.path("dpupd.db"))
        with db:    # what the sign-up took is long ago
            db.execute("DELETE FROM rate")
            db.execute("DELETE FROM minute")
        rig.start()
        watch = [program("dpupctl"), "-s", rig.socket, "announce", "watch"]
        number = announce(rig, "Later", "Some news.", schedule=False)
        at = (datetime.datetime.now(ZONE) + datetime.timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M")
        when = rig.ctl("announce", "schedule", number, "--at", at)["when"]
        text, _ = on_terminal([*watch, str(number)], columns=150, enough=when)
        tap.ok(f"scheduled  [{'.' * 28}]" in text and f"it waits until {when}" in text, f"the window is closed: {text[-120:]!r}")

        number = announce(rig, "Now", "Some news.")
        # Ten went at once; 31 are left, and ten a minute may go: 186 s.
        text, _ = on_terminal([*watch, str(number)], columns=150, enough="is at its limit until")
        found = re.search(r"10 of 41, 24 %.*, about 3 minutes left; relay1 is at its limit until ", text)
        tap.ok(found, f"the relay is at its limit: {text[-150:]!r}")
        row = rig.status()["announcements"][0]
        tap.equal((row["announcement"], row["done"], row["total"], row["left"]), (number, 10, 41, "about 3 minutes"),
                  "the status says so, too")
        text, _ = on_terminal([program("dpupctl"), "-s", rig.socket, "status", "--watch"], columns=200, enough="about 3 minutes")
        tap.ok("about 3 minutes" in text, "also on a terminal")
        with db:    # three minutes pass
            db.execute("UPDATE rate SET count = -1000")
        text, status = on_terminal([*watch, str(number)], columns=150)
        tap.ok(status == 0 and text.rstrip().endswith("41 of 41, 100 %\x1b[K"), f"to its end: {text[-80:]!r}")
        tap.equal(rig.status()["announcements"], [], "then nothing is under way")
        db.close()


def in_doubt(tap):
    """The relay takes a mail and breaks off: once more, or not where its list says so."""
    with Rig(merged(GENEROUS, {"sending": {"window": "always"}})) as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        lost = []

        def lose(stage, *_):
            if stage == "dot" and not lost:
                lost.append(1)
                return LOSE
            return None
        rig.sink.rule = lose
        wait_done(rig, announce(rig, "First", "Some news."))
        twice = rig.letters("amy@example.org")
        tap.equal([m["Subject"] for m in twice], ["First", "First"], "in doubt, it is sent once more")
        tap.ok(twice[0].raw == twice[1].raw, "with the same bytes")
        row = rig.ctl("list", "update", "newsletter", "--resend-unsure", "never")
        tap.equal(row["resend_unsure"], "never", "a list can say never")
        lost.clear()
        number = announce(rig, "Second", "Some news.")
        wait(lambda: rig.ctl("announce", "report", number)["held"] == 1, "it to be held")
        rig.settle()
        tap.equal([m["Subject"] for m in rig.letters("amy@example.org")], ["Second"], "then it is held at the first doubt")
        lost.clear()
        rig.deliver(message("ben@example.org", sub("subscribe")))
        wait(lambda: len(rig.sink.to("ben@example.org", 0)) == 2, "the confirmation twice")
        tap.ok(True, "an answer is sent once more in any case")
        for wrong in ("maybe", ""):
            tap.ok(rig.ctl_run("list", "update", "newsletter", "--resend-unsure", wrong).returncode != 0, f"{wrong!r} is refused")


def taken_over(tap):
    """Another daemon took the store over (a copy of this machine was resumed): this one sends nothing any more."""
    with Rig(merged(GENEROUS, {"sending": {"window": "always"}})) as rig:
        add_newsletter(rig)
        sign_up(rig, "amy@example.org")
        rig.settle()
        before = len(rig.sink.mails)
        db = sqlite3.connect(rig.path("dpupd.db"))
        with db:
            db.execute("UPDATE meta SET value = value + 1 WHERE key = 'epoch'")
        db.close()
        rig.deliver(message("ben@example.org", sub("subscribe")))
        tap.equal(rig.process.wait(30), 75, "it ends, for its supervisor to start it anew")
        tap.ok("sender.epoch" in rig.log(), "and says why")
        tap.equal(len(rig.sink.mails), before, "nothing was sent")
        rig.start()
        tap.ok(rig.letter("ben@example.org"), "the one that has the store sends it, once")
        rig.settle()
        tap.equal(len(rig.sink.to("ben@example.org", 0)), 1, "and only once")


run(at_an_hour_that_is_closed, a_list_of_its_own_hours, weekends_and_holidays, days_of_a_region_and_of_our_own,
    nine_in_the_morning, numbers, a_limit, how_long_it_takes, in_doubt, taken_over)
