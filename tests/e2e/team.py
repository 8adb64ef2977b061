# SPDX-License-Identifier: MIT
"""Accounts of staff, by dpupctl and by frames of their own making."""
import grp
import os
import pwd
import shutil
import socket
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

    def frame(self, account, verb, **fields):
        """What a frame that no dpupctl made is answered, from that account: ("ok" or "refused", the text)."""
        raw = wire.encode(wire.Frame(verb, 1, **fields))
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(pwd.getpwnam(account).pw_uid)
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sock:
                sock.connect(self.rig.socket)
                sock.send(raw)
                sock.settimeout(20)
                os.write(writer, sock.recv(wire.FRAME_MAX))
            os._exit(0)
        os.close(writer)
        os.wait()
        with os.fdopen(reader, "rb") as f:
            answer = wire.decode(f.read())
        return answer.verb, answer.get("text", "")

    def may(self, account, *args):
        """Whether it was done; a refusal must be told as such."""
        done = self.ask(account, *args)
        assert done.returncode in (0, 1), done
        return done.returncode == 0
