# SPDX-License-Identifier: MIT
"""The end of a pause: what happened to their meetings meanwhile people hear then, once, however the pause
ends; and nothing of what did not change, is over, or was never in their calendar."""
from aging import DAY, age
from mails import reply
from people import GENEROUS
from rig import Rig, merged, run, wait
from test_meetings import community, join, local_time, method, prop

CONF = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
ANA, BEN = "ana@example.org", "ben@example.org"
PLANS = {"Stays": 20, "Moves": 22, "Ends": 24}


def plan(rig, title, days, *more):
    return rig.ctl("meeting", "add", "otago", "--start", local_time(days)[0], "--title", title, "--remind", "1m", *more)["id"]


def calendars(rig, person):
    """What came since the last look: the calendar objects by title, and the words of all else."""
    rig.settle()
    letters = rig.letters(person)
    return {prop(l, "SUMMARY"): l for l in letters if l.attached("text/calendar")}, \
        [l for l in letters if not l.attached("text/calendar")]


def upset(rig, ids):
    """Meetings change while somebody has paused: one moves, twice; one is cancelled, one new, one new and cancelled."""
    rig.ctl("meeting", "move", ids["Moves"], "--start", local_time(26)[0], "--reason", "The hall is taken.")
    rig.ctl("meeting", "move", ids["Moves"], "--place", "Library", "--reason", "There is more room.")
    rig.ctl("meeting", "cancel", ids["Ends"], "--reason", "Snow.")
    plan(rig, "New", 28)
    rig.ctl("meeting", "cancel", plan(rig, "Brief", 30), "--reason", "A mistake.")
    rig.settle()


def told_of_all(tap, rig, person, before, how):
    got, _ = calendars(rig, person)
    tap.equal(sorted(got), ["Ends", "Moves", "New"], f"{how}: they hear of what moved, ended and is new, and of nothing else")
    moved, ended, new = got["Moves"], got["Ends"], got["New"]
    tap.equal([method(moved), method(ended), method(new)], ["REQUEST", "CANCEL", "REQUEST"], f"{how}: as updates of their calendar")
    tap.equal(prop(moved, "DTSTART"), local_time(26)[0].replace("-", "").replace(" ", "T").replace(":", "") + "00",
              f"{how}: with the time it has now")
    tap.ok(int(prop(moved, "SEQUENCE")) >= 2 and int(prop(ended, "SEQUENCE")) >= 1, f"{how}: SEQUENCE is above what they had")
    tap.ok(all(prop(got[t], "UID") == prop(before[t], "UID") and prop(got[t], "DTSTAMP") >= prop(before[t], "DTSTAMP")
               for t in ("Moves", "Ends")), f"{how}: for the same objects, and newer")
    tap.ok("changed while you had paused our mail" in moved.text and "There is more room." in moved.text,
           f"{how}: with words that say so", moved.text)
    tap.ok("Snow." in ended.text and "while you had paused" in ended.text and "You are invited" in new.text, f"{how}: for each of them")


def set_up(rig):
    community(rig)
    join(rig, ANA)
    ids = {title: plan(rig, title, days) for title, days in PLANS.items()}
    before, _ = calendars(rig, ANA)
    return ids, before


def by_mail(tap):
    with Rig(CONF) as rig:
        ids, before = set_up(rig)
        rig.deliver(reply(before["Stays"], ANA, "pause", is_quoting=False))
        rig.settle()
        upset(rig, ids)
        got, others = calendars(rig, ANA)
        tap.ok(not got and len(others) == 1, "during a pause nothing comes but its receipt")
        rig.deliver(reply(before["Stays"], ANA, "resume", is_quoting=False))
        told_of_all(tap, rig, ANA, before, "resume by mail")
        rig.deliver(reply(before["Stays"], ANA, "resume", is_quoting=False))
        got, others = calendars(rig, ANA)
        tap.ok(not got and len(others) == 1, "resumed again: nothing but the answer")
        rig.deliver(reply(before["Moves"], ANA, "yes"))
        wait(lambda: rig.ctl("meeting", "attendance", ids["Moves"])["yes"] == 1, "an answer to count")


def by_itself(tap):
    with Rig(CONF) as rig:
        ids, before = set_up(rig)
        soon = local_time(2)[0][:10]
        rig.deliver(reply(before["Stays"], ANA, f"pause until {soon}", is_quoting=False))
        rig.settle()
        upset(rig, ids)
        calendars(rig, ANA)
        rig.restart()
        got, _ = calendars(rig, ANA)
        tap.equal(got, {}, "a restart ends no pause")
        age(rig, 3 * DAY)
        wait(lambda: rig.ctl("subscriber", "show", ANA)["paused_until"] is None, "the pause to be over")
        rig.settle()
        got, _ = calendars(rig, ANA)
        tap.equal(sorted(got), ["Ends", "Moves", "New"], "a pause that ends by itself tells the same")
        age(rig, 30 * DAY)
        got, _ = calendars(rig, ANA)
        tap.equal(got, {}, "once")


def by_others(tap):
    with Rig(CONF) as rig:
        ids, before = set_up(rig)
        rig.ctl("subscriber", "pause", ANA)
        upset(rig, ids)
        for word in ("resume", "pause"):
            rig.ctl("subscriber", word, ANA)
        some, _ = calendars(rig, ANA)
        rig.kill()
        rig.start()
        rig.ctl("subscriber", "resume", ANA)
        rest, _ = calendars(rig, ANA)
        tap.equal(sorted([*some, *rest]), ["Ends", "Moves", "New"], "resumed, paused, killed and resumed: each comes once")


def too_late(tap):
    with Rig(CONF) as rig:
        ids, before = set_up(rig)
        rig.ctl("subscriber", "pause", ANA)
        upset(rig, ids)
        age(rig, 27 * DAY)      # New is still to come
        rig.ctl("subscriber", "resume", ANA)
        got, _ = calendars(rig, ANA)
        tap.equal(sorted(got), ["New"], "nothing is said of a meeting that is over")


def left(tap):
    with Rig(CONF) as rig:
        ids, before = set_up(rig)
        rig.ctl("subscriber", "pause", ANA)
        upset(rig, ids)
        rig.deliver(reply(before["Stays"], ANA, "leave otago", is_quoting=False))
        got, _ = calendars(rig, ANA)
        tap.equal({t: method(l) for t, l in got.items()}, {"Stays": "CANCEL", "Moves": "CANCEL", "Ends": "CANCEL"},
                  "who leaves during a pause has all taken out that stands in their calendar, and nothing else")
        rig.ctl("subscriber", "resume", ANA)
        got, _ = calendars(rig, ANA)
        tap.equal(got, {}, "and hears nothing when the pause is over")


def a_place(tap):
    with Rig(CONF) as rig:
        community(rig)
        join(rig, ANA), join(rig, BEN)
        meeting = plan(rig, "Full", 20, "--capacity", "1")
        mails = {p: rig.letter(p) for p in (ANA, BEN)}
        for person, answer in ((ANA, "yes"), (BEN, "waiting")):
            rig.deliver(reply(mails[person], person, "yes"))
            rig.settle()
        rig.ctl("subscriber", "pause", BEN)
        rig.deliver(reply(mails[ANA], ANA, "no"))
        rig.settle()
        rig.letters(BEN)
        rig.ctl("subscriber", "resume", BEN)
        got, others = calendars(rig, BEN)
        tap.ok(not got and [l.subject.partition(":")[0] for l in others] == ["There is a place for you"],
               "who got a place meanwhile hears of that")
        tap.equal(rig.ctl("meeting", "attendance", meeting)["yes"], 1, "which they have")


run(by_mail, by_itself, by_others, too_late, left, a_place)
