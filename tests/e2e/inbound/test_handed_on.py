# SPDX-License-Identifier: MIT
"""Mail that a group, a list or a program hands on: it is never answered and nothing is done by it, and a person of ours reads
what somebody wrote in it."""
from mails import HUMAN, SERVICE, message, reply
from people import join, sign_up, state_of
from reports import AWAY
from rig import run
from test_meetings import local_time
from test_rights import AUTHSERV, rig_for_rights

INFO = "info@example.org"
GROUP = [("Precedence", "list"), ("List-ID", "<info.example.org>"), ("X-Google-Group-Id", "123"),
         ("List-Unsubscribe", "<mailto:manage+123+unsubscribe@groups.example>")]
DESK = [("Auto-Submitted", "auto-generated"), ("X-Mailer", "Help desk"), ("X-Auto-Response-Suppress", "All")]
CRM = [("List-Unsubscribe", "<mailto:off@crm.example>")]
BULK = [("Precedence", "bulk")]
VOUCHED = ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")
FORGED = [("Authentication-Results", f"{AUTHSERV}; dkim=none; spf=fail; dmarc=fail header.from=example.org")]


def told(rig, mail, who=INFO):
    rig.deliver(mail)
    rig.settle()
    return [m.subject for m in rig.letters(who)], rig.letters(HUMAN), rig.ctl("inbound", "list")[0]["outcome"]


def written(tap):
    """Orders, answers and questions, vouched for and not."""
    cases = (("Breach", "We had a privacy breach. Who can help us?"), ("unsubscribe", ""), ("forget me", ""), ("my data", ""),
             ("Your newsletter", "Please take us off your list"), ("Hello", "A new colleague starts on Monday."))
    for fields in (GROUP, DESK, CRM, BULK):
        with rig_for_rights({"limits": {"answers_per_sender": 50}}) as rig:
            sign_up(rig, INFO)
            for by in ([VOUCHED], []):
                for subject, text in cases:
                    answers, read, said = told(rig, message(INFO, SERVICE, subject, text, headers=by + fields))
                    tap.ok(answers == [] and len(read) == 1 and subject in read[0].subject and "is not done" in read[0].text,
                           f"{fields[0]} {len(by)}: {subject!r} is read by a person, and not answered", f"{answers} {said}")
            tap.equal(state_of(rig, INFO), "active", "nothing is done by it")
            rig.deliver(message(INFO, SERVICE, "help"))
            back = rig.letter(INFO)
            answers, read, said = told(rig, message("list@example.org", SERVICE, f"[Info] {back.subject}", back.text, headers=fields, message_id=back.message_id))
            tap.ok(answers == [] and read == [], "our own mail that comes back through it goes nowhere", said)


def answered(tap):
    """What answers ours; the words that certainly are a robot's are none."""
    with rig_for_rights({"limits": {"answers_per_sender": 50}}) as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--region", "Otago", "--purpose", "To meet", "--convenor", "ben@far.example")
        welcome = sign_up(rig, INFO)
        join(rig, INFO, "otago", "join otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui")
        invitation = rig.letter(INFO)
        rig.settle()
        rig.letters(HUMAN)
        for fields in (GROUP, DESK):
            for letter, text in ((invitation, "Yes, two of us"), (invitation, "unsubscribe"), (welcome, "What is this for?")):
                answers, read, said = told(rig, reply(letter, INFO, text, headers=fields))
                tap.ok(answers == [] and len(read) == 1, f"{fields[0]}: {text!r} in answer is read", f"{answers} {said}")
            rig.deliver(message("new@example.org", SERVICE, "subscribe"))
            question = rig.letter("new@example.org")
            _, read, said = told(rig, reply(question, "new@example.org", "yes", headers=fields), "new@example.org")
            tap.ok(len(read) == 1 and state_of(rig, "new@example.org") == "pending", "a yes through it is no consent, and read", said)
            rig.ctl("subscriber", "erase", "new@example.org")
            rig.settle()
            rig.letters("new@example.org")
        ours = f"Re: {invitation.subject}"
        for subject, text, fields in ((ours, "yes", [("Auto-Submitted", "auto-replied")]), (ours, AWAY, GROUP),
                                      ("Automatic reply: Hui", "yes", DESK), ("[Ticket #47] Hui", "We have it.", DESK),
                                      (f"Automatic reply: {invitation.subject}", AWAY, GROUP + FORGED),
                                      (ours, "Your request has been received. A ticket has been created.", GROUP), (ours, "", GROUP)):
            answers, read, said = told(rig, reply(invitation, INFO, text, subject=subject, headers=fields) if "Hui" not in subject or
                                       subject.endswith(invitation.subject) else message(INFO, SERVICE, subject, text, headers=fields))
            tap.ok(answers == [] and read == [], f"{fields[0]}: {subject!r} {text[:20]!r} reaches nobody", f"{[m.subject for m in read]} {said}")


UNKNOWN = "info@ngo.example"
BREACH = "We had a privacy breach on Friday. All our clients' files are on the web. It is urgent."


def of_anybody(tap):
    """Whoever wrote it, whatever our host says of it, and however it looks: a person reads it."""
    texts = (("Privacy", BREACH), ("Privacy", "I make a complaint under the Privacy Act about your agency."),
             ("Privacy", "Please ring me on 021 555 123."),
             ("Out of office", "Your staff member has shared my address with my ex-husband. I am frightened."),
             ("[Info] We had a breach", ""), ("Annual leave", "I am on leave until Monday. " + BREACH))
    forged = [("Authentication-Results", f"{AUTHSERV}; dkim=fail; dmarc=fail header.from=ngo.example")]
    for by in ([], forged):
        for fields in (GROUP, CRM, BULK):
            with rig_for_rights({"limits": {"answers_per_sender": 50}}) as rig:
                for subject, text in texts:
                    answers, read, said = told(rig, message(UNKNOWN, SERVICE, subject, text, headers=by + fields), UNKNOWN)
                    tap.ok(answers == [] and len(read) == 1, f"{fields[0][0]} {len(by)}: {subject!r} is read", f"{answers} {said}")
                    tap.ok(not by or "MAY NOT BE FROM THEM" in read[0].text, "with the warning where it may be forged")
        with rig_for_rights() as rig:
            own = [("List-ID", "<info.ngo.example>")]
            for who, subject, text, more in (("info-bounces@ngo.example", "Your message awaits approval", "It will be looked at.", own),
                                             ("info@ngo.example", "Welcome", "You are on it.", own + [("X-List-Administrivia", "yes")]),
                                             (SERVICE, "News", "Some news.", own), (UNKNOWN, "Automatic reply", AWAY, own)):
                answers, read, said = told(rig, message(who, SERVICE, subject, text, headers=by + more), who)
                tap.ok(answers == [] and read == [], f"{who} {subject!r}: the list's own notices reach nobody", f"{[m.subject for m in read]} {said}")
    with rig_for_rights() as rig:
        sign_up(rig, INFO)
        _, read, said = told(rig, message(INFO, SERVICE, "unsubscribe", headers=GROUP + FORGED))
        tap.ok(len(read) == 1 and state_of(rig, INFO) == "active", "an order that may be forged is read, and not done", said)


def one_list(tap):
    """A busy list does not bury the person, nor take the room of others."""
    with rig_for_rights() as rig:
        got = 0
        for number in range(14):
            _, read, _ = told(rig, message(f"a{number}@far{number}.example", SERVICE, f"Talk {number}", "I think so, too.", headers=GROUP))
            got += len(read)
        tap.equal(got, 10, "so many of one list a day")
        tap.ok("list_per_day" in rig.ctl_run("doctor").stdout, "of the others staff are told")
        tap.equal(len(rig.ctl("inbound", "list", "--state", "limited")), 4, "who can see them")
        _, read, said = told(rig, message(INFO, SERVICE, "A breach", "It is public.", headers=[VOUCHED] + GROUP))
        tap.equal(len(read), 1, "who proves who they are is read all the same")
        _, read, said = told(rig, message(UNKNOWN, SERVICE, "A breach", "It is public.", headers=[("List-ID", "<info.ngo.example>")]))
        tap.equal(len(read), 1, "and so is another list")
        _, read, said = told(rig, message(UNKNOWN, SERVICE, "Annual leave", BREACH))
        tap.equal(len(read), 1, "and who writes without one")


def bounded(tap):
    with rig_for_rights({"limits": {"robotlike_per_day": 3}}) as rig:
        got = 0
        for number in range(6):
            _, read, _ = told(rig, message(f"a{number}@far.example", SERVICE, "Sale", "Do you want it?", headers=GROUP))
            got += len(read)
        tap.equal(got, 3, "as many a day as of what may be a robot's")
        tap.ok("NOT OK" in rig.ctl_run("doctor").stdout, "and staff see the others")


run(written, answered, of_anybody, one_list, bounded)
