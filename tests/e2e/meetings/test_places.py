# SPDX-License-Identifier: MIT
"""The places of a meeting: who gets one, who keeps it, whom a freed one goes to, and what people are told of it."""
import sqlite3

from mails import message, reply
from older import make_store_older
from ports import free_port
from rig import Rig, run
from test_meetings import CONVENOR, attendance, button, community, local_time, says
from web import Visitor, link, settings

ANA, BEN, CIA = PEOPLE = "ana@example.org", "ben@example.org", "cia@example.org"
OPEN = {"sending": {"window": "always", "window_days": "all"}, "limits": {"answers_per_sender": 100, "answers_total": 1000}}


def plan(rig, capacity, link=None):
    meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui", "--capacity", str(capacity),
                      *(("--link", link) if link else ()))["id"]
    rig.letter(CONVENOR)
    return meeting, [rig.letter(person) for person in PEOPLE]


def counted(rig, meeting):
    rig.settle()
    rows = attendance(rig, meeting)
    return [(rows[p]["answer"], rows[p]["guests"]) if p in rows else None for p in PEOPLE]


def guests(tap):
    """Whoever has a place keeps it, and is told where those they bring find none."""
    port = free_port()
    with Rig(settings(port, OPEN)) as rig:
        community(rig, *PEOPLE)
        meeting, (ana, ben, cia) = plan(rig, 3)
        rig.deliver(reply(ana, ANA, "yes +1"))
        says(rig, meeting, ANA, "yes", "two places")
        rig.deliver(reply(ben, BEN, "yes"))
        says(rig, meeting, BEN, "yes", "the third")
        rig.letter(ANA), rig.letter(BEN)

        rig.deliver(reply(ben, BEN, "yes +2"))
        told = rig.letter(BEN)
        tap.ok("You said yes. See you there." in told.text and "not places enough for you to bring 2" in told.text,
               "who brings others to a full meeting is told that they cannot", told.text)
        tap.equal(counted(rig, meeting), [("yes", 1), ("yes", 0), ("none", 0)], "and has a place all the same")
        rig.deliver(button(ana, ANA, "ACCEPTED"))
        tap.equal(counted(rig, meeting), [("yes", 1), ("yes", 0), ("none", 0)], "a button, which says no number, keeps the guest")
        rig.deliver(reply(cia, CIA, "yes +1"))
        says(rig, meeting, CIA, "waiting", "a third waits")
        rig.deliver(button(cia, CIA, "ACCEPTED"))
        tap.equal(counted(rig, meeting), [("yes", 1), ("yes", 0), ("waiting", 1)], "and waits for both places after a button, too")

        web = Visitor(port)
        web.wait_up()
        page = web.post(link(ben, "r"), answer="yes", guests="2").text
        tap.ok("not places enough for you to bring 2" in page and "what you had told us" not in page, "the page says so too", page)
        rig.letters(CIA), rig.letters(ANA)
        rig.deliver(reply(ana, ANA, "yes"))
        tap.equal(counted(rig, meeting), [("yes", 0), ("yes", 0), ("waiting", 1)], "a yes without a number gives the guest's place back")
        rig.deliver(reply(cia, CIA, "yes"))
        tap.equal(counted(rig, meeting), [("yes", 0), ("yes", 0), ("yes", 0)], "which is enough for one")


def waiting(tap):
    """Who has no place is not told how to come in."""
    with Rig(OPEN) as rig:
        community(rig, *PEOPLE)
        meeting, (ana, ben, _) = plan(rig, 1, link="https://meet.example.org/abc")
        for letter, person, answer in ((ana, ANA, "yes"), (ben, BEN, "waiting")):
            rig.deliver(reply(letter, person, "yes"))
            says(rig, meeting, person, answer, f"{person}: {answer}")
            rig.letter(person)
        rig.ctl("meeting", "remind", meeting)
        told = [rig.letter(person).text for person in PEOPLE]
        tap.equal(["Join online: https://meet.example.org/abc" in text for text in told], [True, False, True],
                  "the link is for who comes or may yet")
        tap.ok("You are on the waiting list." in told[1], "who waits is told that they do", told[1])


def freed(tap):
    """A place goes on to whoever waits longest, by whatever it became free."""
    def leave(rig, letters):
        rig.deliver(reply(letters[0], ANA, "leave Otago", is_quoting=False))

    def erase(rig, letters):
        rig.ctl("subscriber", "erase", ANA, "--yes")

    def maybe(rig, letters):
        rig.deliver(reply(letters[0], ANA, "maybe"))

    def remove(rig, letters):
        rig.ctl("subscriber", "remove", ANA, "--list", "otago")

    def unsubscribe(rig, letters):
        rig.deliver(message(ANA, letters[0]["List-Unsubscribe"].partition("mailto:")[2].partition("?")[0].partition(">")[0], "unsubscribe"))

    for way, its in ((maybe, ("maybe", 0)), (leave, None), (remove, None), (unsubscribe, None), (erase, None)):
        with Rig(OPEN) as rig:
            community(rig, *PEOPLE)
            meeting, letters = plan(rig, 1)
            for letter, person, answer in zip(letters, PEOPLE, ("yes", "waiting", "waiting")):
                rig.deliver(reply(letter, person, "yes"))
                says(rig, meeting, person, answer, f"{person}: {answer}")
                rig.letter(person)
            way(rig, letters)
            tap.equal(counted(rig, meeting), [its, ("yes", 0), ("waiting", 0)], f"{way.__name__}: the next has it")
            told = rig.letters(BEN)
            tap.ok(len(told) == 1 and told[0].subject.startswith("There is a place for you: Hui"), "and is told, once")
            tap.equal(rig.letters(CIA), [], "nobody else is")


def fewer(tap):
    """A capacity that is lowered takes nobody's place away."""
    with Rig(OPEN) as rig:
        community(rig, *PEOPLE)
        meeting, letters = plan(rig, 2)
        for letter, person in zip(letters[:2], PEOPLE):
            rig.deliver(reply(letter, person, "yes"))
            says(rig, meeting, person, "yes", "a place")
        rig.ctl("meeting", "move", meeting, "--capacity", "1")
        rig.deliver(reply(letters[2], CIA, "yes"))
        tap.equal(counted(rig, meeting), [("yes", 0), ("yes", 0), ("waiting", 0)], "who has a place keeps it")
        rig.deliver(reply(letters[0], ANA, "no"))
        tap.equal(counted(rig, meeting), [("no", 0), ("yes", 0), ("waiting", 0)], "one that is too many goes to nobody")
        rig.deliver(reply(letters[1], BEN, "no"))
        tap.equal(counted(rig, meeting), [("no", 0), ("no", 0), ("yes", 0)], "the next one does")


def freed_by_a_migration(tap):
    """An earlier dpupd gave places to answers that nothing proves. Its store takes them back, and who waits gets them."""
    with Rig(OPEN) as rig:
        community(rig, *PEOPLE)
        meeting, (ana, ben, cia) = plan(rig, 1)
        other, (_, bens, cias) = plan(rig, 1)
        for number, letter, person, answer in ((meeting, ana, ANA, "yes"), (meeting, ben, BEN, "waiting"),
                                               (meeting, cia, CIA, "waiting"), (other, bens, BEN, "yes"), (other, cias, CIA, "waiting")):
            rig.deliver(reply(letter, person, "yes"))
            says(rig, number, person, answer, f"{person}: {answer}")
        rig.settle()
        for person in PEOPLE:
            rig.letters(person)
        rig.stop()
        make_store_older(rig, 17)
        with sqlite3.connect(rig.path("dpupd.db")) as db:
            db.execute("UPDATE rsvp SET is_verified = (answer <> 'yes' OR meeting_id = ?)", (other,))
        rig.start()
        told = rig.letter(BEN)
        tap.ok(told.subject.startswith("There is a place for you"), "the first who waits is told that there is a place", told.subject)
        filled = [("yes", 0), ("yes", 0), ("waiting", 0)]
        tap.equal((counted(rig, meeting), attendance(rig, meeting)[ANA]["verified"]), (filled, False), "and has it; the claim is shown, and has none")
        tap.equal(counted(rig, other), [("none", 0), ("yes", 0), ("waiting", 0)], "where no place was freed all is as it was")
        rig.restart()
        rig.settle()
        tap.equal((counted(rig, meeting), rig.letters(BEN), rig.letters(CIA)), (filled, [], []),
                  "and a later start changes nothing")


if __name__ == "__main__":
    run(guests, waiting, freed, fewer, freed_by_a_migration)
