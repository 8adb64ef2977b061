# SPDX-License-Identifier: MIT
"""A real Postfix on a loopback port, with its own configuration, queue and log in a folder of
its own. Needs root, as Postfix does.

    with Postfix(domains=["example.org"], transport="lmtp:inet:127.0.0.1:24024",
                 certificate=("server.pem", "server.key"), sasl="/path/of/dovecot/auth") as relay:
        ... f"smtp://localhost:{relay.port}" ...

It takes mail for `domains` from anyone and hands it to `transport`; mail for elsewhere it takes
from those who authenticated, and hands it to `elsewhere`. It asks no DNS and leaves the host by
no other way. What `transport` refuses comes back as a bounce.
"""
import contextlib
import os
import shutil
import subprocess
import tempfile
import time

from ports import free_port
from rig import Failure, wait

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.example.govt.nz
mydomain = example.govt.nz
myorigin = example.govt.nz
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
relay_domains = {domains}
relay_transport = {transport}
default_transport = {elsewhere}
disable_dns_lookups = yes
smtp_dns_support_level = disabled
smtputf8_enable = {utf8}
biff = no
recipient_delimiter = +
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 1s
transport_retry_time = 1s
lmtp_destination_concurrency_failed_cohort_limit = 1000
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = {recipients}
smtpd_client_connection_rate_limit = 0
smtpd_tls_security_level = {tls}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_auth_only = {auth_only}
smtpd_sasl_auth_enable = {sasl}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl_path}
smtpd_sasl_security_options = noanonymous
broken_sasl_auth_clients = no
smtpd_discard_ehlo_keywords = chunking
"""

# Not chrooted, so that nothing needs copying; no service that listens but the one on {port}.
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def why_not():
    """Why Postfix cannot be run here, or None."""
    if os.geteuid() != 0:
        return "Postfix needs root"
    if not os.path.exists("/usr/sbin/postfix"):
        return "Postfix is not installed"
    return None


class Postfix:
    """`must_authenticate`: also mail for `domains` is only taken from those who did."""

    def __init__(self, domains, transport, elsewhere="error:this relay leads nowhere else",
                 certificate=None, sasl=None, must_authenticate=True, start=True):
        self.folder = tempfile.mkdtemp(prefix="postfix-")
        os.chmod(self.folder, 0o755)        # its programs run as other users
        self.port = free_port()
        for name in ("etc", "queue", "data"):
            os.mkdir(os.path.join(self.folder, name), 0o755)
        shutil.chown(os.path.join(self.folder, "data"), "postfix")
        # Some of its programs open the log before, some after they have given up being root.
        open(os.path.join(self.folder, "log"), "w").close()
        shutil.chown(os.path.join(self.folder, "log"), "postfix")
        self.settings = dict(
            utf8="no", folder=self.folder, domains=" ".join(domains), transport=transport, elsewhere=elsewhere,
            tls="may" if certificate else "none", certificate=certificate[0] if certificate else "",
            key=certificate[1] if certificate else "", auth_only="yes" if certificate else "no",
            sasl="yes" if sasl else "no", sasl_path=sasl or "none",
            recipients="permit_sasl_authenticated, reject" if sasl and must_authenticate else "permit")
        self.configure()
        if start:
            self.start()

    def configure(self, **settings):
        """Writes main.cf and master.cf; takes effect at the next start."""
        self.settings.update(settings)
        with open(os.path.join(self.folder, "etc", "main.cf"), "w") as f:
            f.write(MAIN.format(**self.settings))
        with open(os.path.join(self.folder, "etc", "master.cf"), "w") as f:
            f.write(MASTER.format(port=self.port))

    def command(self, *words, program="postfix"):
        return subprocess.run([f"/usr/sbin/{program}", "-c", os.path.join(self.folder, "etc"), *words],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def start(self):
        done = self.command("start")
        if done.returncode:
            raise Failure(f"postfix start: {done.stderr or self.log()[-2000:]}")

    def master(self):
        """The pid of its master, or None."""
        with contextlib.suppress(OSError, ValueError):
            with open(os.path.join(self.folder, "queue", "pid", "master.pid")) as f:
                pid = int(f.read())
            with open(f"/proc/{pid}/comm") as f:
                return pid if f.read().strip() == "master" else None
        return None

    def stop(self):
        pid = self.master()
        if pid:
            self.command("stop")
            wait(lambda: not os.path.exists(f"/proc/{pid}") or is_zombie(pid), "Postfix to stop")

    def restart(self):
        self.stop()
        self.start()

    def log(self):
        with contextlib.suppress(OSError), open(os.path.join(self.folder, "log"), errors="replace") as f:
            return f.read()
        return ""

    def log_says(self, word, timeout=30):
        wait(lambda: word in self.log(), f"{word!r} in Postfix's log", timeout)

    def is_empty(self):
        """Is nothing in its queue?"""
        return not self.command("-j", program="postqueue").stdout.strip()

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        if kind is not None:
            print("# the last lines of Postfix's log:")
            for line in self.log().splitlines()[-40:]:
                print(f"#   {line}")
        self.stop()
        for _ in range(50):     # its last programs may still be writing
            shutil.rmtree(self.folder, ignore_errors=True)
            if not os.path.exists(self.folder):
                break
            time.sleep(0.1)


def is_zombie(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as f:
        return f.read().rpartition(")")[2].split()[0] == "Z"
    return True
