#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# tests/run: limit 600 s
"""Each step of an SMTP dialogue x each way it can go wrong, on a server that lies once.

A cell of MATRIX is what must be told of the first message (outcome, stage, code), and the cause the relay is
down for (None: it is not). The second message, handed over with the first, must be handed back where the relay
is down. Then both can be sent after all; and what came twice is exactly what the server took and did not
acknowledge. docs/dialogue.md says the same in words.

    test_matrix.py [STEP...]    only these rows
"""
import os
import sys
import tempfile

import certs
from fake_smtp import (ACCEPT_THEN_DROP, CLOSE, DELAY, DRIP, EXTRA, GARBAGE, LONG_LINE, RST, SILENCE, FakeSMTP)
from sender_core import Core, message
from tap import Tap

tap = Tap()
BIG = 24 * 1024 * 1024      # more than the kernel takes of a body nobody reads
REPLY_S = 1                 # how long a reply is waited for; in life 300 s, and 600 s for the final dot

TEMPORARY, PERMANENT, SHUTTING = "450 4.3.0 later", "550 5.5.0 no", "421 4.3.2 later"
FAULTS = (TEMPORARY, PERMANENT, SHUTTING, CLOSE, RST, SILENCE, DRIP, DELAY, GARBAGE, LONG_LINE, EXTRA)

# Causes for which the relay is down.
NETWORK, BUSY, REFUSED, AUTH, TLS = "network", "busy", "refused", "auth", "tls"
OUT_OF_STEP = ("mail", "rcpt", "data")     # any of these stages
SENT = ("sent", "dot", 250), None


def returned(stage, cause, code=0):
    return ("returned", stage, code), cause


def unsure(cause=NETWORK):
    return ("unsure", "dot", 0), cause


NO_REPLY = (CLOSE, RST, SILENCE, DRIP, GARBAGE, LONG_LINE)


def row(stage, *, temporary, permanent, shutting, lost, delay=SENT, extra, **more):
    """A row: `lost` for all faults that leave no usable reply, or what `more` says of one."""
    return {TEMPORARY: temporary, PERMANENT: permanent, SHUTTING: shutting, DELAY: delay, EXTRA: extra,
            **{fault: lost for fault in NO_REPLY}, **more}


BEFORE = returned("connect", NETWORK)
# A stray reply that libcurl has read with the right one is gone with libcurl's buffer; one that is left is found
# out of step before any body. Either way the second try works and nothing comes twice.
MATRIX = {
    "greeting": row("connect", temporary=returned("connect", BUSY), permanent=returned("connect", REFUSED),
                    shutting=returned("connect", BUSY), lost=BEFORE, extra=returned(OUT_OF_STEP, NETWORK)),
    # HELO is tried after a refusal.
    "ehlo": row("connect", temporary=SENT, permanent=SENT, shutting=returned("connect", BUSY), lost=BEFORE,
                extra=SENT),
    "starttls": row("connect", temporary=returned("connect", BUSY), permanent=returned("connect", TLS),
                    shutting=returned("connect", BUSY), lost=BEFORE, extra=BEFORE),
    "auth": row("connect", temporary=returned("connect", BUSY), permanent=returned("connect", AUTH),
                shutting=returned("connect", BUSY), lost=BEFORE, extra=SENT),
    "mail": row("mail", temporary=(("retry", "mail", 450), None), permanent=(("failed", "mail", 550), None),
                shutting=returned("mail", BUSY, 421), lost=returned("mail", NETWORK),
                extra=returned(OUT_OF_STEP, NETWORK)),
    "rcpt": row("rcpt", temporary=(("retry", "rcpt", 450), None), permanent=(("failed", "rcpt", 550), None),
                shutting=returned("rcpt", BUSY, 421), lost=returned("rcpt", NETWORK),
                extra=returned(OUT_OF_STEP, NETWORK)),
    "data": row("data", temporary=(("retry", "data", 450), None), permanent=(("failed", "data", 550), None),
                shutting=returned("data", BUSY, 421), lost=returned("data", NETWORK),
                extra=returned(OUT_OF_STEP, NETWORK)),
    # A reply before the final dot: a refusal counts, all else is out of step.
    "body": row("body", temporary=(("retry", "body", 450), None), permanent=(("failed", "body", 550), None),
                shutting=returned("body", BUSY, 421), lost=returned("body", NETWORK),
                extra=returned("body", NETWORK)),
    "dot": row("dot", temporary=(("retry", "dot", 450), None), permanent=(("failed", "dot", 550), None),
               shutting=(("retry", "dot", 421), BUSY), lost=unsure(), extra=(("sent", "dot", 250), None)),
    # After a refused recipient, and at the end: the message in question is settled already.
    "rset": row("rset", temporary=(("failed", "rcpt", 550), None), permanent=(("failed", "rcpt", 550), None),
                shutting=(("failed", "rcpt", 550), BUSY), lost=(("failed", "rcpt", 550), NETWORK),
                delay=(("failed", "rcpt", 550), None), extra=(("failed", "rcpt", 550), NETWORK)),
    "quit": row("quit", temporary=SENT, permanent=SENT, shutting=SENT, lost=SENT, extra=SENT),
}
# Beside the grid: replies that mean something else than their first digit says.
MORE = [
    ("connect", RST, BEFORE),
    ("greeting", "554 5.7.1 go away", returned("connect", REFUSED)),
    ("auth", "550 5.7.30 basic authentication is off", returned("connect", AUTH)),
    ("mail", "550 5.7.1 you are listed", returned("mail", REFUSED, 550)),
    ("mail", "530 5.7.0 authenticate", returned("mail", AUTH, 530)),
    ("mail", "432 4.3.2 too many connections", returned("mail", BUSY, 432)),
    ("mail", "451 4.7.652 too fast", returned("mail", BUSY, 451)),
    ("rcpt", "554 5.7.1 relay access denied", (("failed", "rcpt", 554), None)),
    ("rcpt", "552 too many recipients", (("retry", "rcpt", 552), None)),
    ("rcpt", "552 5.2.2 mailbox full", (("failed", "rcpt", 552), None)),
    ("data", "250 2.0.0 what?", returned("data", NETWORK)),
    ("body", "552 5.3.4 too big", (("failed", "body", 552), None)),
    ("body", "250 2.0.0 already?", returned("body", NETWORK)),
    ("dot", "550 5.7.1 policy", (("failed", "dot", 550), None)),
    ("dot", "530 5.7.57 authenticate", returned("dot", AUTH, 530)),
    ("dot", "354 what?", unsure()),
    ("dot", ACCEPT_THEN_DROP, unsure()),
]


class Bench:
    """What a cell needs: certificates, a password."""

    def __init__(self, folder):
        self.made = certs.make(folder)
        self.secret = os.path.join(folder, "password")
        with open(self.secret, "w", opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
            f.write("geheim\n")

    def server(self, step, pipelining):
        if step == "starttls":
            return FakeSMTP(pipelining=pipelining, tls=certs.context(self.made.good))
        return FakeSMTP(pipelining=pipelining, credentials=("u", "geheim") if step == "auth" else None)

    def core(self, step, port):
        more = {"starttls": {"url": f"smtp://localhost:{port}", "tls": "required", "ca_file": self.made.ca},
                "auth": {"user": "u", "password_file": self.secret}}
        return Core(port, reply_s=REPLY_S, answer_s=REPLY_S, **more.get(step, {}))


def told(frame):
    return (frame["outcome"], frame["stage"], frame["code"]) if frame else None


def is_told(frame, outcome):
    stages = outcome[1] if isinstance(outcome[1], tuple) else (outcome[1],)
    return told(frame) in [(outcome[0], stage, outcome[2]) for stage in stages]


def cell(bench, step, fault, wanted, pipelining):
    with bench.server(step, pipelining) as s, bench.core(step, s.port) as c:
        if step == "rset":
            s.rule("rcpt", PERMANENT, times=1)
        s.rule(step, fault, times=1)
        c.job(1, message(1, size=BIG) if step == "body" else None, go=True)
        c.job(2)
        why = check(s, c, c.result(), wanted)
        if step == "quit":
            c.send("send.stop")
            why = why or (c.wait(4) != 0 and f"the end is held up: {c.status}")
        where = "pipelined" if pipelining else "one at a time"
        tap.ok(not why, f"{where}: {step} {fault}: {wanted[0][0]}{f', relay down: {wanted[1]}' if wanted[1] else ''}",
               f"{why}\n{c.relay}\n{c.results}")


def check(s, c, first, wanted):
    """Says what is wrong, or None."""
    outcome, cause = wanted
    if not is_told(first, outcome):
        return f"told {told(first)}, wanted {outcome}"
    again = [(1, {})] if outcome[0] in ("retry", "returned", "unsure") else []
    if cause:
        second = c.result()
        down = next((f for f in c.relay if f["state"] == "down"), None)
        if down is None or down.get("cause") != cause or not down.get("text"):
            return f"the relay is told to be {down}, wanted {cause}"
        if told(second) is None or second["outcome"] != "returned":
            return f"the second message is {told(second)}"
        story = c.drive([*again, (2, {})], timeout=60)
    else:
        c.go(2)
        second = c.result()
        # A connection that turns out to be gone costs a second message no more than another try.
        again += [(2, {})] if second["outcome"] == "returned" else []
        story = {2: [second["outcome"]]} | c.drive(again, timeout=60)
    if any(outcomes[-1] != "sent" for outcomes in story.values()):
        return f"afterwards: {story}"
    copies = s.copies()
    in_doubt = {a.message_id for a in s.accepted if not a.is_told}
    if {m for m, n in copies.items() if n > 1} != in_doubt or max(copies.values()) > 2:
        return f"came twice: {copies}; in doubt were {in_doubt}"
    lost = [i for i in (1, 2) if f"<{i}.test@example.nz>" not in copies and not (i == 1 and outcome[0] == "failed")]
    return f"lost: {lost}" if lost else None


def main():
    chosen = sys.argv[1:]
    cells = [(step, fault, MATRIX[step][fault]) for step in MATRIX for fault in FAULTS] + MORE
    tap.ok(all(set(MATRIX[step]) == set(FAULTS) for step in MATRIX), "the matrix has no hole")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        for pipelining in (True, False):
            for step, fault, wanted in cells:
                if not chosen or step in chosen:
                    cell(bench, step, fault, wanted, pipelining)
    tap.done()


main()
