# SPDX-License-Identifier: MIT
"""Ports for servers that are started, stopped and started again."""
import random
import socket

RANGE = "/proc/sys/net/ipv4/ip_local_port_range"
LOWEST = 10000


def free_port():
    """One of loopback that nobody listens at. Not one of those the kernel gives to connections that go out: such
    a connection could have it when the server starts again."""
    with open(RANGE) as f:
        end = max(int(f.read().split()[0]), LOWEST + 1000)
    while True:
        port = random.randrange(LOWEST, end)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
