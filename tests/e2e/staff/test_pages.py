# SPDX-License-Identifier: MIT
"""Long lists come in pages that nobody sees: they are whole, in order, and can be asked for in parts."""
import sqlite3
import time

from rig import Refused, Rig, run

PEOPLE = 4100           # three pages of 2000
LEFT = 7                # every so manieth has left
COMMUNITIES = 12        # three pages of 5
DELIVERIES = 45000      # three parts of 20000
MEETINGS = 1100         # three pages of 500
DAY = 86400

FILL = (
    """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)
    INSERT INTO subscriber (id, address, address_key, address_hash, created_at)
    SELECT i, 'p' || i || '@example.org', 'p' || i || '@example.org', hash_of(i), 1 FROM n""",
    """INSERT INTO subscription (subscriber_id, list_id, state, channel, asked_at, since_at, left_at)
    SELECT id, 1, iif(id % :left = 0, 'left', 'active'), 'email', 1, 1, iif(id % :left = 0, :now, NULL) FROM subscriber""",
    # The first of a second page is on two lists: both rows belong to the page before its end.
    """INSERT INTO subscription (subscriber_id, list_id, state, channel, asked_at, since_at)
    SELECT id, 2, 'active', 'email', 1, 1 FROM subscriber WHERE id BETWEEN 1998 AND 2002""",
    # Two kinds in turns; the last tenth is from before the thirty days, the table's order is that of time.
    """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :deliveries)
    INSERT INTO delivery (kind, class, state, needs_consent, address, due_at, created_at, settled_at)
    SELECT iif(i % 3 = 0, 'welcome', 'reminder'), 1, iif(i % 5 = 0, 'failed', 'sent'), 0, 'x@example.org', 1,
        iif(i <= :deliveries / 10, :now - 40 * 86400, :now - 86400), :now FROM n""",
    """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :meetings)
    INSERT INTO meeting (list_id, title, starts_at, length_s, timezone, state, created_at, is_told)
    SELECT 2, 'Hui', :now + (600 - i) * 86400, 3600, 'Pacific/Auckland', 'planned', 1, 1 FROM n""",
)


def fill(rig, now):
    db = sqlite3.connect(rig.path("dpupd.db"))
    db.create_function("hash_of", 1, lambda i: i.to_bytes(16, "big"), deterministic=True)
    with db:
        for statement in FILL:
            db.execute(statement, {"people": PEOPLE, "left": LEFT, "now": now, "deliveries": DELIVERIES,
                                   "meetings": MEETINGS})
    db.close()


def people(tap, rig):
    rows = rig.ctl("subscriber", "list", "--list", "news")
    tap.ok([r["id"] for r in rows] == list(range(1, PEOPLE + 1)), "everybody of a list, once and in order", len(rows))
    left = rig.ctl("subscriber", "list", "--list", "news", "--state", "left")
    tap.ok([r["id"] for r in left] == list(range(LEFT, PEOPLE + 1, LEFT)), "those in one state", len(left))
    rows = rig.ctl("subscriber", "list")
    tap.ok(len(rows) == PEOPLE + 5 and [r["id"] for r in rows] == sorted(r["id"] for r in rows), "of all lists", len(rows))
    rows = rig.ctl("subscriber", "list", "--limit", 3, "--after", 1998)
    tap.ok([(r["id"], r["list"]) for r in rows] == [(n, slug) for n in (1999, 2000, 2001) for slug in ("news", "c1")],
           "three people behind one, with all their lists", rows)
    tap.ok(rig.ctl("subscriber", "list", "--after", PEOPLE) == [] and rig.ctl("subscriber", "list", "--limit", 0) == [],
           "nobody behind the last, and none of none")
    tap.ok([r["id"] for r in rig.ctl("subscriber", "list", "--list", "news", "--limit", 2001)] == list(range(1, 2002)),
           "more than a page")
    rows = rig.ctl("community", "members", "c1")
    tap.ok([r["id"] for r in rows] == list(range(1998, 2003)) and
           [r["id"] for r in rig.ctl("community", "members", "c1", "--after", 2000, "--limit", 1)] == [2001],
           "members of a community", rows)
    tap.ok(rig.ctl("community", "members", "c2") == [], "a community of nobody")
    shown = rig.ctl_run("subscriber", "list").stdout
    tap.ok("p1000@example.org" in shown and "p1001@" not in shown and "--json has all" in shown, "a table shows a thousand")
    for wrong in (("--limit", "x"), ("--limit", "-1"), ("--after", "1.5")):
        tap.ok(rig.ctl_run("subscriber", "list", *wrong).returncode == 64, f"refused: {' '.join(wrong)}")


def meetings(tap, rig):
    # Meeting i starts 600 - i days and a half from now: the first 600 are to come, and 630 was 29 and a half ago.
    rows = rig.ctl("meeting", "list")
    tap.ok([r["id"] for r in rows] == list(range(630, 0, -1)), "coming meetings and recent ones, by their time",
           [len(rows), rows[0]["id"]])
    rows = rig.ctl("meeting", "list", "--all")
    tap.ok([r["id"] for r in rows] == list(range(MEETINGS, 0, -1)), "all there ever were", len(rows))
    rows = rig.ctl("meeting", "list", "--community", "c1", "--after", 20, "--limit", 4)
    tap.ok([r["id"] for r in rows] == [19, 18, 17, 16], "four behind one", [r["id"] for r in rows])
    tap.ok(rig.ctl("meeting", "list", "--community", "c2", "--all") == [], "none of another community")


def reports(tap, rig):
    rows = rig.ctl("report", "communities")
    tap.ok([r["community"] for r in rows] == [f"c{n}" for n in range(1, COMMUNITIES + 1)], "every community has its row", rows)
    # Of 4501 to 45000, which are 40500: 13500 can be divided by 3, 2700 by 15, 8100 by 5.
    rows = {r["kind"]: r for r in rig.ctl("report", "delivery")}
    tap.ok(set(rows) == {"welcome", "reminder"} and rows["welcome"]["sent"] == 10800 and rows["welcome"]["failed"] == 2700 and
           rows["reminder"]["sent"] == 21600 and rows["reminder"]["failed"] == 5400, "the parts are added up", rows)
    rows = {r["kind"]: r["sent"] + r["failed"] for r in rig.ctl("report", "delivery", "--last", "60d")}
    tap.ok(rows == {"welcome": 15000, "reminder": 30000}, "and further back", rows)
    tap.ok(rig.status()["deliveries"]["sent"] == 36000 and rig.status()["deliveries"]["failed"] == 9000, "status counts all")
    with_nothing = rig.ctl_run("report", "delivery", "--last", "1m")
    tap.ok(with_nothing.returncode == 0, "nothing of the last minute is an answer", with_nothing)
    try:
        rig.ctl("report", "delivery", "--announcement", 99)
        tap.ok(False, "an announcement that is none")
    except Refused as refusal:
        tap.ok("no announcement 99" in str(refusal), "an announcement that is none", refusal)


def story(tap):
    with Rig() as rig:
        rig.ctl("list", "add", "news", "--name", "News", "--purpose", "News")
        for n in range(1, COMMUNITIES + 1):
            rig.ctl("community", "add", f"c{n}", "--name", f"Community {n}", "--purpose", "To meet", "--region", "Otago")
        rig.stop()
        # Half a day off, so that no meeting is at the edge of what is recent.
        fill(rig, int(time.time()) + DAY // 2)
        rig.start()
        people(tap, rig)
        meetings(tap, rig)
        reports(tap, rig)


run(story)
