# SPDX-License-Identifier: MIT
# tests/run: limit 120 s
"""Words that stand where a list's name would, and name none: nothing is done, who may want to leave is asked, and a person
reads what it was."""
from mails import HUMAN, SERVICE, message, reply
from people import join, sign_up, state_of
from rig import run
from test_rights import AUTHSERV, proven, rig_for_rights

AMY = "amy@example.org"
VOUCHED = ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")
LEAVING = ("pls take me off ur list", "Please unsubscribe my colleague", "Please unsubscribe Bob", "unsubscribe bob@x.example",
           "Unsubscribe my old address amy@old.example please", "Remove me from the photo", "Unsubscribe? Never!",
           "Take me off the hook", "leave Atlantis")
JOINING = ("I want to sign up for nothing", "Sign me up? no way", "join Atlantis", "subscribe nonsense")


def heard(rig, mail, who=AMY):
    rig.deliver(mail)
    rig.settle()
    return rig.letters(who), rig.letters(HUMAN)


def leaving(tap):
    with rig_for_rights() as rig:
        rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago",
                "--purpose", "Meeting in Otago", "--convenor", "kaihautu@example.net")
        welcome = sign_up(rig, AMY)
        for words in LEAVING:
            answers, read = heard(rig, reply(welcome, AMY, words, headers=[VOUCHED]))
            said = [letter.subject for letter in answers]
            if words != "Unsubscribe? Never!" or said:      # what is no order at all is for a person
                tap.ok(len(said) == 1 and ("Do you want to leave DPUP newsletter?" in said[0] or "We have your message" in said[0]),
                       f"{words!r}: asked, or told that a person reads it", str(said))
            tap.ok(len(read) == 1 and words in read[0].text, "a person reads it", str(read))
            tap.equal(state_of(rig, AMY), "active", "nothing is done")
        answers, _ = heard(rig, proven(AMY, "unsubscribe ur list"))
        tap.ok("no list of ours" in answers[0].text and "person reads it" in answers[0].text, "the question says why", answers[0].text)
        join(rig, AMY, "otago", "join Otago")
        answers, _ = heard(rig, message(AMY, SERVICE, "unsubscribe ur list"))
        tap.ok(answers[0].subject.startswith("Do you want to leave our lists?"), "of all where there are more", answers[0].subject)
        rig.deliver(reply(answers[0], AMY, "yes"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "left", "and a yes leaves")
        answers, read = heard(rig, proven("eve@example.net", "unsubscribe ur list"), "eve@example.net")
        tap.ok([len(answers), len(read)] == [1, 1] and answers[0].subject.startswith("We have your message"),
               "who is on none is read by a person", str(answers))


def joining(tap):
    with rig_for_rights() as rig:
        for words in JOINING:
            answers, read = heard(rig, proven(AMY, words))
            tap.ok(len(answers) == 1 and "can" in answers[0].subject, f"{words!r}: told what there is", str([a.subject for a in answers]))
            tap.ok(len(read) == 1 and words in read[0].subject, "and a person reads it")
        answers, read = heard(rig, proven(AMY, "subscribe nonsense", "join Atlantis"))
        tap.equal(len(read), 1, "two in one mail are read once")


def correcting(tap):
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        for words in ("correct name of the agency is Oranga Tamariki", "correct organisation on page 2", "Please correct the name of Bob"):
            _, read = heard(rig, proven(AMY, words))
            tap.ok(len(read) == 1, f"{words!r} is for a person")
            tap.equal(rig.ctl("subscriber", "show", AMY)["name"], None, "and changes nothing")
        heard(rig, proven(AMY, "correct name is Mere Ngata"))
        tap.equal(rig.ctl("subscriber", "show", AMY)["name"], "Mere Ngata", "their own is changed")
        heard(rig, proven(AMY, "correct organisation Ministry for the Environment"))
        tap.equal(rig.ctl("subscriber", "show", AMY)["organisation"], "Ministry for the Environment", "whatever it is called")
        for words in ("Example Agency", "The example agency team", "Bob https://evil.example/x", "bob@evil.example", "www.evil.example"):
            answers, _ = heard(rig, proven(AMY, f"correct name {words}"))
            tap.equal((len(answers), rig.ctl("subscriber", "show", AMY)["name"]), (1, "Mere Ngata"), f"{words!r} is nobody's name, and they are told")
        heard(rig, proven(AMY, "correct organisation Example Agency"))
        tap.equal(rig.ctl("subscriber", "show", AMY)["organisation"], "Example Agency", "who works for us may say so")
        heard(rig, proven(AMY, "correct name Mere O'Neill-Te Āwhina (she/her)"))
        tap.equal(rig.ctl("subscriber", "show", AMY)["name"], "Mere O'Neill-Te Āwhina (she/her)", "and names are as people have them")


if __name__ == "__main__":
    run(leaving, joining, correcting)
