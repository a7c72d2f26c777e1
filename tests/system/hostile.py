# SPDX-License-Identifier: ISC
"""Puts hostile strings through every command that shows something. Started by
tests/system/hostile.sh, with the names of the parts to play: those here, and those of
hostile_words.py. Prints "ok - ..." and "not ok - ..." lines."""

import json
import os
import socket
import subprocess
import sys
import threading
import time

import hostile_strings as hostile
import hostile_words
from hostile_run import (ARGUMENT_MOST, TOLD_MOST, at_terminal, campaign, commands, cut,
    desk, due, each, form, keys, manifest, ours, pin, report, run, scratch, source, strings,
    testimony, testimonyd, work, write)

#
# Arguments: names of files, values of options, options and commands that there are not.
#

def arguments_of_programs():
    at = [b"--campaign", manifest, b"--pin", pin]
    told = source + b"/tests/data/01-short.json"
    setup = {b"--campaign": manifest, b"--pin": pin, b"--key": campaign + b"/secret/campaign.key",
             b"--as": campaign + b"/secret/heron.key", b"--daemon": b"unix:" + work + b"/desk.sock"}
    init = [keys, b"init", scratch + b"/never", b"--name", b"n", b"--origin", b"http://127.0.0.1:1"]

    def set_up(option, value):
        return [desk, b"-d", scratch + b"/never", b"setup",
                *(word for key, given in {**setup, option: value}.items() for word in (key, given))]

    ways = {
        "testimony COMMAND": lambda s: [testimony, s],
        "testimony --OPTION": lambda s: [testimony, b"--" + s],
        "testimony -LETTERS (unseen)": lambda s: [testimony, b"-" + s],
        "testimony submit WORD": lambda s: [testimony, b"submit", *at, b"x" + s],
        "testimony submit --OPTION": lambda s: [testimony, b"submit", b"--x" + s],
        "testimony submit --campaign (unseen)": lambda s: [testimony, b"submit", b"--campaign", s],
        "testimony submit --campaign LINK": lambda s: [testimony, b"submit", b"--patience", b"0",
            b"--campaign",
                                                       b"http://127.0.0.1:1/" + s + b"#" + pin],
        "testimony submit --pin (unseen)": lambda s: [testimony, b"submit", b"--campaign",
            manifest, b"--pin", s],
        "testimony submit --answers": lambda s: [testimony, b"submit", *at, b"--yes",
            b"--answers", b"/dev/null/" + s],
        "testimony submit --language": lambda s: [testimony, b"submit", *at, b"--language", s],
        "testimony submit --patience": lambda s: [testimony, b"submit", *at, b"--patience", s],
        "testimony submit --origin": lambda s: [testimony, b"submit", *at, b"--origin",
            b"http://127.0.0.1:1" + s,
                                                b"--patience", b"0", b"--yes", b"--answers", told],
        "testimony submit --socks5 (unseen)": lambda s: [testimony, b"submit", *at, b"--socks5",
            s, b"--patience", b"0",
                                                b"--yes", b"--answers", told],
        "testimony submit --draft (unseen)": lambda s: [testimony, b"submit", *at, b"--draft",
            b"/dev/null/" + s],
        "testimony submit --receipt-to": lambda s: [testimony, b"submit", *at, b"--receipt-to",
            b"/dev/null/" + s,
                                                    b"--patience", b"0", b"--yes", b"--answers",
                                                        told],
        "testimony seal -o": lambda s: [testimony, b"seal", *at, b"--yes", b"--answers", told,
            b"-o", b"/dev/null/" + s],
        "testimony send FILE": lambda s: [testimony, b"send", *at, b"--patience", b"0",
            b"/dev/null/" + s],
        "testimony send --mailbox (unseen)": lambda s: [testimony, b"send", *at, b"--patience",
            b"0", b"--mailbox", b"/dev/null/" + s,
                                               told],
        "testimony-keys COMMAND": lambda s: [keys, s],
        "testimony-keys init --OPTION": lambda s: [keys, b"init", b"--x" + s],
        "testimony-keys init DIR": lambda s: [keys, b"init", b"/dev/null/" + s, b"--name", b"n",
            b"--origin",
                                              b"http://127.0.0.1:1", b"--form", form,
                                                  b"--no-passphrase"],
        "testimony-keys init --origin (unseen)": lambda s: [*init, b"--origin", s],
        "testimony-keys init --form": lambda s: [*init, b"--form", b"/dev/null/" + s],
        "testimony-keys init --coordinator": lambda s: [*init, b"--coordinator", s],
        "testimony-keys init --days (unseen)": lambda s: [*init, b"--days", s],
        "testimony-keys init --closes": lambda s: [*init, b"--closes", s],
        "testimony-keys init --passphrase-file": lambda s: [*init, b"--form", form,
            b"--passphrase-file", b"/dev/null/" + s],
        "testimony-keys coordinator": lambda s: [keys, b"coordinator", b"--no-passphrase", b"--",
            s],
        "testimony-keys coordinator -o": lambda s: [keys, b"coordinator", b"wren",
            b"--no-passphrase", b"-o",
                                                    b"/dev/null/" + s],
        "testimony-keys admit": lambda s: [keys, b"admit", campaign, b"/dev/null/" + s],
        "testimony-keys remove DIR": lambda s: [keys, b"remove", b"/dev/null/" + s, b"wren"],
        "testimony-keys remove": lambda s: [keys, b"remove", b"--", campaign, s],
        "testimony-keys sign": lambda s: [keys, b"sign", b"/dev/null/" + s],
        "testimony-keys sign --answer-by": lambda s: [keys, b"sign", campaign, b"--answer-by", s],
        "testimony-keys fingerprint": lambda s: [keys, b"fingerprint", b"--", s],
        "testimony-keys leaflet DIR": lambda s: [keys, b"leaflet", b"/dev/null/" + s, b"-o", b"-"],
        "testimony-keys leaflet -o": lambda s: [keys, b"leaflet", campaign, b"-o",
            b"/dev/null/" + s],
        "testimony-keys seal -r (unseen)": lambda s: [keys, b"seal", b"-r", s],
        "testimony-keys seal FILE": lambda s: [keys, b"seal", b"--passphrase-file", told,
            b"/dev/null/" + s],
        "testimony-keys open FILE": lambda s: [keys, b"open", b"/dev/null/" + s],
        "testimony-keys open -i": lambda s: [keys, b"open", b"-i", b"/dev/null/" + s, manifest],
        "testimony-desk COMMAND": lambda s: [desk, s],
        "testimony-desk -d": lambda s: [desk, b"-d", b"/dev/null/" + s, b"list"],
        "testimony-desk list WORD": lambda s: [desk, b"-d", ours, b"list", b"x" + s],
        "testimony-desk show": lambda s: [desk, b"-d", ours, b"show", b"--", s],
        "testimony-desk show --OPTION": lambda s: [desk, b"-d", ours, b"show", b"--x" + s],
        "testimony-desk setup --campaign": lambda s: set_up(b"--campaign", b"/dev/null/" + s),
        "testimony-desk setup --pin (unseen)": lambda s: set_up(b"--pin", s),
        "testimony-desk setup --key": lambda s: set_up(b"--key", b"/dev/null/" + s),
        "testimony-desk setup --as": lambda s: set_up(b"--as", b"/dev/null/" + s),
        "testimony-desk setup --daemon (unseen)": lambda s: set_up(b"--daemon", s),
        "testimony-desk setup -d": lambda s: [*set_up(b"--pin", pin)[:2], b"/dev/null/" + s,
                                              *set_up(b"--pin", pin)[3:]],
        "testimonyd --OPTION": lambda s: [testimonyd, b"--" + s],
        "testimonyd -LETTERS": lambda s: [testimonyd, b"-" + s],
        "testimonyd WORD (unseen)": lambda s: [testimonyd, b"-c", b"/dev/null/no", b"x" + s],
        "testimonyd -c": lambda s: [testimonyd, b"-t", b"-c", b"/dev/null/" + s],
    }

    # All strings through each command once, and some through each of its options.
    whole = {"testimony COMMAND", "testimony submit WORD", "testimony seal -o",
        "testimony send FILE",
             "testimony-keys init DIR", "testimony-keys coordinator", "testimony-keys admit",
                 "testimony-keys remove",
             "testimony-keys sign", "testimony-keys fingerprint", "testimony-keys seal FILE",
                 "testimony-keys open FILE",
             "testimony-desk -d", "testimony-desk show", "testimony-desk setup --campaign",
                 "testimonyd -c"}

    def one(name, text):
        for turn, (way, arguments) in enumerate(ways.items()):
            if way not in whole and not due(name, turn, 5):
                continue
            run(way, name, arguments(text.replace(b"\0", b"")[:ARGUMENT_MOST]))

    each(one)
    report("what is given on the command line is shown clean by all four programs", "testimony")


#
# Files: a configuration, a passphrase, a form, a key, an answer.
#

def files_read():
    def one(name, text):
        own = name.encode()
        conf = b"[testimonyd]\nlisten = 127.0.0.1:1\ndesk = unix:/tmp/no\nstore = %s/store.db\n" \
            b"campaign = %s\npin = %s\nuser = nobody\n" % (scratch, manifest, pin)
        line = text[:3000].replace(b"\n", b" ")
        for turn, key in enumerate((b"campaign", b"listen", b"store", b"pin", b"token_key")):
            if turn > 0 and not due(name, turn, 4):
                continue
            lines = [key + b" = /dev/null/" + line if each_line.startswith(key + b" ")
                else each_line
                     for each_line in conf.split(b"\n")]
            if key + b" = /dev/null/" + line not in lines:
                lines.insert(1, key + b" = /dev/null/" + line)
            path = write(own + b".conf", b"\n".join(lines))
            run(f"conf {key.decode()}" + (" (unseen)" if key not in (b"campaign", b"token_key")
                else ""), name,
                [testimonyd, b"-c", path, b"-t"])
        for turn, (way, content) in enumerate({"KEY": conf + line + b" = 1\n",
            "SECTION": b"[" + line + b"]\n" + conf,
                                               "TEXT": text}.items()):
            if due(name, turn, 3):
                run(f"conf {way} (unseen)", name, [testimonyd, b"-t", b"-c", write(own + b".conf",
                    content)])
        path = write(own[:40] + b"." + cut(text, 100).replace(b"/", b"_").replace(b"\0",
            b"") + b".conf", conf)
        run("conf NAME", name, [testimonyd, b"-t", b"-c", path])
        os.unlink(path)
        path = write(own + b".file", text)
        for turn, (way, arguments) in enumerate({
            "read as answers (unseen)": [testimony, b"seal", b"--campaign", manifest, b"--pin",
                pin, b"--yes", b"--answers", path,
                                b"-o", scratch + b"/never"],
            "read as a campaign (unseen)": [testimony, b"submit", b"--campaign", path, b"--pin",
                pin],
            "read as a form (unseen)": [keys, b"init", scratch + b"/never", b"--name", b"n",
                b"--origin", b"http://127.0.0.1:1",
                               b"--no-passphrase", b"--form", path],
            "read as a key (unseen)": [keys, b"open", b"-i", path, manifest],
            "read as HANDLE.pub (unseen)": [keys, b"admit", campaign, path],
            "read as campaign.pub (unseen)": [keys, b"fingerprint", path],
            "read as sealed (unseen)": [keys, b"open", path],
            "read as a passphrase (unseen)": [keys, b"seal", b"--passphrase-file", path, b"-o",
                b"/dev/null/x", b"/dev/null/y"],
        }.items()):
            if due(name, turn, 4):
                run(way, name, arguments)
        # Hostile words where a word of a format is expected.
        quoted = hostile.in_json(text[:TOLD_MOST])
        for turn, (way, content, arguments) in enumerate((
            ("a form's format", b'{"format":%s,"pages":[]}' % quoted, None),
            ("a form's kind", b'{"format":"form-1","pages":[{"id":"a","kind":%s}]}' % quoted, None),
            ("a form's member", b'{%s:1}' % quoted, None),
            ("answers to no question",
                b'{"answers":{%s:"x"},"hide":[],"uses":["counts"]}' % quoted, b"seal"),
            ("answers that there are not",
                b'{"answers":{"area":%s},"hide":[],"uses":["counts"]}' % quoted, b"seal"),
            ("uses that there are not", b'{"answers":{},"hide":[],"uses":[%s]}' % quoted, b"seal"),
            ("a key's handle", b'{"handle":%s,"key":%s,"recipient":%s}\n' % (quoted, quoted,
                quoted), b"admit"),
            ("a desk's file", b'{"format":%s,"pin":%s,"as":%s,"daemon":%s}' % (quoted, quoted,
                quoted, quoted), b"desk"),
        )):
            if not due(name, turn, 4):
                continue
            path = write(own + b".json", content)
            if arguments is None:
                line = [keys, b"init", scratch + b"/never", b"--name", b"n", b"--origin",
                    b"http://127.0.0.1:1",
                        b"--no-passphrase", b"--form", path]
            elif arguments == b"seal":
                line = [testimony, b"seal", b"--campaign", manifest, b"--pin", pin, b"--yes",
                    b"--answers", path, b"-o",
                        b"/dev/null/x"]
            elif arguments == b"admit":
                line = [keys, b"admit", campaign, path]
            else:
                os.makedirs(scratch + b"/" + own, exist_ok=True)
                os.replace(path, scratch + b"/" + own + b"/desk.json")
                line = [desk, b"-d", scratch + b"/" + own, b"list"]
            run("in " + way + " (unseen)", name, line)

    each(one)
    report("what stands in a daemon's configuration", "conf ")
    report("what stands in files that are read", "read as ", "in ")


#
# What a server says.
#

class Server(threading.Thread):
    """Answers each request with what it is told to, on a port of this machine or on a socket."""

    def __init__(self, address):
        super().__init__(daemon=True)
        family = socket.AF_UNIX if isinstance(address, bytes) else socket.AF_INET
        self.listening = socket.socket(family, socket.SOCK_STREAM)
        self.listening.bind(address)
        self.listening.listen(16)
        self.answer = b""
        self.start()

    def run(self):
        while True:
            connection, _ = self.listening.accept()
            with connection:
                connection.settimeout(5)
                try:
                    self.serve(connection)
                except OSError:
                    pass

    def serve(self, connection):
        heard = b""
        while b"\r\n\r\n" not in heard:
            data = connection.recv(65536)
            if not data:
                return
            heard += data
        connection.sendall(self.answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


def problem(text, status=b"400 Refused", header=b"", kind=b"application/problem+json"):
    return b"HTTP/1.1 %s\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n" \
        b"Connection: close\r\n\r\n%s" % (
        status, header, kind, len(text), text)


class Said(threading.local):
    """Each thread's own servers, and a desk for one of them."""

    def __init__(self):
        own = b"%s/said-%d" % (scratch, threading.get_ident())
        self.server, self.local = Server(("127.0.0.1", 0)), Server(own + b".sock")
        self.origin = b"http://127.0.0.1:%d" % self.server.listening.getsockname()[1]
        self.desk = own
        subprocess.run([desk, b"-d", own, b"setup", b"--campaign", manifest, b"--pin", pin,
            b"--key",
                        campaign + b"/secret/campaign.key", b"--as",
                            campaign + b"/secret/heron.key", b"--daemon",
                        b"unix:" + own + b".sock"], capture_output=True, check=True)


def said_by_a_server():
    said = Said()
    told = source + b"/tests/data/01-short.json"
    some = set(list(strings)[::8])

    def one(name, text):
        text = cut(text, 1500)
        quoted, line = hostile.in_json(text), text.replace(b"\r", b" ").replace(b"\n", b" ")
        ways = {"detail": problem(b'{"title":"x","detail":%s}' % quoted),
            "body (unseen)": problem(text)}
        if name in some:
            ways |= {
                "title": problem(b'{"title":%s}' % quoted), "type (unseen)": problem(b"{}",
                    kind=line),
                "status (unseen)": problem(b"{}", status=b"400 " + line),
                "header (unseen)": problem(b"{}", header=b"X: " + line + b"\r\n"),
                "first line (unseen)": line + b"\r\n\r\n",
                "token (unseen)": problem(b'{"token":%s,"bits":1}' % quoted, status=b"200 OK")}
        for way, answer in ways.items():
            said.server.answer = said.local.answer = answer
            run("said to testimony: " + way, name, [testimony, b"submit", b"--campaign", manifest,
                b"--pin", pin, b"--origin",
                                                    said.origin, b"--patience", b"0", b"--yes",
                                                        b"--answers", told])
            if way == "detail" or name in some:
                run("said to testimony-desk: " + way, name, [desk, b"-d", said.desk, b"pull"])
        if name in some:
            said.local.answer = ways["detail"]
            at_terminal("said to testimony-desk, at a terminal", name, [desk, b"-d", said.desk,
                b"pull"])
            said.server.answer = problem(text, status=b"200 OK", kind=b"application/json")
            run("said as a campaign (unseen)", name, [testimony, b"submit", b"--campaign",
                said.origin + b"/#" + pin,
                                                      b"--patience", b"0", b"--yes", b"--answers",
                                                          told])

    each(one)
    report("what a server says is shown clean", "said ")


#
# Sealed files opened on a terminal.
#

def opened_on_a_terminal():
    ran = subprocess.run([keys, b"coordinator", b"owl", b"--no-passphrase", b"-o", scratch],
        capture_output=True, check=False)
    recipient = json.loads(open(scratch + b"/owl.pub", "rb").read())["recipient"].encode()
    if ran.returncode != 0:
        print(f"not ok - the test makes a key\n# {ran.stderr!r}")

    def one(name, text):
        path = write(name.encode() + b".open", text)
        subprocess.run([keys, b"seal", b"-r", recipient, b"-o", path + b".age", path],
            capture_output=True, check=True)
        at_terminal("open", name, [keys, b"open", b"-i", scratch + b"/owl.key", path + b".age"])

    each(one)
    report("a sealed file that is opened on a terminal", "open")


def main():
    os.makedirs(scratch, exist_ok=True)
    parts = {part.__name__: part for part in (arguments_of_programs, files_read, said_by_a_server,
        opened_on_a_terminal, *hostile_words.PARTS)}
    for name in sys.argv[1:]:
        began = time.monotonic()
        parts[name]()
        print(f"# {name}: {time.monotonic() - began:.0f} s", flush=True)
    runs = sum(count for count, _ in commands.values())
    print(f"# {len(strings)} strings through {len(commands)} ways, {runs} runs")


main()
