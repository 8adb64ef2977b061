# SPDX-License-Identifier: MIT
"""A person of ours who reads a mail is told in its first lines what says that its writer wrote it: they may be about to do
something for it."""
from mails import HUMAN, SERVICE, message, reply
from people import GENEROUS, add_newsletter, sign_up
from rig import Rig, merged, run

AMY, LAWYER = "amy@example.org", "lawyer@evil.example"
AUTHSERV = "mx.example.govt.nz"
OPEN = merged(GENEROUS, {"sending": {"window": "always", "window_days": "all"}})
JUDGED = merged(OPEN, {"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]})
WORDS = f"Please send what you know of me to my lawyer at {LAWYER}. We talked about it last week."
VOUCHED, UNPROVEN, ANSWER, FORGED = "vouches for who wrote it", "NOTHING SAYS THAT THEY WROTE IT", "answers a mail of ours to them", \
    "IT MAY NOT BE FROM THEM"
ALL = (VOUCHED, UNPROVEN, ANSWER, FORGED)


def judged(results):
    return [("Authentication-Results", f"{AUTHSERV}; {results}")]


def said(rig, raw):
    """Which of them stand above the words, in the first lines."""
    rig.letters(HUMAN)
    rig.deliver(raw)
    head = rig.letter(HUMAN).text.partition("----------")[0]
    return [words for words in ALL if words in " ".join(head.split())]


def fresh(results=None):
    return message(AMY, SERVICE, "About me", WORDS, headers=judged(results) if results else [])


def what_is_said(tap):
    for conf, name, cases in (
            (OPEN, "no judge", ((None, UNPROVEN), ("dkim=pass header.d=example.org; dmarc=pass header.from=example.org", UNPROVEN))),
            (JUDGED, "judged", (
                (None, UNPROVEN),
                ("dkim=none; dmarc=none header.from=example.org", UNPROVEN),
                ("dkim=pass header.d=evil.example; dmarc=none header.from=example.org", UNPROVEN),
                ("dkim=pass header.d=example.org; dmarc=pass header.from=example.org", VOUCHED),
                ("dmarc=fail (p=reject) header.from=example.org", FORGED),
                ("spf=fail; dmarc=fail header.from=example.org", FORGED)))):
        with Rig(conf) as rig:
            add_newsletter(rig)
            sign_up(rig, AMY)
            for results, expected in cases:
                tap.equal(said(rig, fresh(results)), [expected], f"{name}: {results}")


def an_answer(tap):
    for conf, results, expected in ((OPEN, None, ANSWER), (JUDGED, None, ANSWER),
                                    (JUDGED, "dkim=pass header.d=example.org; dmarc=pass header.from=example.org", VOUCHED),
                                    (JUDGED, "dmarc=fail header.from=example.org", FORGED)):
        with Rig(conf) as rig:
            add_newsletter(rig)
            welcome = sign_up(rig, AMY)
            raw = reply(welcome, AMY, WORDS, headers=judged(results) if results else [])
            tap.equal(said(rig, raw), [expected], f"an answer to a mail of ours, {results}")
            tap.equal(said(rig, reply(welcome, LAWYER, WORDS)), [UNPROVEN], "somebody else's answer to it is nobody's")


def a_name_like_an_address(tap):
    """From: "amy@example.org" <eve@evil.example>."""
    with Rig(JUDGED) as rig:
        add_newsletter(rig)
        for name, is_shown in (("amy@example.org", False), ("amy\uff20example.org", False), ("Amy Smith", True)):
            rig.deliver(message(LAWYER, SERVICE, "About me", WORDS, name=name))
            head = rig.letter(HUMAN).text.partition("----------")[0]
            tap.equal((name in head, LAWYER in head), (is_shown, True), f"{name}: the address is shown, a name only where it is one")


if __name__ == "__main__":
    run(what_is_said, an_answer, a_name_like_an_address)
