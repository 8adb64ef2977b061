# SPDX-License-Identifier: MIT
"""Many subscribers in no time: copies one that came by the real path, in the store of a daemon
that is stopped. For tests about what happens after people have subscribed."""
import sqlite3


def rows_of(db, table, where, value):
    """The rows, without the columns that SQLite makes."""
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    return [dict(zip(names, row))
            for row in db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {where} = ?", (value,))]


def insert(db, table, rows):
    names = list(rows[0])
    db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                   [[row[name] for name in names] for row in rows])


def seed(path, model, addresses):
    """Gives each address what `model` has: the row of a person, its subscriptions and consents."""
    db = sqlite3.connect(path)
    person = rows_of(db, "subscriber", "address", model)[0]
    first = db.execute("SELECT max(id) FROM subscriber").fetchone()[0] + 1
    copies = [{"subscriber_id": first + n, "address_hash": (first + n).to_bytes(len(person["address_hash"]), "big")}
              for n in range(len(addresses))]
    with db:
        insert(db, "subscriber", [
            {**person, "id": copy["subscriber_id"], "address": address, "address_key": address,
             "address_hash": copy["address_hash"]}
            for copy, address in zip(copies, addresses)])
        for table in ("subscription", "consent"):
            for row in rows_of(db, table, "subscriber_id", person["id"]):
                del row["id"]
                insert(db, table, [{**row, **{k: v for k, v in copy.items() if k in row}} for copy in copies])
    db.close()
