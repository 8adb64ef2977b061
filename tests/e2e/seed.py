# SPDX-License-Identifier: MIT
"""Many subscribers in no time: copies one that came by the real path, in the store of a daemon
that is stopped. For tests about what happens after people have subscribed."""
import sqlite3


def copies(rows, change):
    return [change(number, dict(row)) for number, row in rows]


def insert(db, table, rows):
    names = list(rows[0])
    db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                   [[row[name] for name in names] for row in rows])


def seed(path, model, addresses):
    """Gives each address what `model` has: the row of a person, its subscriptions and consents."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    person = db.execute("SELECT * FROM subscriber WHERE address = ?", (model,)).fetchone()
    first = db.execute("SELECT max(id) FROM subscriber").fetchone()[0] + 1
    with db:
        insert(db, "subscriber", [
            {**person, "id": first + n, "address": address, "address_key": address,
             "address_hash": (first + n).to_bytes(len(person["address_hash"]), "big")}
            for n, address in enumerate(addresses)])
        for table in ("subscription", "consent"):
            models = db.execute(f"SELECT * FROM {table} WHERE subscriber_id = ?", (person["id"],)).fetchall()
            for row in models:
                plain = {k: row[k] for k in row.keys() if k != "id"}
                if "address_hash" in plain:
                    insert(db, table, [
                        {**plain, "subscriber_id": first + n,
                         "address_hash": (first + n).to_bytes(len(person["address_hash"]), "big")}
                        for n in range(len(addresses))])
                else:
                    insert(db, table, [{**plain, "subscriber_id": first + n} for n in range(len(addresses))])
    db.close()
