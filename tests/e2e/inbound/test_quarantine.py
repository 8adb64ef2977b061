# SPDX-License-Identifier: MIT
"""A mail that the parser dies on twice: nothing of it is lost, a person gets it whole, staff see it wherever they
look, and released with a better parser it is understood as if it had just come. A worker of ours does the dying."""
import os
import shutil
import tempfile

import rig as rigs
from mails import HUMAN, message, sub
from people import GENEROUS, add_newsletter, sign_up, state_of
from rig import Rig, run, wait

AMY, BEN, CIA = "amy@example.org", "ben@example.org", "cia@example.org"
PROGRAMS = ("dpupctl", "dpupd-fetch", "dpupd-send", "dpupd-web")
# Reads a byte of what it is given (3 is a child's channel to core), and dies of it.
DEADLY = "#!/bin/sh\nhead -c 1 <&3 >/dev/null\nkill -9 $$\n"


class Programs:
    """The programs in a folder of their own, with a parser that can be exchanged. Core looks beside itself."""

    def __enter__(self):
        self.folder, self.real = tempfile.mkdtemp(prefix="dpupd-programs-"), rigs.BUILD
        os.chmod(self.folder, 0o755)
        shutil.copy(os.path.join(self.real, "dpupd"), self.folder)
        for name in PROGRAMS:
            os.symlink(os.path.join(self.real, name), os.path.join(self.folder, name))
        self.set_parser(True)
        rigs.BUILD = self.folder
        return self

    def __exit__(self, *_):
        rigs.BUILD = self.real
        shutil.rmtree(self.folder)

    def set_parser(self, is_deadly):
        """For workers that start from now on."""
        path, new = (os.path.join(self.folder, name) for name in ("dpupd-parse", "new"))
        if is_deadly:
            with open(new, "w", opener=lambda p, flags: os.open(p, flags, 0o755)) as f:
                f.write(DEADLY)
        else:
            os.symlink(os.path.join(self.real, "dpupd-parse"), new)
        os.replace(new, path)


def doctor(rig):
    done = rig.ctl_run("doctor")
    return done.returncode, next((line for line in done.stdout.splitlines() if "quarantine" in line), "")


def deadly_mail(tap):
    with Programs() as programs, Rig(GENEROUS) as rig:
        add_newsletter(rig)
        tap.equal(rig.status()["inbound"]["quarantined"], 0, "before: nothing is in quarantine")
        raw = message(AMY, sub("subscribe"), "Sign me up, e hoa")
        rig.deliver(raw)
        wait(lambda: rig.status()["inbound"]["quarantined"] == 1, "the mail to be in quarantine")
        row, = rig.ctl("inbound", "list", "--state", "quarantined")
        tap.equal((row["attempts"], rig.status()["parser"]["deaths"]), (2, 2), "at the second death, not the first or third")
        copy = rig.letter(HUMAN)
        tap.ok("could not be read" in copy.subject and f"dpupctl inbound show {row['id']}" in copy.text, "a person is told, with its number")
        tap.ok(raw.replace(b"\r\n", b"\n").strip() in copy.raw.replace(b"\r\n", b"\n"), "and gets it as it came")
        tap.equal(rig.letters(AMY), [], "its sender hears nothing of what nobody has read")
        code, line = doctor(rig)
        tap.ok(code == 1 and "1 message could not be read" in line, f"doctor says so: {line}")
        shown = rig.ctl_run("status").stdout
        tap.ok("quarantine" in shown, "so does the status a person reads", shown)
        tap.ok("dpupd_inbound_quarantined 1" in rig.ctl_run("metrics").stdout, "and so do the metrics")
        tap.ok("inbound.quarantined" in rig.log() and AMY not in rig.log(), "and the log, without the address")

        rig.kill()
        rig.start()
        rig.settle()
        tap.equal((rig.status()["inbound"]["quarantined"], rig.letters(HUMAN)), (1, []), "it stays there when all is killed, and is sent on once")

        programs.set_parser(False)
        rig.deliver(message(BEN, sub("subscribe")))
        tap.ok(rig.letter(BEN), "one death is forgiven: the next worker reads the mail")
        tap.equal(rig.ctl("inbound", "list")[0]["attempts"], 2, "which was handed over twice")
        rig.ctl("inbound", "release", row["id"])
        tap.ok(rig.letter(AMY) and state_of(rig, AMY) == "pending", "released, the first is understood")
        rig.settle()
        tap.equal((rig.status()["inbound"]["quarantined"], doctor(rig)[1].split(":")[0].split()[0]), (0, "ok"), "and the doctor is content")
        tap.ok(sign_up(rig, CIA), "all goes on")


if __name__ == "__main__":
    run(deadly_mail)
