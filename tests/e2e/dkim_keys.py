# SPDX-License-Identifier: MIT
"""Keys to sign with, and dkimpy to judge signatures by; `dkim` is None where it is not installed."""
import base64
import os
import subprocess
import sys

try:
    import dkim
except ImportError:
    dkim = None
    # Debian's package is for Debian's python3.
    if os.path.realpath(sys.executable) != os.path.realpath("/usr/bin/python3") and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])


def keys(rig):
    """An RSA and an Ed25519 key as files of the rig, and what DNS would say of them."""
    records = {}
    for name, options, kind in (("rsa", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa"),
                                ("ed", ["-algorithm", "ED25519"], "ed25519")):
        path = rig.path(f"{name}.pem")
        subprocess.run(["openssl", "genpkey", *options, "-out", path], check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"], check=True,
                                capture_output=True).stdout
        public = public[-32:] if kind == "ed25519" else public
        records[f"{name}._domainkey.example.govt.nz.".encode()] = \
            f"v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}".encode()
    return records


def is_good(data, records, index):
    try:
        return dkim.DKIM(data).verify(index, dnsfunc=lambda name, timeout=5: records[name])
    except dkim.ValidationError:
        return False


def signed_fields(data):
    """The names in h= of the first signature."""
    return data.split(b"\th=", 1)[1].split(b";")[0].replace(b"\r\n\t", b"").decode().split(":")
