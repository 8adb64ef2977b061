# SPDX-License-Identifier: MIT
"""A Subject that the writer of an answer changed is theirs: what it says is heard with the answer, and read by a person.
One that is ours, or says nothing, changes nothing."""
from mails import HUMAN, SERVICE, message, reply
from people import add_newsletter, local_time, sign_up, state_of
from rig import Rig, run
from test_bare import JUDGE
from test_meetings import attendance
from test_second_thoughts import CONVENOR, JUDGED, community

CHANGED = ("I do not agree", "Re: I do not agree to this, who gave you my address?", "Not me", "Re: Only after you have answered my complaint",
           "Re: But not before I have asked my manager", "My complaint about Bob", "After Legal Review")
OURS = (None, "Re: your mail", "hello", "RE: [EXTERNAL] {}", "Aw: {}", "Kia ora")


def subject_of(subject, letter):
    return subject and subject.format(letter.subject)


def consent(tap):
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        for subjects, wanted in ((CHANGED, "pending"), (OURS, "active")):
            for number, subject in enumerate(subjects):
                who = f"{wanted}{number}@example.org"
                rig.deliver(message(who, SERVICE, "subscribe"))
                letter = rig.letter(who)
                rig.deliver(reply(letter, who, "Yes", subject=subject_of(subject, letter), headers=JUDGE))
                rig.settle()
                tap.equal((state_of(rig, who), bool(rig.letters(HUMAN))), (wanted, wanted == "pending"), f"{subject!r}: {wanted}")


def forgetting(tap):
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        for subjects, is_erased in ((CHANGED, False), (OURS, True)):
            for number, subject in enumerate(subjects):
                who = f"f{int(is_erased)}{number}@example.org"
                sign_up(rig, who)
                rig.deliver(message(who, SERVICE, "forget me"))
                letter = rig.letter(who)
                rig.deliver(reply(letter, who, "yes", subject=subject_of(subject, letter), headers=JUDGE))
                rig.settle()
                known = any(row["address"] == who for row in rig.ctl("subscriber", "list"))
                tap.equal((known, bool(rig.letters(HUMAN))), (not is_erased, not is_erased), f"{subject!r}: {'forgotten' if is_erased else 'not forgotten, and read'}")


def a_meeting(tap):
    """Beside an answer it is the convenor's, or a person's, as the words below it are."""
    with Rig(JUDGED) as rig:
        people = [f"m{n}@example.org" for n in range(5)]
        community(rig, *people)
        rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")
        rig.settle()
        rig.letters(CONVENOR)
        for who, subject, text, answer, reader in (
                (people[0], "I want to complain about Bob Smith", "No", "none", HUMAN),
                (people[1], "Please remove me from all your lists", "No", "none", HUMAN),
                (people[2], "Re: I use a wheelchair, is there a ramp?", "Yes", "yes", CONVENOR),
                (people[3], "Re: Hui", "Yes", "yes", None),
                (people[4], None, "No", "no", None)):
            letter = rig.letter(who)
            rig.deliver(reply(letter, who, text, subject=subject, headers=JUDGE))
            rig.settle()
            tap.equal(attendance(rig, 1)[who]["answer"], answer, f"{text} under {subject!r}: {answer}")
            tap.equal((bool(rig.letters(HUMAN)), bool(rig.letters(CONVENOR))), (reader == HUMAN, reader == CONVENOR), f"{subject!r}: who reads it")


if __name__ == "__main__":
    run(consent, forgetting, a_meeting)
