# SPDX-License-Identifier: MIT
"""Several lead a community, or one meeting of it has its own: each gets what is for the convenor, any of them
decides, once, and each is answered at their own address."""
from mails import HUMAN, message, reply, sub
from rig import Rig, run
from test_convenor import in_utc, start_of, wednesday, words

KIRI, TAMA, ROSE = "kiri@example.net", "tama@example.govt.nz", "rose@example.com"
ANA, BEN = "ana@example.org", "ben@example.org"
OPEN = {"sending": {"window": "always", "window_days": "all"}, "limits": {"answers_per_sender": 100}}


def community(rig, *convenors, members=(ANA, BEN)):
    shown = rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                    "--purpose", "To share how we use people's information.",
                    *(word for who in convenors for word in ("--convenor", who)))
    for person in members:
        rig.deliver(message(person, subject="join Otago"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)
    return shown


def plan(rig, day, *more):
    return rig.ctl("meeting", "add", "otago", "--start", f"{day} 10:00", "--title", "Hui", *more)["id"]


def came(rig, *people):
    """The next mail to each; and nobody else of the three has one."""
    letters = [rig.letter(person) for person in people]
    rig.settle()
    for other in {KIRI, TAMA, ROSE} - set(people):
        assert not rig.letters(other), f"a mail for {other}"
    return letters


def two(tap):
    with Rig(OPEN) as rig:
        tap.equal(community(rig, KIRI, TAMA)["convenors"], [KIRI, TAMA], "they are shown in the order they were named")
        day, new = wednesday(6), wednesday(7)
        meeting = plan(rig, day)
        invitation = rig.letter(ANA)
        kiris, tamas = came(rig, KIRI, TAMA)
        tap.ok(kiris.subject == tamas.subject and kiris.subject.startswith("Planned: Hui"), "each gets a copy", kiris.subject)

        rig.deliver(reply(tamas, TAMA, "attendance"))
        tap.ok("No answer: 2" in came(rig, TAMA)[0].text, "who asks is answered, and nobody else")
        rig.deliver(reply(tamas, TAMA, f"move to Wednesday {words(new)} 2pm, the hall is booked"))
        question, = came(rig, TAMA)
        rig.deliver(reply(question, ROSE, "yes"))
        tap.ok("only for those who lead" in rig.letter(ROSE).text, "somebody else is turned away")
        told = came(rig, KIRI, TAMA)
        tap.ok(all(m.answer_to == ROSE and "yes" in m.text and not m.attached("message/rfc822") for m in told), "and both read that they tried",
               [m.text for m in told])
        tap.ok(start_of(rig, meeting) == in_utc(day, 10), "nothing has moved")
        rig.deliver(reply(question, TAMA, "yes"))
        moved = came(rig, KIRI, TAMA)
        tap.ok(all(m.subject.startswith("Moved: Hui") for m in moved), "what one decides, both hear of")
        tap.ok(start_of(rig, meeting) == in_utc(new, 14), "it has moved")

        rig.deliver(reply(invitation, ANA, "Is there a car park, and who has the key?"))
        tap.ok(all("car park" in m.text and "The others who lead this have it too" in m.text for m in came(rig, KIRI, TAMA)), "what is not understood is read by both")
        tap.ok(not rig.letters(HUMAN), "and by nobody else")


def tips(tap):
    with Rig(OPEN) as rig:
        community(rig, KIRI, TAMA)
        rig.deliver(message(ANA, sub("tip-otago"), "Kia ora", "Ask before you share."))
        rig.letter(ANA)
        kiris, tamas = came(rig, KIRI, TAMA)
        tap.ok("The first answer counts" in kiris.text, "each knows that the other is asked")
        rig.deliver(reply(tamas, TAMA, "approve"))
        tap.ok("Ask before you share" in rig.letter(BEN).text, "one of them is enough")
        rig.deliver(reply(kiris, KIRI, "approve"))
        tap.ok("decided already" in came(rig, KIRI)[0].text, "the other is told that it was decided")
        tap.equal([t["state"] for t in rig.ctl("tip", "list")], ["sent"], "it went once")


def own(tap):
    """A meeting, and a series, with a convenor of its own."""
    with Rig(OPEN) as rig:
        community(rig, KIRI)
        meeting = plan(rig, wednesday(6), "--convenor", ROSE)
        copy, = came(rig, ROSE)
        tap.ok("You lead this meeting," in copy.text, "their copy says what they lead")
        tap.equal(rig.ctl("meeting", "show", meeting)["convenors"], [ROSE], "a meeting of its own convenor's is theirs")
        rig.deliver(reply(rig.letter(ANA), ANA, "Can I bring the dog and the whole office?"))
        tap.ok("the dog" in came(rig, ROSE)[0].text, "what is about it goes to them")
        rig.deliver(reply(copy, TAMA, "cancel, it is too far"))
        tap.ok("only for those who lead" in rig.letter(TAMA).text, "not everybody can cancel it")
        tap.ok("too far" in came(rig, ROSE)[0].text, "and they read who tried")
        rig.deliver(reply(copy, KIRI, "cancel, we have no room"))
        tap.ok("we have no room" in rig.letter(HUMAN).text, "of who leads the community, with another's mail, a person reads it")
        rig.letter(KIRI)     # that we have it
        rig.ctl("meeting", "cancel", meeting, "--reason", "We have no room")
        tap.ok(came(rig, ROSE)[0].subject.startswith("Cancelled: Hui"), "and staff do it")

        shown = rig.ctl("series", "add", "otago", "--start", f"{wednesday(1)} 10:00", "--rule", "FREQ=WEEKLY;COUNT=2",
                        "--holidays", "keep", "--title", "Kōrero", "--convenor", f"{ROSE}, {TAMA}")
        tap.equal(shown["convenors"], [ROSE, TAMA], "a series has some too")
        rows = [m["id"] for m in rig.ctl("meeting", "list") if m["title"] == "Kōrero"]
        for _ in rows:
            came(rig, ROSE, TAMA)
        tap.ok(rows and all(rig.ctl("meeting", "show", n)["convenors"] == [ROSE, TAMA] for n in rows), "and its meetings")
        rig.ctl("series", "add", "otago", "--start", f"{wednesday(1)} 10:00", "--rule", "FREQ=WEEKLY;COUNT=2", "--dry-run",
                "--convenor", TAMA)
        tap.equal(rig.ctl("community", "show", "otago")["convenors"], [KIRI], "what is only tried changes nothing")


def forgotten(tap):
    with Rig(OPEN) as rig:
        community(rig, *(f"c{n}@example.net" for n in range(7)), ANA, members=(ANA,))
        tap.equal(len(rig.ctl("community", "show", "otago")["convenors"]), 8, "eight are taken")
        tap.equal([row["community"] for row in rig.ctl("subscriber", "export", ANA)["convenor_of"]], ["otago"],
                  "one's own data says that one leads it")
        rig.ctl("subscriber", "erase", ANA, "--yes")
        tap.equal(len(rig.ctl("community", "show", "otago")["convenors"]), 7, "who is forgotten leads nothing")
        tap.equal(rig.ctl("community", "update", "otago", "--convenor", TAMA, "--convenor", TAMA.upper())["convenors"], [TAMA],
                  "those named later take their place, each once")
        tap.equal(rig.ctl("community", "update", "otago", "--name", "Otago")["convenors"], [TAMA], "else they stay")
        tap.equal(rig.ctl("community", "update", "otago", "--convenor", "none")["convenors"], [], "none is nobody")


if __name__ == "__main__":
    run(two, tips, own, forgotten)
