# SPDX-License-Identifier: ISC
"""What stands in front of the daemon in tests/system/books.sh, on loopback alone: passes each
connection on, as a web server would, or as Tor would after SOCKS 5.

front.py web|socks TO      TO: a unix socket's path, or a port on loopback. Prints its own port."""
import socket
import sys
import threading

kind, to = sys.argv[1], sys.argv[2]


def copy(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def exactly(one, length):
    data = b""
    while len(data) < length:
        got = one.recv(length - len(data))
        if not got:
            raise OSError("it ended")
        data += got
    return data


def greet(one):
    """SOCKS 5 (RFC 1928), with a user name where one is offered (RFC 1929)."""
    offered = exactly(one, exactly(one, 2)[1])
    if 2 in offered:
        one.sendall(b"\5\2")
        exactly(one, exactly(one, 2)[1])
        exactly(one, exactly(one, 1)[0])
        one.sendall(b"\1\0")
    else:
        one.sendall(b"\5\0")
    kind_of_address = exactly(one, 4)[3]
    length = {1: 4, 4: 16}.get(kind_of_address) or exactly(one, 1)[0]
    exactly(one, length + 2)
    one.sendall(b"\5\0\0\1\0\0\0\0\0\0")


def serve(one):
    try:
        if kind == "socks":
            greet(one)
        if to.isdigit():
            other = socket.create_connection(("127.0.0.1", int(to)))
        else:
            other = socket.socket(socket.AF_UNIX)
            other.connect(to)
    except OSError:
        one.close()
        return
    back = threading.Thread(target=copy, args=(other, one), daemon=True)
    back.start()
    copy(one, other)
    back.join()
    one.close()
    other.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
