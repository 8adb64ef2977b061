#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A Mailman 3 with its store in FOLDER, a list of COUNT members with personalised delivery, and one post of SIZE
bytes to all of them in the queue of its outgoing runner, which is to send to PORT of this machine:

    mailman_queue.py FOLDER PORT COUNT SIZE     prints the path of the configuration

Runs in Debian's python3, where Debian's Mailman is. The runner is started by who measures it."""
import datetime
import os
import sys

CONFIG = """\
[mailman]
layout: bench
site_owner: owner@example.org
[paths.bench]
var_dir: {folder}/var
[database]
url: sqlite:///{folder}/mailman.db
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: mailman.mta.deliver.deliver
smtp_host: 127.0.0.1
smtp_port: {port}
verp_personalized_deliveries: yes
"""


def main(folder, port, count, size):
    path = os.path.join(folder, "mailman.cfg")
    with open(path, "w") as f:
        f.write(CONFIG.format(folder=folder, port=port))
    from mailman.core.initialize import initialize
    initialize(path)
    # These want a configuration when they are imported.
    from mailman.app.lifecycle import create_list
    from mailman.config import config
    from mailman.database.transaction import transaction
    from mailman.interfaces.domain import IDomainManager
    from mailman.interfaces.mailinglist import Personalization
    from mailman.interfaces.usermanager import IUserManager
    from mailman.testing.helpers import specialized_message_from_string
    from zope.component import getUtility
    people = [f"reader{n}@example.org" for n in range(count)]
    with transaction():
        getUtility(IDomainManager).add("example.org")
        news = create_list("news@example.org", ["owner@example.org"])
        news.personalize = Personalization.individual
        news.send_welcome_message = False
        users = getUtility(IUserManager)
        for person in people:
            address = users.create_address(person)
            address.verified_on = datetime.datetime(2026, 1, 1)
            news.subscribe(address)
        post = specialized_message_from_string(
            "From: news@example.org\nTo: news@example.org\nSubject: Benchmark\nMessage-ID: <bench@example.org>\n\n"
            + ("a" * 70 + "\n") * (size // 71))
        config.switchboards["out"].enqueue(post, {"recipients": set(people)}, listid=news.list_id, verp=True)
    print(path)


main(sys.argv[1], *map(int, sys.argv[2:]))
