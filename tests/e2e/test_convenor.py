# SPDX-License-Identifier: MIT
"""A convenor runs a community's meetings by email alone: the copy of a new meeting, who comes, moving
and cancelling with a question first, and what happens where somebody else tries."""
import datetime
import zoneinfo

from aging import DAY, age
from mails import HUMAN, Letter, message, reply
from rig import Rig, merged, run, wait

AUCKLAND = zoneinfo.ZoneInfo("Pacific/Auckland")
CONVENOR = "kaihautu@example.net"
FIXED = {(1, 1), (1, 2), (2, 6), (4, 25), (12, 25), (12, 26)}
MONTHS = ["", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"]


def wednesday(weeks):
    """A Wednesday at least so many weeks ahead that is no holiday."""
    day = datetime.datetime.now(AUCKLAND).date() + datetime.timedelta(weeks=weeks)
    while day.weekday() != 2 or (day.month, day.day) in FIXED:
        day += datetime.timedelta(days=1)
    return day


def start_of(rig, meeting):
    return rig.ctl("meeting", "show", meeting)["starts"]


def in_utc(day, hour):
    at = datetime.datetime(day.year, day.month, day.day, hour, tzinfo=AUCKLAND)
    return at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(day):
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def plan(rig, *members, convenor=CONVENOR, weeks=6):
    """A community with members and a meeting; the meeting and the convenor's copy of it."""
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
            "--purpose", "To share how we use people's information.", "--convenor", convenor)
    for person in members:
        rig.deliver(message(person, subject="join Otago"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)
    day = wednesday(weeks)
    meeting = rig.ctl("meeting", "add", "otago", "--start", f"{day} 10:00", "--title", "Hui")["id"]
    for person in members:
        rig.letter(person)
    return meeting, day, rig.letter(convenor)


def moving(tap):
    with Rig() as rig:
        people = ["ana@example.org", "ben@example.org"]
        meeting, day, copy = plan(rig, *people)
        tap.ok(copy.subject.startswith("Planned: Hui") and "There are 2" in copy.text, "the convenor gets a copy")
        tap.ok("ana@example.org" not in copy.text, "without anybody's name")
        rig.deliver(reply(copy, CONVENOR, "Who is coming?"))
        tap.ok("No answer: 2" in rig.letter(CONVENOR).text, "who comes is told on request")

        new = wednesday(8)
        rig.deliver(reply(copy, CONVENOR, f"Kia ora,\n\nplease move the meeting to Wednesday {words(new)} at 2pm, "
                                          "the library is closed"))
        question = rig.letter(CONVENOR)
        tap.ok(f"{words(day)}, 10:00 am" in question.text and f"{words(new)}, 2:00 pm" in question.text,
               "the question says old and new time", question.text)
        tap.ok("told: 2" in question.text and "The library is closed" in question.text, "how many are told, and why")
        rig.settle()
        tap.ok(start_of(rig, meeting) == in_utc(day, 10) and not rig.letters(people[0]), "nothing has happened yet")

        for doubtful in ("Yes - not sure, please hold it", "Yes, but who wrote this?", "No, it is good", "Yes?"):
            rig.deliver(reply(question, CONVENOR, doubtful))
            tap.ok(doubtful in rig.letter(HUMAN).text, f"{doubtful!r}: a person reads it")
            rig.settle()
            rig.letters(CONVENOR)
            tap.ok(start_of(rig, meeting) == in_utc(day, 10) and not rig.letters(people[0]), "and nothing is moved by it")
        rig.deliver(reply(question, "mallory@example.com", "yes"))
        tap.ok("only for those who lead" in rig.letter("mallory@example.com").text, "nobody else's yes counts")
        tap.ok(len(rig.letter(CONVENOR).attached("message/rfc822")) == 1, "and the convenor is told")
        tap.ok(start_of(rig, meeting) == in_utc(day, 10), "it stays where it was")

        rig.deliver(reply(question, CONVENOR, "Yes please"))
        for person in people:
            moved = rig.letter(person)
            tap.ok("The library is closed" in moved.text and "METHOD:REQUEST" in moved.attached("text/calendar")[0].
                   get_content(), "a member is told")
        tap.ok(start_of(rig, meeting) == in_utc(new, 14), "a yes moves it")
        tap.ok(rig.letter(CONVENOR).subject.startswith("Moved: Hui"), "and the convenor gets a new copy")
        rig.deliver(reply(question, CONVENOR, "yes"))
        tap.ok("answered this mail already" in rig.letter(CONVENOR).text, "a second yes does nothing")
        rig.settle()
        tap.ok(not rig.letters(people[0]), "and tells nobody")
        tap.ok(any(row["actor"] == "convenor by email" and row["verb"] == "meeting.move" for row in rig.ctl("audit")),
               "the audit log has it")


def refusals(tap):
    with Rig({"limits": {"answers_per_sender": 100}}) as rig:
        meeting, day, copy = plan(rig, "ana@example.org")
        year = day.year + 1
        for order, why in ((f"move to 25 December {year} 10am", "holiday (Christmas Day)"),
                           (f"move to Friday {words(wednesday(8))} 10am", "is not a Friday"),
                           ("move to 1 March 2020 10am", "past"),
                           (f"move to 31 November {year} 10am", "no such day"),
                           ("move to a better day", "could not read the new time; write it like"),
                           (f"move to {words(day)} at half past two", "could not read all of the new time"),
                           (f"move to 10 March {day.year + 5} 10am", "three years"),
                           (f"move to {words(day)} 10am", "already"),
                           ("cancel", "know why"),
                           ("cancel, " + "x" * 301, "longer")):
            rig.deliver(reply(copy, CONVENOR, order, is_quoting=False))
            answer = rig.letter(CONVENOR)
            tap.ok(why in answer.text.replace("\n", " "), f"refused: {order[:40]}", answer.text)
        rig.deliver(reply(answer, CONVENOR, "cancel, " + "x" * 300, is_quoting=False))
        tap.ok("X" + "x" * 299 in rig.letter(CONVENOR).text.replace("\n", ""), "300 bytes of a reason are taken")
        rig.deliver(reply(copy, CONVENOR, "Could you move it to 3 pm, please?\n\nThe bus comes then."))
        asked = rig.letter(CONVENOR)
        tap.ok("3:00 pm" in asked.text and "Reason: The bus comes then." in asked.text, "a wish is asked back like an order", asked.text)
        signed = reply(copy, CONVENOR, "Move to 4 pm, thanks!\n\nKiri").replace(
            f"From: {CONVENOR}".encode(), f"From: Kiri Hau <{CONVENOR}>".encode())
        assert b"Kiri Hau" in signed
        rig.deliver(signed)
        asked = rig.letter(CONVENOR)
        tap.ok("4:00 pm" in asked.text and "Reason" not in asked.text, "how they sign is no reason", asked.text)
        rig.deliver(reply(copy, CONVENOR, "Can we move to a bigger room?"))
        tap.ok("bigger room" in rig.letter(HUMAN).text, "one that is not understood is read by a person")
        rig.letter(CONVENOR)
        rig.deliver(reply(copy, "ana@example.org", "cancel, I do not like it"))
        tap.ok("only for those who lead" in rig.letter("ana@example.org").text, "a member cannot")
        rig.settle()
        tap.ok(rig.ctl("meeting", "show", meeting)["state"] == "planned", "it is still planned")


def cancelling(tap):
    with Rig() as rig:
        meeting, day, copy = plan(rig, "ana@example.org")
        rig.deliver(reply(copy, CONVENOR, "Please cancel the meeting: snow"))
        first = rig.letter(CONVENOR)
        rig.deliver(reply(first, CONVENOR, "cancel, the hall is flooded"))
        second = rig.letter(CONVENOR)
        rig.deliver(reply(first, CONVENOR, "yes"))
        tap.ok("newer one took its place" in rig.letter(CONVENOR).text, "an older question is void")
        rig.deliver(reply(second, CONVENOR, "no"))
        rig.settle()
        tap.ok(rig.ctl("meeting", "show", meeting)["state"] == "planned" and not rig.letters(CONVENOR), "a no does nothing")
        rig.deliver(reply(copy, CONVENOR, "cancel, the hall is flooded"))
        question = rig.letter(CONVENOR)
        rig.settle()        # or the question may come twice, as after any crash
        rig.kill()
        rig.start()
        rig.deliver(reply(question, CONVENOR, "āe"))
        off = rig.letter("ana@example.org")
        tap.ok("The hall is flooded" in off.text and "METHOD:CANCEL" in off.attached("text/calendar")[0].get_content(),
               "after a crash a yes still cancels it, and the members are told", off.text)
        tap.ok(rig.letter(CONVENOR).subject.startswith("Cancelled: Hui"), "and the convenor")
        rig.deliver(reply(copy, CONVENOR, "move to tomorrow 2pm"))
        tap.ok("cancelled already" in rig.letter(CONVENOR).text, "it cannot be moved then")


def staff_came_first(tap):
    with Rig() as rig:
        meeting, day, copy = plan(rig, "ana@example.org")
        rig.deliver(reply(copy, CONVENOR, "move to 4pm"))
        question = rig.letter(CONVENOR)
        rig.ctl("meeting", "move", meeting, "--place", "Library", "--reason", "Another room.")
        rig.letter("ana@example.org"), rig.letter(CONVENOR)
        rig.deliver(reply(question, CONVENOR, "yes"))
        tap.ok("changed since" in rig.letter(CONVENOR).text, "a meeting that changed meanwhile is not moved")
        tap.ok(start_of(rig, meeting) == in_utc(day, 10), "it stays")


def authentication(tap):
    def judged(result):
        return [("Authentication-Results", f"mx.example.govt.nz; dmarc={result} header.from=example.net")]
    folder = {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": "mx.example.govt.nz"}]}
    later = f"{(datetime.datetime.now(AUCKLAND).hour + 6) % 24:02d}:"
    with Rig(merged(folder, {"sending": {"window": f"{later}00-{later}30", "window_days": "all"}})) as rig:
        meeting, day, copy = plan(rig, "ana@example.org")
        rig.deliver(reply(copy, CONVENOR, "move to 4pm"))
        question = rig.letter(CONVENOR)
        rig.deliver(reply(question, CONVENOR, "yes", headers=judged("fail")))
        tap.ok("could not tell that this mail is yours" in rig.letter(CONVENOR).text.replace("\n", " "),
               "where mail is judged, a yes that failed is refused")
        rig.deliver(reply(question, CONVENOR, "yes", headers=judged("pass")))
        rig.letter("ana@example.org")
        tap.ok(start_of(rig, meeting) == in_utc(day, 16), "and one that passed counts")

        age(rig, 60 * DAY)
        rig.letters(CONVENOR), rig.letters("ana@example.org"), rig.letters(HUMAN)
        rig.deliver(reply(copy, CONVENOR, "We agreed on lunch.", headers=judged("fail")))
        tap.ok("agreed on lunch" in rig.letter(HUMAN).text and not rig.letters("ana@example.org"),
               "notes that failed are read by a person, not by the members")
        rig.deliver(reply(copy, CONVENOR, "We agreed on tea.", headers=judged("pass")))
        rig.settle()
        noted = [m.text for m in rig.letters(CONVENOR) if m.subject.startswith("Your notes")]
        tap.ok(len(noted) == 1 and "They go to the members" in noted[0], "those that passed go to them", noted)
        tap.equal([a["state"] for a in rig.ctl("announce", "list")], ["scheduled"], "once, in the hours of the list")


def members(tap):
    with Rig() as rig:
        meeting, day, _ = plan(rig, "ana@example.org", CONVENOR)
        invitation = next(letter for mail in rig.sink.to(CONVENOR) for letter in [Letter(mail)]
                          if letter.attached("text/calendar"))
        rig.deliver(reply(invitation, CONVENOR, "move to 3pm"))
        tap.ok("3:00 pm" in rig.letter(CONVENOR).text, "a convenor who is a member can reply to the invitation")
        rig.deliver(reply(invitation, CONVENOR, "yes"))
        wait(lambda: any(p["answer"] == "yes" for p in rig.ctl("meeting", "attendance", meeting)["people"]),
             "their own answer")
        tap.ok(not [m for m in rig.sink.to(HUMAN)], "and nothing of it went to a person")


if __name__ == "__main__":
    run(moving, refusals, cancelling, staff_came_first, authentication, members)
