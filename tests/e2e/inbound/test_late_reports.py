# SPDX-License-Identifier: MIT
"""What mail servers and robots still say of a person who was forgotten: it is read, for it may concern us, and
nothing of it is kept: not the report, not what it says, not who it is about."""
from mails import SERVICE, message, reply
from people import GENEROUS, add_newsletter, sign_up, state_of
from reports import FULL, bounced, complaint
from rig import Rig, run, wait
from test_rights import traces

PERSON = "Hinemoa.Tamati@example.org"
NEEDLE = PERSON.lower().encode()


def vacation(letter):
    return message(PERSON, letter.sender, "Automatic reply", f"I am away. Write to {PERSON} in May.",
                   headers=[("Auto-Submitted", "auto-replied")])


def deleted_unread(letter):
    """Of the letter's own Message-ID only: no token is in it."""
    return message(PERSON, SERVICE, f"Automatic reply: {letter.subject}", f"{PERSON} has left.",
                   headers=[("Auto-Submitted", "auto-replied"), ("In-Reply-To", letter.message_id)])


REPORTS = {
    "a bounce": bounced,
    "a full mailbox": lambda letter: bounced(letter, FULL),
    "a complaint": complaint,
    "a vacation notice": vacation,
    "one that names our mail only": deleted_unread,
}


def late_reports(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        welcome = sign_up(rig, PERSON)
        rig.deliver(message(PERSON, SERVICE, "forget me"))
        ask = rig.letter(PERSON)
        rig.deliver(reply(ask, PERSON, "yes"))
        receipt = rig.letter(PERSON)
        tap.ok("forgotten you" in receipt.subject and state_of(rig, PERSON) is None, "a person is forgotten")
        wait(lambda: not traces(rig, NEEDLE), "the address to be gone")
        for what, make in REPORTS.items():
            for which, letter in (("the welcome", welcome), ("the receipt", receipt)):
                rig.deliver(make(letter))
                rig.settle()
                row = rig.ctl("inbound", "list")[0]
                shown = rig.ctl("inbound", "show", row["id"])
                tap.ok(row["state"] == "done" and not shown["kept"], f"{what} on {which}: read ({row['kind']}), and not kept", shown)
                tap.equal(row["subscriber"], None, f"{what} on {which}: of nobody")
        wait(lambda: not traces(rig, NEEDLE), "nothing of it to be left")
        tap.ok(state_of(rig, PERSON) is None, "nobody is there again")


if __name__ == "__main__":
    run(late_reports)
