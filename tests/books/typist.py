# SPDX-License-Identifier: ISC
"""Runs a command at a terminal of its own, and types what a person would: a passphrase where one
is asked for, yes where it is asked yes or no. Then prints what the terminal showed, and ends
with the command's status.

typist.py PASSPHRASE SECONDS COMMAND..."""
import os
import pty
import re
import select
import sys
import time

passphrase, seconds, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
end, shown, tail = time.monotonic() + seconds, b"", b""
while True:
    if time.monotonic() > end:
        shown += b"\nthe typist waited in vain\n"
        os.close(terminal)
        break
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            got = os.read(terminal, 65536)
        except OSError:
            break
        if not got:
            break
        shown += got
        tail = (tail + got)[-400:]
        continue
    asked = tail.rsplit(b"\n", 1)[-1]
    if re.search(rb"\[yes/no\] $", asked):
        os.write(terminal, b"yes\n")
    elif re.search(rb"(?i)(passphrase|type your own|again).*: ?$", asked):
        os.write(terminal, passphrase.encode() + b"\n")
    else:
        continue
    tail = b""
# Without colours, and without what a line was before it was written over.
shown = re.sub(rb"\x1b\[[0-9;]*m", b"", shown)
shown = re.sub(rb"\r?\x1b\[K", b"\r", shown.replace(b"\r\n", b"\n"))
sys.stdout.buffer.write(re.sub(rb"[^\n]*\r", b"", shown))
sys.stdout.flush()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1)
