#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Certificates for servers of tests, made with openssl: one that is right, and one for each way
to be wrong.

    made = certs.make(folder)
    made.ca                                     the authority to trust, a PEM file
    made.good                                   (certificate, key) for localhost, 127.0.0.1 and ::1
    made.rsa                                    right as well, with a key for old versions of TLS
    made.wrong_name, made.expired, made.early   the same authority; early is not valid yet
    made.unknown                                all is right, but another authority signed it
"""
import os
import ssl
import subprocess
import sys
from types import SimpleNamespace

NAMES = "DNS:localhost,IP:127.0.0.1,IP:::1"

CONFIG = """\
[ca]
default_ca = here
[here]
dir = {folder}
database = $dir/index
new_certs_dir = $dir
default_md = sha256
policy = anything
rand_serial = yes
unique_subject = no
[anything]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = {usage}
subjectAltName = {names}
"""


def openssl(*words):
    done = subprocess.run(["openssl", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"openssl {' '.join(words)}: {done.stderr}")


EC = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
RSA = ("rsa:2048",)


def request(folder, name, common_name, algorithm=EC):
    """A key and a request to sign it."""
    key, csr = (os.path.join(folder, f"{name}.{end}") for end in ("key", "csr"))
    openssl("req", "-new", "-newkey", *algorithm, "-nodes", "-batch", "-keyout", key, "-out", csr,
            "-subj", f"/CN={common_name}")
    os.chmod(key, 0o600)
    return key, csr


def authority(folder, name):
    """A folder in which certificates are signed."""
    home = os.path.join(folder, name)
    os.mkdir(home)
    write_config(home, NAMES)
    open(os.path.join(home, "index"), "w").close()
    key, csr = request(home, "ca", f"Test authority {name}")
    openssl("ca", "-batch", "-notext", "-selfsign", "-config", os.path.join(home, "config"), "-extensions", "authority",
            "-keyfile", key, "-in", csr, "-out", os.path.join(home, "ca.pem"),
            "-startdate", "20200101000000Z", "-enddate", "20491231235959Z")
    return home


def write_config(home, names, usage="serverAuth"):
    with open(os.path.join(home, "config"), "w") as f:
        f.write(CONFIG.format(folder=home, names=names, usage=usage))


def sign(folder, home, name, names=NAMES, start="20200101000000Z", end="20491231235959Z", algorithm=EC,
         usage="serverAuth"):
    """A certificate by the authority in `home`: the files (certificate, key)."""
    key, csr = request(folder, name, name, algorithm)
    write_config(home, names, usage)
    pem = os.path.join(folder, f"{name}.pem")
    openssl("ca", "-batch", "-notext", "-config", os.path.join(home, "config"), "-extensions", "server",
            "-cert", os.path.join(home, "ca.pem"), "-keyfile", os.path.join(home, "ca.key"), "-in", csr, "-out", pem,
            "-startdate", start, "-enddate", end)
    return pem, key


def context(pair):
    """What a server with this (certificate, key) speaks TLS by."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*pair)
    return made


def make(folder):
    """All of them, in a folder that exists and is empty of them."""
    ours, theirs = authority(folder, "ours"), authority(folder, "theirs")
    return SimpleNamespace(
        ca=os.path.join(ours, "ca.pem"),
        other_ca=os.path.join(theirs, "ca.pem"),
        good=sign(folder, ours, "good"),
        rsa=sign(folder, ours, "rsa", algorithm=RSA),
        wrong_name=sign(folder, ours, "wrong-name", names="DNS:elsewhere.example"),
        expired=sign(folder, ours, "expired", end="20210101000000Z"),
        early=sign(folder, ours, "early", start="20480101000000Z"),
        unknown=sign(folder, theirs, "unknown"))


if __name__ == "__main__":
    for what, files in vars(make(sys.argv[1])).items():
        print(what, files)
