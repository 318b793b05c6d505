#!/usr/bin/env python3
"""Three bad guests at once: `hostile.py PORT SECONDS`.

A flooder that sends a thousand lines and comes back when it is thrown out, one that sends random
bytes, and two hundred connections that send one byte now and then and never end their line.
"""

import os
import socket
import sys
import threading
import time

PORT, SECONDS = int(sys.argv[1]), float(sys.argv[2])
END = time.monotonic() + SECONDS
# Each comes back so often, so that this process does not take the computer for itself.
PAUSE = 0.05
SLOW = 200


def connect():
    connection = socket.create_connection(("127.0.0.1", PORT), 2)
    connection.settimeout(2)
    return connection


def again_and_again(act):
    while time.monotonic() < END:
        try:
            with connect() as connection:
                act(connection)
        except OSError:
            pass
        time.sleep(PAUSE)


def flood(connection):
    connection.sendall(b"Flooder\n")
    connection.recv(4096)
    for _ in range(10):
        connection.sendall(b"flood flood flood flood\n" * 100)
    while connection.recv(65536):
        pass


def garbage(connection):
    connection.sendall(os.urandom(64 * 1024))
    while connection.recv(65536):
        pass


def slowloris():
    connections = []
    while time.monotonic() < END:
        try:
            while len(connections) < SLOW:
                connections.append(connect())
        except OSError:
            pass
        for connection in list(connections):
            try:
                connection.sendall(b"x")
            except OSError:
                connections.remove(connection)
        time.sleep(0.5)


workers = [threading.Thread(target=again_and_again, args=(act,)) for act in (flood, garbage)]
workers.append(threading.Thread(target=slowloris))
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
