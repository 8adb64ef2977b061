# SPDX-License-Identifier: MIT
"""A convenor runs a community's meetings by email alone: the copy of a new meeting, who comes, moving
and cancelling with a question first, and what happens where somebody else tries."""
import datetime
import time
import zoneinfo

from aging import DAY, age
from mails import HUMAN, Letter, message, reply, sub
from people import GENEROUS, add_newsletter, join, sign_up, state_of
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
        told = rig.letter(CONVENOR)
        tap.ok("mallory@example.com wrote" in told.text and not told.attached("message/rfc822"), "and the convenor is told", told.text)
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
        proof = next(m for m in rig.letters(CONVENOR) if m.subject.startswith("Send your notes"))
        rig.deliver(reply(proof, CONVENOR, "send", headers=judged("none")))
        rig.settle()
        tap.ok("could not tell that this mail is yours" in rig.letter(CONVENOR).text.replace("\n", " "), "a send that nobody vouches for does not")
        rig.deliver(reply(proof, CONVENOR, "send", headers=judged("pass")))
        rig.settle()
        noted = [m.text for m in rig.letters(CONVENOR) if m.subject.startswith("Your notes")]
        tap.ok(len(noted) == 1 and "They go to the members" in noted[0], "one that passed goes to them", noted)
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


def resigning(tap):
    """To lead is no mail that one cannot leave: a person takes it from them."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        meeting, day, copy = plan(rig, "ana@example.org")
        tap.ok('"unsubscribe"' in copy.text, "the copy says why they get it, and how to get it no more", copy.text)
        for word in ("unsubscribe", "stop", "Please take me off this list"):
            rig.deliver(reply(copy, CONVENOR, word))
            read = rig.letter(HUMAN)
            rig.settle()
            tap.ok("do not want to lead" in read.text and read.answer_to == CONVENOR, f"{word!r} to it: a person reads it", read.text)
            tap.equal(([m.subject for m in rig.letters(CONVENOR)], rig.letters(HUMAN)),
                      (["We have your message"] if word == "unsubscribe" else [], []), "and they know, once a day")
        for mail in (message(CONVENOR, subject="unsubscribe"), message(CONVENOR, subject="unsubscribe all"),
                     message(CONVENOR, sub("unsubscribe")), message(CONVENOR, subject="leave otago")):
            rig.deliver(mail)
            asked = rig.letter(CONVENOR)
            rig.settle()
            tap.ok("Do you want to leave" in asked.subject and rig.letters(HUMAN) == [], "in a mail that proves nothing they are asked first")
            rig.deliver(reply(asked, CONVENOR, "yes"))
            tap.ok("do not want to lead" in rig.letter(HUMAN).text, "and their yes is read by a person")
        rig.settle()
        tap.equal(rig.letters(CONVENOR), [], "once")
        rig.deliver(reply(copy, CONVENOR, "attendance"))
        tap.ok('"unsubscribe"' in rig.letter(CONVENOR).text, "the list of who comes says how, too")
        rig.deliver(message(CONVENOR, subject="status"))
        asked = rig.letter(CONVENOR)
        tap.ok("Was this you" in asked.subject, "what they get is for them to know")
        rig.deliver(reply(asked, CONVENOR, "yes"))
        status = rig.letter(CONVENOR)
        tap.ok("Otago Community of Practice" in status.text and "gets nothing" not in status.text, "that they lead it", status.text)
        join(rig, CONVENOR, "otago", "join Otago")
        sign_up(rig, CONVENOR)
        rig.settle()
        rig.letters(CONVENOR)
        time.sleep(1.1)     # a mail of before they were on a list would prove nothing of who is on it
        rig.ctl("meeting", "move", meeting, "--start", f"{day} 15:00", "--reason", "Rain")
        rig.letter("ana@example.org")
        rig.settle()
        copy = next(m for m in rig.letters(CONVENOR) if "so here is your copy" in m.text)
        rig.deliver(reply(copy, CONVENOR, "unsubscribe"))
        tap.ok("do not want to lead" in rig.letter(HUMAN).text, "who is a member too: a person reads it")
        rig.settle()
        goodbye = next(m for m in rig.letters(CONVENOR) if "left" in m.subject)
        tap.ok(state_of(rig, CONVENOR, "otago") == "left" and "still lead" in goodbye.text, "and they have left", goodbye.text)
        rig.deliver(reply(goodbye, CONVENOR, "unsubscribe newsletter"))
        rig.settle()
        tap.equal((state_of(rig, CONVENOR), rig.letters(HUMAN)), ("left", []), "another list is another matter")
        tap.equal(rig.ctl("community", "show", "otago")["convenors"], [CONVENOR], "they lead it until a person has seen to it")


def in_their_name(tap):
    """Only what would let them leave has staff told that they want to lead no more."""
    headers = [("Authentication-Results", "mx.example.govt.nz; dkim=pass header.d=example.net; dmarc=pass header.from=example.net")]
    for is_member in (False, True):
        with Rig(merged(GENEROUS, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": "mx.example.govt.nz"}]})) as rig:
            plan(rig, "ana@example.org")
            if is_member:
                join(rig, CONVENOR, "otago", "join Otago")
                rig.settle()
                rig.letters(CONVENOR)
            for words_ in ("unsubscribe", "leave otago", "Please take me off this list"):
                rig.deliver(message(CONVENOR, subject=words_))
                asked = rig.letter(CONVENOR)
                rig.settle()
                tap.ok("Do you want to leave" in asked.subject and rig.letters(HUMAN) == [], f"a forged {words_!r}: staff are told of nothing")
            rig.deliver(reply(asked, "mallory@example.com", "yes"))
            rig.settle()
            tap.ok(not any("do not want to lead" in m.text for m in rig.letters(HUMAN)), "nor by somebody else's yes")
            rig.letters(CONVENOR)
            if is_member:
                tap.equal(state_of(rig, CONVENOR, "otago"), "left", "who holds the question may leave by it, as ever")
                join(rig, CONVENOR, "otago", "join Otago")
                rig.settle()
                rig.letters(CONVENOR)
            rig.deliver(message(CONVENOR, subject="unsubscribe otago", headers=headers))
            tap.ok("do not want to lead" in rig.letter(HUMAN).text, "what is vouched for is read by a person")
            rig.settle()
            tap.equal(state_of(rig, CONVENOR, "otago"), "left" if is_member else None, "and done")


def never_again(tap):
    """Who is never to be mailed is not made a convenor, and gets nothing as one."""
    bea = "bea@example.net"
    with Rig(GENEROUS) as rig:
        meeting, day, _ = plan(rig, "ana@example.org", convenor=CONVENOR)
        rig.ctl("community", "update", "otago", "--convenor", f"{CONVENOR},{bea}")
        rig.ctl("suppression", "add", bea)
        for words_ in (("community", "update", "otago", "--convenor", bea),
                       ("community", "add", "nelson", "--name", "N", "--purpose", "P", "--region", "Nelson", "--convenor", bea),
                       ("meeting", "add", "otago", "--start", f"{day} 15:00", "--convenor", f"{CONVENOR},{bea}"),
                       ("meeting", "move", meeting, "--start", f"{day} 15:00", "--reason", "x", "--convenor", bea)):
            done = rig.ctl_run(*words_)
            tap.ok(done.returncode == 1 and f"{bea} asked not to be written to" in done.stderr, " ".join(map(str, words_[:2])),
                   done.stderr)
        rig.ctl("meeting", "move", meeting, "--start", f"{day} 16:00", "--reason", "Rain")
        tap.ok("Moved" in rig.letter(CONVENOR).subject, "the other convenor is told of a change")
        rig.letter("ana@example.org")
        rig.deliver(message("ana@example.org", sub("tip-otago"), "Tip", "Talk to people"))
        tap.ok("tip" in rig.letter(CONVENOR).subject, "asked about a tip")
        rig.letter("ana@example.org")
        at = datetime.datetime.fromisoformat(start_of(rig, meeting).replace("Z", "+00:00"))
        age(rig, int(at.timestamp() - time.time()) - DAY // 2)
        tap.ok("Who comes" in rig.letter(CONVENOR).subject, "and told who comes")
        rig.settle()
        tap.equal(rig.letters(bea), [], "who is never mailed is not")
        rig.ctl("suppression", "add", CONVENOR)
        rig.deliver(message("ana@example.org", sub("tip-otago"), "Tip", "Listen to people"))
        tap.ok("tip" in rig.letter(HUMAN).subject, "where nobody of them is left, a person is asked")
        rig.settle()
        rig.letters(CONVENOR)
        rig.deliver(message(bea, subject="attendance"))
        rig.settle()
        tap.equal((rig.letters(bea), rig.letters(CONVENOR)), ([], []), "nor by what somebody writes in their name")


if __name__ == "__main__":
    run(moving, refusals, cancelling, staff_came_first, authentication, members, resigning, in_their_name, never_again)
