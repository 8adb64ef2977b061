# SPDX-License-Identifier: MIT
"""Answers of calendars that come late and out of order, through a real Postfix and a real Dovecot: the newer one
counts (RFC 5546 §2.1.5), and one to an invitation of another time does not."""
import datetime

from mailservers import World, why_not
from mails import message, reply
from rig import run, wait
from test_meetings import button, local_time, prop


def stamp(minutes):
    """DTSTAMP so many minutes ago."""
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")


def outcomes(rig):
    return [row["outcome"] for row in rig.ctl("inbound", "list") if row["kind"] == "calendar"]


def late(tap):
    if why_not():
        tap.skip("answers through real servers", why_not())
        return
    with World() as world:
        rig, amy = world.rig, "amy@example.org"
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago", "--purpose", "To share.")
        world.send(message(amy, subject="join Otago"))
        world.send(reply(world.letter("amy"), amy, "yes"))
        world.letter("amy")
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui")["id"]
        first = world.letter("amy")

        def said():
            row, = rig.ctl("meeting", "attendance", meeting)["people"]
            return row["answer"]

        def answer(letter, partstat, minutes, wanted, name, sequence=None):
            before = len(outcomes(rig))
            world.send(button(letter, amy, partstat, stamp(minutes), sequence=sequence))
            wait(lambda: len(outcomes(rig)) == before + 1 and None not in outcomes(rig), "the answer to be read")
            tap.equal(said(), wanted, name)

        def invitation():
            """The next; what is said of an answer that counts no more comes between."""
            letter = world.letter("amy")
            while not letter.attached("text/calendar"):
                letter = world.letter("amy")
            return letter

        answer(first, "DECLINED", 10, "no", "a no of ten minutes ago")
        world.letter("amy")
        answer(first, "ACCEPTED", 30, "no", "a yes of half an hour ago comes later: it changes nothing")
        answer(first, "ACCEPTED", 5, "yes", "a yes of five minutes ago is newer")
        world.letter("amy")
        answer(first, "DECLINED", 10, "yes", "the first no once more, as a server that repeats itself sends it")

        rig.ctl("meeting", "move", meeting, "--place", "Library", "--reason", "More room.")
        second = invitation()
        answer(first, "TENTATIVE", 3, "maybe", "the place changed, the time did not: an answer to the first invitation counts")
        world.letter("amy")

        rig.ctl("meeting", "move", meeting, "--start", local_time(22)[0], "--reason", "Another day.")
        third = invitation()
        tap.equal([prop(l, "SEQUENCE") for l in (first, second, third)], ["0", "1", "2"], "three invitations")
        for old, which in ((first, "first"), (second, "second")):
            answer(old, "ACCEPTED", 0, "none", f"it is on another day now: a yes to the {which} invitation does not count")
        answer(third, "ACCEPTED", 0, "yes", "a yes to the last one does")
        world.letter("amy")
        tap.ok(outcomes(rig).count("older answer") == 4, "each that did not count is kept, and says so", outcomes(rig))


run(late)
