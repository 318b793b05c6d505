"""What is measured. Every function gives one section's rows: a name, and medians of several rounds.

Servers take turns within a round, so that whatever else the computer does hits all of them.
"""

import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import servers
from generator import load, words

HERE = Path(__file__).resolve().parent
# One core for server and generator, where figures are to repeat; the last one is the quietest.
CORE = max(os.sched_getaffinity(0))
WARM = 0.3


def note(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def median(values):
    return statistics.median(values)


def in_turns(settings, contestants, measure):
    """`measure(name)` for every contestant in every round; the medians of what each gives."""
    found = {name: [] for name in contestants}
    failed = {}
    for turn in range(settings.rounds):
        for name in contestants:
            if name in failed:
                continue
            try:
                found[name].append(measure(name))
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                failed[name] = str(error)
                note(f"{name} failed: {error}")
                continue
            shown = ", ".join(f"{key} {value:.4g}" for key, value in found[name][-1].items())
            note(f"round {turn + 1}, {name}: {shown}")
    rows = {}
    for name, rounds in found.items():
        if name in failed or not rounds:
            rows[name] = {"failed": failed.get(name, "not measured")}
        else:
            rows[name] = {key: median([each[key] for each in rounds]) for key in rounds[0]}
    return rows


def fan_out(settings, receivers, in_flight, core, contestants):
    def measure(name):
        start = {
            "floor": lambda: servers.floor(core, receivers + 1),
            "Tertulia": lambda: servers.tertulia(core),
            "Tertulia, JSON Lines": lambda: servers.tertulia(core),
            "Tertulia, with a history": lambda: servers.tertulia(core, history=True),
            "tokio": lambda: servers.tokio(core),
            "ngircd": lambda: servers.ngircd(core),
            "inspircd": lambda: servers.inspircd(core),
            "Python threads": lambda: servers.threads(core),
        }[name]
        with start() as server:
            if name == "Tertulia, JSON Lines":
                server.dialect = "app"
            report = load(server, "throughput", receivers, core, in_flight=in_flight,
                          seconds=settings.seconds)
            return {"cpu_micros": report["server"]["cpu_nanos_per_delivery"] / 1000,
                    "per_second": report["deliveries_per_second"]}
    return in_turns(settings, contestants, measure)


EVERYBODY = ["floor", "Tertulia", "Tertulia, JSON Lines", "Tertulia, with a history", "tokio",
             "inspircd", "ngircd", "Python threads"]


def one(settings):
    """One message in flight, 100 receivers, one core."""
    return fan_out(settings, 100, 1, CORE, EVERYBODY)


def bursts(settings):
    """64 messages in flight, 1,000 receivers, one core."""
    return fan_out(settings, 1_000, 64, CORE, EVERYBODY)


def free(settings):
    """64 messages in flight, 1,000 receivers, on all cores."""
    return fan_out(settings, 1_000, 64, None, EVERYBODY)


def crowd(settings):
    """10,000 idle clients."""
    def measure(name):
        with servers.tertulia() as server:
            dialect = {"plain": "plain", "app": "app"}[name]
            report = load(server, "idle", 10_000, dialect=dialect, seconds=3)
            process = report["server"]
            return {"bytes_per_client": process["resident_bytes_per_client"],
                    "join_seconds": report["join_seconds"],
                    "threads": process["threads"],
                    "idle_cpu_share": process["cpu_seconds"] / report["seconds"]}
    return in_turns(settings, ["plain", "app"], measure)


def pace(settings):
    """100 messages a second to 1,000 receivers: from sending to hearing."""
    start = {"Tertulia": servers.tertulia, "tokio": servers.tokio, "inspircd": servers.inspircd,
             "ngircd": servers.ngircd, "Python threads": servers.threads}

    def measure(name):
        with start[name]() as server:
            report = load(server, "latency", 1_000, rate=100, seconds=settings.seconds)
            return report["time_micros"]
    return in_turns(settings, list(start), measure)


def slow_reader(settings):
    """One receiver that never reads beside 100 that do."""
    def measure(name):
        slow = {"without": 0, "with": 1}[name]
        with servers.tertulia(CORE) as server:
            before = server.resident()
            report = load(server, "throughput", 100, CORE, in_flight=64, slow=slow,
                          seconds=max(settings.seconds, 3))
            return {"per_second": report["deliveries_per_second"],
                    "p99": report["time_micros"]["p99"],
                    "disconnected": report["slow_disconnected"],
                    "resident_mib": (server.resident() - before) / 2**20}
    return in_turns(settings, ["without", "with"], measure)


def hostile(settings):
    """A flooder, a garbage sender and a slowloris at once, beside polite clients."""
    def measure(name):
        seconds = max(settings.seconds, 3)
        with servers.tertulia(None, ("--max-clients", "0")) as server:
            bad = None
            if name == "hostile":
                bad = subprocess.Popen([sys.executable, str(HERE / "hostile.py"),
                                        str(server.port), str(seconds + 3)])
                time.sleep(WARM)
            try:
                # Forty polite senders, none of whom comes near five messages a second.
                report = load(server, "latency", 100, senders=40, rate=100, seconds=seconds)
            finally:
                if bad:
                    bad.wait(30)
            return report["time_micros"]
    return in_turns(settings, ["calm", "hostile"], measure)


def exodus(settings):
    """So many clients leave at once, while 100 stay: what telling them costs."""
    def measure(name):
        leaving = int(name.replace(",", ""))
        with servers.tertulia() as server:
            time.sleep(WARM)
            own = sockets(server)
            stays = generator_process(server, 100)
            leaves = generator_process(server, leaving)
            try:
                await_sockets(server, own + leaving + 100)
                before = server.cpu()
                leaves.send_signal(signal.SIGKILL)
                leaves.wait()
                await_sockets(server, own + 100)
                cpu = quiet_cpu(server) - before
            finally:
                for process in (stays, leaves):
                    process.kill()
                    process.wait()
            return {"cpu_millis": cpu * 1e3, "cpu_micros_each": cpu * 1e6 / leaving}
    return in_turns(settings, ["1,000", "5,000", "10,000"], measure)


def generator_process(server, clients):
    command = words(server, "idle", clients, seconds=600)
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def await_sockets(server, wanted):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if sockets(server) == wanted:
            time.sleep(WARM)
            return
        time.sleep(0.05)
    raise RuntimeError(f"not {wanted} sockets in time, but {sockets(server)}")


def sockets(server):
    """How many sockets the server has open, its own for listening and waking included."""
    return sum(1 for link in Path(f"/proc/{server.pid}/fd").iterdir() if is_socket(link))


def is_socket(link):
    try:
        return os.readlink(link).startswith("socket:")
    except OSError:
        return False


def quiet_cpu(server):
    """The CPU time when the server has nothing left to do."""
    last = server.cpu()
    for _ in range(60):
        time.sleep(0.5)
        now = server.cpu()
        if now - last < 0.001:
            break
        last = now
    return now


def descriptors(settings):
    """Out of file descriptors: who is here is served, newcomers wait, it recovers, it never spins."""
    def measure(_name):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        try:
            server = servers.tertulia()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        with server:
            guests = [guest(server, at) for at in range(30)]
            waiting = [socket.create_connection(("127.0.0.1", server.port), 2) for _ in range(70)]
            time.sleep(WARM)
            served = sum(say(one) for one in guests)
            before = server.cpu()
            time.sleep(2)
            spinning = (server.cpu() - before) / 2
            for one in waiting:
                one.close()
            time.sleep(1)
            late = guest(server, 99)
            recovered = say(late)
            for one in [*guests, late]:
                one.close()
        return {"served_of_30": served, "cpu_share_while_out": spinning, "recovered": recovered}
    return in_turns(settings, ["Tertulia"], measure)


def guest(server, number):
    connection = socket.create_connection(("127.0.0.1", server.port), 5)
    connection.sendall(f"Guest {number}\n".encode())
    read_until(connection, b"Welcome")
    return connection


def say(connection):
    connection.sendall(b"hello\n")
    return int(read_until(connection, b"* received #"))


def read_until(connection, words):
    connection.settimeout(5)
    read = b""
    try:
        while words not in read:
            piece = connection.recv(65536)
            if not piece:
                return False
            read += piece
    except OSError:
        return False
    return True


def growth(settings):
    """One burst of 64 after the other, to more and more receivers, one core."""
    def measure(name):
        with servers.tertulia(CORE) as server:
            report = load(server, "throughput", int(name.replace(",", "")), CORE, in_flight=64,
                          seconds=settings.seconds)
            return {"cpu_micros": report["server"]["cpu_nanos_per_delivery"] / 1000,
                    "per_second": report["deliveries_per_second"]}
    return in_turns(settings, ["10", "100", "1,000", "5,000", "10,000"], measure)


def tls(settings):
    """The same with and without TLS: throughput, comings and goings, memory of idle clients."""
    def measure(name):
        dialect, *encrypted = name.split(", ")
        options = {"dialect": dialect, **({"tls": True} if encrypted else {})}

        def cost(mode, clients, **more):
            with servers.tertulia(CORE) as server:
                return load(server, mode, clients, CORE, seconds=settings.seconds, **options, **more)
        single, burst = cost("throughput", 100), cost("throughput", 1_000, in_flight=64)
        visits = cost("churn", 10)
        # On all cores: only memory is of interest.
        with servers.tertulia() as server:
            idle = load(server, "idle", 2_000, seconds=1, **options)
        return {"single_cpu_micros": single["server"]["cpu_nanos_per_delivery"] / 1000,
                "single_per_second": single["deliveries_per_second"],
                "burst_cpu_micros": burst["server"]["cpu_nanos_per_delivery"] / 1000,
                "burst_per_second": burst["deliveries_per_second"],
                "visit_cpu_micros": visits["server"]["cpu_seconds"] * 1e6 / visits["visits"],
                "bytes_per_client": idle["server"]["resident_bytes_per_client"]}
    return in_turns(settings, ["plain", "plain, TLS", "app", "app, TLS"], measure)


ALL = {"one": one, "bursts": bursts, "free": free, "crowd": crowd, "pace": pace,
       "slow": slow_reader, "hostile": hostile, "exodus": exodus, "descriptors": descriptors,
       "growth": growth, "tls": tls}
