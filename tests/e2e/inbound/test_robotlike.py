# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Mail that only its words make a robot's. What a person wrote is read by a person, or done where it is an order; what a
robot wrote confirms nothing, is not answered for ever, and buries nobody."""
from mails import HUMAN, SERVICE, message, reply, sub
from people import announce, join, sign_up, state_of, wait_done
from reports import AWAY
from rig import run
from test_loops import play
from test_meetings import local_time
from test_rights import AUTHSERV, proven, rig_for_rights

AMY = "amy@example.org"
BOB = "bob@far.example"
UNWANTED = ("X-Auto-Response-Suppress", "All")


def outcome(rig):
    """Of what came last."""
    return rig.ctl("inbound", "list")[0]["outcome"]


def told(rig, mail, who=AMY):
    """Subjects of what `who`, and our person, get for it."""
    rig.deliver(mail)
    rig.settle()
    return [letter.subject for letter in rig.letters(who)], [letter.subject for letter in rig.letters(HUMAN)]


def people(tap):
    """Who writes that they are away, and more, is heard."""
    wishes = (("Annual leave", "I'm on leave from 1 to 5 December. Can Bob come to the hui in my place?"),
              ("Out of office", "I'll be out of the office on the day of the hui. Is there a recording?"),
              ("Maternity leave", "I am going on maternity leave. Please take me off the list until July."),
              ("Maternity leave", "I'm going on maternity leave; my replacement is Bob."),
              ("Automatic reply to clients", "Can our automatic reply to clients mention the policy?"),
              ("Vacation", "When is the office on vacation?"),
              ("vacation", "How do I pause my mail while on vacation?"),
              ("Out of office", "Please hold my mail until 12 January, I am away"),
              ("Auto: insurance data", "What about car insurance data?"),
              ("Whakautu aunoa", "He pātai tāku"),
              ("Auto-reply", "please call me"),
              ("Out of office", ""),
              ("Re: News", "Thank you for your email. I am on leave until Monday but would like to know where the guideline is."),
              ("Please confirm my place", "Am I on the waiting list?"))
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        for who in (AMY, BOB):
            for subject, text in wishes:
                answers, read = told(rig, proven(who, subject, text), who)
                tap.ok(len(read) == 1 and subject in read[0], f"{subject!r} of {who} is read by a person", f"{read} {outcome(rig)}")
                tap.equal(answers, [], "and not answered: it may be a robot's")
        told(rig, proven(AMY, "Annual leave", "Until 12 January 2027."))
        tap.ok("away until 2027-01-12" in rig.ctl("inbound", "list")[0]["note"], "staff see until when they are away")
        answers, read = told(rig, message(AMY, SERVICE, "Out of office", "Can you help me?", headers=[("Auto-Submitted", "auto-replied")]))
        tap.equal((answers, read, outcome(rig)), ([], [], "automatic"), "what a field calls automatic is that, whatever it says")


def said_in_answer(tap):
    """Below a newsletter: what is a notice as a whole is recorded, a word more is read."""
    honest = (("Out of office", "You shared my address with my ex-husband. I am frightened. My number is 021 555 123."),
              ("Annual leave", "I make a complaint under the Privacy Act about your agency."),
              ("Automatic reply", "I do not consent to your holding my data. Take this as notice."),
              ("Re: News one", "I am away until Monday. There was a breach here and the files of our clients are public. It is urgent."),
              ("Annual leave: I want to complain about Bob Smith", "I am on annual leave until Monday."),
              ("Automatic reply: I want to complain about Bob Smith", AWAY),
              ("Out of office", "I am away until Monday.\n\n-- \nAmy\nPlease take this as my complaint about Bob."),
              ("Out of office", "vacation"), ("Out of office", "I am away until Monday. Pause until Monday."), ("Annual leave", "leave"),
              ("Annual leave", "Urgent! Please call me on 021 555 123."))
    notices = (("Automatic reply: News one", AWAY), ("Out of Office Re: News one", "I am on leave until Monday."), ("Re: News one", AWAY),
               ("Out of office", "I am out of the office until 5 January.\n\n-- \nAmy Rata\nSenior Adviser, Te Puna Trust\n04 555 1234"),
               ("Automatische Antwort: News one", "Ich bin bis zum 5.1.2027 nicht im Büro."), ("Annual leave until 12 January", ""))
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "News one", "Would you like a workshop?\n"))
        news = next(m for m in rig.letters(AMY) if m.subject == "News one")
        judged = [("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")]
        for subject, text in honest:
            answers, read = told(rig, reply(news, AMY, text, subject=subject, headers=judged))
            tap.equal((answers, len(read)), ([], 1), f"{subject!r} {text[-30:]!r} is read by a person")
        for subject, text in notices:
            answers, read = told(rig, reply(news, AMY, text, subject=subject, headers=judged))
            tap.equal((answers, read), ([], []), f"{subject!r} {text[:30]!r} is recorded")


def with_a_file(tap):
    """Their words are in what they attach, or are more than a notice has."""
    pdf = ("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe attached letter is my complaint about "
           "what you wrote.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"complaint.pdf\"\r\n\r\n"
           "JVBERi\r\n--b--\r\n").encode()
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "News one", "Hello\n"))
        news = next(m for m in rig.letters(AMY) if m.subject == "News one")
        judged = ("Authentication-Results", f"{AUTHSERV}; dmarc=pass header.from=example.org")
        answers, read = told(rig, message(AMY, news.answer_to, "Annual leave", headers=[("In-Reply-To", news.message_id), judged], content=pdf))
        tap.equal((answers, len(read)), ([], 1), "what has a file is read by a person")
        letter = "The article of May has it wrong. " * 25
        answers, read = told(rig, reply(news, AMY, letter, headers=[judged], subject="Annual leave"))
        tap.equal((answers, len(read)), ([], 1), "and so is a letter")
        answers, read = told(rig, reply(news, AMY, "I am on leave until Monday.", headers=[judged], subject="Annual leave"))
        tap.equal((answers, read), ([], []), "a notice is not")


def orders(tap):
    """Their orders are done by the ordinary rules of evidence."""
    cases = (("vacation until 12 January", "", "A pause until 12 January"), ("Vacation 3 weeks", "", "A pause until"),
             ("On leave", "pause until 12 January", "A pause until 12 January"),
             ("Parental leave", "What do you hold about me?", "What we hold"))
    with rig_for_rights() as rig:
        for number, (subject, text, answer) in enumerate(cases):
            who = f"p{number}@example.org"
            sign_up(rig, who)
            answers, read = told(rig, proven(who, subject, text), who)
            tap.ok(len(answers) == 1 and answer in answers[0], f"{subject!r}: {answer}", f"{answers} {outcome(rig)}")
            tap.ok(len(read) == (1 if text else 0), "a person reads what stands beside it", str(read))
            answers, read = told(rig, message(who, SERVICE, subject, text), who)
            tap.ok(len(answers) == 1 and "Was this you" in answers[0], "and asked about where nobody vouches for it", str(answers))
        sign_up(rig, AMY)
        answers, _ = told(rig, proven(AMY, "Away from my desk", "unsubscribe"))
        tap.equal((answers, state_of(rig, AMY)), (["You have left our lists"], "left"), "who leaves, leaves")
        # An empty mail to the address of a word, whatever its Subject.
        answers, _ = told(rig, proven(BOB, "Out of office", to=sub("subscribe")), BOB)
        tap.ok(len(answers) == 1 and "Please confirm" in answers[0], "who asks to join is asked to confirm", str(answers))
        answers, read = told(rig, proven(BOB, "Out of office", "yes"), BOB)
        tap.equal((answers, len(read), state_of(rig, BOB)), ([], 1, "pending"), "and a yes that answers nothing confirms nothing")


def answers_to_ours(tap):
    """What answers a mail of ours confirms nothing; with a question or a wish in it a person reads it."""
    with rig_for_rights() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "Meeting in Otago", "--convenor", "kaihautu@example.net")
        welcome = sign_up(rig, AMY)
        join(rig, AMY, "otago", "join Otago")
        rig.ctl("meeting", "add", "otago", "--start", local_time(20)[0], "--title", "Hui")
        invitation = rig.letter(AMY)
        rig.letters(HUMAN)
        for text in (AWAY, "Thanks for your email. I am on leave until Monday. Please contact Sam if it is urgent.",
                     "I no longer work here. Thank you for your email. Your message will not be forwarded; please email Sam."):
            for mail in (welcome, invitation):
                answers, read = told(rig, reply(mail, AMY, text, is_quoting=False))
                tap.equal((answers, read), ([], []), f"a notice is recorded: {outcome(rig)}")
        for text in (AWAY + " Until then: is there a recording?", AWAY + "\n\nPlease take me off the list.",
                     "Thank you for your email. I am on leave until Monday, but yes I will come.",
                     "Thank you for your email. I am on leave until Monday. Pause until 12 January."):
            answers, read = told(rig, reply(invitation, AMY, text))
            tap.equal((answers, len(read)), ([], 1), f"a person reads {text[-30:]!r}")
        rig.deliver(message(BOB, sub("subscribe")))
        question = rig.letter(BOB)
        for text in ("Yes\n\n" + AWAY, "Automatic reply: yes. " + AWAY):
            told(rig, reply(question, BOB, text, subject=f"Automatic reply: {question.subject}"), BOB)
            tap.equal(state_of(rig, BOB), "pending", "no such mail confirms")


def bounded(tap):
    """A newsletter's notices do not bury the person; a robot that orders is silent soon."""
    with rig_for_rights({"limits": {"robotlike_per_day": 5}}) as rig:
        everybody = [f"m{number}@far{number}.example" for number in range(9)]
        for who in everybody:
            sign_up(rig, who)
        wait_done(rig, announce(rig, "News", "Some news.\n"))
        for who in everybody:
            rig.letter(who)
            rig.deliver(message(who, SERVICE, "Out of office", AWAY))
        rig.settle()
        tap.equal(len(rig.letters(HUMAN)), 5, "as many as the limit are forwarded")
        tap.equal(len(rig.ctl("inbound", "list", "--state", "limited")), 4, "the others are shown to staff")
        tap.ok("robotlike_per_day" in rig.ctl_run("doctor").stdout, "of which doctor tells")
        number = rig.ctl("inbound", "list", "--state", "limited")[0]["id"]
        rig.ctl("inbound", "replay", str(number))
        rig.settle()
        tap.equal(len(rig.letters(HUMAN)), 1, "who may have one read after all")
    with rig_for_rights({"limits": {"answers_per_sender": 10}}) as rig:
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, "Out of office", "status"))
        got = play(rig, {AMY: lambda letter: proven(AMY, "Out of office", "status"), HUMAN: lambda letter: None})
        tap.equal((got[AMY], got[HUMAN]), (3, 4), "a robot that orders at each answer gets three")


def hosts(tap):
    """"No automatic answers" in all that leaves a host makes nobody a robot, and keeps nobody from signing up."""
    with rig_for_rights() as rig:
        vouched = ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=far.example; dmarc=pass header.from=far.example")
        answers, read = told(rig, message(BOB, SERVICE, "subscribe", headers=[UNWANTED, vouched]), BOB)
        tap.ok(len(answers) == 1 and "Please confirm" in answers[0] and not read, "who is vouched for is sent what they ask for",
               f"{answers} {read} {outcome(rig)}")
        answers, read = told(rig, message(BOB, SERVICE, "help", headers=[UNWANTED, vouched]), BOB)
        tap.equal((len(answers), len(read)), (1, 0), "any answer")
        answers, read = told(rig, message("eve@example.net", SERVICE, "subscribe", headers=[UNWANTED]), "eve@example.net")
        tap.equal((answers, len(read), outcome(rig)), ([], 1, "not answered: answers unwanted"), "else a person reads it")
        for subject, text in (("Read: the new guideline", "I have read it, and have two questions"),
                              ("Out of office template", "Do you have a template?")):
            _, read = told(rig, message(BOB, SERVICE, subject, text, headers=[UNWANTED]), BOB)
            tap.equal(len(read), 1, f"{subject!r} is read by a person")


def around_it(tap):
    """Our own news, quoted, may say who is away; a signature may say when somebody works."""
    with rig_for_rights() as rig:
        rig.ctl("list", "add", "waits", "--name", "Waiting lists", "--purpose", "Data sharing for hospital waiting lists")
        sign_up(rig, AMY)
        wait_done(rig, announce(rig, "News", "Kim is on annual leave until 12 January. For anything urgent please contact Sam on 04 123 4567.\n"))
        news = rig.letter(AMY)
        rig.deliver(reply(news, AMY, "Who is Sam?"))
        tap.ok("Who is Sam" in rig.letter(HUMAN).text, "an answer that quotes such news is read by a person")
        rig.deliver(reply(news, AMY, "unsubscribe"))
        rig.settle()
        tap.equal(state_of(rig, AMY), "left", "and leaves")
        rig.letters(AMY)
        rig.deliver(proven(AMY, "A question", "Until when can I register?\n\nNgā mihi\nAmy Smith\nPhone 04 555 1234\n"
                                            "My working days are Monday to Thursday"))
        tap.ok("Until when" in rig.letter(HUMAN).text, "whose signature says when they work is read")
        rig.deliver(message("cam@example.org", SERVICE, "subscribe"))
        rig.deliver(reply(rig.letter("cam@example.org"), "cam@example.org", "Yes"))
        rig.settle()
        tap.equal(state_of(rig, "cam@example.org"), "active", "and a quoted purpose with \"waiting list\" in it is no challenge")


if __name__ == "__main__":
    run(said_in_answer, with_a_file, around_it, people, orders, answers_to_ours, bounded, hosts)
