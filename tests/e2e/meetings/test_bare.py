# SPDX-License-Identifier: MIT
"""A yes, no or maybe in answer to no mail about a meeting: it answers the one meeting that is coming where nothing else can be
meant, and is asked back where something can. What is no answer is read by a person."""
from mails import HUMAN, reply
from people import add_newsletter, announce, local_time, sign_up, wait_done
from rig import Rig, run
from test_meetings import attendance
from test_second_thoughts import AUTHSERV, CONVENOR, JUDGED, community, proven

BREACH = "We have a case of a breach of somebody's data. Whom do I call?"
JUDGE = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
ASKED = "asked"

# What they write, in a mail of their own: Subject, text, the answer that counts, and whether a person of ours reads it.
NEW = (
    ("yes", "", "yes", False),
    ("Confirmed", "Thanks\n\nNgā mihi\nMere Rātā", "yes", False),
    ("", "āe\n\nMere Rātā | Senior Adviser", "yes", False),
    ("Yes", "I'm vegetarian, and bring my manager", "yes", False),
    ("Hui", "no", "no", False),
    ("Otago hui", "Kāo", "no", False),
    ("Hui", "Sorry, can't make it, my car broke down on the way to Gore", "no", False),
    ("maybe", "", "maybe", False),
    ("Confirmed", BREACH, "none", True),
    ("Yes", BREACH, "none", True),
    ("No", "The form on your page is broken and loses what people type into it", ASKED, True),
    ("Data breach on Friday", "Yes", ASKED, True),
    ("Confirmed", f"Kia ora,\n\n{BREACH}\n\n" + "It was a spreadsheet that went to the wrong provider. " * 20, "none", True),
)

# What they write below a letter of ours: which, the words, and what counts.
BELOW = (
    ("welcome", "āe", "yes"), ("welcome", "yes +2", "yes"), ("welcome", "can't make it", "no"), ("meetings", "no", "no"),
    ("news", "yes", ASKED), ("news", "No", ASKED), ("news", "maybe", ASKED), ("news", "Yes please\n\nNgā mihi\nMere", ASKED),
    ("news", "I'll be there", ASKED), ("news", "can't make it", ASKED), ("news", "yes +1", ASKED),
    ("help", "yes", ASKED), ("help", "not coming", ASKED), ("status", "yes", ASKED),
)


def begin(rig, people):
    """Each with the welcome of the newsletter, an announcement, help, what they get, and one meeting that is coming."""
    add_newsletter(rig)
    letters = {person: {"welcome": sign_up(rig, person)} for person in people}
    community(rig, *people)
    wait_done(rig, announce(rig, "Kōrero of the week", "Would you like a workshop on consent near you?\n"))
    for person in people:
        letters[person]["news"] = rig.letter(person)
    rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "A hui")
    for person in people:
        letters[person]["invitation"] = rig.letter(person)
    for name in ("help", "status", "meetings"):
        for person in people:
            rig.deliver(proven(person, name))
        for person in people:
            letters[person][name] = rig.letter(person)
    rig.settle()
    rig.letters(HUMAN), rig.letters(CONVENOR)
    return letters


def follow(tap, rig, person, wanted, name):
    """What came of it: nothing counts of what was asked back until they say so."""
    got = rig.letters(person)
    asked = [letter for letter in got if letter.subject.startswith("Are you coming?")]
    answer = attendance(rig, 1)[person]["answer"]
    tap.equal((answer, len(asked)), ("none", 1) if wanted == ASKED else (wanted, 0), name)
    return asked[0] if asked else None


def in_a_mail_of_their_own(tap):
    people = [f"p{number}@example.org" for number in range(len(NEW))]
    with Rig(JUDGED) as rig:
        begin(rig, people)
        for person, (subject, text, _, _) in zip(people, NEW):
            rig.deliver(proven(person, subject, text))
        rig.settle()
        read = [letter.answer_to for letter in rig.letters(HUMAN)]
        asked = {}
        for person, (subject, text, wanted, is_read) in zip(people, NEW):
            name = f"{subject!r} above {text[:40]!r}"
            asked[person] = follow(tap, rig, person, wanted, name)
            tap.equal(person in read, is_read, f"{name}: read by a person")
        again = [person for person in people if asked[person]]
        for person in again:
            rig.deliver(reply(asked[person], person, "Yes"))
        rig.settle()
        tap.equal([attendance(rig, 1)[person]["answer"] for person in again], ["yes"] * len(again), "their yes to what was asked back counts")


def below_a_letter(tap):
    people = [f"q{number}@example.org" for number in range(len(BELOW))]
    with Rig(JUDGED) as rig:
        letters = begin(rig, people)
        for person, (which, words, _) in zip(people, BELOW):
            rig.deliver(reply(letters[person][which], person, words, headers=JUDGE))
        rig.settle()
        asked = {}
        for person, (which, words, wanted) in zip(people, BELOW):
            asked[person] = follow(tap, rig, person, wanted, f"{words!r} below {which}")
        tap.equal(rig.letters(HUMAN), [], "nobody has to read that")
        person = next(p for p in people if asked[p])
        news = letters[person][BELOW[people.index(person)][0]]
        rig.deliver(reply(news, person, "yes", headers=JUDGE))
        tap.ok("yes" in rig.letter(HUMAN).text, "to each mail it is asked once, then a person reads it")
        rig.settle()
        tap.equal(attendance(rig, 1)[person]["answer"], "none", "and nothing counts")
        rig.letters(person)
        rig.deliver(reply(asked[person], person, "no", headers=JUDGE))
        rig.letter(person)
        tap.equal(attendance(rig, 1)[person]["answer"], "no", "what they answer to that does")
        rig.deliver(reply(letters[person]["invitation"], person, "yes", headers=JUDGE))
        rig.letter(person)
        tap.equal(attendance(rig, 1)[person]["answer"], "yes", "and a yes to the invitation, as ever")


if __name__ == "__main__":
    run(in_a_mail_of_their_own, below_a_letter)
