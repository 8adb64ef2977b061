# SPDX-License-Identifier: MIT
"""A yes agrees to what its question showed, and to nothing else: where a list is for something else by then, the answer
does not subscribe, and they are asked anew with the new purpose. Each way to come on a list, and its honest counterpart."""
from aging import DAY, age
from mails import HUMAN, SERVICE, message, reply, sub
from people import GENEROUS, PURPOSE, add_newsletter, sign_up, state_of
from ports import free_port
from rig import Rig, merged, run
from test_rights import AUTHSERV, proven, rig_for_rights
from web import Visitor, link, settings

AMY, NEW, STRANGER = "amy@example.org", "amy@new.example", "stranger@example.org"
OTHER = "Offers of our partners"


def words(rig, person, act="given"):
    """What the records say of each consent to the newsletter, oldest first."""
    return [c["wording"] for c in rig.ctl("subscriber", "explain", person)["consents"]
            if c["act"] == act and c["list"] == "newsletter"]


def change(rig, purpose=OTHER, slug="newsletter"):
    rig.ctl("list", "update", slug, "--purpose", purpose)


def flat(letter):
    return " ".join(letter.text.split())


def the_question(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.deliver(message(AMY, sub("subscribe")))
        old = rig.letter(AMY)
        change(rig)
        rig.deliver(reply(old, AMY, "yes"))
        anew = rig.letter(AMY)
        tap.ok("has changed since we asked you" in flat(anew) and OTHER in anew.text, "they are shown the new purpose", anew.text)
        tap.equal((state_of(rig, AMY), words(rig, AMY)), ("pending", []), "and nothing is agreed to")
        rig.deliver(reply(old, AMY, "yes"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "pending", "the old question answers nothing any more")
        rig.deliver(reply(anew, AMY, "yes"))
        rig.letter(AMY)
        tap.ok(state_of(rig, AMY) == "active" and OTHER in words(rig, AMY)[-1], "a yes to the new one does, by its words")
        change(rig, PURPOSE)
        change(rig, OTHER)
        rig.deliver(reply(anew, AMY, "yes"))
        rig.settle()
        tap.equal(len(words(rig, AMY)), 1, "once")
        rig.deliver(message("ben@example.org", sub("subscribe")))
        old = rig.letter("ben@example.org")
        change(rig, PURPOSE)
        change(rig, OTHER)
        rig.deliver(reply(old, "ben@example.org", "yes"))
        rig.letter("ben@example.org")
        tap.equal(state_of(rig, "ben@example.org"), "active", "what is again as it was shown is what they agreed to")
        rig.deliver(message("cat@example.org", sub("subscribe")))
        first = rig.letter("cat@example.org")
        change(rig, PURPOSE)
        rig.deliver(message("cat@example.org", sub("subscribe")))
        rig.letter("cat@example.org")
        change(rig, OTHER)
        rig.deliver(reply(first, "cat@example.org", "no"))
        rig.settle()
        tap.ok(state_of(rig, "cat@example.org") != "active", "and a question that another has replaced subscribes nobody")


def the_notice(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.deliver(message(AMY, sub("subscribe")))
        old = rig.letter(AMY)
        rig.stop()
        rig.configure(merged(GENEROUS, {"privacy": {"notice": "2099-1"}}))
        rig.start()
        rig.deliver(reply(old, AMY, "yes"))
        anew = rig.letter(AMY)
        tap.ok("has changed" in flat(anew) and state_of(rig, AMY) == "pending", "another notice is another question")
        rig.deliver(reply(anew, AMY, "yes"))
        rig.letter(AMY)
        tap.equal((state_of(rig, AMY), rig.ctl("subscriber", "explain", AMY)["consents"][-1]["notice"]), ("active", "2099-1"),
                  "which the record names")


def by_number(tap):
    with Rig(GENEROUS) as rig:
        add_newsletter(rig)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "News about events")
        rig.ctl("list", "add", "jobs", "--name", "Jobs", "--purpose", "Open positions")
        rig.deliver(message(AMY, sub("subscribe")))
        question = rig.letter(AMY)
        change(rig, OTHER, "events")
        rig.deliver(reply(question, AMY, "yes 2, 3"))
        letters = [rig.letter(AMY) for _ in range(3)]
        tap.equal([state_of(rig, AMY, slug) for slug in ("newsletter", "events", "jobs")], ["active", "pending", "active"],
                  "what was shown is agreed to")
        anew = next(m for m in letters if m.subject.startswith("Please confirm"))
        tap.ok(OTHER in anew.text, "the other is asked anew")
        given = [c["wording"] for c in rig.ctl("subscriber", "explain", AMY)["consents"] if c["act"] == "given" and c["list"] == "jobs"]
        tap.equal(given, ["Jobs\nWhat it is for: Open positions"], "the record holds what that question said of it")
        rig.deliver(reply(anew, AMY, "yes"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY, "events"), "active", "and had by its own yes")


def a_successor(tap):
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        for heir, is_changed in (("honest@example.org", False), (NEW, True)):
            rig.deliver(proven(AMY, f"replace me with {heir}"))
            question = rig.letter(heir)
            rig.letter(AMY)
            purpose = rig.ctl("list", "show", "newsletter")["purpose"]
            if is_changed:
                change(rig)
            rig.deliver(reply(question, heir, "yes"))
            letter = rig.letter(heir)
            if not is_changed:
                tap.ok(state_of(rig, heir) == "active" and purpose in words(rig, heir)[-1], "unchanged: by the words they were shown")
                rig.letter(AMY)
                sign_up(rig, AMY)
                continue
            tap.ok("has changed" in flat(letter) and OTHER in letter.text, "changed: asked anew")
            tap.equal((state_of(rig, heir), state_of(rig, AMY)), ("pending", "active"), "nobody came and nobody left")
            rig.deliver(reply(letter, heir, "yes"))
            rig.letter(heir)
            tap.ok(OTHER in words(rig, heir)[-1], "their yes to the new words is one")


def a_new_address(tap):
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        purpose = rig.ctl("list", "show", "newsletter")["purpose"]
        rig.deliver(proven(AMY, f"change address to {NEW}"))
        question = rig.letter(NEW)
        tap.ok(f"What it is for: {purpose}" in flat(question), "the question names the lists and what they are for", question.text)
        rig.ctl("list", "add", "events", "--name", "Events", "--purpose", "News about events")
        sign_up(rig, AMY, "subscribe-events")
        rig.deliver(reply(question, NEW, "yes"))
        anew = rig.letter(NEW)
        tap.ok("has changed" in flat(anew) and "News about events" in anew.text, "one more list since: asked anew")
        tap.ok(state_of(rig, NEW) is None, "and not moved")
        rig.deliver(reply(question, NEW, "yes"))
        tap.ok("not open" in rig.letter(NEW).subject, "the old question is answered")
        rig.deliver(reply(anew, NEW, "yes"))
        rig.letter(NEW), rig.letter(AMY)
        tap.equal((state_of(rig, NEW), state_of(rig, NEW, "events")), ("active", "active"), "their yes to all of it moves")
        last = [c for c in rig.ctl("subscriber", "explain", NEW)["consents"] if c["list"] == "newsletter"][-1]
        tap.equal((last["act"], last["wording"], last["note"]),
                  ("given", f"DPUP newsletter\nWhat it is for: {purpose}", 'answer to "is this your address?"'), "and is recorded with its words")


def an_undo(tap):
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, "unsubscribe"))
        rig.deliver(reply(rig.letter(AMY), AMY, "undo"))
        rig.letter(AMY)
        tap.ok(state_of(rig, AMY) == "active" and words(rig, AMY)[1] == words(rig, AMY)[0], "an undo records what they had agreed to")
        rig.deliver(proven(AMY, "unsubscribe"))
        goodbye = rig.letter(AMY)
        change(rig)
        rig.deliver(reply(goodbye, AMY, "undo"))
        anew = rig.letter(AMY)
        tap.ok("has changed" in flat(anew) and OTHER in anew.text and state_of(rig, AMY) == "pending", "for something else: asked", anew.text)
        rig.deliver(reply(anew, AMY, "yes"))
        rig.letter(AMY)
        tap.ok(state_of(rig, AMY) == "active" and OTHER in words(rig, AMY)[-1], "and back by a yes to that")
        rig.deliver(proven(AMY, "unsubscribe"))
        goodbye = rig.letter(AMY)
        change(rig, OTHER.split()[0])
        rig.deliver(reply(goodbye, AMY, "undo"))
        rig.letter(AMY)
        tap.equal(state_of(rig, AMY), "pending", "a part of the old words is something else, too")
        change(rig)
        rig.deliver(proven(AMY, "unsubscribe"))
        rig.letters(AMY)


def an_undo_after_another_notice(tap):
    judged = merged(GENEROUS, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        rig.deliver(proven(AMY, "unsubscribe"))
        goodbye = rig.letter(AMY)
        rig.configure(merged(judged, {"privacy": {"notice": "2099-12"}}))
        rig.restart()
        rig.deliver(reply(goodbye, AMY, "undo"))
        anew = rig.letter(AMY)
        tap.ok("has changed" in flat(anew) and state_of(rig, AMY) == "pending", "another notice: asked", anew.text)
        rig.deliver(reply(anew, AMY, "yes"))
        rig.letter(AMY)
        given = [c for c in rig.ctl("subscriber", "export", AMY)["consents"] if c["act"] == "given"]
        tap.equal(([c["notice"] for c in given][1:], state_of(rig, AMY)), (["2099-12"], "active"), "and the consent is of the notice they were shown")


def a_closed_list(tap):
    """Whoever is asked whether an address is theirs is not told of lists that only their members know of."""
    with rig_for_rights() as rig:
        sign_up(rig, AMY)
        rig.ctl("list", "add", "circle", "--name", "Survivors Circle", "--purpose", "For those who were hurt")
        rig.deliver(proven(AMY, "subscribe circle"))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.letters(AMY)
        rig.settle()
        rig.letters(AMY)
        rig.ctl("list", "update", "circle", "--state", "closed")
        rig.deliver(proven(AMY, f"change address to {NEW}"))
        question = rig.letter(NEW)
        tap.ok("Survivors" not in question.text and "hurt" not in question.text and "1 more" in question.text, "only that there is one", question.text)
        rig.deliver(reply(question, NEW, "yes"))
        rig.letter(NEW)
        tap.equal((state_of(rig, NEW), state_of(rig, NEW, "circle")), ("active", "active"), "with a yes both go along")
        for words in ("leave circle", "unsubscribe Survivors Circle", "leave nosuch"):
            for mail in (message(STRANGER, SERVICE, words), proven(STRANGER, words)):
                rig.deliver(mail)
                rig.settle()
                told = "".join(m.subject + m.text for m in rig.letters(STRANGER))
                tap.ok("Survivors" not in told and "circle" not in told.lower().replace("leave circle", ""), f"{words!r}: no stranger hears of it", told)
        rig.letters(HUMAN)
        rig.deliver(message(NEW, SERVICE, "leave circle"))
        tap.ok("Survivors Circle" in rig.letter(NEW).subject, "a member is asked as ever")
        rig.deliver(proven(NEW, "leave circle"))
        rig.settle()
        tap.equal(state_of(rig, NEW, "circle"), "left", "and leaves as ever")


def the_yearly_mail(tap):
    with Rig(merged(GENEROUS, {"sending": {"window": "always"}})) as rig:
        add_newsletter(rig)
        sign_up(rig, AMY)
        age(rig, 366 * DAY)
        mail = rig.letter(AMY)
        purpose = rig.ctl("list", "show", "newsletter")["purpose"]
        tap.ok(f"What it is for: {purpose}" in flat(mail), "it says what each list is for")
        change(rig)
        rig.deliver(reply(mail, AMY, "yes"))
        rig.letter(AMY)
        tap.equal(words(rig, AMY)[-1], f"DPUP newsletter\nWhat it is for: {purpose}", "recorded is what it said, not what is so now")


def a_page(tap):
    port = free_port()
    with Rig(settings(port, GENEROUS)) as rig:
        web = Visitor(port)
        web.wait_up()
        add_newsletter(rig)
        rig.deliver(message(AMY, sub("subscribe")))
        question = rig.letter(AMY)
        path = link(question, "c")
        shown = web.get(path).text.split('name="shown" value="')[1].split('"')[0]
        change(rig)
        page = web.post(path, answer="yes", shown=shown)
        tap.ok("has changed since" in page.text and OTHER in page.text and state_of(rig, AMY) == "pending", "a page of before: shown anew")
        shown = page.text.split('name="shown" value="')[1].split('"')[0]
        tap.equal((web.post(path, answer="yes", shown=shown).status, state_of(rig, AMY)), (200, "active"), "the page that shows it agrees to it")
        tap.ok(OTHER in words(rig, AMY)[-1], "by its words")


if __name__ == "__main__":
    run(the_question, the_notice, by_number, a_successor, a_new_address, an_undo, an_undo_after_another_notice,
        a_closed_list, the_yearly_mail, a_page)
