#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What people write beside an answer to a meeting: somebody reads it, and the right one. Short and plain words wait for the
list of who comes where that is still to go; a question or a need goes to the convenor now, without our letters, links and
tokens; an order, a complaint and what is about people's data goes to a person of ours, and "no" inside it is no answer."""
import re
import urllib.parse

from aging import DAY, age
from mails import HUMAN, reply
from people import add_newsletter, announce, join, local_time, sign_up, wait_done
from ports import free_port
from rig import Rig, merged, run
from test_meetings import attendance, button
from test_second_thoughts import AUTHSERV, CONVENOR, JUDGED, community, proven

JUDGE = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
ASKED = "asked"

# In reply to an invitation: what they write, the answer that counts, and who reads it now.
REPLIES = (
    ("yes", "yes", None), ("āe", "yes", None), ("Yes, with Aroha", "yes", None), ("I'll be there, vegetarian please", "yes", None),
    ("kāo", "no", None), ("Sorry, can't make it, my car broke down", "no", None), ("yes +2", "yes", None),
    ("Yes\n\nNgā mihi\nMere Rātā | Data and Privacy Adviser", "yes", None),
    ("Yes. Is there parking?", "yes", CONVENOR), ("Yes, I use a wheelchair", "yes", CONVENOR),
    ("Can't come. Could you send me the notes?", "no", CONVENOR), ("No I haven't got the link yet", "none", CONVENOR),
    ("Yes. Can I bring my supervisor, and what should we prepare?", "yes", CONVENOR),
    ("Yes. Also what do you hold about me?", ASKED, HUMAN), ("Can't come. Please send mail to hemi@ngo.nz from now on", "no", HUMAN),
    ("I no longer want these", "none", HUMAN), ("No thanks, please take my name off", "none", HUMAN),
    ("Aroha no longer works here. Please remove her.", "none", HUMAN), ("No, this is spam", "none", HUMAN),
    ("Kāore. Tangohia taku ingoa", "none", HUMAN), ("No, you shared my client's name. I want to complain", "none", HUMAN),
    ("Apologies, I have left Te Puna", "none", HUMAN),
)

# A mail of their own, or below a letter that is about no meeting.
ELSEWHERE = (
    (None, "Re: Your privacy complaint", "No, I am not satisfied with your answer", "none", True),
    (None, "Kia ora", "Yes, please ring me", "yes", True),
    (None, "Kia ora", "No, I am not satisfied", "none", True),
    (None, "Re: the agreement", "Accepted, thanks for the data sharing agreement", "none", True),
    (None, "Re: Thursday", "No", ASKED, True),
    (None, "", "Ka tae atu au", "yes", False),
    ("news", None, "No thanks, not for me any more", "none", True),
    ("news", None, "Yes thanks. Also please add hemi@ngo.nz to it", "none", True),
    ("my data", None, "Coming. Also my organisation is wrong", ASKED, True),
    ("my data", None, "Aroha mai, kua tuhi hē koutou i taku ingoa", "none", True),
    ("status", None, "Apologies, I have left Te Puna", "none", True),
)


def begin(rig, people, days=9):
    add_newsletter(rig)
    for person in people:
        sign_up(rig, person)
    community(rig, *people)
    rig.settle()
    for person in people:
        rig.letters(person)
    meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(days * 86400)[:16], "--title", "A hui")["id"]
    letters = {person: rig.letter(person) for person in people}
    rig.settle()
    rig.letters(HUMAN), rig.letters(CONVENOR)
    return meeting, letters


def check(tap, rig, meeting, person, wanted, name):
    asked = [letter for letter in rig.letters(person) if letter.subject.startswith("Are you coming?")]
    answer = attendance(rig, meeting)[person]["answer"]
    tap.equal((answer, len(asked)), ("none", 1) if wanted == ASKED else (wanted, 0), name)


def beside_an_answer(tap):
    people = [f"p{number}@example.org" for number in range(len(REPLIES))]
    with Rig(JUDGED) as rig:
        meeting, letters = begin(rig, people)
        for person, (words, _, _) in zip(people, REPLIES):
            rig.deliver(reply(letters[person], person, words, headers=JUDGE))
        rig.settle()
        read = {HUMAN: [m.answer_to for m in rig.letters(HUMAN)], CONVENOR: []}
        for told in rig.letters(CONVENOR):
            read[CONVENOR].append(told.answer_to)
            raw = told.raw.decode("utf-8", "replace")
            tap.ok("wrote:\n>" not in told.text and "Join" not in told.text and "original.eml" not in raw and not told.attached("message/rfc822"),
                   "a convenor reads what was written anew, and nothing of our letter", told.text)
            theirs = letters[told.answer_to]
            tap.ok(theirs.token not in raw and theirs.message_id.strip("<>") not in raw, "nor a token of it")
        for person, (words, wanted, reader) in zip(people, REPLIES):
            check(tap, rig, meeting, person, wanted, words)
            tap.equal([who for who in read if person in read[who]], [reader] if reader else [], f"{words}: who reads it now")
        tap.equal(attendance(rig, meeting)[people[12]]["guests"], 0, "whom they ask to bring is no guest yet")


def answered_before(tap):
    """It silences nothing; and words that would be lost go on."""
    ana, ben, cat = "ana@example.org", "ben@example.org", "cat@example.org"
    with Rig(JUDGED) as rig:
        meeting, letters = begin(rig, [ana, ben, cat])
        for words in ("Yes", "Yes. Is there parking?", "Yes. Is there a lift?"):
            rig.deliver(reply(letters[ana], ana, words, headers=JUDGE))
        rig.settle()
        tap.equal(sum("Is there" in m.text for m in rig.letters(CONVENOR)), 2, "each question has its reader")
        rig.deliver(reply(letters[ben], ben, "Yes, with ZEBRA", headers=JUDGE))
        rig.settle()
        tap.equal(rig.letters(CONVENOR), [], "a plain word waits for the list")
        rig.deliver(reply(letters[ben], ben, "No", headers=JUDGE))
        told = rig.letter(CONVENOR)
        tap.ok("ZEBRA" in told.text and told.answer_to == ben, "what another answer takes the place of goes on", told.text)
        rig.deliver(reply(letters[cat], cat, "Yes, with YAK", headers=JUDGE))
        rig.settle()
        rig.deliver(reply(letters[cat], cat, "Yes", headers=JUDGE))
        rig.settle()
        tap.ok("YAK" in str(attendance(rig, meeting)[cat]["note"]) and not rig.letters(CONVENOR), "the same answer again keeps it")
        rig.ctl("meeting", "cancel", meeting, "--reason", "flooded")
        rig.settle()
        tap.ok(any("YAK" in m.text for m in rig.letters(CONVENOR)), "what was written goes on when the meeting is cancelled")


def when_the_list_has_gone(tap):
    ana, ben = "ana@example.org", "ben@example.org"
    with Rig(JUDGED) as rig:
        meeting, letters = begin(rig, [ana, ben], days=0.2)
        rig.settle()
        rig.letters(CONVENOR)
        rig.deliver(reply(letters[ana], ana, "Yes, with ZEBRA", headers=JUDGE))
        tap.ok("ZEBRA" in rig.letter(CONVENOR).text, "a word goes at once where the list of who comes has gone")
        rig.deliver(reply(letters[ben], ben, "Yes, I need an NZSL interpreter", headers=JUDGE))
        tap.ok("NZSL" in rig.letter(CONVENOR).text, "so does what they need")


def without_a_convenor(tap):
    ana, ben = "ana@example.org", "ben@example.org"
    with Rig(JUDGED) as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago", "--region", "Otago", "--purpose", "Meeting")
        for person in (ana, ben):
            join(rig, person, "otago", "join Otago")
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "A hui")["id"]
        rig.deliver(reply(rig.letter(ana), ana, "Yes, with ZEBRA", headers=JUDGE))
        tap.ok("ZEBRA" in rig.letter(HUMAN).text, "where nobody leads it a person of ours has it at once")
        rig.deliver(reply(rig.letter(ben), ben, "Yes, vegetarian", headers=JUDGE))
        tap.ok("vegetarian" in rig.letter(HUMAN).text, "so have they the next")
        rig.settle()
        tap.equal([attendance(rig, meeting)[person]["answer"] for person in (ana, ben)], ["yes", "yes"], "and both count")


def who_leaves(tap):
    ana = "ana@example.org"
    with Rig(JUDGED) as rig:
        _, letters = begin(rig, [ana])
        rig.deliver(reply(letters[ana], ana, "Yes, with ZEBRA", headers=JUDGE))
        rig.settle()
        rig.deliver(proven(ana, "leave Otago"))
        told = rig.letter(CONVENOR)
        tap.ok("ZEBRA" in told.text and "not invited any more" in told.text, "what who leaves had written goes on", told.text)


def elsewhere(tap):
    people = [f"q{number}@example.org" for number in range(len(ELSEWHERE))]
    with Rig(JUDGED) as rig:
        meeting, letters = begin(rig, people)
        wait_done(rig, announce(rig, "Kōrero of the week", "Would you like a workshop on consent near you?\n"))
        news = {person: rig.letter(person) for person in people}
        for person, (below, subject, words, _, _) in zip(people, ELSEWHERE):
            if below is None:
                rig.deliver(proven(person, subject, words))
                continue
            letter = news[person]
            if below != "news":
                rig.deliver(proven(person, below))
                letter = rig.letter(person)
            rig.deliver(reply(letter, person, words, headers=JUDGE))
        rig.settle()
        read = [m.answer_to for m in rig.letters(HUMAN)]
        tap.equal([m.subject + m.text for m in rig.letters(CONVENOR)], [], "no convenor has what answers no mail about a meeting")
        for person, (below, subject, words, wanted, is_read) in zip(people, ELSEWHERE):
            name = f"{words!r} {'below ' + below if below else 'under ' + repr(subject)}"
            check(tap, rig, meeting, person, wanted, name)
            tap.equal(read.count(person), int(is_read), f"{name}: read by a person of ours")


def of_before_a_move(tap):
    ana, ben = "ana@example.org", "ben@example.org"
    with Rig(JUDGED) as rig:
        meeting, letters = begin(rig, [ana, ben])
        rig.ctl("meeting", "move", meeting, "--start", local_time(16 * 86400)[:16], "--reason", "The hall is taken")
        moved = {person: rig.letter(person) for person in (ana, ben)}
        rig.deliver(reply(letters[ana], ana, "yes", headers=JUDGE))
        told = rig.letter(ana)
        tap.ok(told.subject.startswith("You are coming") and "before this meeting was moved" in " ".join(told.text.split()),
               "a yes to what was sent before a move is told the time that it has now", told.text)
        tap.equal(attendance(rig, meeting)[ana]["answer"], "yes", "and counts")
        rig.deliver(reply(told, ana, "no", headers=JUDGE))
        rig.letter(ana)
        tap.equal(attendance(rig, meeting)[ana]["answer"], "no", "and what they say to that does")
        rig.deliver(button(letters[ben], ben, "ACCEPTED"))
        told = rig.letter(ben)
        tap.ok(told.subject.startswith("Are you coming?"), "the button of the old invitation is told as much", told.subject)
        rig.deliver(reply(moved[ben], ben, "yes", headers=JUDGE))
        rig.letter(ben)
        tap.equal(attendance(rig, meeting)[ben]["answer"], "yes", "and a yes to the new one counts")


def no_link_of_ours(tap):
    """Whatever a mail program or a gateway makes of our links, none gets to a convenor: not in what is passed on, nor in a note, a
    calendar's comment or a tip."""
    people = [f"p{number}@example.org" for number in range(8)]
    with Rig(merged(JUDGED, {"web": {"listen": f"127.0.0.1:{free_port()}", "base_url": "https://dpup.example.govt.nz"}})) as rig:
        meeting, letters = begin(rig, people)
        rig.deliver(proven(people[0], "status"))
        page = re.search(r"https://dpup\S+/p/([a-z2-7]{32})", rig.letter(people[0]).text)
        url, token = page.group(0), page.group(1)
        quoted = urllib.parse.quote(url, safe="")
        forms = (url, url.replace("https://", ""), url.replace("govt", "g\u200bovt").replace(token[:9], token[:9] + "\u200b"), quoted,
                 "https://aus01.safelinks.protection.outlook.com/?url=" + quoted, urllib.parse.quote(quoted, safe=""),
                 "https://urldefense.proofpoint.com/v2/url?u=" + url.replace(":", "-3A").replace("/", "_") + "&d=DwMF",
                 f"dpup+m-{token} (at) example.govt.nz")
        for person, form in zip(people, forms):
            rig.deliver(reply(letters[person], person, f"Yes. Is there a ramp? {form}", headers=JUDGE))
        rig.deliver(reply(letters[people[0]], people[0], f"Yes, with {forms[1]}", headers=JUDGE))
        rig.deliver(button(letters[people[1]], people[1], "ACCEPTED").replace(
            b"END:VEVENT", f"COMMENT:Is there a ramp at {forms[1]} ?\r\nEND:VEVENT".encode()))
        rig.deliver(proven(people[2], "tip otago: a guide", f"Read {forms[6]} first"))
        rig.settle()
        age(rig, int(8.5 * DAY))
        rig.settle()
        read = rig.letters(CONVENOR)
        tap.ok(len(read) >= 10 and any(m.subject.startswith("Who comes") for m in read), "a convenor has read it all", [m.subject for m in read])
        for told in read:
            # what is written to them has a token of its own, for their answer
            text = told.text.replace("\u200b", "").replace("\n", "")
            tap.ok(token not in text and "dpup.example" not in text.split("-----")[1 if "-----" in text else 0], told.subject, told.text)


if __name__ == "__main__":
    run(no_link_of_ours, beside_an_answer, answered_before, when_the_list_has_gone, without_a_convenor, who_leaves, elsewhere, of_before_a_move)
