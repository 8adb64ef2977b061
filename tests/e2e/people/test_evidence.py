# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Nobody acts for somebody else (design §4a): each way in which a name in From, an old question or a mail that was passed
on once did what only its person may do, and beside it the real person, who still can."""
import re

from aging import DAY, age
from mails import HUMAN, SERVICE, message, reply, sub
from people import announce, sign_up, state_of, unsubscribe_mailto, wait_done
from reports import complaint
from rig import run, wait
from test_meetings import CONVENOR, attendance, button, community, join, local_time, says
from test_rights import AUTHSERV, proven, rig_for_rights

AMY, BOB, CAM, EVE, VICTIM = (f"{name}@example.org" for name in ("amy", "bob", "cam", "eve", "victim"))
FAILED = ("Authentication-Results", f"{AUTHSERV}; dkim=none; spf=fail; dmarc=fail header.from=example.org")


def claimed(person, subject="", text="", to=SERVICE, headers=()):
    """What anybody can write: the From of somebody, of whom our mail host knows nothing."""
    return message(person, to, subject, text, headers=headers, return_path="eve@evil.example")


def forged(letter, person, text, **more):
    """An answer with the From of somebody, and our mail host says that it is not theirs."""
    return reply(letter, person, text, headers=[FAILED], return_path="eve@evil.example", **more)


def threaded(letter, person, text):
    """The same, that names the letter by its Message-ID and by nothing else."""
    return forged(letter, person, text, to=SERVICE, subject="Re: your letter", is_quoting=False)


def acts(rig, person):
    """What the proofs of a person's consents say was done, in order."""
    return [c["act"] for c in rig.ctl("subscriber", "explain", person)["consents"]]


def two_lists(rig, *people):
    rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "Events of the sector")
    for person in people:
        sign_up(rig, person)
        sign_up(rig, person, "subscribe-events")


def lists_of(rig, person):
    return state_of(rig, person), state_of(rig, person, "events")


# --- leaving (1, 20) ------------------------------------------------------------------------

def a_strangers_question(tap):
    with rig_for_rights() as rig:
        two_lists(rig, VICTIM)
        rig.deliver(message(EVE, SERVICE, "unsubscribe"))
        question = rig.letter(EVE)
        tap.ok("want to leave" in question.subject, "a stranger who asks to leave is asked, as anybody")
        for _ in range(2):
            rig.deliver(forged(question, VICTIM, "yes"))
            rig.settle()
        tap.equal(lists_of(rig, VICTIM), ("active", "active"), "their question takes nobody else off a list, nor does a second answer")
        tap.equal(acts(rig, VICTIM).count("withdrawn"), 0, "and no proof says so")
        rig.letters(VICTIM)
        rig.deliver(claimed(VICTIM, "unsubscribe all"))
        question = rig.letter(VICTIM)
        rig.deliver(reply(question, VICTIM, "Yes"))
        tap.ok("left" in rig.letter(VICTIM).subject and lists_of(rig, VICTIM) == ("left", "left"), "their own question does")
        sign_up(rig, VICTIM)
        rig.deliver(reply(question, VICTIM, "Yes"))
        rig.settle()
        tap.equal(state_of(rig, VICTIM), "active", "once: not again after they joined again")


PROTESTS = (
    "Please don't unsubscribe me", "I didn't ask to leave!", "Keep me on please", "What is this about?",
    "No! I never asked for that", "Who asked for this?", "I did not unsubscribe, please leave me on the list",
    "Do not remove me", "This wasn't me", "Why would I want to leave?", "Stop this nonsense, I am staying",
    "Your request (12345) has been received",
)
LEAVING = ("Yes", "yes please", "āe", "Yes, take me off", "unsubscribe")


def a_protest(tap):
    with rig_for_rights() as rig:
        people = {f"p{n}@example.org": words for n, words in enumerate(PROTESTS + LEAVING)}
        for person in people:
            rig.deliver(message(person, sub("subscribe")))
        for person in people:
            rig.deliver(reply(rig.letter(person), person, "yes"))
        for person in people:
            rig.letter(person)
            rig.deliver(claimed(person, "unsubscribe"))
        for person, words in people.items():
            rig.deliver(reply(rig.letter(person), person, words))
        rig.settle()
        for person, words in people.items():
            tap.equal(state_of(rig, person), "left" if words in LEAVING else "active", f"do you want to leave? {words!r}")
        read = "".join(m.text for m in rig.letters(HUMAN))
        tap.ok("What is this about?" in read and "Your request (12345)" in read, "what is neither yes nor no is read by a person")


# --- consent (2, 3, 9, 21) ------------------------------------------------------------------

def gone_by(rig, person, how):
    """The question of `person` is left without its subscriber; returns the question."""
    rig.deliver(message(person, sub("subscribe")))
    question = rig.letter(person)
    if how == "forgotten":
        rig.deliver(proven(person, "forget me"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)
    elif how == "lapsed":
        age(rig, 8 * DAY)
        rig.ctl("retention", "run")
    else:
        rig.deliver(reply(question, person, "no"))
        rig.letter(person)
        age(rig, 100 * DAY)
        rig.ctl("retention", "run")
    wait(lambda: state_of(rig, person) is None, f"{person} to be {how}")
    rig.letters(person)
    return question


def an_old_question(tap):
    for how in ("forgotten", "lapsed", "declined and forgotten"):
        with rig_for_rights() as rig:
            question = gone_by(rig, EVE, how)
            rig.deliver(claimed(VICTIM, "help"))
            rig.letter(VICTIM)
            rig.deliver(forged(question, VICTIM, "yes"))
            rig.deliver(threaded(question, VICTIM, "yes"))
            rig.settle()
            tap.equal(state_of(rig, VICTIM), None, f"a question whose subscriber is {how} subscribes nobody whom From names")
            rig.deliver(message(CAM, sub("subscribe")))
            own = rig.letter(CAM)
            rig.deliver(forged(question, CAM, "yes"))
            rig.deliver(threaded(question, CAM, "yes"))
            rig.settle()
            tap.equal(state_of(rig, CAM), "pending", f"{how}: nor does it confirm what they were asked themselves")
            rig.letters(CAM)
            rig.deliver(reply(own, CAM, "yes"))
            tap.ok("newsletter" in rig.letter(CAM).subject and state_of(rig, CAM) == "active", f"{how}: their own question does")
            rig.deliver(reply(question, EVE, "yes"))
            if how == "forgotten":      # who asked never to be mailed is not, but for the question of a sign-up
                rig.settle()
                tap.equal(rig.letters(EVE), [], f"{how}: nothing is sent there")
            else:
                tap.ok("not open" in rig.letter(EVE).subject, f"{how}: whoever was asked is told that it is too late")
            tap.ok(state_of(rig, EVE) is None, f"{how}: and asks anew to be on it")
            sign_up(rig, EVE)
            tap.equal(state_of(rig, EVE), "active", f"{how}: which they can")


def an_old_goodbye(tap):
    for how in ("there", "forgotten", "gone for years"):
        with rig_for_rights() as rig:
            sign_up(rig, EVE)
            rig.deliver(proven(EVE, "unsubscribe newsletter"))
            goodbye = rig.letter(EVE)
            if how == "forgotten":
                rig.deliver(proven(EVE, "forget me"))
                rig.deliver(reply(rig.letter(EVE), EVE, "yes"))
            elif how == "gone for years":
                age(rig, 100 * DAY)
                rig.ctl("retention", "run")
            wait(lambda: state_of(rig, EVE) == ("left" if how == "there" else None), f"eve to be {how}")
            sign_up(rig, VICTIM)
            rig.deliver(proven(VICTIM, "unsubscribe newsletter"))
            own = rig.letter(VICTIM)
            for attack in (forged, threaded):
                rig.deliver(attack(goodbye, VICTIM, "undo"))
            rig.settle()
            tap.equal((state_of(rig, VICTIM), state_of(rig, EVE)), ("left", "left" if how == "there" else None),
                      f"the goodbye of somebody who is {how} brings back nobody whom From names")
            rig.deliver(reply(own, EVE, "undo"))
            rig.settle()
            tap.equal(state_of(rig, VICTIM), "left", "nor does their own in the hands of another: to bring back is no leaving")
            rig.letters(VICTIM)
            rig.deliver(reply(own, VICTIM, "undo"))
            tap.ok("newsletter" in rig.letter(VICTIM).subject and state_of(rig, VICTIM) == "active", "they themselves are back by it")


NEITHER = (
    "Your request (12345) has been received", "Maybe later", "What is this?", "I think somebody else used my address",
    "Amy has left the organisation", "Who are you, where did you get this address?", "I will think about it",
    "Yes, we have received your message and will answer within two days", "Thank you for contacting us",
    "Ok, what is this?", "Is this about Friday?", "Sorry, wrong person", "Yeah, nah", "I'm away until Monday",
    "Please call me about this",
)
NO = ("Nah", "N", "Bugger off", "👎", "no thanks", "kāo")
YES = ("yes", "yes please", "āe", "I confirm", "sign me up", "", "Yes please, and could you also add my colleague", "Yeah sure why not")


def what_is_a_yes(tap):
    with rig_for_rights() as rig:
        people = {f"p{n}@example.org": words for n, words in enumerate(NEITHER + NO + YES)}
        asked = {}
        for person in people:
            rig.deliver(message(person, sub("subscribe")))
        for person, words in people.items():
            asked[person] = rig.letter(person)
            rig.deliver(reply(asked[person], person, words))
        rig.settle()
        for person, words in people.items():
            told = " ".join(m.subject for m in rig.letters(person))
            if words in YES:
                tap.equal(state_of(rig, person), "active", f"{words!r} is a yes")
            elif words in NO:
                tap.ok(state_of(rig, person) != "active", f"{words!r} is no yes", state_of(rig, person))
            else:
                tap.equal(state_of(rig, person), "pending", f"{words!r} is neither yes nor no")
                tap.ok(told.startswith("Did you mean yes?"), f"{words!r}: they are told how to say yes", told)
        read = " ".join("".join(m.text for m in rig.letters(HUMAN)).split())
        for words in (*NEITHER[:6], "Yes please, and could you also add my colleague"):
            tap.ok(words in read, f"{words!r} is read by a person")
        person = "p0@example.org"
        rig.deliver(reply(asked[person], person, "Ticket 12345 was closed"))
        rig.settle()
        tap.equal(rig.letters(person), [], "how to say yes is told once")
        rig.deliver(reply(asked[person], person, "Yes"))
        tap.ok("newsletter" in rig.letter(person).subject and state_of(rig, person) == "active", "and then a yes still is one")
        other = "q@example.org"
        rig.deliver(message(other, sub("subscribe")))
        rig.deliver(reply(rig.letter(other), other, "Yes but not the newsletter"))
        rig.letter(HUMAN)
        rig.settle()
        tap.ok(state_of(rig, other) != "active" and "refused" not in acts(rig, other),
               "'Yes but not the newsletter' is neither recorded as no nor as yes")


# --- further addresses and moves (4) --------------------------------------------------------

def a_typo(tap):
    right = "amy.new@example.net"
    with rig_for_rights() as rig:
        two_lists(rig, AMY)
        community(rig, AMY)
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0])["id"]
        invitation = rig.letter(AMY)
        for number, words in enumerate(("no", "unsubscribe", "unsubscribe all", "forget me", "pause", "correct name Mallory")):
            typo = f"amy.n{number}@example.net"
            rig.deliver(proven(AMY, f"change address to {typo}"))
            question = rig.letter(typo)
            rig.deliver(reply(question, typo, words))
            rig.settle()
            for letter in rig.letters(typo):
                rig.deliver(reply(letter, typo, "yes"))
            rig.settle()
            shown = rig.ctl("subscriber", "show", AMY)
            tap.ok(lists_of(rig, AMY) == ("active", "active") and shown["paused_until"] is None and shown["name"] is None,
                   f"who has the mistyped address says {words!r} for themselves", shown)
        tap.equal(attendance(rig, meeting)[AMY]["verified"], False, "their no is no answer of hers to a meeting")
        rig.deliver(proven(AMY, f"change address to {typo}"))
        rig.deliver(forged(rig.letter(typo), AMY, "no"))
        rig.settle()
        tap.equal(attendance(rig, meeting)[AMY]["verified"], False, "nor with her name in From")
        rig.letters(AMY)
        rig.deliver(reply(invitation, AMY, "yes"))
        says(rig, meeting, AMY, "yes", "her own answer")
        tap.ok(True, "her own answer counts")
        rig.letters(AMY)
        rig.deliver(proven(AMY, f"change address to {right}"))
        rig.deliver(reply(rig.letter(right), right, "Yes"))
        rig.letter(right)
        tap.equal((lists_of(rig, right), state_of(rig, AMY)), (("active", "active"), None), "and the right address is hers by its yes")


def older_than_the_yes(tap):
    """Of an address that became somebody's, the mails of before prove nothing of them."""
    office = "office@example.net"
    for how in ("add address", "change address to", "sign up"):
        with rig_for_rights() as rig:
            two_lists(rig)
            old = [sign_up(rig, office, "subscribe-events")]
            rig.deliver(proven(office, "status"))
            old.append(rig.letter(office))
            rig.deliver(proven(office, f"change address to {EVE}"))
            rig.deliver(reply(rig.letter(EVE), EVE, "yes"))
            rig.letter(EVE)
            rig.letter(office)
            age(rig, DAY)
            if how == "sign up":
                person, welcome = office, sign_up(rig, office)
            else:
                person = AMY
                sign_up(rig, AMY)
                rig.deliver(proven(AMY, f"{how} {office}"))
                rig.deliver(reply(rig.letter(office), office, "yes"))
                rig.settle()
                person = office if how.startswith("change") else AMY
                welcome = rig.letters(office)[0]
            rig.settle()
            rig.letters(EVE), rig.letters(AMY), rig.letters(office)
            for letter in old:
                for words in ("unsubscribe all", "pause", "correct name Mallory"):
                    rig.deliver(forged(letter, office, words, to=letter.answer_to, subject=words))
                    rig.deliver(reply(letter, EVE, words, subject=words))
            rig.settle()
            shown = rig.ctl("subscriber", "show", person)
            tap.ok(state_of(rig, person) == "active" and shown["name"] is None and shown["paused_until"] is None,
                   f"{how}: mails that went there before prove nothing of whose it is now", shown)
            tap.equal(state_of(rig, EVE, "events"), "left", f"{how}: whose they were may leave by them")
            rig.deliver(reply(welcome, office, "correct name Amy", subject="correct name Amy"))
            wait(lambda: rig.ctl("subscriber", "show", person)["name"] == "Amy", "her own word")
            tap.ok(True, f"{how}: what went there since is proof")


def an_address_of_before(tap):
    """Who reads by now what was once somebody's address is asked as a stranger is."""
    office, other = "office@example.net", "other@example.net"
    with rig_for_rights() as rig:
        two_lists(rig, AMY)
        rig.deliver(proven(AMY, f"change address to {office}"))
        rig.deliver(reply(rig.letter(office), office, "yes"))
        mine = rig.letter(office)
        age(rig, DAY)
        rig.letter(AMY)
        rig.deliver(message(office, SERVICE, f"change address to {AMY}", headers=[
            ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.net; dmarc=pass header.from=example.net")]))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.letter(AMY)
        rig.settle()
        age(rig, DAY)
        rig.letters(office), rig.letters(AMY)
        rig.deliver(proven(AMY, f"change address to {office}"))
        question = rig.letter(office)
        for words in ("unsubscribe all", "no"):
            rig.deliver(reply(question, office, words, subject=f"Re: {words}"))
            rig.settle()
        tap.equal(lists_of(rig, AMY), ("active", "active"), "what is asked of an address they left lets nobody leave for them")
        rig.deliver(reply(mine, other, "unsubscribe all", subject="unsubscribe all"))
        wait(lambda: lists_of(rig, AMY) == ("left", "left"), "amy to have left")
        tap.ok(True, "what went there while it was theirs does")
    with rig_for_rights() as rig:
        two_lists(rig, AMY)
        rig.deliver(proven(AMY, f"change address to {office}"))
        rig.deliver(reply(rig.letter(office), office, "yes"))
        theirs = rig.letter(office)
        rig.deliver(reply(rig.letter(AMY), AMY, "undo"))
        rig.letter(AMY), rig.letter(office)
        rig.deliver(reply(theirs, office, "unsubscribe all", subject="unsubscribe all"))
        rig.settle()
        tap.equal(lists_of(rig, AMY), ("active", "active"), "what went to an address that was undone was never hers, and does not")


# --- the yearly mail (10) -------------------------------------------------------------------

NOT_LEAVING = ("My organisation is wrong, I am at MSD now", "I read it without fail", "No changes needed, all is well",
               "Who is Sam Smith?", "I am out of the office until 3 May", "Nothing wrong here")


def the_yearly_mail(tap):
    with rig_for_rights({"sending": {"window": "always", "window_days": "all"}}) as rig:
        people = {f"p{n}@example.org": words for n, words in enumerate(NOT_LEAVING + ("no", "yes"))}
        for person in people:
            sign_up(rig, person)
        age(rig, 366 * DAY)
        mail = {person: rig.letter(person) for person in people}
        for person, words in people.items():
            rig.deliver(reply(mail[person], person, words))
        rig.settle()
        for person, words in people.items():
            if words == "no":
                tap.equal(state_of(rig, person), "left", "a no leaves")
                continue
            yearly = rig.ctl("subscriber", "export", person)["yearly_mail"]["state"]
            tap.equal((state_of(rig, person), acts(rig, person).count("given")), ("active", 2 if words == "yes" else 1),
                      f"{words!r} does not unsubscribe, and {'renews' if words == 'yes' else 'renews nothing'}")
            if words != "yes":
                tap.equal(yearly, "asked", f"{words!r}: the question stays open")
        read = " ".join("".join(m.text for m in rig.letters(HUMAN)).split())
        tap.ok("I am at MSD now" in read and "read it without fail" in read, "and somebody reads it")


def forgotten_for_good(tap):
    with rig_for_rights() as rig:
        welcome = sign_up(rig, AMY)
        rig.deliver(proven(AMY, "forget me"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        wait(lambda: state_of(rig, AMY) is None, "amy to be forgotten")
        rig.settle()
        rig.letters(AMY)
        for words in ("subscribe", "yes"):
            rig.deliver(reply(welcome, AMY, words, subject=words))
        rig.settle()
        tap.ok(state_of(rig, AMY) != "active", "a mail that somebody forgotten once got brings them back to nothing")
        for letter in rig.letters(AMY):
            if letter.subject.startswith("Please confirm"):
                rig.deliver(reply(letter, AMY, "yes"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "active", "their yes to a question of today does")


# --- meetings (14) --------------------------------------------------------------------------

def a_forged_no(tap):
    with rig_for_rights() as rig:
        community(rig, VICTIM, EVE)
        meeting = rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--capacity", "1")["id"]
        mine, hers = rig.letter(VICTIM), rig.letter(EVE)
        rig.deliver(reply(mine, VICTIM, "yes"))
        says(rig, meeting, VICTIM, "yes", "the seat")
        rig.deliver(reply(hers, EVE, "yes"))
        says(rig, meeting, EVE, "waiting", "the waiting list")
        rig.settle()
        rig.letters(VICTIM), rig.letters(EVE), rig.letters(CONVENOR)
        rig.deliver(claimed(VICTIM, "no"))
        rig.deliver(button(hers, VICTIM, "DECLINED"))
        rig.deliver(reply(hers, VICTIM, "no"))
        rig.settle()
        rows = attendance(rig, meeting)
        tap.equal((rows[VICTIM]["answer"], rows[EVE]["answer"]), ("yes", "waiting"),
                  "no forged no, nor another's invitation, takes a seat")
        told = rig.letter(VICTIM)
        tap.ok(told.subject.startswith("Did you answer this?"), "the person is told of a no in their name")
        tap.ok(VICTIM in rig.letter(CONVENOR).text, "and so is the convenor")
        rig.letters(CONVENOR)
        for number in range(5):
            rig.deliver(claimed(VICTIM, f"yes +{number}"))
        rig.settle()
        tap.equal(rig.letters(CONVENOR), [], "once, whatever else is said in their name")
        rig.letters(VICTIM)
        rig.deliver(reply(told, VICTIM, "no"))
        asked = rig.letter(VICTIM)
        tap.ok(asked.subject.startswith("Are you coming?"), "a no may be one to the subject: they are asked what is meant", asked.subject)
        tap.equal(attendance(rig, meeting)[VICTIM]["answer"], "yes", "and nothing has changed")
        rig.deliver(reply(told, VICTIM, "No"))
        tap.ok("No" in rig.letter(CONVENOR).text and not rig.letters(VICTIM), "once: then the convenor reads it")
        rig.deliver(reply(asked, VICTIM, "no"))
        says(rig, meeting, VICTIM, "no", "their own no")
        says(rig, meeting, EVE, "yes", "the free seat")
        tap.ok(True, "their own no is one, and the seat is the next's")


# --- what a mail carries --------------------------------------------------------------------

def an_old_generation(tap):
    with rig_for_rights() as rig:
        old = sign_up(rig, AMY)
        address, subject, text = unsubscribe_mailto(old) or (None, "", "")
        if address is None:     # a welcome has none: the next announcement does
            wait_done(rig, announce(rig, "News", "Kia ora"))
            address, subject, text = unsubscribe_mailto(rig.letter(AMY))
        rig.deliver(message(AMY, address, subject, text))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "left", "the address of List-Unsubscribe leaves")
        sign_up(rig, AMY)
        rig.deliver(message(AMY, address, subject, text, headers=[("Auto-Submitted", "auto-generated")]))
        goodbye = rig.letter(AMY)
        tap.ok("left" in goodbye.subject and state_of(rig, AMY) == "left", "again, when they have joined again since: they are told", goodbye.subject)
        rig.deliver(reply(goodbye, AMY, "undo"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "active", "and can take it back")
        rig.deliver(message(AMY, address, subject, text, headers=[("Auto-Submitted", "auto-generated"), (
            "Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]))
        wait(lambda: state_of(rig, AMY) == "left", "their own button, vouched for, to leave")
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "More", "Kia ora"))
        rig.letters(AMY)
        newest = [m for m in rig.sink.to(AMY)][-1]
        fresh = re.search(r"<mailto:([^?>]+)", newest.header("List-Unsubscribe")).group(1)
        rig.deliver(message(AMY, fresh, "unsubscribe"))
        wait(lambda: state_of(rig, AMY) == "left", "the newest to leave")
        tap.ok(True, "that of a mail they got since does")


def an_opt_out_report(tap):
    with rig_for_rights() as rig:
        two_lists(rig, AMY, BOB)
        report = complaint(sign_up(rig, CAM), "opt-out")
        body = report.partition(b"\r\n\r\n")[2]
        head = report.partition(b"\r\n\r\n")[0]
        # Without our letter in it, it is From's word alone.
        bare = re.sub(rb"Message-ID: <m[^>]*>\r\n", b"", body)
        bare = re.sub(rb"Original-Mail-From: [^\r]*\r\n", b"", bare)

        def by(person, result):
            fields = re.sub(rb"From: [^\r]*", b"From: " + person.encode(), head)
            return fields + (f"\r\nAuthentication-Results: {AUTHSERV}; dmarc={result} header.from=example.org"
                             "\r\n\r\n").encode() + bare
        rig.deliver(by(AMY, "fail"))
        rig.deliver(by(BOB, "pass"))
        rig.settle()
        tap.equal(lists_of(rig, AMY), ("active", "active"), "an opt-out in somebody's name ends nothing")
        tap.equal(lists_of(rig, BOB), ("active", "active"), "nor does one that is vouched for: what is signed may have been said to others")
        tap.equal(len(rig.letters(HUMAN)), 2, "a person reads both")
        rig.deliver(report)
        wait(lambda: state_of(rig, CAM) == "left", "cam to have left")
        tap.ok(True, "and so does one about a mail of ours, whoever sent it")


def a_forwarded_mail(tap):
    with rig_for_rights() as rig:
        rig.deliver(message(AMY, sub("subscribe")))
        question = rig.letter(AMY)
        rig.deliver(reply(question, EVE, "pause"))
        rig.deliver(reply(question, EVE, "forget me"))
        rig.settle()
        tap.equal((state_of(rig, AMY), state_of(rig, EVE)), ("pending", None), "a forwarded question: other words are no answer to it")
        rig.letters(AMY), rig.letters(EVE)
        rig.deliver(reply(question, "amy.home@example.net", "Yes"))
        welcome = rig.letter(AMY)
        tap.equal((state_of(rig, AMY), state_of(rig, "amy.home@example.net")), ("active", None),
                  "whoever has the mailbox confirms from whichever address: for whom it was sent to")
        before = rig.ctl("subscriber", "show", AMY)
        for words in ("pause", "correct name Mallory", "set language mi", "my data", "forget me", "status",
                      f"change address to {EVE}", f"replace me {EVE}", f"add address {EVE}"):
            rig.deliver(reply(welcome, EVE, words, subject=words))
            rig.settle()
            tap.ok(rig.ctl("subscriber", "show", AMY) == before and rig.letters(AMY) == [],
                   f"{words!r} by who has it forwarded is their own word")
        rig.letters(EVE)
        sign_up(rig, EVE)
        rig.deliver(reply(welcome, EVE, "pause", subject="pause", headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]))
        wait(lambda: rig.ctl("subscriber", "show", EVE)["paused_until"], "eve's own pause")
        tap.ok(rig.ctl("subscriber", "show", AMY)["paused_until"] is None, "and counts for themselves where it is vouched for")
        rig.deliver(reply(welcome, "amy.home@example.net", "unsubscribe"))
        tap.ok("left" in rig.letter(AMY).subject and state_of(rig, AMY) == "left", "but to leave they may")
        tap.equal(state_of(rig, EVE), "active", "and nobody else leaves by it")


def an_address_left(tap):
    """List-Unsubscribe is for ever, also after two moves; all else ends with the move."""
    at = ["amy0@example.org", "amy1@example.org", "amy2@example.org"]
    with rig_for_rights() as rig:
        welcome = sign_up(rig, at[0])
        rig.deliver(proven(at[0], "status"))
        status = rig.letter(at[0])
        wait_done(rig, announce(rig, "News", "Kia ora"))
        news = rig.letter(at[0])
        for here, there in zip(at, at[1:]):
            rig.deliver(proven(here, f"change address to {there}"))
            rig.deliver(reply(rig.letter(there), there, "yes"))
            rig.letter(there)
            rig.letter(here)
        for letter in (welcome, status, news):
            for words in ("pause", "correct name Mallory", "set language mi", f"change address to {EVE}"):
                rig.deliver(reply(letter, at[0], words, subject=words))
        rig.settle()
        shown = rig.ctl("subscriber", "show", at[2])
        tap.ok(shown["paused_until"] is None and shown["name"] is None and shown["language"] == "en" and not rig.letters(EVE),
               "a mail that went to an address of before changes nothing", shown)
        rig.letters(at[0]), rig.letters(at[2])
        address, subject, text = unsubscribe_mailto(news)
        rig.deliver(message("whoever@example.com", address, subject, text))
        tap.ok("left" in rig.letter(at[2]).subject and state_of(rig, at[2]) == "left", "its List-Unsubscribe leaves, after two moves")
        sign_up(rig, at[2])
        rig.deliver(message("whoever@example.com", address, subject, text))
        goodbye = rig.letter(at[2])
        tap.ok("left" in goodbye.subject and "UNDO" in goodbye.text, "who has joined again is told, and can undo it")
        rig.deliver(reply(goodbye, at[2], "undo"))
        rig.letter(at[2])
        tap.equal(state_of(rig, at[2]), "active", "and is back")
        rig.deliver(reply(status, at[0], "unsubscribe all", subject="unsubscribe all"))
        wait(lambda: state_of(rig, at[2]) == "left", "the old reply to leave")
        tap.ok(True, "and a reply from there leaves, too")


# --- a change of address by a mail that was passed on -------------------------------------------

THIEF = "thief@evil.example"


def stolen(rig, words):
    """Amy's news was passed on, and who has it writes in her name; our mail host knows nothing of it. What she is told."""
    wait_done(rig, announce(rig, "News", f"Kia ora, {words}"))
    rig.deliver(reply(rig.letter(AMY), AMY, words, subject=words, return_path="eve@evil.example"))
    return rig.letter(AMY)


def outcome(rig):
    return rig.ctl("inbound", "list")[0]["outcome"]


def named_to_nobody_unknown(tap):
    """Who is to get somebody's mail instead is told what that is only where it is surely she who asked."""
    judged = [("Authentication-Results", f"{AUTHSERV}; spf=none smtp.mailfrom=evil.example; dmarc=none header.from=example.org")]
    with rig_for_rights() as rig:
        confirm = sign_up(rig, AMY)
        rig.deliver(reply(confirm, AMY, f"change address to {THIEF}"))
        asked = rig.letter(THIEF)
        tap.ok("Is this your address" in asked.subject and "DPUP newsletter" not in asked.text, "an address nobody knows is told of no list",
               asked.text)
        tap.ok("another address" in rig.letter(AMY).subject, "and she is told")
    for verb in ("change address to", "replace me with", "add address"):
        with rig_for_rights() as rig:
            rig.deliver(reply(sign_up(rig, AMY), AMY, f"{verb} {THIEF}", headers=judged))
            question = rig.letter(AMY)
            rig.settle()
            tap.ok("Was this you" in question.subject, f"{verb}: where our host judges and does not vouch, she is asked first", question.text)
            tap.equal(rig.letters(THIEF), [], "and nobody else is told anything")
            rig.deliver(reply(question, AMY, "yes"))
            asked = rig.letter(THIEF)
            tap.ok(verb == "add address" or "DPUP newsletter" in asked.text, "her own yes asks there, with the lists", asked.text)


def told_at_the_asking(tap):
    words = {"change address": f"change address to {THIEF}", "add address": f"add address {THIEF}", "replace me": f"replace me with {THIEF}"}
    for verb, order in words.items():
        with rig_for_rights() as rig:
            sign_up(rig, AMY)
            notice = stolen(rig, order)
            question = rig.letter(THIEF)
            tap.ok("the word NO" in notice.text and THIEF not in notice.text, f"{verb}: the registered address is told, and how to stop it", notice.text)
            rig.settle()
            tap.equal((rig.letters(AMY), rig.letters(THIEF)), ([], []), "once")
            rig.deliver(reply(notice, THIEF, "no"))
            rig.deliver(reply(notice, AMY, "What is this?"))
            rig.settle()
            tap.ok("What is this?" in "".join(m.text for m in rig.letters(HUMAN)), "a question about it is read by a person")
            rig.letters(AMY), rig.letters(THIEF)
            rig.deliver(reply(notice, AMY, "NO"))
            tap.ok("withdrawn" in rig.letter(AMY).subject and outcome(rig) == "asking withdrawn", "her no withdraws it")
            rig.deliver(reply(question, THIEF, "yes"))
            tap.ok("withdrawn" in rig.letter(THIEF).subject and outcome(rig) == "withdrawn before", "whose yes then does nothing, and is told so")
            rig.settle()
            shown = rig.ctl("subscriber", "show", AMY)
            tap.ok(state_of(rig, AMY) == "active" and shown["other_addresses"] == [] and state_of(rig, THIEF) is None, "she is where she was")
            rig.deliver(reply(notice, AMY, "no"))
            tap.ok("not open" in rig.letter(AMY).subject, "and a no is taken once")
            for mail in (proven(AMY, order), reply(sign_up(rig, BOB), BOB, order, subject=order, headers=[
                    ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")])):
                rig.deliver(mail)
                rig.letter(THIEF)
            rig.settle()
            told = "".join(m.text for who in (AMY, BOB) for m in rig.letters(who))
            tap.ok("the word NO" not in told, "what is vouched for is told as before")
            sign_up(rig, CAM)
            rig.deliver(claimed(CAM, order))
            rig.deliver(reply(rig.letter(CAM), CAM, "yes"))
            rig.letter(THIEF)
            rig.settle()
            tap.ok("the word NO" not in "".join(m.text for m in rig.letters(CAM)), "and so is what answers \"was this you?\"")


def told_too_late(tap):
    """Where the new address was quicker: no is undo."""
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        notice = stolen(rig, f"change address to {THIEF}")
        rig.deliver(reply(rig.letter(THIEF), THIEF, "yes"))
        rig.letter(THIEF)
        left = rig.letter(AMY)
        tap.ok("another address now" in left.subject and state_of(rig, THIEF) == "active", "it was changed")
        # Who has the new mailbox wants everything gone before she looks.
        rig.deliver(message(THIEF, SERVICE, "forget me"))
        rig.deliver(reply(rig.letter(THIEF), THIEF, "yes"))
        read = rig.letter(HUMAN)
        rig.settle()
        tap.ok(outcome(rig) == "forwarded: the address was changed lately" and "can still take that back" in read.text,
               "to be forgotten waits for the time in which it can be undone, and a person reads it", read.text)
        tap.equal(state_of(rig, THIEF), "active", "nobody is erased")
        rig.letters(THIEF)
        rig.deliver(reply(notice, AMY, "No! That was not me"))
        tap.ok("is changed" in rig.letter(AMY).subject, "her no to the asking takes the change back")
        rig.settle()
        tap.equal((state_of(rig, AMY), state_of(rig, THIEF)), ("active", None), "lists and all")
        rig.deliver(reply(left, AMY, "undo"))
        tap.ok("not open" in rig.letter(AMY).subject, "once")
        rig.deliver(proven(AMY, "forget me"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        tap.ok("forgotten" in rig.letter(AMY).subject, "she is forgotten when she wants it")


def read_after_a_change(tap):
    """A passed-on mail and a forged From do not reach what is held of somebody by way of a new address."""
    new = "eve@evil.example"
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        stolen(rig, f"change address to {new}")
        rig.deliver(reply(rig.letter(new), new, "yes"))
        rig.letter(new), rig.letters(AMY)
        rig.deliver(message(new, SERVICE, "my data"))
        rig.deliver(reply(rig.letter(new), new, "yes"))
        tap.ok("changed lately" in rig.letter(HUMAN).text, "a person decides about my data")
        rig.settle()
        tap.ok(not any(m.attached("application/json") for m in rig.letters(new)), "and nothing of it is sent")


def which_address(tap):
    """Two changes asked for in one name on one day are told apart by who is asked."""
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        for other, shown in (("amy@new.example", "a...@new.example"), ("eve@evil.example", "e...@evil.example")):
            rig.deliver(message(AMY, SERVICE, f"change address to {other}"))
            rig.settle()
            letters = rig.letters(AMY)
            tap.ok(any(shown in letter.text for letter in letters), f"{other}: its person sees which", [m.text for m in letters])
            tap.ok(not any(other in letter.text for letter in letters), "and not the whole of what a stranger wrote")


def below_a_receipt(tap):
    """A goodbye, a "was this you" that was passed on: an order of its own below it is as doubtful as below a newsletter."""
    new = "eve@evil.example"
    for kind in ("Was this you", "You have left"):
        with rig_for_rights() as rig:
            sign_up(rig, AMY)
            rig.deliver(message(AMY, SERVICE, "status") if kind == "Was this you" else proven(AMY, "unsubscribe"))
            passed_on = rig.letter(AMY)
            assert kind in passed_on.subject, passed_on.subject
            rig.deliver(reply(passed_on, AMY, f"change address to {new}", is_quoting=False))
            tap.ok("another address" in rig.letter(AMY).subject, f"below \"{kind}\": she is told at the asking")
            rig.deliver(reply(rig.letter(new), new, "yes"))
            rig.letter(new), rig.letters(AMY)
            rig.deliver(message(new, SERVICE, "forget me"))
            rig.deliver(reply(rig.letter(new), new, "yes"))
            tap.ok("changed lately" in rig.letter(HUMAN).text, "and who has the address now cannot have her forgotten")


def of_a_further_address(tap):
    """The next owner of a further address."""
    work, new = "amy@work.example", "eve@evil.example"
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, f"add address {work}"))
        rig.deliver(reply(rig.letter(work), work, "yes"))
        rig.letter(work), rig.letter(AMY)
        rig.deliver(proven(work, f"change address to {new}"))
        tap.ok("another address" in rig.letter(AMY).subject, "the registered address is told at the asking")
        rig.deliver(reply(rig.letter(new), new, "yes"))
        rig.letter(new), rig.letters(AMY)
        rig.deliver(message(new, SERVICE, "forget me"))
        rig.deliver(reply(rig.letter(new), new, "yes"))
        tap.ok("changed lately" in rig.letter(HUMAN).text, "and nobody is forgotten before its week is over")


def back_by_an_old_mail(tap):
    """Who has left is not brought back by a mail of before, where nobody vouches for its writer."""
    with rig_for_rights() as rig:
        news = sign_up(rig, AMY)
        rig.ctl("list", "add", "second", "--name", "Second list", "--purpose", "To have two of them")
        age(rig, 60)
        rig.deliver(proven(AMY, "unsubscribe"))
        goodbye = rig.letter(AMY)
        age(rig, 60)
        for words in ("subscribe", "subscribe second"):
            rig.deliver(reply(news, AMY, words))
            tap.ok("Please confirm" in rig.letter(AMY).subject, f"{words}: asked first")
        tap.equal(state_of(rig, AMY), "pending", "and nothing is done")
        rig.deliver(reply(goodbye, AMY, "subscribe"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "active", "an answer to what came when they left is done")


def changed_for_good(tap):
    """What is older than its undo holds nobody; what was vouched for, too, may have gone to a mistyped address."""
    new = "amy.new@example.net"
    for how in ("vouched", "vouched, a week ago", "a week ago"):
        with rig_for_rights() as rig:
            sign_up(rig, AMY)
            if how.startswith("vouched"):
                rig.deliver(proven(AMY, f"change address to {new}"))
            else:
                stolen(rig, f"change address to {new}")
            rig.deliver(reply(rig.letter(new), new, "yes"))
            rig.letter(new), rig.letter(AMY)
            if how == "vouched":
                rig.deliver(proven(new, "my data"))
                tap.ok("changed lately" in rig.letter(HUMAN).text, "my data: a person decides")
                rig.settle()
                rig.letters(new)
                rig.deliver(proven(new, "forget me"))
                rig.deliver(reply(rig.letter(new), new, "yes"))
                tap.ok("changed lately" in rig.letter(HUMAN).text, "forget me: likewise")
                rig.settle()
                tap.equal((state_of(rig, new), [m for m in rig.letters(new) if m.attached("application/json")]), ("active", []),
                          "nobody is forgotten, and nothing is shown")
                rig.deliver(proven(new, "unsubscribe"))
                rig.letter(new)
                tap.equal(state_of(rig, new), "left", "to leave is their own at once")
                continue
            age(rig, 8 * DAY)
            rig.deliver(message(new, SERVICE, "forget me"))
            rig.deliver(reply(rig.letter(new), new, "yes"))
            tap.ok("forgotten" in rig.letter(new).subject, f"changed {how}: who has the address is forgotten")


# --- tokens ---------------------------------------------------------------------------------

def changed(token):
    """With another last letter of the number and of the signature."""
    kind, _, text = token.partition("-")
    for at in (3, 9, 15, len(text) - 1):
        yield f"{kind}-{text[:at]}{'b' if text[at] == 'a' else 'a'}{text[at + 1:]}"


def tokens(tap):
    with rig_for_rights() as rig:
        for person in (AMY, BOB, CAM, EVE):
            rig.deliver(message(person, sub("subscribe")))
        asked = {person: rig.letter(person) for person in (AMY, BOB, CAM, EVE)}
        for wrong in changed(asked[AMY].token):
            rig.deliver(message(AMY, sub(wrong), "Re: hm", "yes"))
            rig.deliver(message(AMY, SERVICE, f"Re: please confirm [{wrong}]", "yes"))
        kind, _, text = asked[AMY].token.partition("-")
        for other in ("unsubscribe", "m", "bounce", "u", "c"):
            rig.deliver(message(AMY, sub(f"{other}-{text}"), "Re: hm", "yes")) if other != kind else None
        rig.settle()
        tap.equal(state_of(rig, AMY), "pending", "a token with a changed letter, or for another purpose, is none")
        foreign = asked[AMY].message_id.replace("@", "a@").replace("<m-", "<m-b")
        rig.deliver(message(AMY, SERVICE, "Re: please confirm", "yes", headers=[("In-Reply-To", foreign)]))
        rig.settle()
        tap.equal(state_of(rig, AMY), "pending", "nor does a Message-ID that was never one")
        # One mail with a token of Amy's in the sub-address, of Bob's in the Subject, and Cam's mail as what it answers.
        rig.deliver(message(EVE, sub(asked[AMY].token), f"Re: please confirm [{asked[BOB].token}]", "yes",
                            headers=[("In-Reply-To", asked[CAM].message_id)]))
        rig.settle()
        tap.equal([state_of(rig, p) for p in (AMY, BOB, CAM, EVE)], ["active", "pending", "pending", "pending"],
                  "of the tokens of three people in one mail the first decides, and nobody else changes")
        rig.deliver(message(EVE, SERVICE, f"Re: please confirm [{asked[BOB].token}]", "yes",
                            headers=[("In-Reply-To", asked[CAM].message_id)]))
        rig.settle()
        tap.equal([state_of(rig, p) for p in (AMY, BOB, CAM, EVE)], ["active", "active", "pending", "pending"],
                  "the Subject's before what it answers")
        rig.deliver(message(EVE, sub("subscribe"), "Re: please confirm", "yes", headers=[("In-Reply-To", asked[EVE].message_id)]))
        rig.deliver(message(EVE, SERVICE, "Re: please confirm", "yes", headers=[("In-Reply-To", asked[EVE].message_id)]))
        wait(lambda: state_of(rig, EVE) == "active", "eve's own yes")
        tap.equal(state_of(rig, CAM), "pending", "each own token is good for its own person")
        # The same for leaving.
        rig.deliver(reply(asked[CAM], CAM, "yes"))
        wait(lambda: state_of(rig, CAM) == "active", "cam's own yes")
        rig.settle()
        for person in (AMY, BOB, CAM, EVE):
            rig.letters(person)
        wait_done(rig, announce(rig, "News", "Kia ora"))
        news = {person: rig.letter(person) for person in (AMY, BOB, CAM, EVE)}
        token = {p: re.search(r"\+(unsubscribe-[a-z2-7]+|u-[a-z2-7]+)@", unsubscribe_mailto(news[p])[0]).group(1) for p in news}
        for wrong in changed(token[AMY]):
            rig.deliver(message(AMY, sub(wrong), ""))
        rig.settle()
        tap.equal(state_of(rig, AMY), "active", "a token to leave with a changed letter is none")
        rig.deliver(message(EVE, sub(token[AMY]), f"unsubscribe [{token[BOB]}]", "", headers=[("In-Reply-To", news[CAM].message_id)]))
        rig.settle()
        tap.equal([state_of(rig, p) for p in (AMY, BOB, CAM, EVE)], ["left", "active", "active", "active"],
                  "to leave: the first decides, too")
        rig.deliver(message(BOB, SERVICE, f"unsubscribe [{token[BOB]}]"))
        wait(lambda: state_of(rig, BOB) == "left", "bob to have left")
        tap.equal([state_of(rig, p) for p in (CAM, EVE)], ["active", "active"], "and each own one leaves")


if __name__ == "__main__":
    run(a_strangers_question, a_protest, an_old_question, an_old_goodbye, what_is_a_yes, a_typo, older_than_the_yes,
        an_address_of_before, the_yearly_mail, forgotten_for_good, a_forged_no, an_old_generation, an_opt_out_report,
        a_forwarded_mail, an_address_left, named_to_nobody_unknown, told_at_the_asking, told_too_late,
        changed_for_good, read_after_a_change, which_address, below_a_receipt, of_a_further_address, back_by_an_old_mail, tokens)
