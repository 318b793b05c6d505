"""Runs a program in the background of a terminal, types something, and says whether it was stopped."""
import os
import pty
import sys

shell, terminal = pty.fork()
if shell == 0:
    child = os.fork()
    if child == 0:
        # A process group of its own, which is not the terminal's foreground group.
        os.setpgid(0, 0)
        os.execv(sys.argv[1], sys.argv[1:])
    print(f"child {child}", flush=True)
    _, status = os.waitpid(child, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        os.kill(child, 9)
        print("stopped", flush=True)
    else:
        print(f"exit {os.waitstatus_to_exitcode(status)}", flush=True)
    os._exit(0)
os.write(terminal, b"typed for the shell\n")
while True:
    try:
        output = os.read(terminal, 4096)
    except OSError:
        break
    if not output:
        break
    os.write(1, output.replace(b"\r", b""))
os.waitpid(shell, 0)
