# SPDX-License-Identifier: MIT
"""The proof of one person's consent, on one page, and what became of the mail to them."""
import hashlib
import re
import ssl
import tempfile

import certs
from mails import message, reply, sub
from people import PURPOSE, add_newsletter, announce, wait_done
from reports import bounced
from rig import Rig, run, wait
from sink import Sink

LOCAL = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+1[23]:00$")   # New Zealand's offsets
AUTHSERV = "mx.example.govt.nz"
AMY = "amy@example.org"


def proof(tap):
    with Rig({"inboxes": [{"kind": "maildir", "path": "Maildir", "authserv_id": AUTHSERV}]}) as rig:
        add_newsletter(rig)
        vouched = [("Authentication-Results", f"{AUTHSERV}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org")]
        rig.deliver(message(AMY, sub("subscribe")))
        yes = reply(rig.letter(AMY), AMY, "yes", headers=vouched, message_id="<yes@example.org>")
        rig.deliver(yes)
        rig.letter(AMY)
        rig.deliver(message(AMY, "dpup@example.govt.nz", "unsubscribe", headers=vouched, message_id="<no@example.org>"))
        rig.letter(AMY)
        told = rig.ctl("subscriber", "explain", AMY)
        asked, given, withdrawn = told["consents"]
        tap.equal([c["act"] for c in told["consents"]], ["asked", "given", "withdrawn"], "the whole history")
        tap.ok(PURPOSE in given["wording"] and "Privacy Commissioner" in given["wording"], "the words agreed to")
        tap.equal(given["message_id"], "yes@example.org", "the mail that agreed")
        tap.equal(given["message_sha256"], hashlib.sha256(yes.replace(b"\r\n", b"\n")).hexdigest(), "its hash, as it came")
        tap.equal(given["authentication"], "dmarc=pass dkim=pass", "what the mail host said of it")
        tap.equal(withdrawn["message_id"], "no@example.org", "and the mail that took it back")
        tap.ok(all(LOCAL.match(c["at"]) for c in told["consents"]), "local times with their offset", told["consents"])
        page = rig.ctl_run("subscriber", "explain", AMY).stdout
        tap.ok(all(line in page for line in given["wording"].splitlines()), "a person reads all of the words", page)


def returned(tap):
    """A mail server takes it, and later sends it back."""
    with Rig() as rig:
        add_newsletter(rig)
        rig.deliver(message(AMY, sub("subscribe")))
        rig.deliver(reply(rig.letter(AMY), AMY, "yes"))
        rig.letter(AMY)
        number = announce(rig, "News", "Kia ora")
        letter = rig.letter(AMY)
        wait_done(rig, number)
        rig.deliver(bounced(letter))

        def row():
            return next(d for d in rig.ctl("explain", AMY)["deliveries"] if d["announcement"] == number)
        wait(lambda: row()["bounced"], "the bounce to be told")
        tap.ok(row()["state"] == "sent" and "User unknown" in row()["bounce"], "explain ADDRESS: it went, and came back")
        story = rig.ctl("explain", row()["id"])
        tap.equal([a["outcome"] for a in story["story"]], ["sent", "bounced"], "explain DELIVERY: in this order")
        tap.ok(LOCAL.match(story["bounced"]), "when, in local time")
        page = rig.ctl_run("explain", AMY).stdout
        tap.ok("BOUNCED" in page and "User unknown" in page, "a person reads it in the table", page)


def encrypted(tap):
    """The story of a mail says what it went with to the relay."""
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        for scheme, version, expected in (("smtp", ssl.TLSVersion.TLSv1_3, "TLS1.3"),
                                          ("smtp", ssl.TLSVersion.TLSv1_2, "TLS1.2"),
                                          ("smtps", ssl.TLSVersion.TLSv1_3, "TLS1.3"), ("smtp", None, "none")):
            context = certs.context(made.good) if version else None
            if version:
                context.maximum_version = version
            sink = Sink(tls=context, is_implicit=scheme == "smtps")
            more = {"url": f"smtp://127.0.0.1:{sink.port}", "tls": "none"}
            if version:
                more = {"url": f"{scheme}://localhost:{sink.port}", "tls": "required", "ca_file": made.ca}
            busy = []

            def once_busy(stage, *_):
                if stage == "rcpt" and not busy:
                    busy.append(stage)
                    return "451 4.3.0 later"
                return None
            sink.rule = once_busy
            with Rig({"relays": [more]}, sink=sink) as rig:
                add_newsletter(rig)
                rig.deliver(message(AMY, sub("subscribe")))
                wait(lambda: busy, "the first attempt")
                wait(lambda: rig.ctl("explain", AMY)["deliveries"][0]["attempts"] == 1, "its result")
                number = rig.ctl("explain", AMY)["deliveries"][0]["id"]
                rig.ctl("queue", "retry", number)
                rig.letter(AMY)
                rig.settle()
                story = rig.ctl("explain", number)["story"]
                tap.equal([(a["outcome"], a["tls"]) for a in story], [("retry", expected), ("sent", expected)],
                          f"{scheme}, {expected}: each attempt says so")
                page = rig.ctl_run("explain", number).stdout
                rows = re.findall(rf" {re.escape(expected)}\n", page)
                tap.ok(re.search(r"REPLY +TLS\n", page) and len(rows) == 2, "a person reads it", page)
            sink.close()


def schedule(tap):
    """The configured waits: what was refused for now comes again by itself, soon."""
    with Rig({"sending": {"retry": ["1s", "2s"]}}) as rig:
        refused = []

        def twice_busy(stage, *_):
            if stage == "rcpt" and len(refused) < 2:
                refused.append(stage)
                return "451 4.3.0 later"
            return None
        rig.sink.rule = twice_busy
        add_newsletter(rig)
        rig.deliver(message(AMY, sub("subscribe")))
        rig.letter(AMY)
        rig.settle()
        story = rig.ctl("explain", rig.ctl("explain", AMY)["deliveries"][0]["id"])["story"]
        tap.equal([a["outcome"] for a in story], ["retry", "retry", "sent"], "the third attempt, nobody asked for it")


if __name__ == "__main__":
    run(proof, returned, encrypted, schedule)
