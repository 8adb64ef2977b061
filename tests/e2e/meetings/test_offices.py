# SPDX-License-Identifier: MIT
"""Who leads something and changes their address: the office goes along with no address by itself, and stays with none. Until
staff say who leads it, or the change is undone, neither mailbox reads of people or rules by it; the others go on."""
import datetime
import time

from aging import DAY, age
from mails import HUMAN, message, reply, sub
from people import GENEROUS, add_newsletter, join, sign_up, state_of
from rig import Rig, merged, run
from test_convenor import start_of, wednesday
from test_moved import AUTHSERV, OPEN, move, proven

KIRI, NEW, TAMA, ANA = "kiri@example.net", "kiri@new.example", "tama@example.govt.nz", "ana@example.org"
LED = merged(OPEN, {"meetings": {"horizon": "120d", "reminders": []}})


def vouched(letter, person, text):
    domain = person.rpartition("@")[2]
    return reply(letter, person, text, headers=[
        ("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}")])


def begin(rig, *convenors):
    """A community led by them, with a member; the first of them is a subscriber, too."""
    add_newsletter(rig)
    rig.ctl("community", "add", "otago", "--name", "Otago Community of Practice", "--region", "Otago", "--purpose", "To share",
            *(word for who in convenors for word in ("--convenor", who)))
    sign_up(rig, convenors[0])
    join(rig, ANA, "otago", "join Otago")
    rig.settle()
    clear(rig)


def clear(rig):
    for person in (KIRI, NEW, TAMA, ANA, HUMAN):
        rig.letters(person)


def hui(rig, *more):
    number = rig.ctl("meeting", "add", "otago", "--start", f"{wednesday(6)} 10:00", "--title", "Hui", *more)["id"]
    rig.settle()
    return number


def tip(rig, text):
    """Who is asked about it."""
    rig.deliver(proven(ANA, "tip Otago: " + text, text))
    rig.settle()
    rig.letters(ANA)
    return {person for person in (KIRI, NEW, TAMA, HUMAN) if any(text in m.text for m in rig.letters(person))}


def waiting(rig):
    return rig.ctl("status")["waiting"]["offices"]


def held(rig):
    return rig.ctl("community", "show", "otago")["convenors_held"]


def note(rig):
    """What staff are told of an office."""
    found = [m for m in rig.letters(HUMAN) if "leads" in m.subject or "led something" in m.subject]
    assert len(found) == 1, [m.subject for m in found]
    return found[0]


def moved(tap):
    with Rig(LED) as rig:
        begin(rig, KIRI, TAMA)
        meeting = hui(rig)
        copy, tamas = rig.letter(KIRI), rig.letter(TAMA)
        rig.deliver(proven(ANA, "tip Otago: Listen", "Listen first"))
        asked = rig.letter(KIRI)
        rig.letter(TAMA)
        rig.deliver(vouched(copy, KIRI, "cancel, the hall is flooded"))
        question = rig.letter(KIRI)
        rig.deliver(proven(KIRI, f"change address to {NEW}"))
        rig.deliver(reply(rig.letter(NEW), NEW, "yes"))
        receipt, left = rig.letter(NEW), rig.letter(KIRI)
        tap.ok("a person of ours sees to it" in receipt.text and TAMA not in receipt.text, "the person is told that what they lead waits",
               receipt.text)
        tap.ok("waits for a person of ours" in left.text and NEW not in left.text, "and so is the old address, not where they are", left.text)
        rig.settle()
        told = note(rig)
        tap.ok(f"dpupctl community update otago --convenor {TAMA},{NEW}\n" in told.text and "telephone" in told.text,
               "staff are told at once, with the command", told.text)
        tap.equal((rig.ctl("community", "show", "otago")["convenors"], held(rig), waiting(rig)), ([KIRI, TAMA], [KIRI], 1), "it shows as held")
        doctor = rig.ctl_run("doctor")
        tap.ok("convenor has another address" in doctor.stdout, "doctor says that it waits", doctor.stdout)
        clear(rig)
        tap.equal(tip(rig, "Ask before you share"), {TAMA}, "a tip goes to the other one alone")
        time.sleep(1.1)
        for letter, person, text in ((copy, KIRI, "attendance"), (copy, NEW, "attendance"), (question, KIRI, "yes"), (question, NEW, "yes"),
                                     (copy, KIRI, "move to 3pm"), (asked, KIRI, "approve"), (asked, NEW, "approve")):
            rig.deliver(vouched(letter, person, text))
            read = rig.letter(HUMAN)
            rig.settle()
            mine = [m.subject for m in rig.letters(person) if m.subject != "We have your message"]
            is_told = "led from their old address" in read.text or (person, text) == (NEW, "attendance")   # an old mail proves nothing
            tap.ok(is_told and mine == [], f"{text!r} of {person}: a person reads it", read.text + str(mine))
            tap.equal(rig.letters(TAMA), [], "and not the other convenor")
        tap.equal((rig.ctl("meeting", "show", meeting)["state"], [t["state"] for t in rig.ctl("tip", "list")]),
                  ("planned", ["waiting", "waiting"]), "nothing was ruled")
        rig.deliver(vouched(tamas, TAMA, "attendance"))
        tap.ok("No answer: 1" in rig.letter(TAMA).text, "the other one goes on")
        rig.deliver(proven(NEW, "status"))
        tap.ok("not now" in rig.letter(NEW).text, "status says that it waits")
        at = datetime.datetime.fromisoformat(start_of(rig, meeting).replace("Z", "+00:00"))
        rig.ctl("community", "update", "otago", "--convenor", NEW, "--convenor", TAMA)
        tap.equal((held(rig), waiting(rig)), ([], 0), "staff hand it over")
        clear(rig)
        tap.equal(tip(rig, "Say why you ask"), {NEW, TAMA}, "and it is theirs at the new address")
        age(rig, int(at.timestamp() - time.time()) - DAY // 2)
        tap.ok("Who comes" in rig.letter(NEW).subject and "Who comes" in rig.letter(TAMA).subject, "with who comes")
        rig.settle()
        tap.equal(rig.letters(KIRI), [], "the old mailbox has nothing more of it")


def nobody_else(tap):
    """Where only they lead it, a person of ours does; nothing of who comes goes anywhere."""
    with Rig(LED) as rig:
        begin(rig, KIRI)
        meeting = hui(rig)
        clear(rig)
        notice = move(rig, KIRI, NEW)
        rig.settle()
        clear(rig)
        tap.equal(tip(rig, "Ask before you share"), {HUMAN}, "a tip is for a person")
        at = datetime.datetime.fromisoformat(start_of(rig, meeting).replace("Z", "+00:00"))
        age(rig, 3 * DAY)
        rig.deliver(reply(notice, KIRI, "undo"))
        rig.settle()
        back = rig.letters(KIRI)
        tap.ok(any("is changed" in m.subject for m in back), "it is undone within the week")
        tap.ok(any("Ask before you share" in m.text for m in back), "and they are asked about the tip that waits")
        tap.ok("leads again" in note(rig).subject, "and staff are told")
        tap.equal((held(rig), waiting(rig)), ([], 0), "the old address leads again")
        rig.settle()
        clear(rig)
        tap.equal(tip(rig, "Say why you ask"), {KIRI}, "is asked again")
        age(rig, int(at.timestamp() - time.time()) - 3 * DAY - DAY // 2)
        tap.ok("Who comes" in rig.letter(KIRI).subject, "and told who comes")
        rig.settle()
        tap.equal(rig.letters(NEW), [], "the other one is not")


def a_thief(tap):
    """Somebody else's doing, which staff took for theirs."""
    with Rig(LED) as rig:
        begin(rig, KIRI, TAMA)
        notice = move(rig, KIRI, NEW)
        rig.settle()
        rig.ctl("community", "update", "otago", "--convenor", NEW)
        clear(rig)
        tap.equal(tip(rig, "Ask before you share"), {NEW}, "staff have named the new address")
        rig.deliver(reply(notice, KIRI, "undo"))
        rig.letter(KIRI)
        rig.settle()
        told = note(rig)
        tap.ok(f"--convenor {KIRI}\n" in told.text and held(rig) == [NEW], "an undo takes it from there, and staff say who leads it", told.text)
        clear(rig)
        tap.equal(tip(rig, "Say why you ask"), {HUMAN}, "until then a person does")


def only_theirs(tap):
    """Who leads nothing moves as ever, and who leads and stays is left alone."""
    with Rig(LED) as rig:
        begin(rig, TAMA)
        sign_up(rig, KIRI)
        move(rig, KIRI, NEW)
        rig.settle()
        tap.equal(([m.subject for m in rig.letters(HUMAN)], held(rig), waiting(rig)), ([], [], 0), "nobody is told of anything")
        rig.deliver(proven(TAMA, f"change address to {NEW}"))
        rig.settle()
        tap.equal(held(rig), [], "nor before the new address says yes")


def on_no_list(tap):
    """A convenor who is no subscriber has nothing that could move: a person reads it, where something speaks for them."""
    with Rig(LED) as rig:
        begin(rig, TAMA)
        rig.ctl("community", "update", "otago", "--convenor", KIRI)
        for words in (f"change address to {NEW}", f"replace me with {NEW}"):
            rig.deliver(message(KIRI, subject=words))
            rig.settle()
            tap.equal(([m.subject for m in rig.letters(HUMAN)], rig.letters(NEW)), ([], []), f"a forged {words!r}: nobody is told of anything")
            rig.letters(KIRI)
            rig.deliver(proven(KIRI, words))
            tap.ok("say who leads it" in rig.letter(HUMAN).text, f"{words!r}: a person reads it")
            rig.settle()
            tap.equal((held(rig), rig.letters(NEW)), ([], []), "and nothing has moved")
            rig.letters(KIRI)


def other_ways(tap):
    """A successor, and a further address that is taken away."""
    with Rig(LED) as rig:
        begin(rig, KIRI)
        rig.deliver(proven(KIRI, f"replace me with {NEW}"))
        rig.deliver(reply(rig.letter(NEW), NEW, "yes"))
        rig.settle()
        told = note(rig)
        tap.ok("named " + NEW in told.text and held(rig) == [KIRI], "a successor gets the lists, and no office", told.text)
        tap.ok(any("You lead it no more" in m.text for m in rig.letters(KIRI)) and state_of(rig, NEW) == "active", "which is said")
        rig.letters(NEW)
        tap.equal(tip(rig, "Ask before you share"), {HUMAN}, "nobody of them is asked")
        rig.ctl("community", "update", "otago", "--convenor", TAMA)

        sign_up(rig, TAMA)
        time.sleep(1.1)
        second = "tama@home.example"
        rig.deliver(proven(TAMA, f"add address {second}"))
        rig.deliver(reply(rig.letter(second), second, "yes"))
        rig.letter(second)
        rig.ctl("community", "update", "otago", "--convenor", second)
        rig.settle()
        clear(rig)
        tap.ok(all("Ask before you share" in m.text for m in rig.letters(second)), "whom staff name is asked about the tip that waits")
        rig.deliver(proven(TAMA, f"remove address {second}"))
        tap.ok("was led from it" in rig.letter(TAMA).text, "who takes away the address they lead by is told")
        rig.settle()
        tap.ok(f"{second} leads" in note(rig).text and held(rig) == [second], "it is held, and staff are told")
        tap.equal((tip(rig, "Say why you ask"), rig.letters(second)), ({HUMAN}, []), "and nothing goes there")


def forgotten(tap):
    """Nothing of them stays, and nothing is led by nobody unseen."""
    with Rig(LED) as rig:
        begin(rig, KIRI)
        hui(rig, "--convenor", KIRI)
        clear(rig)
        move(rig, KIRI, NEW)
        rig.settle()
        clear(rig)
        rig.ctl("subscriber", "erase", NEW)
        rig.settle()
        told = note(rig)
        tap.ok("dpupctl community update otago --convenor ADDRESS" in told.text and KIRI not in told.text and NEW not in told.text,
               "staff are told what nobody leads now, and not who did", told.text)
        tap.ok("dpupctl meeting move 1 --convenor ADDRESS" in told.text, "and the meeting of their own", told.text)
        tap.equal((rig.ctl("community", "show", "otago")["convenors"], waiting(rig)), ([], 0), "neither address is kept as a convenor's")
        tap.equal(tip(rig, "Ask before you share"), {HUMAN}, "a person sees to it")


def series(tap):
    """What a series makes while its office is held is held, too; staff hand it over with the meetings it made."""
    with Rig(merged(LED, {"meetings": {"horizon": "70d"}})) as rig:
        begin(rig, KIRI)
        rig.ctl("community", "update", "otago", "--convenor", TAMA)
        number = rig.ctl("series", "add", "otago", "--start", f"{wednesday(2)} 10:00", "--rule", "FREQ=MONTHLY;COUNT=12", "--holidays",
                         "keep", "--convenor", KIRI)["id"]
        rig.settle()
        before = rig.ctl("meeting", "list")
        clear(rig)
        move(rig, KIRI, NEW)
        rig.settle()
        told = note(rig)
        tap.ok(f"dpupctl series update {number} --convenor {NEW}\n" in told.text and "meeting move" not in told.text,
               "staff are told of the series, not of each meeting", told.text)
        rig.configure(merged(LED, {"meetings": {"horizon": "200d"}}))
        rig.restart()
        rig.settle()
        after = rig.ctl("meeting", "list")
        tap.ok(len(after) > len(before) and all(m["convenors_held"] == [KIRI] for m in after), "a meeting made since is held as well",
               str(after))
        own = after[-1]["id"]
        rig.ctl("meeting", "move", own, "--convenor", TAMA)
        rig.ctl("series", "update", number, "--convenor", NEW)
        coming = rig.ctl("meeting", "list")
        tap.ok(all(m["convenors"] == [TAMA if m["id"] == own else NEW] for m in coming),
               "one command hands over the series and its coming meetings, but one that has others", str(coming))
        tap.ok(not any(m["convenors_held"] for m in coming) and rig.ctl("series", "show", number)["convenors_held"] == [] and
               waiting(rig) == 0, "and ends the hold")
        done = rig.ctl_run("series", "update", number)
        tap.ok(done.returncode != 0 and "nothing is to be changed" in done.stderr, "nothing to change is said", done.stderr)


def restored(tap):
    """A backup of before the change knows only the address that may be another's by now."""
    with Rig(LED) as rig:
        begin(rig, KIRI, TAMA)
        sign_up(rig, TAMA)
        rig.settle()
        rig.ctl("backup", rig.path("backup.db"))
        move(rig, KIRI, NEW)
        notice = move(rig, TAMA, "tama@home.example")
        rig.deliver(reply(notice, TAMA, "undo"))
        rig.letter(TAMA)
        rig.settle()
        rig.stop()
        done = rig.ctl_run("restore", rig.path("backup.db"), "--conf", rig.conf_path, "--yes")
        rig.start()
        tap.equal((done.returncode, held(rig), waiting(rig)), (0, [KIRI], 1), "who moved since leads nothing there; who came back does")


def both_held(tap):
    """Two who lead it change address: neither letter has staff name the address that the other gave up."""
    with Rig(LED) as rig:
        begin(rig, KIRI, TAMA)
        sign_up(rig, TAMA)
        rig.settle()
        move(rig, KIRI, NEW)
        rig.settle()
        tap.ok(f"--convenor {TAMA},{NEW}\n" in note(rig).text, "the first letter names the other along")
        move(rig, TAMA, "tama@home.example")
        rig.settle()
        told = note(rig)
        tap.ok("--convenor tama@home.example\n" in told.text and KIRI not in told.text, "the second does not name who is held", told.text)
        tap.ok("1 of those who led it wait" in told.text, "and says that another waits", told.text)
        rig.ctl("subscriber", "erase", "tama@home.example")
        rig.settle()
        told = note(rig)
        tap.ok("--convenor ADDRESS\n" in told.text and KIRI not in told.text, "nor does the one of who is forgotten", told.text)


def slow(rig, person):
    """The relay takes nothing for this person now."""
    rig.sink.rule = lambda st, s, r, d: "451 4.7.1 later" if st == "rcpt" and r and r[-1] == person else None


QUESTION = "Is there a ramp at the hall? I use a wheelchair"


def wait_for_convenor(rig, *convenors):
    """A member's question and a tip, on the way to the first of them."""
    begin(rig, *convenors)
    hui(rig)
    invitation = rig.letter(ANA)
    clear(rig)
    slow(rig, convenors[0])
    rig.deliver(vouched(invitation, ANA, QUESTION))
    rig.deliver(proven(ANA, "tip Otago: Listen first", "Listen first"))
    rig.settle_inbox()
    time.sleep(1.1)
    clear(rig)


def words_of(letter):
    return letter.raw.decode()


def nothing_is_lost(tap):
    """What others wrote and waits for a convenor is read, whatever becomes of the convenor."""
    for how in ("moved", "forgotten", "replaced"):
        with Rig(LED) as rig:
            wait_for_convenor(rig, KIRI)
            if how == "moved":
                rig.deliver(proven(KIRI, f"change address to {NEW}"))
                rig.deliver(reply(rig.letter(NEW), NEW, "yes"))
                rig.letter(NEW)
                time.sleep(1.1)
            elif how == "forgotten":
                rig.ctl("subscriber", "erase", KIRI)
            else:
                rig.ctl("community", "update", "otago", "--convenor", TAMA)
            rig.sink.rule = None
            rig.ctl("queue", "flush")
            rig.settle()
            got = {person: [m for m in rig.letters(person)] for person in (KIRI, NEW, TAMA, HUMAN)}
            question = {person for person, mails in got.items() if any(QUESTION in words_of(m) for m in mails)}
            tips = {person for person, mails in got.items() if any("Listen first" in words_of(m) for m in mails)}
            tap.equal((question, tips), ({HUMAN}, {TAMA} if how == "replaced" else {HUMAN}), f"{how}: the question and the tip are read")
            passed = [m for m in got[HUMAN] if "waited for somebody" in m.subject]
            tap.ok(len(passed) == 1 and passed[0].answer_to == ANA and f"To: {KIRI}" not in words_of(passed[0]),
                   "it can be answered, and does not say whom it was to", words_of(passed[0]) if passed else "")
            if how != "moved":
                continue
            rig.ctl("community", "update", "otago", "--convenor", NEW)
            rig.settle()
            tap.ok(any("Listen first" in m.text for m in rig.letters(NEW)), "who is named then is asked about the tip that waits")


def another_is_asked(tap):
    """Where another leads it too they have it already, and nobody is asked twice."""
    with Rig(LED) as rig:
        wait_for_convenor(rig, KIRI, TAMA)
        rig.ctl("community", "update", "otago", "--convenor", TAMA)
        rig.sink.rule = None
        rig.ctl("queue", "flush")
        rig.settle()
        tap.ok(not any("Listen first" in words_of(m) or QUESTION in words_of(m) for m in rig.letters(KIRI) + rig.letters(TAMA)),
               "the one who was replaced gets nothing, the other nothing twice")
        tap.ok(any(QUESTION in words_of(m) for m in rig.letters(HUMAN)), "the question is read by a person")


def a_thief_takes_away(tap):
    """An undo gives back a further address that the thief took away, and what was led from it; also after a restore."""
    second, gone = "kiri@alias.example", "kiri@home.example"
    with Rig(LED) as rig:
        begin(rig, KIRI)
        for address in (second, gone):
            rig.deliver(proven(KIRI, f"add address {address}"))
            rig.deliver(reply(rig.letter(address), address, "yes"))
            rig.letter(address)
        rig.ctl("community", "update", "otago", "--convenor", second)
        rig.settle()
        time.sleep(1.1)
        rig.ctl("backup", rig.path("backup.db"))
        time.sleep(1.1)
        rig.deliver(proven(KIRI, f"remove address {gone}"))
        rig.settle()
        clear(rig)
        notice = move(rig, KIRI, NEW)
        rig.deliver(proven(NEW, f"remove address {second}"))
        rig.settle()
        tap.equal(held(rig), [second], "what a thief takes away is held")
        note(rig)
        rig.deliver(reply(notice, KIRI, "undo"))
        rig.settle()
        told = note(rig)
        tap.ok("leads again" in told.subject and "Otago" in told.text, "an undo gives it back, and staff are told", told.text)
        others = [a["address"] for a in rig.ctl("subscriber", "export", KIRI)["other_addresses"]]
        tap.equal((held(rig), others), ([], [second]), "with the address, but not what its owner took away before")
        rig.letters(second)
        tap.equal((tip(rig, "Ask before you share"), [m.subject for m in rig.letters(second)][:1] != []), (set(), True), "it leads again")
        rig.stop()
        done = rig.ctl_run("restore", rig.path("backup.db"), "--conf", rig.conf_path, "--yes")
        rig.start()
        others = [a["address"] for a in rig.ctl("subscriber", "export", KIRI)["other_addresses"]]
        tap.equal((done.returncode, held(rig), others), (0, [], [second]), "so it is in a backup of before all that")


def restored_handed_on(tap):
    """A backup of before an address was taken away, or somebody came after them, gives the office to nobody."""
    for how in ("taken away", "followed", "nothing"):
        with Rig(LED) as rig:
            begin(rig, KIRI)
            second = "kiri@alias.example"
            lead = KIRI if how == "followed" else second
            rig.deliver(proven(KIRI, f"add address {second}"))
            rig.deliver(reply(rig.letter(second), second, "yes"))
            rig.settle()
            rig.ctl("community", "update", "otago", "--convenor", lead)
            rig.settle()
            time.sleep(1.1)
            rig.ctl("backup", rig.path("backup.db"))
            time.sleep(1.1)
            if how == "taken away":
                rig.deliver(proven(KIRI, f"remove address {second}"))
            elif how == "followed":
                rig.deliver(proven(KIRI, f"replace me with {NEW}"))
                rig.deliver(reply(rig.letter(NEW), NEW, "yes"))
            rig.settle()
            if how == "nothing":
                tap.equal(held(rig), [], "nothing was held")
            else:
                tap.equal(held(rig), [lead], f"{how}: it is held")
                rig.ctl("community", "update", "otago", "--convenor", TAMA)
            rig.stop()
            done = rig.ctl_run("restore", rig.path("backup.db"), "--conf", rig.conf_path, "--yes")
            rig.start()
            tap.equal((done.returncode, held(rig)), (0, [] if how == "nothing" else [lead]), f"{how}: and so it is after a restore")


if __name__ == "__main__":
    run(moved, nobody_else, a_thief, only_theirs, on_no_list, other_ways, forgotten, series, restored, both_held, nothing_is_lost,
        another_is_asked, a_thief_takes_away, restored_handed_on)
