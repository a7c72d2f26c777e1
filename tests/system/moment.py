#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Stands between a desk and its daemon, and lets something happen in the middle of a command.

    moment.py SOCKET DAEMON COMMAND

Listens on SOCKET and hands each request on to DAEMON, both unix sockets. Where the file COMMAND is
there, the second request for the index that comes since is held until that script has run, its
output in COMMAND.log, and COMMAND is COMMAND.done."""
import os
import socket
import subprocess
import sys

listening, daemon, command = sys.argv[1:4]
indexes = 0


def take(client):
    """A whole request."""
    taken = b""
    while b"\r\n\r\n" not in taken:
        more = client.recv(65536)
        if not more:
            return taken
        taken += more
    head, body = taken.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, value = line.split(b":", 1)
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = client.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def happen(request):
    global indexes
    if not request.startswith(b"GET /v1/desk/index ") or not os.path.exists(command):
        return
    indexes += 1
    if indexes == 2:
        indexes = 0
        with open(command + ".log", "wb") as log:
            subprocess.run(["sh", command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                           check=False)
        os.rename(command, command + ".done")


server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(listening)
server.listen(8)
print("ready", flush=True)
while True:
    client, _ = server.accept()
    with client, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as behind:
        asked = take(client)
        happen(asked)
        behind.connect(daemon)
        behind.sendall(asked)
        try:
            while True:
                answer = behind.recv(65536)
                if not answer:
                    break
                client.sendall(answer)
        except ConnectionError:
            pass
