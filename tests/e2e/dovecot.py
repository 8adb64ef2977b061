#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A real Dovecot on loopback ports, with its own configuration, users, mail and log in a folder
of its own.

    made = certs.make(folder)
    with Dovecot(certificate=made.good) as server:
        server.deliver(b"From: ...")            # into the Maildir, as a mail server does
        f"imaps://localhost:{server.imaps_port}"    # or imap:// and imap_port, with STARTTLS
        server.user, server.password
        server.lmtp_port, server.auth           # for a Postfix: LMTP, and the socket of its SASL

Runs as root (mail then belongs to nobody) or as anyone else (mail then belongs to them).
"""
import contextlib
import ctypes
import glob
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from ports import free_port

PROGRAM = "/usr/sbin/dovecot"
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
START_S = 20
STOP_S = 10

CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1, ::1
ssl = {ssl}
{certificate}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_verbose = yes
{accounts}
mail_location = maildir:{folder}/mail/%n
mail_fsync = never
mailbox_idle_check_interval = 1 s
recipient_delimiter = +
lda_mailbox_autocreate = yes
postmaster_address = postmaster@example.govt.nz
submission_host = 127.0.0.1:9
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service auth {{
  unix_listener for-postfix {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
  # No waiting after wrong passwords: each test is a client of its own.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
{extra}
"""


def why_not():
    """Why Dovecot cannot be run here, or None."""
    return None if os.path.exists(PROGRAM) else "Dovecot is not installed"


def end_with_parent():
    """In the child: asks for SIGTERM when the test that started it dies."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Dovecot:
    """`users` are names and passwords, the first the one that `user` and `password` name.
    `extra` is further configuration, for example "imap_capability = IMAP4rev1 UIDPLUS"."""

    def __init__(self, certificate=None, users=None, extra="", start=True):
        users = users or {"dpup": "correct horse battery staple"}
        self.folder = tempfile.mkdtemp(prefix="dovecot-")
        os.chmod(self.folder, 0o755)        # its programs run as other users
        self.user, self.password = next(iter(users.items()))
        self.owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.auth = os.path.join(self.folder, "run", "for-postfix")
        self.process = None
        self.serial = 0
        self.settings = {"certificate": certificate, "extra": extra, "imap_port": free_port(),
                         "imaps_port": free_port(), "lmtp_port": free_port()}
        self.configure()
        with open(os.path.join(self.folder, "users"), "w") as f:
            f.writelines(f"{name}:{password}\n" for name, password in users.items())
        for name in users:
            self.make_mailbox(name)
        if start:
            try:
                self.start()
            except BaseException:
                self.__exit__(None, None, None)
                raise

    def __getattr__(self, name):
        if name.endswith("_port"):
            return self.__dict__["settings"][name]
        raise AttributeError(name)

    # --- the server ------------------------------------------------------------------------

    def configure(self, **settings):
        """Writes its configuration; takes effect at the next start."""
        self.settings.update(settings)
        pair = self.settings["certificate"]
        accounts = f"mail_uid = {self.owner.pw_uid}\nmail_gid = {self.owner.pw_gid}\n"
        if os.geteuid() != 0:
            group = grp.getgrgid(self.owner.pw_gid).gr_name
            accounts += (f"default_internal_user = {self.owner.pw_name}\ndefault_login_user = {self.owner.pw_name}\n"
                         f"default_internal_group = {group}\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n")
        with open(os.path.join(self.folder, "dovecot.conf"), "w") as f:
            f.write(CONFIG.format(**{
                **self.settings, "folder": self.folder, "ssl": "yes" if pair else "no", "accounts": accounts,
                "certificate": f"ssl_cert = <{pair[0]}\nssl_key = <{pair[1]}" if pair else ""}))

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", os.path.join(self.folder, "dovecot.conf")],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True, preexec_fn=end_with_parent)
        deadline = time.monotonic() + START_S
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.imap_port), 5) as s:
                if s.recv(100).startswith(b"* OK"):
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot did not start: {self.log()[-2000:]}")
            time.sleep(0.02)

    def end(self, how):
        if self.process is None:
            return
        if how == signal.SIGTERM:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)     # all of its programs are in one group
        self.process.wait()
        self.process = None

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        """All of it at once, as a power cut would."""
        self.end(signal.SIGKILL)

    def freeze(self, is_frozen=True):
        """Stops (or continues) all of its programs: a server that does not answer."""
        os.killpg(self.process.pid, signal.SIGSTOP if is_frozen else signal.SIGCONT)

    def restart(self):
        self.stop()
        self.start()

    def log(self):
        with contextlib.suppress(OSError), open(os.path.join(self.folder, "log"), errors="replace") as f:
            return f.read()
        return ""

    def logins(self):
        """How many logins succeeded since the beginning."""
        return self.log().count("imap-login: Info: Login: user=")

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        if kind is not None:
            print("# the last lines of Dovecot's log:")
            for line in self.log().splitlines()[-40:]:
                print(f"#   {line}")
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- the mail --------------------------------------------------------------------------

    def maildir(self, user=None, mailbox="INBOX"):
        """The Maildir of a mailbox (Maildir++: folders are beside new/ and cur/)."""
        home = os.path.join(self.folder, "mail", user or self.user)
        return home if mailbox == "INBOX" else os.path.join(home, "." + mailbox.replace("/", "."))

    def own(self, path):
        if os.geteuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def make_mailbox(self, user):
        home = self.maildir(user)
        for path in (os.path.dirname(home), home, *(os.path.join(home, sub) for sub in ("tmp", "new", "cur"))):
            os.makedirs(path, exist_ok=True)
            self.own(path)

    def deliver(self, raw, user=None):
        """Puts a mail into the INBOX, complete from the moment it is seen. Returns its file's name."""
        self.serial += 1
        home = self.maildir(user)
        name = f"{int(time.time())}.M{time.time_ns() % 10**9 // 1000:06d}P{os.getpid()}Q{self.serial:07d}.test"
        path = os.path.join(home, "tmp", name)
        with open(path, "wb") as f:
            f.write(raw)
        self.own(path)
        os.rename(path, os.path.join(home, "new", name))
        return name

    def files(self, user=None, mailbox="INBOX"):
        """The files of a mailbox, names only."""
        home = self.maildir(user, mailbox)
        return sorted(os.path.basename(p) for sub in ("new", "cur") for p in glob.glob(os.path.join(home, sub, "*")))

    def seen(self, user=None, mailbox="INBOX"):
        """The files whose message is marked as seen."""
        return [name for name in self.files(user, mailbox) if "S" in name.partition(":2,")[2]]

    def renumber(self, user=None):
        """Forgets all UIDs: the mailbox gets another UIDVALIDITY. Only while it is stopped."""
        for path in glob.glob(os.path.join(self.maildir(user), "dovecot*")):
            os.unlink(path)
