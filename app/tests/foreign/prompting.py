"""A student's chat server: prompts first, and knows no newlines. Each recv() is a message."""
import socket

listener = socket.create_server(("127.0.0.1", 0))
print(f"port {listener.getsockname()[1]}", flush=True)
client, _ = listener.accept()
client.sendall(b"Your name? ")
name = client.recv(1024)
print(f"name {name!r}", flush=True)
client.sendall(b"Hello " + name)
while True:
    message = client.recv(1024)
    if not message:
        break
    print(f"message {message!r}", flush=True)
    if message == b"salir":
        client.sendall(b"Goodbye")
        break
    client.sendall(b"You said " + message)
client.close()
