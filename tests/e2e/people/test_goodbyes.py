# SPDX-License-Identifier: MIT
"""An undo is of its own leaving. What only says the same again ends none, whoever wrote it, and neither does what somebody
asks for in between: the goodbye of before still brings back what it left, and the newest says what can be brought back."""
from aging import age
from mails import SERVICE, message, reply
from people import GENEROUS, add_newsletter, announce, state_of, wait_done
from rig import Rig, merged, run

AMY = "amy@example.org"
EVE = "eve@evil.example"
AUTHSERV = "mx.example.govt.nz"
OPEN = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
JUDGED = merged(OPEN, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})
PASSED = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
ALL, BOTH = ("newsletter", "otago", "waikato"), ["active", "active", None]


def on_both(rig):
    """Amy is on two lists of three. The last newsletter, which is passed on."""
    add_newsletter(rig)
    for slug in ("otago", "waikato"):
        rig.ctl("community", "add", slug, "--name", f"{slug.title()} CoP", "--region", slug.title(), "--purpose", "To meet")
    for order in ("subscribe", "join Otago"):
        rig.deliver(message(AMY, SERVICE, order, headers=PASSED))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes", headers=PASSED))
        rig.letter(AMY)
    wait_done(rig, announce(rig, "News", "Kia ora"))
    return rig.letter(AMY)


def states(rig):
    return [state_of(rig, AMY, slug) for slug in ALL]


def goodbye(rig, raw):
    rig.deliver(raw)
    rig.settle()
    return next(x for x in rig.letters(AMY) if "have left" in x.subject)


def own(order):
    return message(AMY, SERVICE, order, headers=PASSED)


def in_between(news):
    """What may come after the first goodbye: what it is called, the mails."""
    return (
        ("the same again", [own("unsubscribe all")]),
        ("the same again, of a list that is gone", [own("leave otago")] * 2),
        ("the same below a mail that was passed on", [reply(news, AMY, "unsubscribe all", return_path=EVE)]),
        ("one list below it", [reply(news, AMY, "leave otago", return_path=EVE)]),
        ("a forged subscribe", [message(AMY, SERVICE, "subscribe", return_path=EVE)]),
        ("a forged join", [message(AMY, SERVICE, "join Otago", return_path=EVE)]),
        ("both, and leaving again", [message(AMY, SERVICE, "subscribe", return_path=EVE), own("unsubscribe")]),
        ("a question about another list", [message(AMY, SERVICE, "join Waikato", return_path=EVE)]),
    )


def the_first_holds(tap):
    for number in range(8):
        with Rig(JUDGED) as rig:
            news = on_both(rig)
            first = goodbye(rig, reply(news, AMY, "unsubscribe all", headers=PASSED))
            name, mails = in_between(news)[number]
            for mail in mails:
                rig.deliver(mail)
                rig.settle()
            # Who surely names one of several once more says that it is not to come back.
            expected = ["active", "left", None] if name.endswith("is gone") else \
                ["active", "active", "pending"] if "another" in name else BOTH
            rig.deliver(reply(first, AMY, "undo", headers=PASSED))
            rig.settle()
            tap.equal(states(rig), expected, f"{name}: undo brings back what was left")
            tap.ok(not any("not open" in x.subject for x in rig.letters(AMY)), "and is not called too late")


def the_second_too(tap):
    """Whoever has lost the first goodbye, or sees that of somebody else's leaving first."""
    for conf, headers in ((JUDGED, PASSED), (OPEN, [])):
        with Rig(conf) as rig:
            news = on_both(rig)
            goodbye(rig, reply(news, AMY, "unsubscribe all", headers=headers))
            second = goodbye(rig, reply(news, AMY, "unsubscribe all", headers=headers))
            tap.ok("UNDO" in second.text, "it says that it can be undone", second.text)
            rig.deliver(reply(second, AMY, "undo", headers=headers))
            rig.settle()
            tap.equal(states(rig), BOTH, "and it is")


def each_its_own(tap):
    """What was left by itself since is not brought back by a goodbye of before."""
    with Rig(JUDGED) as rig:
        news = on_both(rig)
        first = goodbye(rig, reply(news, AMY, "leave otago", headers=PASSED))
        second = goodbye(rig, reply(news, AMY, "unsubscribe", headers=PASSED))
        rig.deliver(reply(second, AMY, "undo", headers=PASSED))
        rig.settle()
        tap.equal(states(rig), ["active", "left", None], "the second brings back its own")
        third = goodbye(rig, reply(news, AMY, "unsubscribe all", headers=PASSED))
        rig.deliver(reply(first, AMY, "undo", headers=PASSED))
        rig.settle()
        tap.equal(states(rig), ["left", "active", None], "and so does the first")
        rig.deliver(own("leave otago"))
        rig.settle()
        rig.deliver(reply(third, AMY, "undo", headers=PASSED))
        rig.settle()
        tap.equal(states(rig), ["active", "left", None], "and the third")


def after_a_no(tap):
    """She was asked in her name, and said no to that: her undo is no yes to the list, but she is asked, and not sent away."""
    for headers in (PASSED, []):
        with Rig(JUDGED if headers else OPEN) as rig:
            news = on_both(rig)
            first = goodbye(rig, reply(news, AMY, "unsubscribe all", headers=headers))
            age(rig, 60)
            rig.deliver(message(AMY, SERVICE, "subscribe", return_path=EVE))
            rig.settle()
            rig.deliver(reply(rig.letters(AMY)[-1], AMY, "no", headers=headers))
            rig.settle()
            rig.letters(AMY)
            rig.deliver(reply(first, AMY, "undo", headers=headers))
            rig.settle()
            tap.equal(states(rig), ["pending", "active", None], "the other comes back, and she is asked about this one")
            rig.deliver(reply(next(x for x in rig.letters(AMY) if "Please confirm" in x.subject), AMY, "yes", headers=headers))
            rig.settle()
            tap.equal(states(rig), BOTH, "her yes brings it back")


if __name__ == "__main__":
    run(the_first_holds, the_second_too, each_its_own, after_a_no)
