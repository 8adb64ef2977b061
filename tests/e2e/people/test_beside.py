# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""What stands beside an order: below a Subject of one word, or below a first line that is a command. A question or a
protest makes it asked back, a list that is named narrows it, what else is said is read by a person; a greeting, a name,
thanks and what we wrote ourselves are nothing. The mail host vouches for whoever writes."""
from mails import HUMAN, SERVICE, message, reply, sub
from people import add_newsletter, announce, local_time, sign_up_many, state_of, wait_done
from rig import Rig, merged, run
from test_second_thoughts import AUTHSERV, CONVENOR, OPEN, proven

JUDGED = merged(OPEN, {"limits": {"forwards_per_hour": 100000},
                       "inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})
LEFT, LEAVE, SURE = "You have left", "Do you want to leave", "Was this you"
NOBODY, SOMEBODY = 0, 1    # of ours reads it

# Subject, text, what the answer's Subject begins with, the states of newsletter and otago afterwards, and who reads it.
BOTH, NONE, NEWS, OTAGO = ("active", "active"), ("left", "left"), ("active", "left"), ("left", "active")
ROWS = (
    # nothing: what everybody writes
    ("unsubscribe", "", LEFT, NONE, NOBODY),
    ("unsubscribe", "Kia ora,\n\nplease\n\nNgā mihi\nAmy Rātā | Senior Adviser\nOranga Tamariki\n04 123 4567", LEFT, NONE, NOBODY),
    ("Unsubscribe", "Thanks, Amy", LEFT, NONE, NOBODY),
    ("unsubscribe", "Unsubscribe", LEFT, NONE, NOBODY),
    ("", "unsubscribe\n\nKind regards\nAmy Smith\nUniversity of Otago, Dunedin", LEFT, NONE, NOBODY),
    ("Hello", "Hi team\n\nunsubscribe please\n\nJo", LEFT, NONE, NOBODY),
    ("unsubscribe", "Sent from my iPhone", LEFT, NONE, NOBODY),
    ("Stop", "Please take me off your list. I have changed jobs.", LEFT, NONE, NOBODY),
    ("leave", "I do not want these emails any more.", LEFT, NONE, NOBODY),
    ("pause", "Thanks", "A pause", BOTH, NOBODY),
    ("status", "Hi\n\nThanks\nDan", "What you get", BOTH, NOBODY),
    # words: done, and read
    ("unsubscribe", "I want to make a complaint under the Privacy Act about who got my address", LEFT, NONE, SOMEBODY),
    ("unsubscribe", "I no longer work in Otago. Thank you for the great newsletters", LEFT, NONE, SOMEBODY),
    ("unsubscribe", "Why am I still getting this? Who gave you my address?", LEFT, NONE, SOMEBODY),
    ("unsubscribe", "I never signed up for this", LEFT, NONE, SOMEBODY),
    ("Complaint about my address", "unsubscribe", LEFT, NONE, SOMEBODY),
    ("pause", "I will be away with a broken leg until February, my colleague Jo reads my mail", "A pause", BOTH, SOMEBODY),
    ("status", "I want to make a complaint under the Privacy Act about who got my address", "What you get", BOTH, SOMEBODY),
    ("", "status\n\nI want to make a complaint under the Privacy Act", "What you get", BOTH, SOMEBODY),
    ("meetings", "I cannot read the last mail, I am in hospital", "You have no meetings", BOTH, SOMEBODY),
    ("help", "I think my account was hacked", "Āwhina", BOTH, SOMEBODY),
    ("my data", "and I need you to delete it all please", "What we hold", BOTH, SOMEBODY),
    ("Lists", "Attached are the two lists you asked for", "What you can subscribe to", BOTH, SOMEBODY),
    ("status", "forget me", "What you get", BOTH, SOMEBODY),
    # with a word that footers have
    ("status", "Kind regards,\nJane Doe\n\nI am on leave from 3 to 20 March, can you hold my mail until then?", "What you get", BOTH, SOMEBODY),
    ("", "status\n\nPrivacy notice: where can I read yours? I want to complain about Bob Smith.", "What you get", BOTH, SOMEBODY),
    ("", "status\n\nThis message is confidential. Somebody at my office signed me up to spy on me, please call me", "What you get", BOTH, SOMEBODY),
    ("", "status\n\nThis message is confidential. If you are not the intended recipient please delete it.", "What you get", BOTH, NOBODY),
    ("status", "Kind regards,\nJane Doe\n\nI work Monday to Wednesday.", "What you get", BOTH, NOBODY),
    # a question or a protest: asked
    ("unsubscribe", "Please do NOT unsubscribe me, I only ask how", LEAVE, BOTH, SOMEBODY),
    ("unsubscribe", "How do I do that?", LEAVE, BOTH, SOMEBODY),
    ("unsubscribe", "?", LEAVE, BOTH, SOMEBODY),
    ("", "unsubscribe\n\nHow do I do that?", LEAVE, BOTH, SOMEBODY),
    ("Unsubscribe", "Why did I get no mail about this? I want to stay", LEAVE, BOTH, SOMEBODY),
    ("unsubscribe", "not me but my colleague bob@x.example who has left", LEAVE, BOTH, SOMEBODY),
    ("unsubscribe", "Bob Smith please, he has left the Ministry", LEAVE, BOTH, SOMEBODY),
    ("Leave", "I will be on annual leave from Monday", LEAVE, BOTH, SOMEBODY),
    ("A note", "leave\n\nfrom 1 to 5 Dec", LEAVE, BOTH, SOMEBODY),
    ("Stop", "emailing Bob Smith, he died last week", LEAVE, BOTH, SOMEBODY),
    ("Stop", "by our office any time", LEAVE, BOTH, SOMEBODY),
    ("leave otago", "I mean: is there a way to leave only the meetings?", LEAVE, BOTH, SOMEBODY),
    ("pause", "Actually please do not", SURE, BOTH, SOMEBODY),
    ("pause", "until when is the newsletter paused over summer?", SURE, BOTH, SOMEBODY),
    ("resume", "Attached is my resume for the job", SURE, BOTH, SOMEBODY),
    ("change address to eve@evil.example", "How does one do this?", SURE, BOTH, SOMEBODY),
    ("set text", "Please don't", SURE, BOTH, SOMEBODY),
    # a list that is named narrows it
    ("unsubscribe", "Otago", LEFT, NEWS, NOBODY),
    ("unsubscribe", "from Otago only please", LEFT, NEWS, SOMEBODY),
    ("unsubscribe", "Please take me off the DPUP newsletter", LEFT, OTAGO, NOBODY),
    ("Unsubscribe", "leave Otago\nstatus", LEFT, NEWS, NOBODY),
    ("unsubscribe", "Hi team, I'd rather stay on the newsletter but leave Otago", LEAVE + " Otago", BOTH, SOMEBODY),
    ("unsubscribe", "Otago\nDPUP newsletter", LEFT, NONE, NOBODY),
    ("unsubscribe", "but keep the newsletter", "We have your message", BOTH, SOMEBODY),
)


def begin(rig, people):
    add_newsletter(rig)
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago", "--purpose", "Meeting",
            "--convenor", CONVENOR)
    sign_up_many(rig, people)
    for person in people:
        rig.deliver(message(person, sub("join-otago")))
    for person in people:
        rig.deliver(reply(rig.letter(person), person, "yes", is_quoting=False))
    for person in people:
        rig.letter(person)


def read_by(rig):
    """Whose mail was forwarded to a person."""
    rig.settle()
    return [letter.answer_to for letter in rig.letters(HUMAN)]


def orders(tap):
    people = [f"amy{n}@w{n}.example" for n in range(len(ROWS))]
    with Rig(JUDGED) as rig:
        begin(rig, people)
        for person, (subject, text, *_) in zip(people, ROWS):
            rig.deliver(proven(person, subject, text))
        read = read_by(rig)
        states = {(r["address"], r["list"]): r["state"] for r in rig.ctl("subscriber", "list")}
        for person, (subject, text, answer, state, who) in zip(people, ROWS):
            got = [letter.subject for letter in rig.letters(person)]
            tap.ok(got and any(s.startswith(answer) for s in got), f"{subject!r} / {text!r}: {answer}", got)
            tap.equal((states.get((person, "newsletter")), states.get((person, "otago"))), state, "and that is so")
            tap.equal(read.count(person), who, "read by a person of ours" if who else "and nobody has to read it")
        tap.equal(rig.letters("eve@evil.example"), [], "nobody else is asked")


def the_answer(tap):
    """What was asked back is done by a yes, and only what was asked."""
    amy, bob, cia, dan = people = ["amy@a.example", "bob@b.example", "cia@c.example", "dan@d.example"]
    with Rig(JUDGED) as rig:
        begin(rig, people)
        rig.deliver(proven(amy, "unsubscribe", "How do I do that?"))
        question = asked(rig, amy, LEAVE)
        tap.ok("reads what you wrote" in " ".join(question.text.split()), "they are told why they are asked, and that it is read")
        rig.deliver(reply(question, amy, "yes"))
        tap.ok(LEFT in rig.letter(amy).subject and state_of(rig, amy) == "left", "a yes leaves")
        rig.deliver(proven(bob, "unsubscribe", "I'd rather stay on the newsletter but leave Otago"))
        rig.deliver(reply(asked(rig, bob, LEAVE), bob, "yes"))
        rig.letter(bob)
        tap.equal((state_of(rig, bob), state_of(rig, bob, "otago")), ("active", "left"), "of the list it was about")
        rig.deliver(proven(cia, "pause", "Actually please do not"))
        question = asked(rig, cia, SURE)
        tap.ok("reads what you wrote" in " ".join(question.text.split()), "likewise")
        tap.equal(rig.ctl("subscriber", "show", cia)["paused_until"], None, "nothing is done before that")
        rig.deliver(reply(question, cia, "pause\n\nNo! How often do I have to say it?"))
        question = asked(rig, cia, SURE)
        tap.equal(rig.ctl("subscriber", "show", cia)["paused_until"], None, "nor by the same word once more with a protest")
        rig.deliver(reply(question, cia, "yes"))
        rig.letter(cia)
        tap.ok(rig.ctl("subscriber", "show", cia)["paused_until"], "and a yes does it")
        rig.settle()
        rig.letters(HUMAN)
        rig.deliver(proven(dan, "unsubscribe", "I want to complain about the last mail"))
        read = rig.letter(HUMAN)
        tap.ok('"unsubscribe" is done' in " ".join(read.text.split()), "the person is told what was done", read.text)
        rig.deliver(proven(cia, "unsubscribe", "Please do not"))
        read = rig.letter(HUMAN)
        tap.ok("not done" in " ".join(read.text.split()), "and what was not", read.text)


def asked(rig, person, subject):
    """The question; an acknowledgement may stand beside it."""
    letter = rig.letter(person)
    while subject not in letter.subject:
        letter = rig.letter(person)
    rig.settle()
    rig.letters(person)
    return letter


def a_convenor(tap):
    """Who leads a community is on no list by that: a person sees to what they want."""
    with Rig(JUDGED) as rig:
        begin(rig, ["amy@a.example"])
        rig.ctl("meeting", "add", "otago", "--start", local_time(9 * 86400)[:16], "--title", "Hui")
        rig.deliver(reply(rig.letter(CONVENOR), CONVENOR, "unsubscribe", headers=[
            ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.net")]))
        tap.equal(rig.letter(HUMAN).answer_to, CONVENOR, "a convenor who wants to leave is heard by a person")
        tap.ok("We have your message" in rig.letter(CONVENOR).subject, "and is told so")


def our_own(tap):
    """Whatever a mail program leaves of our own letter, without a mark, is no word of theirs."""
    amy, bob, cia = people = ["amy@a.example", "bob@b.example", "cia@c.example"]
    with Rig(JUDGED) as rig:
        begin(rig, people)
        for person, words in zip(people, ("unsubscribe", "status", "pause")):
            rig.deliver(proven(person, "status"))
            letter = rig.letter(person)
            rig.deliver(reply(letter, person, f"{words}\n\n{letter.text}", is_quoting=False))
            answer = rig.letter(person).subject
            tap.ok(answer.startswith({"unsubscribe": LEFT, "status": "What you get", "pause": "A pause"}[words]), answer)
        tap.equal(read_by(rig), [], "and nobody has to read it")


def to_a_word(tap):
    """The same where the order is the address that it goes to; what a mail program writes there is nothing."""
    cases = (("unsubscribe", "", LEFT, 0), ("unsubscribe", "This message was automatically generated by Gmail.", LEFT, 0),
             ("unsubscribe", "How do I get back?", LEAVE, 1), ("unsubscribe", "I have a complaint about the last mail", LEFT, 1),
             ("status", "I have a complaint about the last mail", "What you get", 1))
    people = [f"amy{n}@w{n}.example" for n in range(len(cases))]
    with Rig(JUDGED) as rig:
        begin(rig, people)
        for person, (word, text, *_) in zip(people, cases):
            domain = person.rpartition("@")[2]
            rig.deliver(message(person, sub(word), "", text, headers=[
                ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}")]))
        read = read_by(rig)
        for person, (word, text, answer, count) in zip(people, cases):
            tap.ok(any(s.subject.startswith(answer) for s in rig.letters(person)), f"+{word}, {text!r}: {answer}")
            tap.equal(read.count(person), count, "and who reads it")


def of_a_newsletter(tap):
    """In answer to a newsletter, a word and more."""
    amy, bob = people = ["amy@a.example", "bob@b.example"]
    with Rig(JUDGED) as rig:
        begin(rig, people)
        wait_done(rig, announce(rig, "News", "Hello\n"))
        for person, words, answer, count in ((amy, "unsubscribe\n\nI have a complaint about page 3", LEFT, 1),
                                             (bob, "Unsubscribe\n\nIs that how it works?", LEAVE, 1)):
            rig.deliver(reply(rig.letter(person), person, words))
            asked(rig, person, answer)
            tap.equal(read_by(rig), [person] * count, f"{words!r}: {answer}")


def which_meeting(tap):
    """A word about meetings that may be of two, and more beside it."""
    amy = "amy@a.example"
    with Rig(JUDGED) as rig:
        begin(rig, [amy])
        for day in (9, 12):
            rig.ctl("meeting", "add", "otago", "--start", local_time(day * 86400)[:16], "--title", f"Hui {day}")
            rig.letter(amy)
        rig.deliver(proven(amy, "meetings", "I cannot come to the one on Friday, I am in hospital"))
        rig.letter(amy)
        tap.equal(read_by(rig), [amy], "is read by a person")
        rig.deliver(proven(amy, "yes", "Thanks"))
        rig.letter(amy)
        tap.equal(read_by(rig), [], "a word alone is not")


if __name__ == "__main__":
    run(orders, the_answer, a_convenor, our_own, to_a_word, of_a_newsletter, which_meeting)
