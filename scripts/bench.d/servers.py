"""The servers that are measured: how each is started, looked into, and ended."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TERTULIA = os.environ.get("TERTULIA", str(HERE.parent.parent / "target/release/tertulia"))
PEERS = HERE / "peers/target/release"
PATIENCE = 20

NGIRCD = """
[Global]
Name = bench.local
Info = bench
Listen = 127.0.0.1
Ports = {port}
ServerUID = {user}
ServerGID = {group}
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 30
MaxPenaltyTime = 0
PingTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
"""

INSPIRCD = """
<server name="bench.local" description="bench" network="bench" id="001">
<admin name="bench" nick="bench" email="bench@bench.local">
<bind address="127.0.0.1" port="{port}" type="clients" free="no">
<connect name="main" allow="*" maxchans="20" timeout="60" pingfreq="60m" hardsendq="64M"
 softsendq="64M" recvq="8M" threshold="1000000000" commandrate="1000000000" fakelag="no"
 localmax="100000" globalmax="100000" maxconnwarn="no" resolvehostnames="no" useident="no"
 useconnectban="no" useconnflood="no" limit="100000">
<performance netbuffersize="65534" somaxconn="4096" softlimit="100000" clonesonconnect="no"
 timeskipwarn="60s">
<options casemapping="ascii" syntaxhints="no" announcets="no" defaultmodes="">
<limits maxnick="30" maxline="512">
<pid file="{folder}/inspircd.pid">
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """A running server. Use it in a `with`; it is ended by its process id."""

    def __init__(self, name, command, dialect="plain", port=None, folder=None, core=None,
                 at_once=None, environment=None):
        self.name, self.dialect, self.folder, self.at_once = name, dialect, folder, at_once
        if core is not None:
            command = ["taskset", "-c", str(core), *command]
        self.output = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if port else subprocess.PIPE,
            stderr=self.output, text=True, env={**os.environ, "LANG": "C.UTF-8", **(environment or {})})
        try:
            self.port = port or self._announced_port()
            self._await()
        except BaseException:
            self.__exit__()
            raise

    def _announced_port(self):
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"{self.name} did not start: {line}{self._said()}")
        return int(line.strip().rsplit(":", 1)[1])

    def _await(self):
        if self.name == "floor":
            return  # It counts its connections.
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: {self._said()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not listen: {self._said()}")

    def _said(self):
        self.output.seek(0)
        return self.output.read()[-2000:]

    @property
    def pid(self):
        return self.process.pid

    def cpu(self):
        """CPU time of all its threads so far, in seconds: the clock of the process."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def resident(self):
        """Resident memory in bytes."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no figure for resident memory")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self.output.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def tertulia(core=None, limits=("--max-clients", "0", "--max-rate", "0"), history=False):
    """The full product: names, numbers, confirmations, statistics, and the log, which it words
    and prints like every other time; nobody reads it. Without a history on disk unless asked for,
    since the others keep none. What it keeps and remembers is in a folder that ends with it."""
    port, folder = free_port(), tempfile.mkdtemp(prefix="bench-")
    words = [TERTULIA, "server", "--headless", "--lang", "en", "--port", str(port), *limits]
    if not history:
        words.append("--no-history")
    own = {"XDG_DATA_HOME": f"{folder}/data", "XDG_CONFIG_HOME": f"{folder}/settings"}
    return Server("Tertulia", words, port=port, folder=folder, core=core, environment=own)


def floor(core=None, clients=101):
    return Server("floor", [str(PEERS / "floor"), str(clients)], core=core)


def tokio(core=None):
    return Server("tokio", [str(PEERS / "tokio-chat")], core=core)


def threads(core=None):
    return Server("Python threads", ["python3", str(HERE / "threads.py")], core=core)


def _configured(text, name, command, at_once=None):
    """A server with a configuration file in a folder of its own."""
    def start(core=None):
        folder, port = tempfile.mkdtemp(prefix="bench-"), free_port()
        path = Path(folder) / "conf"
        path.write_text(text.format(port=port, folder=folder, user=os.getuid(), group=os.getgid()))
        words = [word.format(conf=path) for word in command]
        return Server(name, words, dialect="irc", port=port, folder=folder, core=core,
                      at_once=at_once)
    return start


# Its queue of connections that wait to be accepted has ten places.
ngircd = _configured(NGIRCD, "ngircd", ["ngircd", "-n", "-f", "{conf}"], at_once=8)
inspircd = _configured(
    INSPIRCD, "inspircd",
    ["inspircd", "--config", "{conf}", "--nofork", "--nolog", "--nopid"]
    + (["--runasroot"] if os.getuid() == 0 else []))
