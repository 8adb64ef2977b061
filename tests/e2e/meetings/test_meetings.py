# SPDX-License-Identifier: MIT
"""Communities of Practice: invitations as calendar programs get them, answers by button and in
words, a full meeting, a move, a cancellation, and what the convenor gets."""
import datetime
import re
import zoneinfo

from aging import DAY, age
from mails import HUMAN, SERVICE, message, reply
from rig import Rig, Refused, run, wait

AUCKLAND = zoneinfo.ZoneInfo("Pacific/Auckland")
CONVENOR = "kaihautu@example.net"


def local_time(days, hour=10):
    """The words for that hour so many days ahead, and when it is in UTC."""
    day = datetime.datetime.now(AUCKLAND).date() + datetime.timedelta(days=days)
    at = datetime.datetime(day.year, day.month, day.day, hour, tzinfo=AUCKLAND)
    return at.strftime("%Y-%m-%d %H:%M"), at.astimezone(datetime.timezone.utc)


def community(rig, *people):
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
            "--purpose", "To share how we use people's information.", "--convenor", CONVENOR)
    for person in people:
        join(rig, person)


def agree(rig, person):
    rig.deliver(message(person, subject="join Otago"))
    rig.deliver(reply(rig.letter(person), person, "yes"))


def join(rig, person):
    agree(rig, person)
    return rig.letter(person)


def two_letters(rig, person):
    """The one with a calendar part first: two connections carry them, in either order."""
    return sorted((rig.letter(person), rig.letter(person)), key=lambda m: not m.attached("text/calendar"))


def lines(letter):
    """The content lines of the calendar object, unfolded; it is the same in both parts."""
    part, = letter.attached("text/calendar")
    copy, = letter.attached("application/ics")
    data = part.get_payload(decode=True)
    assert data == copy.get_payload(decode=True), "two different calendar objects"
    assert max(map(len, data.split(b"\r\n"))) <= 75, "a line is longer than 75 octets"
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def prop(letter, name):
    found = [line.partition(":")[2] for line in lines(letter)
             if re.split("[;:]", line)[0] == name]
    # DTSTART also stands in the zone's rules, before the event.
    return found[-1] if found else None


def method(letter):
    part, = letter.attached("text/calendar")
    inside = prop(letter, "METHOD")
    assert part.get_param("method") == inside
    return inside


def button(letter, person, partstat, stamp="20300101T000000Z", sender=None, uid=None, method="REPLY", sequence=None):
    """What a calendar program sends when somebody presses a button."""
    object_ = "\r\n".join([
        "BEGIN:VCALENDAR", "PRODID:-//Example//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{uid or prop(letter, 'UID')}", f"DTSTAMP:{stamp}",
        f"SEQUENCE:{prop(letter, 'SEQUENCE') if sequence is None else sequence}",
        f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{person}", "END:VEVENT", "END:VCALENDAR", ""])
    content = (f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n{object_}").encode()
    return message(sender or person, SERVICE, f"{partstat.title()}: hui", content=content)


def attendance(rig, meeting):
    return {p["address"]: p for p in rig.ctl("meeting", "attendance", meeting)["people"]}


def says(rig, meeting, person, answer, what):
    def is_so():
        row = attendance(rig, meeting).get(person)
        return row and row["answer"] == answer and row
    return wait(is_so, what)


def invitations(tap):
    with Rig() as rig:
        community(rig, "ana@example.org", "ben@example.org")
        start, at = local_time(20)
        title = "Hui ā-rohe; agencies, providers: how we share what people tell us, kanohi ki te kanohi"
        meeting = rig.ctl("meeting", "add", "otago", "--start", start, "--title", title,
                          "--place", "Dunedin, Library", "--link", "https://meet.example.org/abc",
                          "--agenda", rig.write("agenda.md", "# Agenda\n\n* Welcome, **karakia**\n* [Slides](https://example.org/s)\n"))["id"]
        ana, ben = rig.letter("ana@example.org"), rig.letter("ben@example.org")
        tap.ok(method(ana) == "REQUEST", "a member gets a REQUEST")
        tap.ok("are you coming" in ana.text.lower() and "Dunedin" in ana.text, "with words for people")
        tap.ok(prop(ana, "DTSTART") == start.replace("-", "").replace(" ", "T").replace(":", "") + "00", "local start")
        tap.ok("TZID:Pacific/Auckland" in lines(ana), "with its time zone")
        tap.ok("https://meet.example.org/abc\n\nAgenda\n======\n\n- Welcome, karakia\n- Slides (https://example.org/s)\n\nAre you"
               in ana.text.replace("\r\n", "\n"), "the agenda is read as Markdown and set as text", ana.text)
        tap.ok("karakia\\n" in prop(ana, "DESCRIPTION") and "**" not in prop(ana, "DESCRIPTION"), "in the calendar too")
        tap.ok(prop(ana, "UID") != prop(ben, "UID"), "each has a UID of their own")
        tap.ok(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", prop(ana, "UID")),
               "it is a UUID")
        tap.ok(sum(line.startswith("ATTENDEE") for line in lines(ana)) == 1, "one attendee")
        tap.ok(prop(ana, "ATTENDEE") == "mailto:ana@example.org", "who is the recipient")
        tap.ok(prop(ana, "ORGANIZER") == "mailto:" + SERVICE, "the organizer is the service")
        tap.ok(b"ben@example.org" not in ana.raw, "nobody learns who else is invited")
        tap.ok(prop(ana, "SUMMARY") == title.replace(";", "\\;").replace(",", "\\,"), "the title is escaped")

        rig.settle()
        agree(rig, "cia@example.org")
        cia, _ = two_letters(rig, "cia@example.org")
        tap.ok(method(cia) == "REQUEST" and prop(cia, "SEQUENCE") == "0", "whoever joins gets the coming ones")
        rig.settle()
        tap.ok(rig.letters("ana@example.org") == [], "and nobody else gets anything")

        later, later_at = local_time(22, 14)
        rig.ctl("meeting", "move", meeting, "--start", later, "--reason", "The library is closed.")
        moved = rig.letter("ana@example.org")
        tap.ok(method(moved) == "REQUEST" and prop(moved, "SEQUENCE") == "1", "a move is a REQUEST, SEQUENCE + 1")
        tap.ok(prop(moved, "UID") == prop(ana, "UID"), "the UID stays")
        tap.ok("The library is closed." in moved.text and "It was to start on" in moved.text, "with the reason in words")
        rig.letter("ben@example.org"), rig.letter("cia@example.org")

        rig.deliver(reply(moved, "ben@example.org", "leave otago", to=SERVICE, is_threaded=False, is_quoting=False,
                          subject="leave otago", headers=[("In-Reply-To", ben.message_id)]))
        taken_back, goodbye = two_letters(rig, "ben@example.org")
        tap.ok(method(taken_back) == "CANCEL", "whoever leaves gets a CANCEL")
        tap.ok(prop(taken_back, "STATUS") is None and prop(taken_back, "SEQUENCE") == "2",
               "which takes the invitation back without cancelling the meeting")
        rig.deliver(reply(goodbye, "ben@example.org", "undo"))
        again, _ = two_letters(rig, "ben@example.org")
        tap.ok(prop(again, "SEQUENCE") == "3", "joining again: SEQUENCE never goes back")

        rig.ctl("meeting", "cancel", meeting, "--reason", "Snow.")
        off = rig.letter("ana@example.org")
        tap.ok(method(off) == "CANCEL" and prop(off, "STATUS") == "CANCELLED" and prop(off, "SEQUENCE") == "2",
               "a cancelled meeting is a CANCEL with STATUS")
        tap.ok("Snow." in off.text, "with the reason")
        tap.ok(prop(off, "DTSTART") == later_at.strftime("%Y%m%dT%H%M%SZ"), "in UTC")
        tap.ok(at < later_at, "the clock of this test is right")


def for_convenor(rig):
    """The next mail to the convenor that is no copy of a plan (test_convenor.py has those)."""
    letter = rig.letter(CONVENOR)
    return rig.letter(CONVENOR) if letter["Subject"].startswith(("Planned:", "Moved:")) else letter


def answers(tap):
    with Rig() as rig:
        people = [f"{n}@example.org" for n in ("ana", "ben", "cia", "dot")]
        community(rig, *people)
        start, _ = local_time(20)
        meeting = rig.ctl("meeting", "add", "otago", "--start", start, "--title", "Hui", "--capacity", "2")["id"]
        ana, ben, cia, dot = (rig.letter(p) for p in people)

        rig.deliver(button(ana, people[0].upper(), "ACCEPTED", "20261101T000000Z", sender=people[0]))
        row = says(rig, meeting, people[0], "yes", "a button's yes")
        tap.ok(row["via"] == "calendar" and row["verified"], "a calendar's yes, verified")
        receipt = rig.letter(people[0])
        tap.ok("You are coming" in receipt.subject, "the answer is repeated back")
        rig.deliver(button(ana, people[0], "ACCEPTED", "20261101T000500Z"))
        rig.settle()
        tap.ok(rig.letters(people[0]) == [], "once")
        rig.deliver(button(ana, people[0], "DECLINED", "20261031T000000Z"))
        rig.settle()
        tap.ok(attendance(rig, meeting)[people[0]]["answer"] == "yes", "an older answer does not count")

        rig.deliver(reply(ben, people[1], "Āe, see you there!"))
        row = says(rig, meeting, people[1], "yes", "āe")
        tap.ok(row["via"] == "email" and row["verified"], "a yes in words")
        rig.letter(people[1])

        rig.deliver(reply(cia, people[2], "yes please"))
        says(rig, meeting, people[2], "waiting", "a waiting list")
        tap.ok("waiting list" in rig.letter(people[2]).subject, "a full meeting has a waiting list")
        rig.deliver(reply(ben, people[1], "Sorry, can't make it after all."))
        says(rig, meeting, people[1], "no", "a no")
        tap.ok("You are not coming" in rig.letter(people[1]).subject, "a no is repeated")
        says(rig, meeting, people[2], "yes", "the place goes on")
        tap.ok("There is a place" in rig.letter(people[2]).subject, "a free place goes to who waits")

        rig.deliver(reply(dot, people[3], "What is the parking like?"))
        tap.ok("parking" in for_convenor(rig).text, "what is not understood goes to the convenor")
        rig.deliver(button(dot, "somebody@example.com", "ACCEPTED", sender="somebody@example.com"))
        handed = for_convenor(rig).text
        tap.ok("whom we did not invite" in handed and "It is about Hui" in handed,
               "an answer of somebody it was forwarded to goes to the convenor, with words that say what it is")
        tap.ok(attendance(rig, meeting)[people[3]]["answer"] == "none", "and changes nothing")
        rig.deliver(button(dot, people[3], "TENTATIVE", sender="mallory@example.com"))
        row = says(rig, meeting, people[3], "maybe", "an unverified maybe")
        tap.ok(not row["verified"], "an answer from another address is marked unverified")
        tap.ok("Did you answer" in rig.letter(people[3]).subject, "the person is asked")
        tap.ok("It is not counted" in for_convenor(rig).text, "and the convenor is told")
        tap.equal(rig.ctl("meeting", "attendance", meeting)["maybe"], 0, "it does not count")
        rig.deliver(button(dot, people[3], "ACCEPTED", method="COUNTER"))
        tap.ok("They propose another time." in for_convenor(rig).text, "a COUNTER goes to the convenor, and says so")
        rig.deliver(reply(dot, people[3], "meetings"))
        listing = rig.letter(people[3])
        tap.ok("Hui" in listing.text and "You said maybe" not in listing.text,
               '"meetings" lists them, and no answer that they did not give')
        rig.deliver(message(people[3], subject="no"))
        row = says(rig, meeting, people[3], "no", "a plain no")
        tap.ok(not row["verified"], '"no" alone is for the one coming meeting, unverified')
        rig.settle()


WRITTEN = (
    ("yes", "Mōrena e hoa, āe 👍🏽\n\nNgā mihi,\nTama Ngata | Manager", "a thumb and a signature"),
    ("no", "Aroha mai, kāore au e wātea 😢\n\nSent from my iPhone", "te reo, a telephone"),
    ("maybe", "Still waiting on my roster, will let you know 🤞\n\n-- \nAna\nYes, we can!", "a slogan in a signature"),
    ("no", "I'd love to come, unfortunately I'm at a tangi that day.", "a wish that is a no"),
    ("none", "Yes Tama is away so he can't come but I can", "what only a person understands"),
)


def as_people_write(tap):
    with Rig({"limits": {"confirms_per_domain": 100}}) as rig:
        people = [f"p{n}@example.org" for n in range(len(WRITTEN))]
        community(rig, *people)
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui")["id"]
        for person, (_, text, _) in zip(people, WRITTEN):
            rig.deliver(reply(rig.letter(person), person, text))
        rig.settle()
        said = attendance(rig, meeting)
        for person, (answer, text, name) in zip(people, WRITTEN):
            tap.equal(said[person]["answer"], answer, f"{name}: {text.splitlines()[0]}")


def reminders(tap):
    with Rig({"sending": {"window": "always", "window_days": "all"}}) as rig:
        people = [f"{n}@example.org" for n in ("ana", "ben", "cia")]
        community(rig, *people)
        start, _ = local_time(3)
        meeting = rig.ctl("meeting", "add", "otago", "--start", start, "--title", "First", "--remind", "1h")["id"]
        same = rig.ctl("meeting", "add", "otago", "--start", local_time(3, 15)[0], "--title", "Second",
                       "--remind", "1h")["id"]
        first = {}
        for person in people:
            for _ in range(2):
                letter = rig.letter(person)
                first[person, letter.subject.partition(",")[0]] = letter
        rig.deliver(reply(first[people[0], "First"], people[0], "yes +1"))
        rig.deliver(reply(first[people[1], "First"], people[1], "kāo"))
        tap.ok(says(rig, meeting, people[0], "yes", "a yes")["guests"] == 1, "with a guest")
        says(rig, meeting, people[1], "no", "a no")
        rig.letter(people[0]), rig.letter(people[1])
        rig.ctl("meeting", "remind", meeting)
        rig.settle()
        yes, no, none = (rig.letters(p) for p in people)
        tap.ok(len(yes) == 1 and "You said yes, and bring 1 more" in yes[0].text, "a reminder knows a yes")
        tap.ok(no == [], "none for a no")
        tap.ok(len(none) == 1 and "not heard from you" in none[0].text, "and asks who said nothing")
        try:
            rig.ctl("meeting", "move", meeting, "--start", "2027-04-04 02:30", "--reason", "x")
            tap.ok(False, "a time that comes twice is refused")
        except Refused as refused:
            tap.ok("twice" in refused.text or "clock" in refused.text, "a time that comes twice is refused")
        tap.ok(same != meeting, "two meetings")


def one_day(tap):
    with Rig({"sending": {"window": "always", "window_days": "all"}}) as rig:
        people = ["ana@example.org", "ben@example.org"]
        community(rig, *people)
        start, at = local_time(3)
        offset = int((at - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) - 5
        later = (at + datetime.timedelta(hours=3)).astimezone(AUCKLAND).strftime("%Y-%m-%d %H:%M")
        second = rig.ctl("meeting", "add", "otago", "--start", later, "--title", "Second", "--remind", f"{offset}s")["id"]
        asked = {p: rig.letter(p) for p in people}
        rig.deliver(reply(asked[people[1]], people[1], "no"))
        rig.letter(people[1])
        rig.ctl("meeting", "add", "otago", "--start", start, "--title", "First", "--remind", f"{offset}s")
        for person in people:
            tap.ok("First" in rig.letter(person).subject, "both are invited")
        both, one = rig.letter(people[0]), rig.letter(people[1])
        tap.ok("First" in both.subject and "On the same day" in both.text and "Second" in both.text,
               "two meetings on one day stand in one reminder")
        tap.ok("Second" not in one.text, "but not one that was answered with no")
        tap.ok(rig.ctl("meeting", "show", second)["reminders"][0]["state"] == "pending", "whose own is still to come")


def convenor(tap):
    with Rig() as rig:
        community(rig, "ana@example.org", "ben@example.org")
        soon = datetime.datetime.now(AUCKLAND) + datetime.timedelta(hours=20)
        start = soon.strftime("%Y-%m-%d %H:%M")
        rig.ctl("meeting", "add", "otago", "--start", start, "--title", "Soon", "--remind", "1h")
        listing = rig.letter(CONVENOR)
        tap.ok("No answer: " in listing.text, "the convenor gets the list a day before")
        ana = rig.letter("ana@example.org")
        rig.deliver(reply(ana, "ana@example.org", "yes +2, one is vegetarian"))
        rig.letter("ana@example.org")
        tap.ok("one is vegetarian" in rig.letter(CONVENOR).text, "what is written after that comes by itself")
        rig.deliver(reply(listing, CONVENOR, "attendance"))
        again = rig.letter(CONVENOR)
        tap.ok("Yes: 1, and 2 guests" in again.text and "yes: ana@example.org +2" in again.text, "and when they ask")
        tap.ok("one is vegetarian" in again.text, "with what was written with an answer")
        tap.ok("ben@example.org" not in again.text, "who said nothing is a number")
        rig.deliver(reply(ana, "ana@example.org", "yes +1"))
        rig.letter("ana@example.org")
        rig.deliver(reply(listing, CONVENOR, "attendance"))
        tap.ok("Yes: 1, and 1 guest\n" in rig.letter(CONVENOR).text, "one guest is no guests")
        rig.deliver(reply(listing, "mallory@example.com", "attendance"))
        rig.settle()
        tap.ok(not any("ana@example.org" in m.text for m in rig.letters("mallory@example.com")) and
               rig.letters(CONVENOR) == [], "nobody else can ask")


def notes(tap):
    with Rig({"sending": {"window": "always", "window_days": "all"}}) as rig:
        community(rig, "ana@example.org")
        soon = datetime.datetime.now(AUCKLAND) + datetime.timedelta(seconds=4)
        meeting = rig.ctl("meeting", "add", "otago", "--start", soon.strftime("%Y-%m-%d %H:%M:%S"), "--title",
                          "Now")["id"]
        listing = rig.letter(CONVENOR)
        rig.letter("ana@example.org")
        body = rig.write("notes.md", "We agreed on *three* things.\n")
        try:
            rig.ctl("meeting", "notes", meeting, "--body", body)
            tap.ok(False, "no notes before the meeting")
        except Refused:
            tap.ok(True, "no notes before the meeting")
        wait(lambda: datetime.datetime.now(AUCKLAND) > soon + datetime.timedelta(seconds=1), "it to begin")
        rig.deliver(reply(listing, CONVENOR, "Kia ora koutou, thank you for a good hui. We agreed to meet in May."))
        proof = rig.letter(CONVENOR)
        tap.ok("meet in May" in proof.text and "Members who get them: 1" in proof.text and "Notes: Now" in proof.text,
               "the convenor is shown what the members would read, and how many", proof.text)
        rig.deliver(reply(proof, "mallory@example.com", "send"))
        rig.deliver(reply(proof, CONVENOR, "Send? I am not sure about the second part"))
        rig.settle()
        tap.ok(any("not sure" in m.text for m in rig.letters(HUMAN)), "a doubt is read by a person")
        tap.ok(not rig.letters("ana@example.org"), "and nothing goes before they say so")
        rig.letters(CONVENOR)
        rig.deliver(reply(proof, CONVENOR, "Send, thanks"))
        got = rig.letter("ana@example.org")
        tap.ok(got.subject.startswith("Notes: Now") and "meet in May" in got.text, "then they go to the members")
        told = rig.letter(CONVENOR)
        tap.ok("They go to the members of Otago Community of Practice now. There are 1." in told.text, "and they are told so", told.text)
        rig.deliver(reply(told, CONVENOR, "Oh no, that was for Ben only!"))
        tap.ok("for Ben only" in rig.letter(HUMAN).text, "what they write to that is read by a person")
        rig.letters(CONVENOR)
        rig.deliver(reply(proof, CONVENOR, "yes"))
        tap.ok("answered this mail already" in " ".join(rig.letter(CONVENOR).text.split()), "once")
        rig.deliver(reply(listing, CONVENOR, "We agreed on many other things."))
        proof = rig.letter(CONVENOR)
        number = rig.ctl("announce", "list")[0]["id"]
        rig.ctl("announce", "update", number, "--body", body)
        rig.deliver(reply(proof, CONVENOR, "yes"))
        anew = rig.letter(CONVENOR)
        tap.ok("have changed since" in anew.text and "three" in anew.text, "what staff changed is shown anew", anew.text)
        rig.deliver(reply(anew, CONVENOR, "no"))
        rig.letter(HUMAN)
        tap.equal(rig.ctl("announce", "show", number)["state"], "cancelled", "no drops them")
        rig.deliver(reply(anew, CONVENOR, "yes"))
        rig.letter(CONVENOR)
        rig.settle()
        tap.ok(not rig.letters("ana@example.org"), "and no member got them")
        rig.deliver(reply(listing, CONVENOR, "We agreed on TODO."))
        looked_at = rig.letter(HUMAN).text
        tap.ok("TODO" in looked_at and "Somebody looks at them first" in rig.letter(CONVENOR).text,
               "notes that need another look go to a person")
        for text in ("Hemi told me in confidence that he is ill, please take him off the list", "Thanks, that's helpful.", "Who did not come, and why?",
                     "I am on leave until Monday", "Please do not send this to the members: two people complained about Ana."):
            rig.deliver(reply(listing, CONVENOR, text))
            tap.ok(text.split()[0] in rig.letter(HUMAN).text, f"{text!r}: a person reads it")
            rig.settle()
            tap.ok(not rig.letters("ana@example.org"), "and no member")
            rig.letters(CONVENOR), rig.letters(HUMAN)
        rig.ctl("meeting", "notes", meeting, "--body", body)
        tap.ok("three" in rig.letter("ana@example.org").text, "and so does dpupctl meeting notes")
        rig.deliver(reply(listing, CONVENOR, "We agreed on what nobody says yes to."))
        rig.letter(CONVENOR)
        number = rig.ctl("announce", "list")[0]["id"]
        age(rig, 40 * DAY)
        wait(lambda: rig.ctl("announce", "show", number)["state"] == "cancelled", "them to be dropped")
        tap.ok(True, "what nobody says yes to is dropped")


if __name__ == "__main__":
    run(invitations, answers, as_people_write, reminders, one_day, convenor, notes)
