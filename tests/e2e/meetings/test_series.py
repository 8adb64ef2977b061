# SPDX-License-Identifier: MIT
"""Series of meetings: what is said to have been understood, meetings made ahead and once, across a
restart; one moved, one cancelled, the series cancelled; communities with reminders of their own."""
import datetime
import zoneinfo

from mails import message, reply
from rig import Refused, Rig, run

AUCKLAND = zoneinfo.ZoneInfo("Pacific/Auckland")
CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
ALWAYS = {"window": "always", "window_days": "all"}


def day(days):
    return datetime.datetime.now(AUCKLAND).date() + datetime.timedelta(days=days)


def community(rig, slug="otago", region="Otago", members=()):
    rig.ctl("community", "add", slug, "--name", f"{region} Community of Practice", "--region", region,
            "--purpose", "To share how we use people's information.")
    for person in members:
        rig.deliver(message(person, subject=f"join {region}"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)


def refused(tap, rig, why, *args):
    try:
        rig.ctl(*args)
        tap.ok(False, f"refused: {why}")
    except Refused as error:
        tap.ok(why in error.text, f"refused: {why}")


def understood(tap):
    """Dates far ahead, worked out by hand: nothing is made of them here."""
    with Rig() as rig:
        community(rig)
        add = ("series", "add", "otago", "--title", "Hui")
        # Otago 2027: anniversary Monday 22 March, Good Friday 26, Easter Monday 29 March.
        said = rig.ctl(*add, "--start", "2027-03-01 10:00", "--rule", "FREQ=WEEKLY;COUNT=6", "--dry-run")
        tap.ok(said["repeats"] == "every week on Monday, 6 times at 10:00 am by the clock of Pacific/Auckland; "
               "holidays: next working day", "a rule in words")
        tap.ok([row["when"] for row in said["next"]] == [
            "Monday 1 March 2027, 10:00 am NZDT", "Monday 8 March 2027, 10:00 am NZDT",
            "Monday 15 March 2027, 10:00 am NZDT", "Tuesday 23 March 2027, 10:00 am NZDT",
            "Tuesday 30 March 2027, 10:00 am NZDT", "Monday 5 April 2027, 10:00 am NZST"], "its dates, with holidays")
        tap.ok([row["note"] for row in said["next"][3:5]] == [
            "moved to the next working day: the region's anniversary day",
            "moved to the next working day: Easter Monday"], "and why some are moved")
        tap.ok(said["next"][5]["starts"] == "2027-04-04T22:00:00Z", "10 am in winter is 22:00 UTC")
        tap.ok(rig.ctl("series", "list") == [], "a dry run adds nothing")
        said = rig.ctl(*add, "--start", "2027-03-22 10:00", "--rule", "FREQ=WEEKLY;COUNT=1", "--holidays", "skip",
                       "--dry-run")
        tap.ok(said["next"][0]["note"] == "does not take place: the region's anniversary day" and
               said["next"][0]["state"] == "none", "one that is skipped says so")
        shown = rig.ctl_run(*add, "--start", "2027-03-22 10:00", "--rule", "FREQ=WEEKLY;COUNT=1", "--holidays", "keep",
                            "--dry-run").stdout
        tap.ok("every week on Monday, once" in shown and "kept on the region's anniversary day" in shown and
               "Monday 22 March 2027, 10:00 am NZDT" in shown, "also on a terminal")
        refused(tap, rig, "the clocks go forward", *add, "--start", "2027-09-26 02:30", "--rule", "FREQ=WEEKLY")
        refused(tap, rig, "comes twice", *add, "--start", "2027-04-04 02:30", "--rule", "FREQ=WEEKLY")
        refused(tap, rig, "FREQ must be", *add, "--start", "2027-03-01 10:00", "--rule", "FREQ=DAILY")
        refused(tap, rig, "Tuesday 2027-03-02", *add, "--start", "2027-03-01 10:00", "--rule", "FREQ=WEEKLY;BYDAY=TU")
        refused(tap, rig, "before the first meeting", *add, "--start", "2027-03-01 10:00", "--rule", "FREQ=WEEKLY;UNTIL=20270228")
        refused(tap, rig, "before the first meeting", *add, "--start", "2027-03-01 10:00", "--rule", "FREQ=WEEKLY;UNTIL=20270228T205959Z")
        for until in ("20270301", "20270228T210000Z"):
            said = rig.ctl(*add, "--start", "2027-03-01 10:00", "--rule", f"FREQ=WEEKLY;UNTIL={until}", "--dry-run")
            tap.equal([row["starts"] for row in said["next"]], ["2027-02-28T21:00:00Z"], f"until {until}: once")
        refused(tap, rig, "in the past", *add, "--start", "2026-01-05 10:00", "--rule", "FREQ=WEEKLY")
        refused(tap, rig, "three years", *add, "--start", "2036-01-07 10:00", "--rule", "FREQ=WEEKLY")
        refused(tap, rig, "is no span", *add, "--start", "2027-03-01 10:00", "--rule", "FREQ=WEEKLY", "--remind", "100d")
        refused(tap, rig, "no series 1", "series", "show", "1")
        gap = rig.ctl(*add, "--start", "2027-09-19 02:30", "--rule", "FREQ=WEEKLY;COUNT=2", "--dry-run")["next"]
        tap.ok([row["when"] for row in gap] == ["Sunday 19 September 2027, 2:30 am NZST",
               "Sunday 26 September 2027, 3:30 am NZDT", "Sunday 3 October 2027, 2:30 am NZDT"] and
               gap[1]["note"] == "does not take place: the clocks go forward over that time",
               "a time that does not exist on one day: said, not held, not counted")
        made = rig.ctl("meeting", "add", "otago", "--start", "2027-03-22 10:00")
        tap.ok(made["understood"] == "Monday 22 March 2027, 10:00 am NZDT; that day is a holiday: "
               "the region's anniversary day", "a meeting says what was understood too")


def life(tap):
    with Rig({"meetings": {"horizon": "20d", "reminders": ["2h"]}, "sending": ALWAYS}) as rig:
        ana = "ana@example.org"
        community(rig, members=[ana])
        rule = f"FREQ=WEEKLY;BYDAY={CODES[day(5).weekday()]};COUNT=4"
        series = rig.ctl("series", "add", "otago", "--start", f"{day(5)} 10:00", "--rule", rule, "--title", "Weekly hui",
                         "--holidays", "keep", "--remind", "7d", "--remind", "1d", "--place", "Library")["id"]
        # Days 5, 12 and 19 are within 20 days; 26 is not.
        first = [rig.letter(ana) for _ in range(3)]
        rig.settle()
        tap.ok(all("Weekly hui" in m.subject for m in first) and rig.letters(ana) == [],
               "those within the horizon are made")
        meetings = rig.ctl("meeting", "list", "--community", "otago")
        tap.ok([m["series"] for m in meetings] == [series] * 3, "as meetings of the series")
        tap.ok([[r["offset_s"] for r in m["reminders"]] for m in meetings] == [[86400, 604800]] * 3, "with its reminders")
        tap.ok([r["state"] for r in meetings[0]["reminders"]] == ["pending", "missed"], "the one that is past is missed")
        rig.restart()
        rig.settle()
        tap.ok(rig.letters(ana) == [] and len(rig.ctl("meeting", "list")) == 3, "a restart makes none twice")

        rig.ctl("meeting", "move", meetings[1]["id"], "--start", f"{day(13)} 11:00", "--reason", "The room is taken.")
        moved = rig.letter(ana)
        tap.ok("The room is taken." in moved.text, "one is moved")
        rig.ctl("meeting", "cancel", meetings[2]["id"], "--reason", "Nothing to talk about.")
        tap.ok("Nothing to talk about." in rig.letter(ana).text, "one is cancelled")
        rig.restart()
        rows = rig.ctl("series", "show", series)["next"]
        tap.ok([row["state"] for row in rows] == ["planned", "planned", "cancelled", "to come"], "the series says so")
        tap.ok(rows[1]["when"].endswith(("11:00 am NZDT", "11:00 am NZST")) and
               rows[1]["note"].startswith("moved from"), "it stays moved")

        # A wider horizon makes the last one, and nothing else.
        rig.stop()
        rig.configure({"meetings": {"horizon": "40d"}, "sending": ALWAYS})
        rig.start()
        last = rig.letter(ana)
        rig.settle()
        tap.ok("Weekly hui" in last.subject and rig.letters(ana) == [], "the horizon makes the last one")
        tap.ok(rig.ctl("series", "show", series)["state"] == "done", "a series that is through is done")

        rig.ctl("series", "cancel", series, "--reason", "We have all said it.")
        off = [rig.letter(ana) for _ in range(3)]
        rig.settle()
        tap.ok(rig.letters(ana) == [] and all("We have all said it." in m.text and m.attached("text/calendar")[0].get_param(
            "method") == "CANCEL" for m in off), "cancelling the series cancels its three coming meetings")
        tap.ok({m["state"] for m in rig.ctl("meeting", "list")} == {"cancelled"}, "all are cancelled")
        refused(tap, rig, "cancelled already", "series", "cancel", str(series), "--reason", "x")
        tap.ok(rig.ctl("series", "list", "--community", "otago")[0]["reason"] == "We have all said it.", "with the reason")


def own_reminders(tap):
    with Rig({"sending": ALWAYS}) as rig:
        community(rig)
        community(rig, "hb", "Hawke's Bay")

        def offsets(slug, *args):
            made = rig.ctl("meeting", "add", slug, "--start", f"{day(30)} 10:00", *args)
            return [r["offset_s"] for r in made["reminders"]]
        tap.ok(offsets("otago") == [7200, 86400, 604800], "the configuration's reminders")
        rig.ctl("community", "update", "otago", "--reminders", "3d, 30m")
        tap.ok(offsets("otago") == [1800, 259200] and offsets("hb") == [7200, 86400, 604800], "a community's own")
        tap.ok(offsets("otago", "--remind", "5h") == [18000], "a meeting's own")
        rig.ctl("community", "update", "otago", "--reminders", "none")
        tap.ok(offsets("otago") == [], "none")
        rig.ctl("community", "update", "otago", "--name", "Otago people")
        tap.ok(rig.ctl("community", "show", "otago")["reminders"] == "none", "another change leaves them")
        rig.ctl("community", "update", "otago", "--reminders", "default")
        tap.ok(offsets("otago") == [7200, 86400, 604800], "and back")
        refused(tap, rig, "at most 8", "community", "update", "otago", "--reminders", "1d,2d,3d,4d,5d,6d,7d,8d,9d")
        refused(tap, rig, "is no span", "community", "update", "otago", "--reminders", "soon")
        refused(tap, rig, "is no span", "community", "update", "otago", "--reminders", "91d")


run(understood, life, own_reminders)
