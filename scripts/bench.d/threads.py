#!/usr/bin/env python3
"""A chat server as people write their first one: a thread per client, which writes to the others.

Plain lines, a name first, every message confirmed and delivered to everybody else. Prints
`listening on ADDRESS` and serves until it is ended.
"""

import socket
import threading

clients = {}
lock = threading.Lock()


def serve(connection):
    lines = connection.makefile("rb")
    name = lines.readline().strip().decode("utf-8", "replace")
    with lock:
        clients[connection] = name
    connection.sendall(f"Welcome, {name}.\n".encode())
    received = 0
    try:
        for line in lines:
            if line.strip() == b"/quit":
                break
            received += 1
            told = name.encode() + b": " + line
            with lock:
                for other in clients:
                    if other is not connection:
                        try:
                            other.sendall(told)
                        except OSError:
                            pass
            connection.sendall(f"* received #{received}\n".encode())
    except OSError:
        pass
    with lock:
        clients.pop(connection, None)
    connection.close()


def main():
    threading.stack_size(256 * 1024)
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    host, port = listener.getsockname()
    print(f"listening on {host}:{port}", flush=True)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


main()
