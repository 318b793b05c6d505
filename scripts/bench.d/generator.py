"""Runs `tertulia load` against a server and gives what it found."""

import json
import subprocess

from servers import TERTULIA


def words(server, mode, clients, core=None, **options):
    command = [TERTULIA, "load", mode, "--json", "--clients", str(clients),
               "--port", str(server.port), "--server-pid", str(server.pid), "--lang", "en",
               "--dialect", options.pop("dialect", server.dialect)]
    if server.at_once:
        command += ["--at-once", str(server.at_once)]
    for option, value in options.items():
        command.append(f"--{option.replace('_', '-')}")
        if value is not True:
            command.append(str(value))
    return command if core is None else ["taskset", "-c", str(core), *command]


def load(server, mode, clients, core=None, **options):
    """One measurement; its report as a dictionary."""
    seconds = options.get("seconds", 10)
    done = subprocess.run(words(server, mode, clients, core, **options), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=seconds + 120)
    if done.returncode != 0:
        raise RuntimeError(f"{server.name}: {done.stderr.strip()}")
    report = json.loads(done.stdout)
    if report["mistakes"]:
        raise RuntimeError(f"{server.name}: {report['mistakes']} messages did not arrive in order")
    return report
