# SPDX-License-Identifier: MIT
"""What may change of a planned meeting besides its time: what members see is told to them, with the reason; what
they do not see is told to nobody."""
from mails import reply
from rig import Refused, Rig, run
from test_meetings import CONVENOR, attendance, community, local_time, prop, says

ANA, BEN = "ana@example.org", "ben@example.org"
OPEN = {"sending": {"window": "always", "window_days": "all"}, "limits": {"answers_per_sender": 100}}


def refusal(rig, *args):
    try:
        rig.ctl(*map(str, args))
    except Refused as refused:
        return refused.text
    return ""


def plan(rig, *more):
    meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui", "--place", "Dunedin library",
                      "--link", "https://example.org/hui", *more)["id"]
    rig.letter(CONVENOR)
    return meeting, rig.letter(ANA), rig.letter(BEN)


def nobody_is_told(rig):
    rig.settle()
    return not rig.letters(ANA) and not rig.letters(BEN) and not rig.letters(CONVENOR)


def seen(tap):
    with Rig(OPEN) as rig:
        community(rig, ANA, BEN)
        meeting, invitation, _ = plan(rig)
        rig.deliver(reply(invitation, ANA, "yes"))
        says(rig, meeting, ANA, "yes", "a yes")
        rig.letter(ANA)

        with open(rig.path("agenda.md"), "w") as agenda:
            agenda.write("* Karakia\n* What we share\n")
        tap.ok("reason" in refusal(rig, "meeting", "move", meeting, "--agenda", rig.path("agenda.md")),
               "members are not told of a change without a reason")
        rig.ctl("meeting", "move", meeting, "--agenda", rig.path("agenda.md"), "--reason", "Here is what we talk about.")
        changed, bens, copy = rig.letter(ANA), rig.letter(BEN), rig.letter(CONVENOR)
        tap.ok("You said yes. That stays, and you need not answer again." in changed.text, "whoever answered need not again", changed.text)
        tap.ok("no answer from you for this time. Are you coming?" in bens.text and "You said" not in bens.text, "and whoever did not is asked")
        tap.ok("It has a new agenda.\nHere is what we talk about." in changed.text and "- What we share" in changed.text.replace("*", "-"),
               "an agenda can come later", changed.text)
        tap.ok("What we share" in prop(changed, "DESCRIPTION") and prop(changed, "SEQUENCE") == "1", "the calendar has it too")
        tap.ok(copy.subject.startswith("Moved: Hui") and "a new agenda" in copy.text, "and the convenor")
        tap.equal(attendance(rig, meeting)[ANA]["answer"], "yes", "an answer stays, as the time does")

        rig.ctl("meeting", "move", meeting, "--title", "Wānanga", "--place", "-", "--reason", "We meet online.")
        changed = rig.letter(ANA)
        tap.ok('It was called "Hui".\nIt has no place any more.\nWe meet online.' in changed.text, "a title and a place too", changed.text)
        tap.ok(changed.subject.startswith("Changed: Wānanga") and "Dunedin" not in changed.text, "it is called that from now on")
        tap.ok(prop(changed, "SUMMARY") == "Wānanga" and "Dunedin" not in (prop(changed, "LOCATION") or ""), "in the calendar too")
        rig.letter(BEN), rig.letter(CONVENOR)

        shown = rig.ctl("meeting", "show", meeting)
        tap.equal((shown["agenda"], shown["answers"]), ("* Karakia\n* What we share\n",
                  {"yes": 1, "no": 0, "maybe": 0, "waiting": 0, "none": 1, "guests": 0}), "it is shown with how many come")
        tap.equal((shown["title"], shown["place"], shown["sequence"]), ("Wānanga", None, 2), "and as staff see it")
        tap.ok("is like that already" in refusal(rig, "meeting", "move", meeting, "--title", "Wānanga", "--agenda", rig.path("agenda.md"),
                                                 "--reason", "Again."), "what changes nothing is refused")
        tap.ok(nobody_is_told(rig), "and told to nobody")

        rig.ctl("meeting", "move", meeting, "--start", local_time(21)[0], "--reason", "The library is shut.")
        tap.ok("no answer from you for this time. Are you coming?" in rig.letter(ANA).text, "at another time, a yes is asked for again")


def unseen(tap):
    with Rig(OPEN) as rig:
        community(rig, ANA, BEN)
        meeting, anas, bens = plan(rig, "--capacity", "1")
        rig.deliver(reply(anas, ANA, "yes"))
        says(rig, meeting, ANA, "yes", "the only place")
        rig.deliver(reply(bens, BEN, "yes"))
        says(rig, meeting, BEN, "waiting", "the next one waits")
        rig.letter(ANA), rig.letter(BEN)
        rig.ctl("meeting", "move", meeting, "--place", "Room 2", "--reason", "It is warmer.")
        tap.ok("You are on the waiting list. That stays" in rig.letter(BEN).text and "You said yes" in rig.letter(ANA).text,
               "at another place, each keeps theirs")
        rig.letter(CONVENOR)
        tap.equal(rig.ctl("meeting", "move", meeting, "--capacity", "5")["capacity"], 5, "more places, without a reason")
        says(rig, meeting, BEN, "yes", "who waits gets one")
        tap.ok("place" in rig.letter(BEN).text, "and is told")
        tap.ok(nobody_is_told(rig), "nobody else is")
        shown = rig.ctl("meeting", "move", meeting, "--convenor", "rose@example.com")
        tap.equal((shown["convenors"], shown["sequence"]), (["rose@example.com"], 1), "another convenor")
        tap.ok(nobody_is_told(rig), "is told to nobody")
        tap.ok("no option says what" in refusal(rig, "meeting", "move", meeting), "something must be named")
        tap.ok("no option says what" in refusal(rig, "meeting", "move", meeting, "--reason", "x"), "a reason alone is no change")


def limits(tap):
    with Rig(OPEN) as rig:
        community(rig, ANA, BEN)
        meeting, *_ = plan(rig)
        move = ("meeting", "move", meeting, "--reason", "r" * 300)
        for size, words in ((20000, ""), (20001, "at most 20000 bytes")):
            with open(rig.path("long.md"), "w") as agenda:
                agenda.write("a" * size)
            said = refusal(rig, *move, "--agenda", rig.path("long.md"))
            tap.ok(words in said and bool(words) == bool(said), f"an agenda of {size}", said)
        tap.ok("at most 120 bytes" in refusal(rig, *move, "--title", "t" * 121), "a title of 121")
        rig.letter(ANA)
        rig.ctl(*map(str, move), "--start", local_time(30, 14)[0], "--length", "3h", "--title", "t" * 120, "--place", "p" * 300,
                "--link", "https://example.org/" + "l" * 480)
        changed = rig.letter(ANA).text.replace("\n", "")
        tap.ok(all(words in changed for words in ("It was to start on", "another length", 'It was called "Hui"', "at another place",
                                "another link", "r" * 300)), "all that can change, at once, with the longest reason", changed)
        with open(rig.path("long.md"), "w") as agenda:
            agenda.write("b")
        rig.ctl(*map(str, move), "--title", "u" * 120, "--length", "1h", "--place", "-", "--link", "-", "--agenda", rig.path("long.md"))
        changed = rig.letter(ANA).text.replace("\n", "")
        tap.ok("t" * 120 in changed and "joined online any more" in changed and "r" * 300 in changed, "and from there to the shortest", changed)


if __name__ == "__main__":
    run(seen, unseen, limits)
