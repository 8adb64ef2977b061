# SPDX-License-Identifier: MIT
"""A visitor of the web pages: asks by Python's own HTTP client, or by raw bytes where it is hostile."""
import contextlib
import hashlib
import http.client
import re
import socket
import sqlite3
import urllib.parse

from rig import merged, wait

BASE = "https://dpup.example.govt.nz"
URLS = re.compile(re.escape(BASE) + r"(/[^\s<>\"')]*)")
SECURE = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow",
          "x-content-type-options": "nosniff"}


def settings(port, more=None):
    return merged({"web": {"listen": str(port), "base_url": BASE}}, more or {})


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {k.lower(): v for k, v in headers}
        self.body = body
        self.text = body.decode()


class Visitor:
    def __init__(self, port, context=None):
        self.port = port
        self.context = context

    def ask(self, method, path, body=None, headers=None):
        maker = http.client.HTTPSConnection if self.context else http.client.HTTPConnection
        more = {"context": self.context} if self.context else {}
        with contextlib.closing(maker("127.0.0.1", self.port, timeout=30, **more)) as c:
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return Answer(r.status, r.getheaders(), r.read())

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        return self.ask("POST", path, urllib.parse.urlencode(fields),
                        {"Content-Type": "application/x-www-form-urlencoded"})

    def one_click(self, path):
        return self.post(path, **{"List-Unsubscribe": "One-Click"})

    def is_up(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get("/healthz").status == 200
        return False

    def wait_up(self):
        wait(self.is_up, "the web pages to be there")

    def raw(self, data, timeout=30):
        """Sends bytes, and returns what comes until the end."""
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.port), timeout)) as s:
            with contextlib.suppress(OSError):
                s.sendall(data)
            got = b""
            with contextlib.suppress(ConnectionError):
                while piece := s.recv(65536):
                    got += piece
            return got


def links(letter):
    """The paths of our own pages a mail names, wherever it does."""
    text = "\n".join(filter(None, [letter.text, letter.html, letter["List-Unsubscribe"]]))
    return sorted({p.rstrip(".,;") for p in URLS.findall(text)})


def link(letter, page):
    return next(p for p in links(letter) if p.startswith(f"/{page}/"))


def dump(rig):
    """All rows of the store, as one hash a table."""
    db = sqlite3.connect(f"file:{rig.path('dpupd.db')}?mode=ro", uri=True)
    try:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {t: hashlib.sha256(repr(db.execute(f"SELECT * FROM {t}").fetchall()).encode()).hexdigest()
                for t in tables}
    finally:
        db.close()
