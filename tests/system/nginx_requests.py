# SPDX-License-Identifier: ISC
"""Requests to nginx with the sample of conf/, which has a daemon behind it.

    nginx_requests.py refusals HOST PORT CA COUNT
        COUNT requests with content, by TLS and some at a time, that the daemon refuses before it reads the content;
        prints "N right" and a line for each answer that is not the one wanted
    nginx_requests.py mutated PORT TABLE TOKEN SEED COUNT
        COUNT requests made from those of the table (tests/vectors/requests.json) by chance, SEED's, each over a
        connection of its own; prints "sent N, answered N"
    nginx_requests.py compare LOG BEFORE AFTER
        LOG has a line for each request that nginx had, "UPSTREAM|ITS STATUS|STATUS"; BEFORE and AFTER are what the
        daemon's status told. Prints "nginx passed N on, the daemon answered N" and a line for each that is odd
"""
import json
import os
import random
import socket
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.environ["TESTIMONY_SOURCE"], "tests", "interop", "second"))
import request_table  # noqa: E402

WAIT = 120
MAILBOX = "Testimony-Mailbox: " + "7" * 64
ID = "/v1/envelopes/" + "1" * 64
PROOF = "Testimony-Proof: " + "A" * 27 + " " + "0" * 16
REFUSALS = [
    ("PUT", ID, [MAILBOX], 32968, 429),
    ("PUT", ID, [MAILBOX, PROOF], 32968, 429),
    ("PUT", ID, [PROOF], 32968, 400),
    ("PUT", ID, [MAILBOX, PROOF], 32969, 413),
    ("PUT", ID, [MAILBOX, PROOF], 65536, 413),
    ("PUT", ID, [MAILBOX, PROOF], 20000, 422),
    ("PUT", "/v1/nowhere", [], 65000, 404),
    ("POST", "/v1/campaign", [], 40000, 405),
    ("GET", "/v1/challenge", [], 1, 400),
    ("DELETE", "/v1/mailbox", [MAILBOX], 33000, 400),
]
# What one program reads in another way than the next.
LINES = [
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", b"Transfer-Encoding : chunked", b"Transfer-Encoding:\tchunked",
    b"Transfer-Encoding: xchunked", b"Content-Length: 0", b"Content-Length: 5", b"Content-Length: +5", b"Content-Length: 5, 5",
    b"Content-Length: 32968", b"Connection: keep-alive", b"Connection: Transfer-Encoding", b"Connection: Testimony-Mailbox",
    b"Connection: upgrade\r\nUpgrade: h2c", b"Expect: 100-continue", b"Expect: 200-ok", b"Host: localhost", b"Host: elsewhere",
    b"Testimony-Mailbox: " + b"8" * 64, b"Testimony_Mailbox: " + b"8" * 64, b"Testimony-Mailbox: \xff\xfe", b" folded: yes",
    b"X-Forwarded-For: 192.0.2.1", b"Range: bytes=0-1", b"If-None-Match: *", b"Trailer: Host", b"X: a\rb", b"X: a\nHost: b",
]
TARGETS = [b"/v1/../v1/challenge", b"//v1/challenge", b"/v1/%63hallenge", b"/v1/challenge?a=b", b"/v1/challenge#a", b"/%00", b"/v1/\xc3\xa9",
           b"/v1/mailbox/", b"/./v1/mailbox", b"http://localhost/v1/challenge", b"/v1/desk/index", b"*", b"/" + b"a" * 9000]
BEHIND = [b"GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n", b"0\r\n\r\n", b"GET /v1/campaign HTTP/1.0\r\n\r\n", b"\r\n", b"5\r\nhello\r\n0\r\n\r\n"]


def receive(connection):
    answer = b""
    while got := connection.recv(65536):
        answer += got
    return answer


def refused(where, context, entry):
    method, target, fields, length, _ = entry
    lines = [f"{method} {target} HTTP/1.1", f"Host: {where[0]}", f"Content-Length: {length}", "Connection: close", *fields]
    with socket.create_connection(("127.0.0.1", where[1]), WAIT) as plain:
        with context.wrap_socket(plain, server_hostname=where[0]) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + b"k" * length)
            return receive(connection)


def refusals(host, port, ca, count):
    context = ssl.create_default_context(cafile=ca)
    entries = [REFUSALS[i % len(REFUSALS)] for i in range(int(count))]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda entry: refused((host, int(port)), context, entry), entries))
    right = 0
    for entry, answer in zip(entries, answers):
        head, _, content = answer.partition(b"\r\n\r\n")
        wanted = b"HTTP/1.1 %d " % entry[4]
        if head.startswith(wanted) and b"application/problem+json" in head and json.loads(content)["status"] == entry[4]:
            right += 1
        else:
            print(entry, answer[:200])
    print(right, "right")


def mutate(chance, request, others):
    """One change, of those that have told two readers of one request apart."""
    head, gap, content = request.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    at = chance.randrange(len(request) + 1) if chance.random() < 0.3 else chance.randrange(len(head) + 1)
    kind = chance.randrange(11)
    if kind == 0:
        return request[:at] + bytes([chance.randrange(256)]) + request[at + 1:]
    if kind == 1:
        return request[:at] + chance.choice([b"\r", b"\n", b"\0", b" ", b"\t", b":", b"\x80", b"\r\n", b",", b"%0d%0a"]) + request[at:]
    if kind == 2:
        return request[:at] + request[at + chance.randrange(1, 9):]
    if kind == 3:
        lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(LINES))
    elif kind == 4:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    elif kind == 5:
        words = lines[0].split(b" ")
        if len(words) > 1:
            words[1] = chance.choice(TARGETS)
        lines[0] = b" ".join(words)
    elif kind == 6:
        chance.shuffle(lines)
    elif kind == 7:
        return request + chance.choice(BEHIND)
    elif kind == 8:
        return request[:at]
    elif kind == 9:
        other = chance.choice(others)
        return request[:at] + other[chance.randrange(len(other) + 1):]
    else:
        return head.replace(b"\r\n", b"\n") + b"\n\n" + content
    return b"\r\n".join(lines) + gap + content


def send_mutated(port, request):
    with socket.create_connection(("127.0.0.1", port), WAIT) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return receive(connection)
        except (ConnectionResetError, BrokenPipeError):
            return b""  # refused before all was sent


def mutated(port, table, token, seed, count):
    with open(table, encoding="utf-8") as file:
        table = json.load(file)
    request_table.VALUES[b"{token}"] = token.encode()
    request_table.VALUES[b"{proof}"] = token.encode() + b" " + b"0" * 16
    plain = [entry for kind in ("malformed", "intake", "unfinished") for entry in table[kind]]
    requests = [request_table.made(entry, None, 0, None) for entry in plain]
    # What nginx would refuse for its size alone, time and again.
    requests = [request for request in requests if 0 < len(request) < 66000]
    chance = random.Random(seed)
    answered = 0
    for _ in range(int(count)):
        request = chance.choice(requests)
        for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
            request = mutate(chance, request, requests)
        answered += send_mutated(int(port), request).startswith(b"HTTP/1.")
    print(f"sent {count}, answered {answered}")


def compare(log, before, after):
    with open(log, encoding="latin-1") as file:
        lines = [line.rstrip("\n").split("|") for line in file]
    passed = [line for line in lines if line[0] != "-"]
    for upstream, its_status, status in passed:
        if "," in upstream or its_status in ("502", "504") or its_status != status:
            print(upstream, its_status, status)
    # The answer that told the first status came after that.
    seen = json.loads(after)["answers"] - json.loads(before)["answers"] - 1
    print(f"nginx passed {len(passed)} on, the daemon answered {seen}")


if __name__ == "__main__":
    {"refusals": refusals, "mutated": mutated, "compare": compare}[sys.argv[1]](*sys.argv[2:])
