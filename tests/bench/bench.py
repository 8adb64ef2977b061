#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make bench: the figures that are promised, each measured on this machine, in this run, beside the
programs people use otherwise. Prints a table and writes it to build/bench.tsv: name, value, unit,
goal, ok or short (skipped where a peer is not installed).

    make bench [BENCH=NAME]     BENCH_MESSAGES (20000), BENCH_RUNS (5), BENCH_DIR (where the stores
                                are; the temporary folder), BENCH_COMMUNITIES and BENCH_MEMBERS (200 each,
                                which takes an hour; 50 and 5 where the scheduler is not asked for by name)
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import traceback

from bed import BUILD, CONNECTIONS, MESSAGES, RUNS, Bed, FastSink, SmtpSink, memory_mb, tool

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import certs                                    # noqa: E402
import communities                              # noqa: E402
import registry                                 # noqa: E402
from postfix import Postfix                     # noqa: E402
from rig import wait                            # noqa: E402

SIZE = 8000                 # bytes of the yardsticks' messages; ours are larger
MILLION = int(os.environ.get("BENCH_MILLION", "1000000"))
COST = 8000                 # messages over which a cost is measured


class Skipped(Exception):
    """What it is compared with is not installed."""


def median_of(measure, runs=RUNS):
    return statistics.median(measure() for _ in range(runs))


def rate_of(bed):
    return bed.send_all()["rate"]


def paired(ours, theirs, runs=RUNS):
    """Medians of two that are measured in turns, so that both see the same machine."""
    pairs = [(ours(), theirs()) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def smtp_source(port, sessions):
    if not os.path.exists("/usr/sbin/smtp-source"):
        raise Skipped("postfix is not installed")
    started = time.monotonic()
    subprocess.run(["/usr/sbin/smtp-source", "-d", "-s", str(sessions), "-m", str(MESSAGES), "-l", str(SIZE),
                    "-f", "dpup@example.govt.nz", "-t", "reader@example.org", f"127.0.0.1:{port}"], check=True,
                   stdout=subprocess.DEVNULL)
    return MESSAGES / (time.monotonic() - started)


def bench_smtp_source(out):
    with SmtpSink() as sink, Bed(sink.port) as bed:
        best = max((1, 8, 32), key=lambda s: smtp_source(sink.port, s))
        ours, theirs = paired(lambda: rate_of(bed), lambda: smtp_source(sink.port, best))
    out("smtp_sink", ours, "messages/s")
    out("smtp_source", theirs, "messages/s")
    out("smtp_source_sessions", best, "")
    out("to_smtp_source", ours / theirs, "ratio", 1.0)


def bench_cpu(out):
    with FastSink() as sink, Bed(sink.port) as bed:
        runs = [bed.send_all() for _ in range(RUNS)]
        memory = memory_mb(bed.pids())
    out("fast_sink", statistics.median(r["rate"] for r in runs), "messages/s")
    out("cpu", statistics.median(r["cpu_us"] for r in runs), "us/message", 100, is_most=True)
    out("memory_small", memory, "MB")


def curl_send(port, store):
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        done = subprocess.run([tool("curl_send"), str(port), shutil.copy(store, folder), str(MESSAGES),
                               str(CONNECTIONS), str(SIZE)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def bench_curl(out):
    with FastSink() as sink, Bed(sink.port) as other, Bed(sink.port) as bed:
        store = other.queue_all()
        ours, theirs = paired(lambda: rate_of(bed), lambda: curl_send(sink.port, store))
    out("curl_easy", theirs, "messages/s")
    out("to_curl_easy", ours / theirs, "ratio", 2.0)


def mlmmj_send(port, count, **environment):
    """A list of `count` readers, VERP, one mail of SIZE bytes: recipients a second."""
    if not shutil.which("mlmmj-send"):
        raise Skipped("mlmmj is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("subscribers.d", "nomailsubs.d", "digesters.d", "control", "archive", "queue", "requeue",
                     "text", "bounce"):
            os.mkdir(os.path.join(folder, name))

        def write(text, *path):
            with open(os.path.join(folder, *path), "w") as f:
                f.write(text)
        write("".join(f"reader{n}@example.org\n" for n in range(count)), "subscribers.d", "r")
        write("0\n", "index")
        for name, text in (("listaddress", "news@example.org\n"), ("relayhost", "127.0.0.1\n"),
                           ("smtpport", f"{port}\n"), ("verp", ""), ("maxverprecips", "1\n"), ("smtphelo", "client.example\n")):
            write(text, "control", name)
        write("From: news@example.org\nTo: news@example.org\nSubject: Benchmark\n\n" +
              ("a" * 70 + "\n") * (SIZE // 71), "mail")
        started = time.monotonic()
        # It wants to be called by its whole path.
        subprocess.run([shutil.which("mlmmj-send"), "-L", folder, "-m", os.path.join(folder, "mail"), "-a", "-D"],
                       check=True, env=dict(os.environ, **environment), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return count / (time.monotonic() - started)


def bench_mlmmj(out):
    with FastSink() as sink, Bed(sink.port) as bed:
        sink.zero()
        shipped = median_of(lambda: mlmmj_send(sink.port, 100))
        taken = sink.statistics()["messages"]
        if taken != 100 * RUNS:
            raise RuntimeError(f"mlmmj-send sent {taken} of {100 * RUNS}")
        ours, best = paired(lambda: rate_of(bed),
                            lambda: mlmmj_send(sink.port, 2000, LD_PRELOAD=os.path.abspath(tool("nodelay.so"))))
    out("mlmmj", shipped, "messages/s")
    out("mlmmj_nodelay", best, "messages/s")
    out("to_mlmmj", ours / shipped, "ratio", 200)
    out("to_mlmmj_nodelay", ours / best, "ratio", 5)


MAILMAN_RUNNER = "/usr/lib/mailman3/bin/runner"     # where Debian has it


def mailman_send(sink, count):
    """Mailman 3 with SQLite, personalised, by its own outgoing runner: messages a second, from its first to its last."""
    if not os.path.exists(MAILMAN_RUNNER):
        raise Skipped("mailman3 is not installed")
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        prepare = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mailman_queue.py")
        conf = subprocess.run(["/usr/bin/python3", prepare, folder, str(sink.port), str(count), str(SIZE)], check=True,
                              capture_output=True, text=True).stdout.strip()
        sink.zero()
        subprocess.run([MAILMAN_RUNNER, "-C", conf, "--runner=out:0:1", "--once"], check=True, capture_output=True)
        told = sink.statistics()
        if told["messages"] != count:
            raise RuntimeError(f"Mailman sent {told['messages']} of {count}")
        return (count - 1) / ((told["last_us"] - told["first_us"]) / 1e6)


def bench_mailman(out):
    with FastSink() as sink, Bed(sink.port) as bed:
        ours, theirs = paired(lambda: rate_of(bed), lambda: mailman_send(sink, 300))
    out("mailman", theirs, "messages/s")
    out("to_mailman", ours / theirs, "ratio", 50)


def bench_latency(out):
    count = 1500        # ten seconds at the ceiling
    with FastSink("-l", 50) as sink, Bed(sink.port, count) as bed:
        rate = median_of(lambda: rate_of(bed))
    out("at_50_ms", rate, "messages/s")
    out("at_50_ms_of_ceiling", rate / (CONNECTIONS / 0.05), "ratio", 0.85)


def bench_refused(out):
    connections = []

    def refused():
        bad.zero()
        rate = rate_of(bed_bad)
        connections.append(bad.statistics()["connections"])
        return rate
    with FastSink() as good, FastSink("-r", 5) as bad, Bed(good.port) as bed, Bed(bad.port) as bed_bad:
        ours, clean = paired(refused, lambda: rate_of(bed))
    out("refused_5_percent", ours, "messages/s")
    out("refused_to_clean", ours / clean, "ratio", 0.8)
    out("refused_connections", max(connections), "connections", CONNECTIONS, is_most=True)


def bench_starttls(out):
    count = min(MESSAGES, 3000)     # a real Postfix is slower by far
    if os.getuid() != 0:
        raise Skipped("starting Postfix needs root")
    with tempfile.TemporaryDirectory() as folder:
        made = certs.make(folder)
        with Postfix(["example.org"], "discard:", certificate=made.good) as relay, \
                Bed(relay.port, count) as plain, \
                Bed(relay.port, count, relay={"url": f"smtp://localhost:{relay.port}", "tls": "required",
                                              "ca_file": made.ca}) as safe:
            tls, clear = paired(lambda: rate_of(safe), lambda: rate_of(plain))
    out("postfix_clear", clear, "messages/s")
    out("postfix_starttls", tls, "messages/s")
    out("starttls_to_clear", tls / clear, "ratio", 0.7)


def bench_dkim(out):
    count = min(MESSAGES, 4000)
    with tempfile.TemporaryDirectory() as folder:
        key = os.path.join(folder, "dkim.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key],
                       check=True, capture_output=True)
        os.chmod(key, 0o600)
        bare = float(subprocess.run([tool("sign"), key], check=True, capture_output=True, text=True).stdout)
        with FastSink() as sink, Bed(sink.port, count, relay={"dkim": {"selector": "s", "key_file": key}}) as bed:
            rate = median_of(lambda: rate_of(bed))
    cores = min(2, os.cpu_count())
    out("dkim", rate, "messages/s")
    out("dkim_bare", bare, "signatures/s of a core")
    out("dkim_of_bare", rate / (cores * bare), "ratio", 0.7)


def cost_when_small():
    """CPU µs a message with no more than 10,000 queued, all of them before the first is counted."""
    with FastSink() as sink, Bed(sink.port, min(MILLION, 10000)) as bed:
        def one():
            number = bed.prepare()
            bed.ctl("announce", "schedule", number, "--now")
            wait(lambda: bed.is_expanded(number), "it to be expanded", 30)
            cost = bed.cost_of(COST)
            wait(bed.is_settled, "the rest to go", 60)
            return cost
        return median_of(one)


def expansion(bed):
    """Seconds until a million are queued, and the longest time that nothing was settled meanwhile."""
    number = bed.prepare()
    started, last, stall = time.monotonic(), None, 0.0
    bed.ctl("announce", "schedule", number, "--now")
    before = bed.settled()
    while time.monotonic() - started < 60:
        is_done = bed.is_expanded(number)
        now, count = time.monotonic(), bed.settled()
        if count != before:
            if last is not None:
                stall = max(stall, now - last)
            last, before = now, count
        if is_done:
            return now - started, stall
        time.sleep(0.002)
    return 60, stall


def a_million():
    """Once: expansion and its stall, memory, cost of a message, and how soon it is ready after a start."""
    with FastSink() as sink, Bed(sink.port, MILLION) as bed:
        expanded, stall = expansion(bed)
        memory = memory_mb(bed.pids())
        cost = bed.cost_of(COST)
        bed.stop()
        begun = time.monotonic()
        bed.start()
        return expanded, stall, memory, cost, time.monotonic() - begun


def bench_million(out):
    """Expansion while its first deliveries run, what a million queued costs, and what a message does."""
    small = cost_when_small()
    runs = list(zip(*(a_million() for _ in range(RUNS))))
    expanded, stall, memory, large, ready = (statistics.median(run) for run in runs)
    out("expand_million", expanded, "s", 5, is_most=True)
    out("expand_stall", stall * 1000, "ms", 100, is_most=True)
    out("expand_stall_worst", max(runs[1]) * 1000, "ms")
    out("memory_million", memory, "MB", 150, is_most=True)
    out("cost_million", large, "us/message")
    out("cost_ten_thousand", small, "us/message")
    out("cost_million_to_small", large / small, "ratio", 1.3, is_most=True)
    out("ready_million", ready, "s", 2, is_most=True)


def bench_bounces(out):
    done = subprocess.run([os.path.join(os.path.dirname(os.path.abspath(__file__)), "bounces")], check=True,
                          capture_output=True, text=True)
    for line in done.stdout.splitlines():
        name, value, unit, goal, _ = line.split("\t")
        out(name, float(value), unit, float(goal), is_most=unit == "MB")


def bench_registry(out):
    registry.bench(out, MILLION)


def size_of_year():
    """Communities and members of each. The whole size where it was asked for by name."""
    is_named = len(sys.argv) > 1
    return (int(os.environ.get("BENCH_COMMUNITIES", "200" if is_named else "50")),
            int(os.environ.get("BENCH_MEMBERS", "200" if is_named else "5")))


def bench_scheduler(out):
    """A year of weekly meetings on a clock that is turned: does a mail cost more at its end? What it says on the
    way goes to stderr."""
    done = subprocess.run([tool("scheduler"), *map(str, size_of_year())], check=True, stdout=subprocess.PIPE, text=True)
    got = {name: float(value) for name, value in map(str.split, done.stdout.splitlines())}
    out("scheduler_mails", got["mails"], "messages")
    out("scheduler_cost", got["year"], "us/message")
    out("scheduler_last_to_first", got["last_quarter"] / got["first_quarter"], "ratio", 1.3, is_most=True)
    out("scheduler_turn", got["work"], "ms", 100, is_most=True)
    out("scheduler_turn_wall", got["stall"], "ms")
    out("scheduler_memory", got["memory"], "MB", 150, is_most=True)
    out("scheduler_store_settled", got["store_first"], "MB")
    out("scheduler_store", got["store_last"], "MB")


def bench_communities(out):
    """What is asked after such a year."""
    communities.bench(out, *size_of_year())


BENCHES = {
    "smtp_source": bench_smtp_source, "cpu": bench_cpu, "curl": bench_curl, "mlmmj": bench_mlmmj,
    "mailman": bench_mailman, "latency": bench_latency,
    "refused": bench_refused, "starttls": bench_starttls, "dkim": bench_dkim, "million": bench_million,
    "bounces": bench_bounces, "registry": bench_registry, "scheduler": bench_scheduler,
    "communities": bench_communities,
}


def main(names):
    rows = []

    def out(name, value, unit, goal=None, is_most=False):
        good = "" if goal is None else "ok" if (value <= goal if is_most else value >= goal) else "short"
        goal = "" if goal is None else f"{'<=' if is_most else '>='} {goal}"
        rows.append((name, f"{value:.2f}" if value < 100 else f"{value:.0f}", unit, goal, good))
        print(f"  {name:<24} {rows[-1][1]:>10} {unit:<12} {goal:<10} {good}", flush=True)

    for name in names:
        try:
            BENCHES[name](out)
        except Skipped as reason:
            rows.append((name, "", "", "", "skipped"))
            print(f"  {name:<24} skipped: {reason}", flush=True)
        except Exception:
            traceback.print_exc()
            rows.append((name, "", "", "", "short"))
    os.makedirs(BUILD, exist_ok=True)
    with open(os.path.join(BUILD, "bench.tsv"), "w") as f:
        f.writelines("\t".join(row) + "\n" for row in rows)
    return 1 if any(row[4] == "short" for row in rows) else 0


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in BENCHES]
    if unknown:
        print(f"no bench {unknown[0]}; there are: {' '.join(BENCHES)}", file=sys.stderr)
        sys.exit(64)
    sys.exit(main(sys.argv[1:] or list(BENCHES)))
