# SPDX-License-Identifier: MIT
"""Tips: what a member shares goes to the convenor without their name, and from there to the members, once."""
import getpass
import json
import re
import sqlite3

from aging import age
from mails import HUMAN, message, reply, sub
from rig import Refused, Rig, merged, run, wait
from test_rights import AUTHSERV, proven

CONVENOR = "kaihautu@example.net"
ANA, BEN = "ana@example.org", "ben@example.org"
OPEN = {"sending": {"window": "always", "window_days": "all"},
        "limits": {"answers_per_sender": 100, "confirms_per_address": 100}}
VOUCHED = {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]}


def community(rig, slug="otago", region="Otago", members=(ANA, BEN), convenor=CONVENOR):
    rig.ctl("community", "add", slug, "--name", f"{region} Community of Practice", "--region", region,
            "--purpose", "To share how we use people's information.", *(("--convenor", convenor) if convenor else ()))
    for person in members:
        rig.deliver(message(person, subject=f"join {region}"))
        rig.deliver(reply(rig.letter(person), person, "yes"))
        rig.letter(person)


def tips(rig, state=None):
    return rig.ctl("tip", "list", *(("--state", state) if state else ()))


def share(rig, text, person=ANA, to=None, subject="Kia ora"):
    """Sends a tip; the receipt and the convenor's mail."""
    rig.deliver(message(person, to or sub("tip-otago"), subject, text))
    return rig.letter(person), rig.letter(CONVENOR)


def sharing(tap):
    with Rig(OPEN) as rig:
        community(rig)
        rig.ctl("subscriber", "update", ANA, "--name", "Ana Mere", "--organisation", "Te Whare")
        text = "Ask what people *need* first.\n\n# Then ![x](http://evil.example) {organisation} TODO\n1. Listen."
        receipt, question = share(rig, text)
        tap.ok("need* first" not in receipt.text and "Your name is not shown" in receipt.text, "the member gets a receipt")
        tap.ok("need* first" in question.text and ANA.encode() not in question.raw and b"Mere" not in question.raw,
               "the convenor gets the tip, and not who shared it")
        tap.ok([t["state"] for t in tips(rig)] == ["waiting"] and "ana" not in str(tips(rig)), "it waits")
        rig.deliver(reply(question, BEN, "approve"))
        tap.ok("only for those who lead" in rig.letter(BEN).text, "a member cannot approve")
        told = rig.letter(CONVENOR)
        tap.ok(told.answer_to == BEN and "approve" in told.text and not told.attached("message/rfc822") and "need* first" not in told.text,
               "and the convenor reads that they tried", told.text)
        rig.settle()
        tap.ok(tips(rig)[0]["state"] == "waiting", "it still waits")
        rig.deliver(reply(question, CONVENOR, "Approve"))
        for person in (ANA, BEN):
            digest = rig.letter(person)
            tap.ok(digest.subject == "A tip from Otago Community of Practice", "a digest comes", digest.subject)
            tap.ok("Ask what people *need* first." in digest.text and "# Then ![x](http://evil.example) {organisation}"
                   in digest.text.replace("\n", " ").replace("> ", ""), "with the words as they were written", digest.text)
            tap.ok("<img" not in digest.html and "<a href=\"http://evil" not in digest.html and "Ana Mere" not in digest.text,
                   "no picture, no link, no name", digest.html)
        tap.ok(tips(rig)[0]["state"] == "sent" and tips(rig)[0]["announcement"] == 1, "the tip is sent")
        rig.deliver(reply(question, CONVENOR, "reject"))
        tap.ok("decided already" in rig.letter(CONVENOR).text, "it cannot be decided again")

        receipt, question = share(rig, "A second one, in the same week.")
        rig.deliver(reply(receipt, ANA, "name me please"))
        shown = rig.letter(ANA)
        tap.ok("A second one, in the same week." in shown.text and not rig.ctl("tip", "list")[0]["named"], "they see it first", shown.text)
        rig.deliver(reply(shown, ANA, "name me please"))
        tap.ok("your name stands below it" in rig.letter(ANA).text, "with a word their name may stand there")
        rig.deliver(reply(question, CONVENOR, "approve"))
        wait(lambda: tips(rig, "approved"), "the second to be approved")
        rig.kill()
        rig.start()
        rig.settle()
        tap.ok(not rig.letters(BEN) and len(tips(rig, "approved")) == 1, "there is one digest a week at most")
        age(rig, 7 * 86400 + 60)
        second = rig.letter(BEN)
        tap.ok("A second one" in second.text and "Shared by Ana Mere, Te Whare" in second.text and
               "Ask what people" not in second.text, "after a week comes the next, with a name", second.text)
        rig.settle()
        tap.ok(not rig.letters(BEN), "once")
        mine = rig.ctl("subscriber", "export", ANA)
        tap.ok([t["state"] for t in mine["tips"]] == ["sent", "sent"] and "A second one" in mine["tips"][1]["text"],
               "my data has the tips")
        tap.ok([n["announcement"] for n in mine["named_in"]] == [2] and "Ana Mere" in mine["named_in"][0]["name"],
               "and where their name stands", mine["named_in"])
        rig.ctl("--yes", "subscriber", "erase", ANA)
        rig.settle()
        rig.deliver(message(BEN, subject="get 2"))
        again = rig.letter(BEN)
        tap.ok("A second one" in again.text and "Shared by a member" in again.text and "Ana" not in again.text,
               "who is forgotten is not named in the archive any more", again.text)
        tap.ok("Ana Mere" not in rig.ctl("announce", "show", 2)["body"], "nor to staff")
        rig.stop()
        with open(rig.path("dpupd.db"), "rb") as f:
            tap.ok(b"Ana Mere" not in f.read(), "nor in the file")


def as_people_write(tap):
    """Where the word and the tip stand, and what a convenor says to it."""
    with Rig(OPEN) as rig:
        community(rig)
        community(rig, "nelson", "Nelson", convenor=None, members=())
        for subject, text, want in (("tip", "Ask before you share.", "Ask before you share."),
                                    ("Kia ora", "Tip\n\nRead it aloud first.", "Read it aloud first."),
                                    ("Tip for Otago", "A phone call helps.", "A phone call helps.")):
            rig.deliver(message(ANA, subject=subject, text=text))
            receipt, question = rig.letter(ANA), rig.letter(CONVENOR)
            tap.ok("was it you?" in receipt.subject and tips(rig)[0]["text"] == want, f"{subject}: {want}", tips(rig)[0])
            word, state = ("yes", "sent") if subject == "tip" else ("No thanks", "rejected")
            rig.deliver(reply(question, CONVENOR, word))
            wait(lambda: tips(rig)[0]["state"] == state, f"{word} to make it {state}")
            if state == "sent":
                tap.ok(want in rig.letter(ANA).text, "it comes with the next tips")
        rig.deliver(message(ANA, subject="tip"))
        tap.ok("no text in your tip" in rig.letter(ANA).text, "a word alone is no tip, and that is said")
        rig.settle()
        tap.equal(([t["state"] for t in tips(rig)], rig.letters(HUMAN)), (["rejected", "rejected", "sent"], []), "nothing of it went to a person")


def taking_back(tap):
    with Rig(OPEN) as rig:
        community(rig)
        receipt, question = share(rig, "Never mind.")
        rig.deliver(reply(receipt, BEN, "withdraw"))
        rig.settle()
        tap.ok(len(tips(rig)) == 1 and rig.letters(BEN), "nobody else takes it back")
        rig.deliver(reply(receipt, ANA, "withdraw"))
        tap.ok("deleted your tip" in rig.letter(ANA).text and not tips(rig), "who shared it does")
        rig.deliver(reply(question, CONVENOR, "approve"))
        tap.ok("taken it back" in rig.letter(CONVENOR).text.replace("\n", " "), "then it cannot be approved")
        receipt, question = share(rig, "Another.")
        rig.deliver(reply(receipt, ANA, "name me"))
        rig.deliver(reply(rig.letter(ANA), ANA, "name me"))
        tap.ok("no name" in rig.letter(ANA).text, "without a name none can be shown")
        rig.deliver(reply(question, CONVENOR, "reject"))
        wait(lambda: tips(rig, "rejected"), "it to be rejected")
        rig.settle()
        tap.ok(not rig.letters(BEN), "what is rejected goes to nobody")
        number = tips(rig)[0]["id"]
        try:
            rig.ctl("tip", "approve", number)
            tap.ok(False, "nor is it approved later")
        except Refused as refused:
            tap.ok(refused.code == 1 and "decided already" in refused.text, "nor is it approved later")
        share(rig, "A third.")
        rig.ctl("tip", "approve", number + 1)
        tap.ok("A third." in rig.letter(BEN).text, "staff can approve")
        rig.letter(ANA)
        share(rig, "A fourth.")
        rig.ctl("--yes", "subscriber", "erase", ANA)
        rig.settle()
        tap.ok("fourth" not in str(tips(rig)) and "third" not in str(tips(rig)), "who is forgotten has no tips any more")


def limits(tap):
    with Rig(OPEN) as rig:
        community(rig)
        community(rig, "tairawhiti", "Te Tairāwhiti", (BEN,))
        rig.deliver(message(ANA, sub("tip-otago"), "Kia ora", "x" * 2001))
        tap.ok("2,000 characters" in rig.letter(ANA).text, "a tip has a limit")
        _, question = share(rig, "x" * 2000)
        tap.ok("x" * 60 in question.text, "that much is taken")
        for i, (subject, text, to) in enumerate((("tip: use plain words", "They work.", None), ("Kia ora", "tip: short", None),
                                                ("Kia ora", "Share: otago: by name", None), ("Kia ora", "Hi,\n\ntip listen", None))):
            rig.deliver(message(ANA, to or "dpup@example.govt.nz", subject, text))
            tap.ok("was it you?" in rig.letter(ANA).subject, f"way {i} to write a tip")
            rig.letter(CONVENOR)
        wanted = ["listen", "by name", "short", "use plain words\n\nThey work."]
        tap.equal([t["text"].replace("\r", "") for t in tips(rig)][:4], wanted, "each is read as meant")
        rig.deliver(message(ANA, sub("tip-otago"), "Kia ora", "the sixth"))
        tap.ok("five tips today" in rig.letter(ANA).text, "so many a day")
        rig.deliver(message(BEN, subject="tip: which one"))
        which = rig.letter(BEN)
        tap.ok("tip otago:" in which.text and "tip tairawhiti:" in which.text, "who is in two is asked which")
        rig.deliver(message(BEN, subject="tip Tairāwhiti: kōrero mai"))
        rig.letter(BEN), rig.letter(CONVENOR)
        tap.ok(tips(rig)[0]["community"] == "tairawhiti" and tips(rig)[0]["text"] == "kōrero mai", "by its name")
        rig.deliver(message("mallory@example.com", sub("tip-otago"), "x", "buy this"))
        tap.ok("come from them" in rig.letter("mallory@example.com").text, "only members share")
        rig.deliver(message(ANA, sub("tip-tairawhiti"), "x", "not mine"))
        rig.letter(ANA)
        rig.settle()
        tap.ok(len(tips(rig)) == 6, "in their own community")
    with Rig(OPEN) as rig:
        community(rig, convenor=None)
        rig.deliver(message(ANA, sub("tip-otago"), "x", "nobody leads us"))
        rig.letter(ANA)
        tap.ok("nobody leads us" in rig.letter(HUMAN).text, "without a convenor a person is asked")


def in_store(rig, *statements):
    rig.settle()
    rig.stop()
    with sqlite3.connect(rig.path("dpupd.db")) as db:
        for sql, *values in statements:
            db.execute(sql, values)
    db.close()
    rig.start()


def as_large_as_mail_may_be(tap):
    """Twenty tips of nothing but marks: each mark is made plain, so they take several times their length."""
    with Rig(OPEN) as rig:
        community(rig, members=(ANA,))
        texts = [f"tip {n:02}\n" + "\"\n" * 996 for n in range(20)]
        in_store(rig, *(("INSERT INTO tip (list_id, subscriber_id, text, state, created_at) SELECT 1, id, ?, 'approved', 1"
                         " FROM subscriber", text) for text in texts))
        digests, seen = [], []
        for _ in range(6):
            digests.append(rig.letter(ANA))
            seen.append(re.findall(r"tip (\d\d)", digests[-1].text))
            if not tips(rig, "approved"):
                break
            in_store(rig, ("UPDATE tip_digest SET next_at = 1000",))
        tap.equal(sum(seen, []), [f"{n:02}" for n in range(20)], "all of them go, each once, the oldest first")
        tap.ok(1 < len(seen) < 6, "what does not fit waits for the next digest", [len(s) for s in seen])
        tap.ok(all(len(d.raw) < 102_000 for d in digests), "each is as large as a mail may be", [len(d.raw) for d in digests])
        tap.ok(len(digests[0].raw) > 80_000, "and no smaller than it need be", len(digests[0].raw))


def one_that_cannot_go(tap):
    """Two digests are due, of two communities; one cannot be begun. Its tips are not lost, and the other goes."""
    with Rig(OPEN) as rig:
        community(rig, members=(ANA,))
        community(rig, "tairawhiti", "Te Tairāwhiti", (BEN,))
        in_store(rig, *(("INSERT INTO tip (list_id, subscriber_id, text, state, created_at)"
                         " VALUES (?, ?, 'Listen first', 'approved', 1)", number, number) for number in (1, 2)),
                 ("CREATE TRIGGER stuck BEFORE UPDATE OF master ON announcement WHEN old.list_id = 1"
                  " BEGIN SELECT raise(ABORT, 'stuck on purpose'); END",))
        tap.ok("Listen first" in rig.letter(BEN).text, "the other one goes")
        rig.settle()
        tap.equal(rig.letters(ANA), [], "that one does not")
        bad = rig.ctl("announce", "list", "--state", "cancelled")
        tap.ok(len(bad) == 1 and "could not be composed" in bad[0]["reason"] and "stuck on purpose" in bad[0]["reason"],
               "it is cancelled with its reason", bad)
        tap.ok(f"announcement {bad[0]['id']} was cancelled" in rig.ctl_run("doctor").stdout, "doctor tells of it")
        tap.equal([t["community"] for t in tips(rig, "approved")], ["otago"], "its tip waits for the next digest")
        in_store(rig, ("DROP TRIGGER stuck",), ("UPDATE tip_digest SET next_at = 1000",))
        tap.ok("Listen first" in rig.letter(ANA).text, "and goes with it")


def by_their_name(tap):
    """We know it: it is cut where they sign, whatever stands before it."""
    with Rig(OPEN) as rig:
        community(rig)
        rig.settle()
        rig.letters(CONVENOR)
        rig.ctl("subscriber", "update", ANA, "--name", "Aroha Secret", "--organisation", "Te Puna")
        for text in ("Ask before you share.\n\naroha secret", "Ask before you share.\n\nRegards from Aroha at Te Puna",
                     "Ask before you share. Cheers, Āroha", "Ask before you share.\n\nSent by Aroha Secret's iPhone",
                     "Ask before you share.\n\nAroha Secret, Manager: Te Puna\nTauranga"):
            receipt, asked = share(rig, text)
            tap.ok("Ask before you share." in asked.text and not re.search("[aā]roha|secret|manager", asked.text, re.I),
                   f"nor from a name that we know them by: {text!r}", asked.text)
        rig.deliver(message(ANA, sub("tip-otago"), "Kia ora", "Kia ora, Aroha Secret here.\nAsk before you share."))
        tap.ok("may stand in your tip" in " ".join(rig.letter(ANA).text.split()), "a whole name in the middle is asked about")
        rig.settle()
        tap.equal(rig.letters(CONVENOR), [], "and nobody has it yet")


def a_name_in_it(tap):
    """What cannot be told from a word goes as it is, and the receipt says so."""
    with Rig(merged(OPEN, VOUCHED)) as rig:
        community(rig)
        rig.ctl("subscriber", "update", ANA, "--name", "Aroha Secret")
        rig.settle()
        for text, is_named in (("Show aroha when you ask.", True), ("Say why you ask.", False)):
            rig.letters(ANA), rig.letters(CONVENOR)
            rig.deliver(proven(ANA, "tip", text))
            told, asked = " ".join(rig.letter(ANA).text.split()), rig.letter(CONVENOR).text
            tap.ok(text in told and text in asked, f"{text!r} goes as it is")
            tap.ok(("A name of yours, or a word like it, stands in them" in told) == is_named and "the words above as they are" in told,
                   "and the receipt promises no more than is so", told)


def in_anothers_name(tap):
    """What others share in a member's name is counted apart from what is proven to be theirs, and what is too much is seen."""
    with Rig(merged(OPEN, VOUCHED)) as rig:
        community(rig)
        for i in range(6):
            rig.deliver(message(ANA, sub("tip-otago"), "Kia ora", f"forged {i}"))
        rig.settle()
        tap.equal(len(tips(rig)), 5, "five a day come in anybody's name")
        rig.letters(ANA)
        for i in range(5):
            rig.deliver(proven(ANA, "Kia ora", f"own {i}", to=sub("tip-otago")))
            tap.ok(f"own {i}" in rig.letter(ANA).text, f"and {i + 1} of their own are taken")
        rig.deliver(proven(ANA, "Kia ora", "own 5", to=sub("tip-otago")))
        tap.ok("five tips today" in rig.letter(ANA).text, "of which there are five, too")
        held = rig.ctl("inbound", "list", "--state", "limited")
        tap.equal([(r["limited"], r["outcome"]) for r in held], [("tips_per_person", "tip refused")] * 2, "what was held back is marked")
        limits = {r["limit"]: r["dropped"] for r in rig.status()["limits"]}
        tap.equal(limits.get("tips_per_person"), 2, "and status counts it")
        rig.ctl("inbound", "replay", held[0]["id"])
        rig.settle()
        tap.equal(tips(rig)[0]["text"], "own 5", "staff can have it taken all the same")


def below_a_passed_on_mail(tap):
    """Who got a mail of a member's shares in their name, below it: what is vouched for as theirs is counted apart."""
    with Rig(merged(OPEN, VOUCHED)) as rig:
        community(rig)
        rig.deliver(proven(ANA, "status"))
        passed_on = rig.letter(ANA)
        for i in range(6):
            rig.deliver(reply(passed_on, ANA, f"tip otago: forged {i}", is_quoting=False))
        rig.settle()
        tap.equal(len(tips(rig)), 5, "five a day come by what was passed on")
        rig.letters(ANA)
        rig.deliver(proven(ANA, "Kia ora", "my own", to=sub("tip-otago")))
        tap.ok("my own" in rig.letter(ANA).text, "and none of her own is used up")


def of_nobody(tap):
    """What nothing proves to be a member's is nobody's, until they say that it is theirs; and is read back to nobody."""
    with Rig(merged(OPEN, VOUCHED)) as rig:
        community(rig)
        receipt, question = share(rig, "Buy at http://evil.example")
        tap.ok("evil" not in receipt.text and "in your name" in receipt.text, "a stranger's words do not come back to who is named", receipt.text)
        tap.ok("Nothing proves" in question.text and "evil" in question.text, "the convenor knows whose they may be", question.text)
        mine = rig.ctl("subscriber", "export", ANA)["tips"][0]
        tap.equal((mine["proven"], mine["text"], tips(rig)[0]["proven"]), (False, None, False), "nor are they in what is held of them")
        rig.ctl("tip", "approve", tips(rig)[0]["id"])
        digest = rig.letter(BEN)
        tap.ok("evil" in digest.text and "one of us" not in digest.text, "staff may use it all the same, as nobody's", digest.text)
        rig.letter(ANA)
        receipt, _ = share(rig, "Ask first")
        rig.deliver(reply(receipt, BEN, "yes"))
        rig.settle()
        tap.equal(tips(rig)[0]["proven"], False, "somebody else does not make it theirs")
        rig.letters(BEN)
        rig.deliver(reply(receipt, ANA, "yes"))
        shown = rig.letter(ANA)
        tap.ok("Ask first" in shown.text and not tips(rig)[0]["proven"], "a yes shows it, and no more", shown.text)
        rig.deliver(reply(shown, BEN, "yes"))
        rig.settle()
        tap.equal(tips(rig)[0]["proven"], False, "nor does somebody else by what showed it")
        rig.letters(BEN)
        rig.deliver(reply(shown, ANA, "yes"))
        tap.ok("counts as yours" in rig.letter(ANA).text, "they do")
        tap.equal(rig.ctl("subscriber", "export", ANA)["tips"][1]["text"], "Ask first", "and it is theirs")
        rig.deliver(proven(ANA, "Kia ora", "Listen", to=sub("tip-otago")))
        receipt, question = rig.letter(ANA), rig.letter(CONVENOR)
        tap.ok("Listen" in receipt.text and "in your name" not in receipt.text and "A member of" in question.text,
               "what is proven is a member's at once", receipt.text + question.text)


def a_strangers(tap):
    """Two tips in a member's name, one of them not theirs: no answer to a receipt makes words theirs that they have not seen."""
    with Rig(merged(OPEN, VOUCHED)) as rig:
        community(rig)
        rig.ctl("subscriber", "update", ANA, "--name", "Ana Mere")
        receipts = {text: share(rig, text)[0] for text in ("Ask first", "The agency lies")}
        tap.ok(all(text not in r.text and "Somebody, perhaps you" in r.text for text, r in receipts.items()), "the receipts say whose it may be")
        for word in ("name me", "yes", "mine", "Name me, please", "\u0101e"):
            rig.deliver(reply(receipts["The agency lies"], ANA, word))
            shown = rig.letter(ANA)
            tap.ok("The agency lies" in shown.text and shown.subject.startswith("Is this tip yours?"), f"{word!r}: it is shown", shown.text)
        tap.equal([(t["proven"], t["named"]) for t in tips(rig)], [(False, False)] * 2, "and is nobody's")
        rig.deliver(reply(shown, ANA, "withdraw"))
        tap.ok("deleted your tip" in rig.letter(ANA).text and len(tips(rig)) == 1, "what is not theirs they take back")
        rig.deliver(reply(receipts["The agency lies"], ANA, "mine"))
        tap.ok("took it back" in rig.letter(ANA).text, "then there is none")
        rig.deliver(reply(receipts["Ask first"], ANA, "mine"))
        rig.deliver(reply(rig.letter(ANA), ANA, "name me"))
        tap.ok("your name stands below it" in rig.letter(ANA).text, "what is, they may be named with")
        tap.equal([(t["proven"], t["named"]) for t in tips(rig)], [(True, True)], "once they have seen it")


def whose_it_is(tap):
    """What a convenor reads of themselves does not tell the authors of tips apart."""
    with Rig(merged(OPEN, VOUCHED)) as rig:
        community(rig)
        for person in (ANA, BEN, ANA):
            rig.deliver(proven(person, "Kia ora", "Listen", to=sub("tip-otago")))
            rig.letter(person), rig.letter(CONVENOR)
        rig.deliver(proven(CONVENOR, "my data"))
        text = rig.letter(CONVENOR).attached("application/json")[0].get_content()
        text = text if isinstance(text, str) else text.decode()
        sent = [m for m in json.loads(text)["mail_to_you"] if m["kind"] == "tip"]
        tap.ok(len(sent) == 3 and not any(m["about_you"] for m in sent), "they see that three came", text)
        tap.equal(re.findall(r"[0-9a-fA-F]{16,}", json.dumps(sent)), [], "and no mark of whose they were")
        own = [m for m in rig.ctl("subscriber", "export", ANA)["mail_to_you"] if m["kind"] == "tip"]
        tap.ok(len(own) == 2 and all(m["about_you"] for m in own), "who shared them sees that they are about them")


def of_who_decides(tap):
    """Where approvals are asked for, nobody approves the tip they shared: not by mail, and not as staff."""
    with Rig(merged(OPEN, {"announcements": {"approvals": 1}})) as rig:
        community(rig, members=(ANA, CONVENOR))
        rig.deliver(message(CONVENOR, sub("tip-otago"), "Kia ora", "Mine."))
        question = rig.letter(HUMAN)
        tap.ok("Mine." in question.text and "was it you?" in rig.letter(CONVENOR).subject, "a tip of the only convenor is for a person to decide")
        me = getpass.getuser()
        rig.ctl("staff", "add", me, "--address", CONVENOR, "--role", "admin")
        done = rig.ctl_run("tip", "approve", tips(rig)[0]["id"])
        tap.ok(done.returncode == 1 and "you shared this tip yourself" in done.stderr, "nor do they approve it as staff", done.stderr)
        rig.deliver(reply(question, HUMAN, "approve"))
        tap.ok("Mine." in rig.letter(ANA).text, "somebody else does, and it goes")
        rig.ctl("community", "update", "otago", "--convenor", f"{CONVENOR},{BEN}")
        rig.deliver(message(CONVENOR, sub("tip-otago"), "Kia ora", "Another."))
        question = rig.letter(BEN)
        rig.settle()
        tap.ok("Another." in question.text and not any("decide" in m.text for m in rig.letters(CONVENOR)), "where two lead, the other is asked")
        rig.ctl("staff", "remove", me)
        rig.deliver(reply(question, CONVENOR, "approve"))
        rig.settle()
        tap.equal(tips(rig)[0]["state"], "waiting", "and their own yes to that mail decides nothing")
        rig.deliver(reply(question, BEN, "approve"))
        wait(lambda: tips(rig)[0]["state"] == "approved", "the other's yes to count")


def without_a_name(tap):
    """The receipt says that no name is shown: a sign-off must not show one."""
    with Rig(OPEN) as rig:
        community(rig)
        rig.settle()
        rig.letters(CONVENOR)
        for text in ("Ask before you share.\n\nKind regards,\nAroha Secret\n021 555 019", "Ask before you share.\n\nNgā mihi\nAroha"):
            _, asked = share(rig, text)
            tap.ok("Ask before you share." in asked.text and "Aroha" not in asked.text and "021" not in asked.text,
                   "the convenor does not learn who shared it from their sign-off", asked.text)
        for text in ("Ask before you share.\nHemi Tau", "Ask first. Ring me on 021 555 0199"):
            rig.deliver(message(ANA, sub("tip-otago"), "Kia ora", text))
            told = " ".join(rig.letter(ANA).text.split())
            tap.ok("may stand in your tip" in told, "where that is not certain they are asked", told)
        rig.settle()
        tap.equal(rig.letters(CONVENOR), [], "and nobody has it yet")
        _, asked = share(rig, "The helpline is 0800 555 0199.\nas it is")
        tap.ok("0800 555 0199" in asked.text and "as it is" not in asked.text, "what they mean as it is goes as it is", asked.text)


run(without_a_name, by_their_name, a_name_in_it, in_anothers_name, below_a_passed_on_mail, of_nobody, a_strangers, whose_it_is, sharing, as_people_write, taking_back, limits, as_large_as_mail_may_be,
    one_that_cannot_go, of_who_decides)
