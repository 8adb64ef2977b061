# SPDX-License-Identifier: MIT
"""A store as an earlier dpupd left it: its rows, in a schema of only the first migrations."""
import glob
import os
import sqlite3

from rig import ROOT


def make_store_older(rig, version):
    """While the daemon is not there: what is stored stands in a store of that version, as far as that had a place for it."""
    path, old = rig.path("dpupd.db"), rig.path("older.db")
    files = sorted(glob.glob(os.path.join(ROOT, "subscribers/migrations/*.sql")))[:version]
    db = sqlite3.connect(old)
    for name in files:
        with open(name) as f:
            db.executescript(f.read())
    db.execute("ATTACH ? AS new", (path,))
    tables = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'"
                                             " AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') AND sql NOT LIKE 'CREATE VIRTUAL%'")]
    with db:
        for table in tables:
            known = {row[1] for row in db.execute(f"PRAGMA new.table_info({table})")}
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})") if row[1] in known)
            db.execute(f"DELETE FROM main.{table}")
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    db.execute(f"PRAGMA main.user_version = {version}")
    db.close()
    for end in ("-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    os.replace(old, path)
