# SPDX-License-Identifier: MIT
"""A daemon whose clock went on: everything it wrote down is made so much older while it is
stopped. To it, that is the same as having been off for that long, and no other program's clock has
to lie."""
import sqlite3

DAY = 86400
NEVER = 10**11      # later than any time: "until the person says otherwise"
LEFT_OUT = {"audit"}        # its hashes cover the times


def time_columns(db):
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        for _, column, kind, *_ in db.execute(f"PRAGMA table_info({table})"):
            if kind == "INTEGER" and table not in LEFT_OUT and \
                    (column == "at" or column.endswith("_at") or column == "paused_until"):
                yield table, column


def make_older(rig, seconds):
    """All of the records, while the daemon is not there."""
    db = sqlite3.connect(rig.path("dpupd.db"))
    with db:
        for table, column in list(time_columns(db)):
            db.execute(f"UPDATE {table} SET {column} = {column} - ? WHERE {column} BETWEEN 1000000000 AND ?",
                       (int(seconds), NEVER))
    db.close()


def age(rig, seconds):
    """Stops the daemon, makes all of its records older, and starts it again."""
    rig.stop()
    make_older(rig, seconds)
    rig.start()
