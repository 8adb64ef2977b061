# SPDX-License-Identifier: MIT
"""Two meetings of one day stand in one reminder: for who comes to both, and not what is declined, moved away or
cancelled before it is made. What stood in it is not said again."""
import datetime

from aging import age
from mails import reply
from people import GENEROUS
from rig import Rig, merged, run
from test_meetings import community, join, local_time

CONF = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
ANA, HOUR = "ana@example.org", 3600


def until_due(rig, meeting):
    """To a minute behind the time a meeting's reminder is due."""
    due, = (r["due"] for r in rig.ctl("meeting", "show", meeting)["reminders"])
    at = datetime.datetime.fromisoformat(due.replace("Z", "+00:00"))
    age(rig, (at - datetime.datetime.now(datetime.timezone.utc)).total_seconds() + 60)
    rig.settle()


def two(rig):
    """Two meetings in nine days, which is two days after their reminders. The first's is due at this very time of a
    day: aging by whole days leaves the meetings at 10:00 and 14:00, of one day, whatever the hour is."""
    community(rig)
    join(rig, ANA)
    offset = (local_time(2)[1] - datetime.datetime.now(datetime.timezone.utc)) // datetime.timedelta(seconds=1)
    made = [rig.ctl("meeting", "add", "otago", "--start", local_time(9, hour)[0], "--title", title,
                    "--remind", f"{offset}s")["id"]
            for hour, title in ((10, "First"), (14, "Second"))]
    letters = {}
    for _ in made:
        letter = rig.letter(ANA)
        letters[letter.subject.partition(",")[0]] = letter
    return *made, letters


def reminders(rig):
    """The reminders since the last look: of what they are, and whether the other meeting stands in it."""
    rig.settle()
    return [("First" if "First" in l.subject else "Second", "On the same day" in l.text)
            for l in rig.letters(ANA) if l.subject.startswith("In ")]


def state(rig, meeting):
    row, = rig.ctl("meeting", "show", meeting)["reminders"]
    return row["state"]


def both(tap):
    with Rig(CONF) as rig:
        first, second, letters = two(rig)
        rig.deliver(reply(letters["First"], ANA, "yes"))
        rig.settle()
        until_due(rig, first)
        tap.equal(reminders(rig), [("First", True)], "both stand in one reminder")
        until_due(rig, second)
        tap.equal((reminders(rig), state(rig, second)), ([], "sent"), "and the second is not reminded of again")


def before(tap, name, change, wanted, later):
    """`change` is made before the first reminder; `wanted` came of the first, `later` when the second was due."""
    with Rig(CONF) as rig:
        first, second, letters = two(rig)
        change(rig, second, letters)
        rig.settle()
        rig.letters(ANA)
        until_due(rig, first)
        tap.equal(reminders(rig), wanted, f"{name}: the first reminder")
        if state(rig, second) == "pending":
            until_due(rig, second)
        tap.equal(reminders(rig), later, f"{name}: and the second")


def declined(tap):
    before(tap, "declined", lambda rig, _second, letters: rig.deliver(reply(letters["Second"], ANA, "no")), [("First", False)], [])


def cancelled(tap):
    before(tap, "cancelled", lambda rig, second, _: rig.ctl("meeting", "cancel", second, "--reason", "Snow."), [("First", False)], [])


def moved_before(tap):
    before(tap, "moved to another day", lambda rig, second, _: rig.ctl("meeting", "move", second, "--start", local_time(12)[0],
           "--reason", "x"), [("First", False)], [("Second", False)])


def moved_after(tap):
    with Rig(CONF) as rig:
        first, second, _letters = two(rig)
        until_due(rig, first)
        tap.equal(reminders(rig), [("First", True)], "moved after the reminder: both stood in it")
        rig.ctl("meeting", "move", second, "--start", local_time(12)[0], "--reason", "x")
        update = rig.letter(ANA)
        tap.ok(update.subject.startswith("Changed: Second"), "they are told of the new day")
        until_due(rig, second)
        tap.equal((reminders(rig), state(rig, second)), ([], "sent"), "one for each person, meeting and offset, ever")


def cancelled_after(tap):
    with Rig(CONF) as rig:
        first, second, _letters = two(rig)
        until_due(rig, first)
        reminders(rig)
        rig.ctl("meeting", "cancel", second, "--reason", "Snow.")
        tap.ok(rig.letter(ANA).subject.startswith("Cancelled: Second"), "cancelled after the reminder: they are told")
        age(rig, 5 * HOUR)
        tap.equal((reminders(rig), state(rig, second)), ([], "cancelled"), "and not reminded")


run(both, declined, cancelled, moved_before, moved_after, cancelled_after)
