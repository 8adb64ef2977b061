# SPDX-License-Identifier: MIT
"""What went to a person to be read, and came back: by the relay's word, or by a report after it took the mail."""
import json
import re

from mails import HUMAN, SERVICE, message, reply
from people import GENEROUS, join, local_time
from reports import FULL, UNKNOWN, bounced, dsn
from rig import Rig, run, wait
from sink import Sink

BEN = "ben@example.org"


def doctor(rig):
    done = rig.ctl_run("--json", "doctor")
    rows = {r["check"]: (r["ok"], r["text"]) for r in json.loads(done.stdout)}
    return rows["forwarded mail"], done.returncode


def unread(rig):
    return (rig.status()["waiting"]["unread"],
            int(re.search(r'^dpupd_waiting{what="unread"} (\d+)$', rig.ctl("metrics")["text"], re.M).group(1)),
            len(rig.ctl("inbound", "list", "--state", "unread")), len(rig.ctl("queue", "list", "--state", "unread")))


def of_our_person(tap):
    with Rig(GENEROUS) as rig:
        rig.deliver(message("amy@far.example", SERVICE, "A breach", "Who do I call?"))
        letter = rig.letter(HUMAN)
        rig.letter("amy@far.example")
        rig.deliver(dsn(letter.sender, HUMAN, "4.2.0", "451 4.2.0 Try later", action="delayed"))
        rig.settle()
        tap.ok(doctor(rig)[0][0] and unread(rig) == (0, 0, 0, 0), "a report that it is late is none that it came back")
        rig.deliver(bounced(letter))
        rig.settle()
        (is_well, text), code = doctor(rig)
        tap.ok(not is_well and code != 0 and "nobody has read it" in text, "its report: doctor says that nobody has read it", text)
        tap.equal(unread(rig), (1, 1, 1, 1), "so do status, the metrics and the lists")
        rig.deliver(bounced(letter, FULL))
        rig.settle()
        tap.equal(unread(rig), (1, 1, 1, 1), "a second report changes nothing")
        number = rig.ctl("inbound", "list", "--state", "unread")[0]["id"]
        rig.ctl("inbound", "replay", number)
        again = rig.letter(HUMAN)
        rig.settle()
        tap.ok("Who do I call?" in again.text and doctor(rig)[0][0] and unread(rig) == (0, 0, 0, 0),
               "staff have it read again: then they have seen it")
        rig.deliver(bounced(again, FULL))
        rig.settle()
        tap.equal(unread(rig), (1, 1, 1, 1), "which came back, too, of a full mailbox")
        rig.ctl("queue", "retry", rig.ctl("queue", "list", "--state", "unread")[0]["id"])
        third = rig.letter(HUMAN)
        rig.settle()
        tap.ok("was for you, and came back" in third.text and "Mailbox full" in third.text and
               third["Reply-To"] == "amy@far.example" and "Who do I call?" in third.parsed.as_string() and
               unread(rig) == (0, 0, 0, 0), "the mail itself is tried again", third.text)
        rig.deliver(bounced(third))
        rig.settle()
        tap.equal(unread(rig)[:3], (1, 1, 1), "and comes back once more, as what it was")


def refused_at_once(tap):
    sink = Sink()
    dead = [HUMAN]
    sink.rule = lambda stage, _s, recipients, _d: ("550 5.1.1 No such user" if stage == "rcpt" and recipients and recipients[-1] in dead
                                                   else None)
    with Rig(GENEROUS, sink=sink) as rig:
        rig.deliver(message("amy@far.example", SERVICE, "A breach", "Who do I call?"))
        wait(lambda: rig.status()["waiting"]["unread"] == 1, "it is refused")
        tap.ok(not doctor(rig)[0][0], "the relay's own word counts likewise")
        dead.clear()
        rig.ctl("queue", "retry", rig.ctl("queue", "list", "--state", "unread")[0]["id"])
        letter = rig.letter(HUMAN)
        rig.settle()
        tap.ok(letter.text.startswith("amy@far.example wrote") and doctor(rig)[0][0], "it is the very mail that is sent again")
    sink.close()


def of_a_convenor(tap):
    with Rig(GENEROUS) as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago", "--convenor", BEN)
        sign_up_and_join(rig)
        number = rig.ctl("meeting", "add", "otago", "--title", "Spring hui", "--start", local_time(9 * 86400),
                         "--place", "Library")["id"]
        invitation = rig.letter("amy@example.org")
        rig.letter(BEN)
        rig.deliver(reply(invitation, "amy@example.org", "Is the room step free? Please call me."))
        question = rig.letter(BEN)
        rig.deliver(message("amy@example.org", SERVICE, "tip otago: a guide", "Worth reading."))
        tip = rig.letter(BEN)
        rig.settle()
        rig.letters(HUMAN)
        rig.deliver(bounced(question))
        passed = rig.letter(HUMAN)
        tap.ok("step free" in passed.parsed.as_string() and BEN in passed.text and "User unknown" in passed.text and
               passed["Reply-To"] == "amy@example.org", "a question that came back from a convenor goes to our person", passed.text)
        rig.deliver(bounced(tip, FULL))
        passed = rig.letter(HUMAN)
        tap.ok("Worth reading" in passed.parsed.as_string() and BEN in passed.text, "so does a tip")
        rig.settle()
        tap.ok(doctor(rig)[0][0] and unread(rig) == (0, 0, 0, 0), "and somebody has it: doctor is well")
        rig.deliver(bounced(question, FULL))
        rig.settle()
        tap.equal(len(rig.letters(HUMAN)), 0, "once, however many reports come")
        rig.deliver(bounced(passed))
        rig.settle()
        tap.ok(not doctor(rig)[0][0], "where our person's mailbox is dead, too, doctor says so")
        rig.deliver(bounced(invitation))
        rig.settle()
        tap.equal((len(rig.letters(HUMAN)), unread(rig)[0]), (0, 1), "a member's invitation that comes back is a score, and no more")
        tap.ok(number > 0, "the meeting stays")


def sign_up_and_join(rig):
    join(rig, "amy@example.org", "otago", "join otago")
    rig.letters(BEN)


def by_nobody_we_know(tap):
    with Rig(GENEROUS) as rig:
        rig.deliver(message("amy@far.example", SERVICE, "A breach", "Who do I call?"))
        letter = rig.letter(HUMAN)
        rig.deliver(dsn("dpup+b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@" + SERVICE.split("@")[1], HUMAN, *UNKNOWN))
        rig.settle()
        tap.ok(letter and unread(rig) == (0, 0, 0, 0), "a report with a number that is none of ours changes nothing")


if __name__ == "__main__":
    run(of_our_person, refused_at_once, of_a_convenor, by_nobody_we_know)
