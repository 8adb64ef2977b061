# SPDX-License-Identifier: MIT
"""Accounts of staff, by dpupctl and by frames of their own making."""
import grp
import os
import pwd
import shutil
import socket
import struct
import subprocess

import wire
from rig import Rig, program

AUTHOR, APPROVER, CONVENOR, STRANGER = "games", "mail", "news", "nobody"     # accounts every Debian has
GROUP = "daemon"


class Team:
    """A rig whose control socket other accounts can reach, and dpupctl as one of them."""

    def __init__(self, conf=None):
        self.rig = Rig({"control": {"group": GROUP}, **(conf or {})})
        os.chmod(self.rig.folder, 0o755)
        self.program = self.rig.path("dpupctl")
        shutil.copy(program("dpupctl"), self.program)
        os.chmod(self.program, 0o755)

        self.gid = grp.getgrnam(GROUP).gr_gid

    def __enter__(self):
        return self.rig.__enter__() and self

    def __exit__(self, *args):
        return self.rig.__exit__(*args)

    def ask(self, account, *args):
        return subprocess.run(["setpriv", f"--reuid={account}", f"--regid={GROUP}", "--clear-groups", self.program,
                               "-s", self.rig.socket, "--json", "--yes", *map(str, args)], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60)

    def frames(self, account, all):
        """What frames that no dpupctl made are answered, from that account, one after the other on one connection."""
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(pwd.getpwnam(account).pw_uid)
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sock, os.fdopen(writer, "wb") as out:
                sock.connect(self.rig.socket)
                sock.settimeout(20)
                for verb, fields in all:
                    sock.send(wire.encode(wire.Frame(verb, 1, **fields)))
                    answer = sock.recv(wire.FRAME_MAX)
                    out.write(struct.pack("<I", len(answer)) + answer)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as f:
            answers = [wire.decode(f.read(*struct.unpack("<I", size))) for size in iter(lambda: f.read(4), b"")]
        os.wait()
        return [(answer.verb, answer.get("text", "")) for answer in answers]

    def frame(self, account, verb, **fields):
        """The same of one: ("ok" or "refused", the text)."""
        return self.frames(account, [(verb, fields)])[0]

    def may(self, account, *args):
        """Whether it was done; a refusal must be told as such."""
        done = self.ask(account, *args)
        assert done.returncode in (0, 1), done
        return done.returncode == 0
