# SPDX-License-Identifier: MIT
"""What is asked of a daemon that has held weekly meetings of many communities for a year: how long dpupctl takes,
and how long anything else waits meanwhile. Deliveries wait as long, because core does one thing after the other."""
import os
import sqlite3
import threading
import time

from bed import Bed
from registry import Asker

DAY = 86400
SPAN = 3600 * 24 * 364          # how far back the meetings go
KEPT = 90                       # days deliveries are kept

# Filled straight in, as the scheduler would have left it: a meeting a week of each community, an answer of
# each member (two thirds say nothing), three reminders a meeting, and the mail of the last ninety days.
FILL = (
    """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :communities)
    INSERT INTO list (id, slug, kind, name, purpose, region, timezone, state, created_at)
    SELECT 1000 + i, 'c' || i, 'community', 'Community ' || i, 'To meet', 'ota', 'Pacific/Auckland',
        'open', :now - :span FROM n""",
    """INSERT INTO convenor (list_id, address, address_key) SELECT id, 'kai@example.org', 'kai@example.org' FROM list
    WHERE kind = 'community'""",
    """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :communities * :members)
    INSERT INTO subscriber (id, address, address_key, address_hash, created_at)
    SELECT 9 + i, 'p' || i || '@example.org', 'p' || i || '@example.org', hash_of(9 + i), :now - :span FROM n""",
    """INSERT INTO subscription (subscriber_id, list_id, state, channel, asked_at, since_at)
    SELECT id, 1001 + (id - 10) / :members, 'active', 'email', :now - :span, :now - :span FROM subscriber
    WHERE id > 9""",
    """WITH RECURSIVE week(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM week WHERE i < 57)
    INSERT INTO meeting (list_id, title, starts_at, length_s, timezone, state, created_at, is_told)
    SELECT l.id, 'Hui', :now - :span + i * 604800 + 3600 + l.id, 3600, 'Pacific/Auckland', 'planned', :now - :span, 1
    FROM week JOIN list l WHERE l.kind = 'community' ORDER BY i, l.id""",
    """INSERT INTO reminder (meeting_id, offset_s, due_at, state)
    SELECT m.id, o.s, m.starts_at - o.s, iif(m.starts_at - o.s < :now, 'sent', 'pending')
    FROM meeting m JOIN (SELECT 604800 AS s UNION SELECT 86400 UNION SELECT 7200) o""",
    """INSERT INTO rsvp (meeting_id, subscriber_id, uid, revision, sequence, is_invited, answer, starts_at)
    SELECT m.id, s.subscriber_id, 'uid-' || m.id || '-' || s.subscriber_id, 1, 0, 1,
        iif(s.subscriber_id % 3 = 0, 'yes', 'none'), m.starts_at
    FROM meeting m JOIN subscription s USING (list_id) ORDER BY m.id, s.subscriber_id""",
    """INSERT INTO delivery (kind, class, state, list_id, subscriber_id, meeting_id, variant, needs_consent,
        address, due_at, created_at, settled_at, attempts)
    SELECT iif(o.s = 0, 'invitation', 'reminder'), 1, 'sent', m.list_id, s.subscriber_id, m.id, o.s, 1,
        'p' || s.subscriber_id || '@example.org', m.starts_at - o.s, m.starts_at - o.s, m.starts_at - o.s + 9, 1
    FROM meeting m JOIN (SELECT 0 AS s UNION SELECT 604800 UNION SELECT 86400 UNION SELECT 7200) o
    JOIN subscription s USING (list_id)
    WHERE m.starts_at - o.s BETWEEN :now - :kept AND :now ORDER BY m.starts_at - o.s, m.id""",
    "INSERT INTO attempt (delivery_id, number, at, outcome, relay, stage, code)"
    " SELECT id, 1, settled_at, 'sent', 'main', 'data', 250 FROM delivery",
)

QUESTIONS = (
    ("status", ("status",)), ("community_list", ("community", "list")), ("meeting_list", ("meeting", "list")),
    ("report_communities", ("report", "communities")), ("report_delivery", ("report", "delivery")),
    ("subscriber_list", ("subscriber", "list")), ("community_members", ("community", "members", "c7")),
)


class Waiter(threading.Thread):
    """Asks for something small all the while: how long does the daemon not answer?"""

    def __init__(self, rig):
        super().__init__()
        self.asker, self.worst, self.is_over = Asker(rig), 0.0, threading.Event()
        self.start()

    def run(self):
        while not self.is_over.wait(0.002):
            self.worst = max(self.worst, self.asker.ask("list.show", slug="news"))

    def stop(self):
        self.is_over.set()
        self.join()
        return self.worst


def fill(path, communities, members):
    db = sqlite3.connect(path)
    db.create_function("hash_of", 1, lambda i: i.to_bytes(16, "big"), deterministic=True)
    values = {"communities": communities, "members": members, "span": SPAN, "kept": KEPT * DAY, "now": int(time.time())}
    with db:
        for statement in FILL:
            db.execute(statement, values)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = os.path.getsize(path)
    db.close()
    return size


def bench(out, communities, members):
    # The relay is closed, and nothing waits for it.
    with Bed(9, 0) as rig:
        rig.stop()
        out("communities_database", fill(rig.path("dpupd.db"), communities, members) / 1e6, "MB")
        rig.start()
        for name, words in QUESTIONS:
            waiter, started = Waiter(rig), time.monotonic()
            rig.ctl(*words)
            took = time.monotonic() - started
            out("communities_" + name, took * 1000, "ms", 1000, is_most=True)
            out("communities_" + name + "_wait", waiter.stop() * 1000, "ms", 100, is_most=True)
