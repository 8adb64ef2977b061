# SPDX-License-Identifier: MIT
# tests/run: limit 300 s
"""Loops end: robots that answer everything, a second dpupd, somebody's robot at the mailbox of
the person we forward to, and a storm of forged reports. What is shown: a bounded number of
mails, no subscription changed by what proves nothing, nothing lost."""
import time

from mails import HUMAN, SERVICE, message, sub
from people import add_newsletter, announce, sign_up, state_of, wait_done
from reports import ROBOTS, dsn, robot
from rig import Rig, run, wait

STORM = 10000
ROUNDS = 40         # more than any loop here may take


def play(rig, answers):
    """Lets each address of `answers` ({address: function(Letter) -> mail or None}) answer every
    mail it gets until nobody has anything to say; how many mails each got. Fails where it does not
    end."""
    got = dict.fromkeys(answers, 0)
    for _ in range(ROUNDS):
        rig.settle()
        news = [(a, letter) for a in answers for letter in rig.letters(a)]
        if not news:
            return got
        for address, letter in news:
            got[address] += 1
            mail = answers[address](letter)
            if mail:
                rig.deliver(mail)
    return {a: ROUNDS * 1000 for a in got}


def robots_that_answer_everything(tap):
    with Rig() as rig:      # the limits people have, not generous ones
        add_newsletter(rig)
        member = "member@far.example"
        sign_up(rig, member)
        for number, style in enumerate(ROBOTS):
            me = f"robot{number}@far.example"
            # Somebody signs the robot's address up; it answers the question, and all that follows.
            rig.deliver(message(me, sub("subscribe")))
            got = play(rig, {me: lambda letter, s=style, m=me: robot(s, letter, m),
                             HUMAN: lambda letter: None})
            said_yes = style[0] in ("chatty", "silent")    # what a person would write: nobody can tell
            tap.ok(1 <= got[me] <= 12, f"{style[0]}: the conversation ends", f"{got}")
            tap.ok(state_of(rig, me) == ("active" if said_yes else "pending"),
                   f"{style[0]}: {'a plain yes' if said_yes else 'no automatic answer'} confirms",
                   f"{state_of(rig, me)}")
        number = announce(rig, "News", "Some news.\n")
        wait_done(rig, number)
        got = play(rig, {member: lambda letter: robot(ROBOTS[15], letter, member)})
        tap.ok(got[member] == 1 and state_of(rig, member) == "active",
               "an announcement is answered by a robot, and that is the end", str(got))
        tap.ok(rig.status()["inbound"]["quarantined"] == 0, "every mail was read")


def robot_at_the_persons_mailbox(tap):
    """The worst of them: every forward is answered, without a field that says so."""
    with Rig() as rig:
        add_newsletter(rig)

        def answer(where):
            return lambda letter: message(HUMAN, {"from": SERVICE, "path": letter.sender or SERVICE}[where],
                                          f"Re: {letter.subject}", "I have read it.\n",
                                          headers=[("In-Reply-To", letter.message_id)])

        for where in ("from", "path"):
            rig.deliver(message("amy@far.example", SERVICE, "A question", "When is the next meeting in Otago?\n"))
            got = play(rig, {HUMAN: answer(where)})
            tap.ok(got[HUMAN] == 1, f"forwarded once, whoever answers to {where}", str(got))
        # An order in the Subject that was forwarded for what stands below it comes back in the Subject of the answer.
        rig.deliver(message("amy@far.example", SERVICE, "lists", "When is the next meeting in Otago?\n"))
        got = play(rig, {HUMAN: lambda letter: message(HUMAN, SERVICE, f"Re: {letter.subject}", "I have read it, who are you?\n",
                                                       headers=[("In-Reply-To", letter.message_id)])})
        tap.ok(1 <= got[HUMAN] <= 12, "an order with words beside it", str(got))
        alias = "team@human.example"    # where the person's mail really goes
        rig.deliver(message("amy@far.example", SERVICE, "Another", "And where is it?\n"))
        got = play(rig, {HUMAN: lambda letter: message(alias, SERVICE, f"Re: {letter.subject}", "Seen.\n",
                                                       headers=[("In-Reply-To", letter.message_id)])})
        tap.ok(got[HUMAN] == 1, "also under another name", str(got))


def a_second_dpupd(tap):
    """Both are told that the other wants to join; everything one sends, the other reads."""
    other = "news@other.example.govt.nz"
    with Rig() as one, Rig({"identity": {"address": other}}) as two:
        add_newsletter(one)
        add_newsletter(two)
        one.deliver(message(other, sub("subscribe")))
        two.deliver(message(SERVICE, sub("subscribe", other)))
        one.deliver(message(other, SERVICE, "help"))
        two.deliver(message(SERVICE, other, "Kia ora", "A question of a person's, so it seems.\n"))
        carried = 0
        for _ in range(ROUNDS):
            one.settle()
            two.settle()
            moved = [(two, m) for m in one.sink.mails[one.seen.get("*", 0):]] + \
                    [(one, m) for m in two.sink.mails[two.seen.get("*", 0):]]
            one.seen["*"], two.seen["*"] = len(one.sink.mails), len(two.sink.mails)
            if not moved:
                break
            for to, mail in moved:
                if mail.recipient in (HUMAN,):
                    continue
                carried += 1
                to.deliver(f"Return-Path: <{mail.sender}>\r\nDelivered-To: {mail.recipient}\r\n".encode() + mail.data)
        tap.ok(1 <= carried <= 8, "two services stop talking to each other", str(carried))
        tap.ok(state_of(one, other) == "pending" and state_of(two, SERVICE) == "pending",
               "neither subscribed the other")


def forged_storm(tap):
    people = [f"p{i}@far.example" for i in range(5)]
    with Rig() as rig:
        add_newsletter(rig)
        for person in people:
            sign_up(rig, person)
        before = len(rig.sink.mails)
        begun = time.monotonic()
        domain = SERVICE.partition("@")[2]
        for i in range(STORM):
            person = people[i % len(people)]
            to = (SERVICE, f"dpup+b-{'abcdefgh' * 4}@{domain}", sub("unsubscribe"))[i % 3]
            rig.deliver(dsn(to, person, "5.1.1", f"550 5.1.1 User unknown ({i})",
                            message_id=f"<m-{'a2b3c4d5' * 4}@{domain}>"))
        wait(rig.is_settled, "the storm to be read", 280)
        took = time.monotonic() - begun
        status = rig.status()
        tap.ok(status["inbound"]["unverified_bounces"] == STORM,
               "every forged report was read and counted as unverified",
               f"{status['inbound']} in {took:.0f} s")
        tap.ok(all(state_of(rig, p) == "active" for p in people), "no subscription was changed")
        tap.ok(not any(status["addresses"].values()), "nobody was scored")
        tap.ok(len(rig.sink.mails) == before, "and none was answered or forwarded",
               f"{len(rig.sink.mails) - before} mails")
        tap.ok("forged" in rig.ctl_run("doctor").stdout, "doctor tells of the storm")


def flood_from_one_sender(tap):
    """Mail of one address without end: it is kept, the person is not buried, answers are bounded."""
    with Rig() as rig:
        add_newsletter(rig)
        for i in range(250):
            rig.deliver(message("amy@far.example", SERVICE, f"Question {i}", f"Number {i}: what about it?\n"))
        rig.settle()
        outcomes = [row["outcome"] for row in rig.ctl("inbound", "list")]
        tap.ok(len(outcomes) == 250, "all are kept", str(len(outcomes)))
        tap.ok(len(rig.letters("amy@far.example")) == 1, "one acknowledgement")
        forwarded = len(rig.letters(HUMAN))
        tap.ok(forwarded <= 200 and forwarded == outcomes.count("forwarded"), "forwards are bounded", str(forwarded))


if __name__ == "__main__":
    run(robots_that_answer_everything, robot_at_the_persons_mailbox, a_second_dpupd, flood_from_one_sender, forged_storm)
