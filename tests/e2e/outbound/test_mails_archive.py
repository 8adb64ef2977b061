# SPDX-License-Identifier: MIT
"""What was sent can be read again by email, by whom it was meant for; and the Toolkit."""
from mails import SERVICE, message, reply
from people import GENEROUS, add_newsletter, announce, join, sign_up, sign_up_many, wait_done
from rig import Rig, run, wait


def ask(rig, person, words):
    rig.deliver(message(person, SERVICE, words))
    return rig.letter(person)


def archive(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.ctl("community", "add", "otago", "--name", "Otago CoP", "--purpose", "To meet", "--region", "Otago")
        tap.ok("not sent anything yet" in ask(rig, "eve@example.org", "index").text, "an empty archive says so")
        sign_up(rig, "amy@example.org")
        join(rig, "amy@example.org", "otago", "join otago")
        first = announce(rig, "First", "Kia ora, *one*\n")
        wait_done(rig, first)
        second = announce(rig, "Members only", "Who comes\n", audience="otago")
        wait_done(rig, second)
        draft = rig.ctl("announce", "new", "--list", "newsletter", "--subject", "A draft", "--body",
                        rig.write("d.md", "Not yet"))["id"]
        for _ in range(2):
            rig.letter("amy@example.org")
        text = ask(rig, "amy@example.org", "index").text
        tap.ok(f"{second}  Members only" in text and f"{first}  First" in text and "draft" not in text,
               "a member sees what was sent to both lists, and no draft")
        tap.ok(text.index("Members only") < text.index("First"), "the newest first")
        text = ask(rig, "eve@example.org", "index").text
        tap.ok("First" in text and "Members only" not in text, "who is no member sees the newsletter alone")
        tap.equal(ask(rig, "amy@example.org", "latest").subject, "Members only", "the newest")
        tap.equal(ask(rig, "eve@example.org", "latest").subject, "First", "the newest that they may read")
        tap.equal(ask(rig, "amy@example.org", "latest newsletter").subject, "First", "of a list")
        tap.ok("nothing like that" in ask(rig, "eve@example.org", f"get {second}").text, "a number of others' is as if not there")
        tap.ok("nothing like that" in ask(rig, "amy@example.org", f"get {draft}").text, "nor is a draft")
        tap.ok("Who comes" in ask(rig, "amy@example.org", f"get #{second}").text, "a member reads it")
        tap.ok("nothing like that" in ask(rig, "amy@example.org", "latest nonsense").text, "a list that is none is told")
        rig.ctl("list", "update", "newsletter", "--state", "closed")
        tap.ok("nothing like that" in ask(rig, "eve@example.org", f"get {first}").text, "a closed list is for its people")
        tap.ok("Kia ora" in ask(rig, "amy@example.org", f"get {first}").text, "who still read it")


def is_told(rig, person, number):
    """Whether each way to read it again gives it to this person; all three say the same."""
    rig.settle()
    rig.letters(person)
    got = "Kept together" in ask(rig, person, f"get {number}").text
    listed = f"{number}  " in ask(rig, person, "index").text
    newest = "Kept together" in ask(rig, person, "latest newsletter").text
    assert got == listed == newest, (person, got, listed, newest)
    return got


AMY, BEA, CAT, EVE = "amy@example.org", "bea@example.org", "cat@example.org", "eve@example.org"


def set_daily(rig, person):
    rig.deliver(message(person, SERVICE, "set daily"))
    rig.deliver(reply(rig.letter(person), person, "yes"))
    rig.letter(person)


def part_of_a_list(tap):
    """What went to a part of a list is read again by who got it: neither by others of the list, nor by strangers,
    though the list is open."""
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        for person, region in ((AMY, "Otago"), (CAT, "Otago"), (BEA, "Nelson")):
            sign_up(rig, person)
            rig.ctl("subscriber", "update", person, "--region", region)
        set_daily(rig, CAT)
        number = rig.ctl("announce", "new", "--audience", "newsletter and region:otago", "--subject", "For Otago", "--body",
                         rig.write("p.md", "Kept together"))["id"]
        rig.ctl("announce", "submit", number)
        rig.ctl("announce", "approve", number)
        rig.ctl("announce", "schedule", number, "--now")
        tap.equal(wait_done(rig, number)["sent"], 1, "one gets it at once, one by digest")
        copy = rig.letter(AMY)
        tap.ok(is_told(rig, AMY, number), "who got it reads it again")
        rig.deliver(reply(copy, EVE, f"get {number}"))
        rig.settle()
        tap.ok(not [m for m in rig.letters(EVE) if "Kept together" in m.text], "who answers what was forwarded to them is not they")
        tap.ok(is_told(rig, CAT, number), "who gets it by digest, too")
        tap.ok(not is_told(rig, BEA, number), "another of the list does not")
        tap.ok(not is_told(rig, EVE, number), "nor does a stranger")
        rig.ctl("subscriber", "update", BEA, "--region", "Otago")
        tap.ok(not is_told(rig, BEA, number), "nor does who belongs there later: they did not get it")
        rig.ctl("subscriber", "remove", AMY, "--list", "newsletter")
        tap.ok(is_told(rig, AMY, number), "who got it may leave, and has it all the same")


def while_it_is_sent(tap):
    """To the whole list: it is there for others once it is done; what staff stopped midway only for who has it."""
    for end in ("resume", "cancel"):
        with Rig(GENEROUS) as rig:
            add_newsletter(rig)
            sign_up_many(rig, [AMY, BEA, CAT])
            set_daily(rig, CAT)
            rig.sink.rule = lambda stage, _sender, recipients, data: \
                "451 4.3.0 later" if stage == "dot" and b"Kept together" in data and BEA in recipients else None
            number = announce(rig, "News", "Kept together")
            wait(lambda: rig.ctl("announce", "report", number)["sent"] == 1, "the first to have it")
            rig.letter(AMY)
            tap.ok("Kept together" in ask(rig, AMY, f"get {number}").text, "while it is sent, who has it reads it")
            tap.ok("Kept together" not in ask(rig, EVE, f"get {number}").text, "a stranger does not yet")
            wait(lambda: rig.ctl("announce", "report", number)["collected"] == 1, "what a digest takes")
            tap.ok("Kept together" not in ask(rig, CAT, f"get {number}").text, "nor does who gets it with a digest")
            rig.ctl("announce", "pause", number)
            tap.ok("Kept together" in ask(rig, AMY, "latest").text, "nor does a pause take it from who has it")
            tap.ok("Kept together" not in ask(rig, EVE, "latest").text, "or give it to a stranger")
            rig.sink.rule = None
            rig.ctl("announce", end, number)
            if end == "resume":
                wait(lambda: rig.ctl("queue", "flush") and rig.ctl("announce", "report", number)["state"] == "done", "the rest")
                tap.ok("Kept together" in rig.letter(BEA).text and is_told(rig, BEA, number) and is_told(rig, EVE, number),
                       "when it is done, everybody does")
            else:
                tap.ok(is_told(rig, AMY, number) and not is_told(rig, BEA, number) and not is_told(rig, EVE, number),
                       "what was cancelled midway stays with who has it")


def toolkit(tap):
    with Rig(GENEROUS) as rig:
        tap.ok("Nothing in the Toolkit yet" == ask(rig, "eve@example.org", "toolkit").subject, "an empty Toolkit")
        made = rig.ctl("resource", "add", "https://example.org/a", "--title", "Tohu: asking whānau",
                       "--summary", "How to ask", "--topics", "consent children")
        for number in range(20):
            rig.ctl("resource", "add", f"https://example.org/{number}", "--title", f"Guide {number}", "--summary", "A guide")
        tap.ok("https://example.org/a" in ask(rig, "eve@example.org", "toolkit WHANAU consent").text,
               "words are found in title and topics, without macrons and capitals")
        tap.ok("nothing with all" in ask(rig, "eve@example.org", "toolkit whanau housing").text, "all of them must be there")
        letter = ask(rig, "eve@example.org", "toolkit guide")
        tap.ok(letter.text.count("https://example.org/") == 20 and "There is more" not in letter.text, "twenty fit in a mail")
        letter = ask(rig, "eve@example.org", "toolkit")
        tap.ok("There is more" in letter.text and "/a\n" not in letter.text, "of more the newest")
        tap.equal(rig.ctl("resource", "update", made["id"], "--title", "Tohu")["summary"], "How to ask", "what is not given stays")
        tap.ok("nothing with all" in ask(rig, "eve@example.org", "toolkit whanau").text, "and it is not found by what it was")
        for wrong in (["ftp://example.org/x"], ["https://"], ["https://a b"], ["https://example.org/a"]):
            done = rig.ctl_run("resource", "add", *wrong, "--title", "X", "--summary", "Y")
            tap.ok(done.returncode == 1 and "URL" in done.stderr, f"{wrong[0]} is refused")
        tap.ok(rig.ctl_run("resource", "add", "https://example.org/t", "--title", "x" * 121, "--summary", "Y").returncode == 1,
               "a title of 121 bytes is refused")
        long = rig.ctl("resource", "add", "https://example.org/t", "--title", "x" * 120, "--summary", "y" * 500)
        tap.ok(long["title"] == "x" * 120, "one of 120 is not")
        tap.ok("Tohu" in rig.ctl_run("resource", "list").stdout, "the table names them")
        tap.equal(len(rig.ctl("resource", "list")), 22, "they are listed")
        rig.ctl("resource", "remove", made["id"])
        tap.ok(rig.ctl_run("resource", "remove", made["id"]).returncode == 1, "one that is gone cannot be removed again")


if __name__ == "__main__":
    run(archive, part_of_a_list, while_it_is_sent, toolkit)
