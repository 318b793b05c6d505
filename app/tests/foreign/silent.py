"""A student's chat server: says nothing before it is spoken to, and reads lines."""
import socket

listener = socket.create_server(("127.0.0.1", 0))
print(f"port {listener.getsockname()[1]}", flush=True)
client, _ = listener.accept()
for line in client.makefile("rb"):
    print(f"line {line!r}", flush=True)
    client.sendall(b"Echo: " + line)
print("end", flush=True)
client.close()
