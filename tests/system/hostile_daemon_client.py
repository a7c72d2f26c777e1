# SPDX-License-Identifier: ISC
"""What the hostile daemon (hostile_daemon.py) tells families, and what it does with what desks
write to them. A lie must not show a word that no coordinator wrote, send anything to another place,
or end in anything but an answer or one sentence."""

import json
import os
import re
import signal
import subprocess
import time

import age
import campaign
import ed25519
import envelope
import hostile_daemon
from basics import need
from hostile_daemon import Answer
from hostile_daemon_desk import ESCAPES, FOREVER_LINE, INBOX, LOG, REPLY, event, in_turn
from hostile_daemon_play import (FEW, REDIRECTS, Desk, forged_signature, keys, must, promise, run,
    testimony, told)

SECONDS = 40      # the most that anything here may take
STORED = b"age-encryption.org/v1\n"
MOST = 262144     # bytes of a campaign file


def told_family(world, name, lies, command, *more, patience=0):
    """Runs a command while the daemon lies; the run, its faults."""
    family = world.families[name]
    world.hostile.honest_again()
    world.hostile.requests.clear()
    world.hostile.lies.update(lies)
    ran = family.ask(command, *more, patience=patience)
    world.hostile.honest_again()
    faults = list(ran.faults)
    if ran.seconds > SECONDS:
        faults.append(f"it took {ran.seconds:.0f} s")
    if world.elsewhere.heard():
        faults.append("it went where it was sent")
    with open(family.words, encoding="ascii") as file:
        words = file.read().split(": ")[-1].split()
    if " ".join(words[:2]) in ran.out + ran.err:
        faults.append("it shows the nine words")
    return ran, faults


def always(answer):
    return lambda _, __: answer


#
# Replies
#

def forged_replies(world):
    """(promise, slot, the counter that it must raise) for ann."""
    hostile, ann, ben = world.hostile, world.families["ann"], world.families["ben"]
    own, by = hostile.seed("own"), ed25519.public_of(world.heron)
    to_ben = world.coordinator_line("message", 9)
    for kind in ("message", "question", "preview"):
        line = world.coordinator_line(kind, 9)
        for who, seed, counter in (("a stranger", own, "strangers"),
                ("another family", ben.keys.author_seed, "strangers"),
                ("the family itself", ann.keys.author_seed, "strangers"),
                ("a former coordinator", world.wren, "former")):
            yield f"a {kind} by {who}", hostile.seal(line, ann.mailbox, seed, ann.reply_to), \
                counter
        yield f"a {kind} in a coordinator's name, signed by a stranger", hostile.seal(line,
            ann.mailbox, own, ann.reply_to, by=by,
            signature=forged_signature(world, by, ann.mailbox, line)), "strange"
    yield "what a former coordinator wrote while one of them", hostile.seal(
        world.coordinator_line("message", 9, campaign=2), ann.mailbox, world.wren,
        ann.reply_to), "former"
    yield "a coordinator's message to another family", hostile.seal(to_ben, ben.mailbox,
        world.heron, ben.reply_to), "strange"
    # That other family opened it, and is in league with the daemon.
    yield "a coordinator's message to another family, sealed anew", hostile.seal(to_ben,
        ben.mailbox, world.heron, ann.reply_to), "strange"
    yield "a coordinator's event, sealed anew as a message", hostile.seal(event(ann.mailbox),
        bytes(32), world.heron, ann.reply_to), "strange"
    yield "what the family told", hostile.of(ann.mailbox, INBOX)[0].body, "strange"
    yield "an event of the log", hostile.of(bytes(32), LOG)[0].body, "strange"
    yield "filler that begins like an envelope", STORED + os.urandom(envelope.SIZE -
        len(STORED)), "strange"
    true_one = hostile.slots(ann.mailbox)[0]
    yield "a coordinator's message with a changed bit", true_one[:-9] + \
        bytes([true_one[-9] ^ 1]) + true_one[-8:], "strange"
    yield "a coordinator's message sealed to the campaign", hostile.seal(
        world.coordinator_line(), ann.mailbox, world.heron), "strange"


def check_lie(world, name, slots):
    """check and check --json with these slots: the run for people, replies, counters, faults."""
    lies = {"mailbox": always(world.hostile.mailbox(slots))}
    text, faults = told_family(world, name, lies, "check")
    machine, more = told_family(world, name, lies, "check", "--json")
    faults += more
    if text.status != 0 or machine.status != 0:
        return text, [], {}, [*faults, f"check failed: {text.err} {machine.err}"]
    *replies, counters = machine.lines()
    return text, replies, counters, faults


def play_replies(world):
    ann = world.families["ann"]
    truth, _ = ann.check(world.real)
    good = world.hostile.slots(ann.mailbox)
    for name, slot, counter in forged_replies(world):
        text, replies, counters, faults = check_lie(world, "ann", [*good, slot])
        if replies != truth:
            faults.append(f"shown: {replies}")
        if counters.get(counter) != 1 or sum(counters.get(c, 0) for c in ("strange",
                "strangers", "former", "unreadable", "mixed")) != 1:
            faults.append(f"counted as: {counters}")
        if "Not shown: 1 " not in text.out or "send us your name" in text.out:
            faults.append(f"check says: {text.out}")
        promise(f"{name} is not shown as a reply, and is named", faults)
    text, replies, counters, faults = check_lie(world, "ann", [good[0]] * 4)
    if len(replies) != 1 or replies[0] not in truth or counters["mixed"] or counters["strange"]:
        faults.append(f"{replies}, {counters}")
    promise("one reply in all four places is one reply", faults)
    play_old_replies(world)


def play_old_replies(world):
    """Replaced replies, dug out again."""
    cat = world.families["cat"]
    truth, _ = cat.check(world.real)
    ever = [r.body for r in world.hostile.of(cat.mailbox, REPLY)]
    _, replies, counters, faults = check_lie(world, "cat", ever[:4])
    if [r["n"] for r in replies] != [1, 2, 3, 4] or [r for r in replies[1:] if r not in truth]:
        faults.append(f"{replies}")
    if counters["strange"] + counters["mixed"]:
        faults.append(f"{counters}")
    promise("a replaced reply, shown again, stands before the newer ones, as what it was", faults)

    eve, faults = world.tell("eve"), []
    its_id = pulled(world, eve)
    for text in ("One.", "Two."):
        faults += write(world, its_id, "preview", text).faults
    old = world.hostile.slots(eve.mailbox)[:1]
    ran, more = told_family(world, "eve", {"mailbox": always(world.hostile.mailbox(old))},
        "answer", "--yes", "--reply", "1", "yes")
    faults += more
    if ran.status != 0:
        faults.append(ran.err)
    preview = case(world, eve)["preview"]
    if (preview["n"], preview["answer"]) != (2, "none"):
        faults.append(f"{preview}")
    promise("a yes to an old preview that was dug out is no yes to the newest", faults)


def write(world, its_id, kind, text, *more):
    path = os.path.join(os.environ["work"], "text")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return world.writer.ask("reply", "--yes", "--kind", kind, "--text", path, *more, its_id)


def pulled(world, family):
    need(world.writer.ask("pull").status == 0, "pull")
    return world.hostile.of(family.mailbox, INBOX)[0].id.hex()


def case(world, family):
    need(world.writer.ask("pull").status == 0, "pull")
    return next(json.loads(line) for line in world.writer.state().cases
                if json.loads(line)["case"] == family.mailbox.hex())


#
# Drops
#

def play_drops(world):
    """A family sees in `check` what the desk did not have when it wrote."""
    hostile, fay, faults = world.hostile, world.tell("fay"), []
    for command in (("add", "--answers", told), ("consent", "--uses", "counts")):
        ran = fay.ask(command[0], "--yes", *command[1:])
        faults += ran.faults + ([ran.err] if ran.status else [])
    kept, consent = hostile.of(fay.mailbox, INBOX)[0], hostile.of(fay.mailbox, INBOX)[2]

    def writes(dropped):
        hostile.honest_again()
        hostile.shown = [r for r in hostile.held.values() if r.id not in dropped]
        its_id = pulled(world, fay)
        ran = write(world, its_id, "message", "Thank you.")
        if ran.status:
            faults.append(ran.err)
        hostile.honest_again()
        text, (*_, newest) = fay.ask("check"), fay.check()[0]
        return re.sub(r"\s+", " ", text.out), [one["kind"] for one in newest["seen"]]

    text, seen = writes([r.id for r in hostile.of(fay.mailbox, INBOX)[1:]])
    if seen != ["testimony"] or "1 of your messages" not in text or \
            "how your words may be used, in" in text or "kept back on the way" not in text:
        faults.append(f"{seen}: {text}")
    promise("two messages dropped on the way: check counts one, and says what that means", faults)
    faults.clear()
    text, seen = writes([consent.id])
    if sorted(seen) != ["addition", "testimony"] or "2 of your messages" not in text:
        faults.append(f"{seen}: {text}")
    promise("a dropped consent is missing in what check lists", faults)
    faults.clear()
    text, seen = writes([])
    if sorted(seen) != ["addition", "consent", "testimony"] or "3 of your messages" not in text:
        faults.append(f"{seen}: {text}")
    if case(world, fay)["in_force"] != ["counts"] or kept.id.hex() not in case(world,
            fay)["messages"]:
        faults.append(f"{case(world, fay)}")
    promise("let through at last, it is there, and in force", faults)
    faults.clear()

    ran, faults = told_family(world, "fay", {"put": always(Answer(201))}, "consent", "--yes",
        "--uses", "none")
    text, seen = writes([])
    if ran.status != 0 or len(seen) != 3 or "3 of your messages" not in text:
        faults.append(f"{ran.err} {seen}: {text}")
    promise("a consent that was said to be kept, and was not, is missing in check", faults)


#
# What is no answer
#

def bad_mailboxes(world):
    good = world.hostile.mailbox(world.hostile.slots(world.families["ann"].mailbox)).body
    size = envelope.SIZE
    for name, body in (("no bytes", b""), ("a byte too few", good[:-1]),
            ("a byte too many", good + b"x"), ("three places", good[:3 * size]),
            ("five places", good + good[:size]), ("a place cut in the midst", good[:size // 2])):
        yield f"a mailbox of {name}", Answer(200, body)
    yield from bad_answers(world, "/v1/mailbox")
    yield "a mailbox that is shorter than it says", hostile_daemon.wrong_length(
        Answer(200, good[:-1]), 1)
    yield "a mailbox that is longer than it says", hostile_daemon.wrong_length(
        Answer(200, good), -1)


def bad_answers(world, path):
    yield "an answer without end", hostile_daemon.endless()
    yield "a head without end", hostile_daemon.endless_head()
    yield "a head of one endless line", hostile_daemon.endless_head(FOREVER_LINE)
    yield "100 Continue without end", hostile_daemon.endless_continue()
    yield "a login page", hostile_daemon.page()
    yield "an answer that is no HTTP", hostile_daemon.by_hand(b"220 ftp ready\r\n")
    yield "no answer", hostile_daemon.by_hand()
    for status in REDIRECTS:
        yield f"a redirect ({status})", hostile_daemon.elsewhere(status, world.listener, path)
    for status in (404, 410, 429, 503, 507, 599) if FEW else (400, 404, 409, 410, 418, 422, 429,
            500, 503, 507, 520, 599):
        yield f"a refusal with {status} and controls", hostile_daemon.problem(status, ESCAPES)
    yield "a wish to come back in a year", Answer(503, b"", {"Retry-After": "31536000"})
    yield "a refusal with a million letters", hostile_daemon.problem(403, "x" * 1_000_000)


def one_sentence(ran):
    lines = [line for line in ran.err.splitlines() if line.startswith("testimony: ")]
    return [] if ran.status == 1 and len(lines) == 1 and not ran.out else \
        [f"status {ran.status}: {ran.out} {ran.err}"]


def play_no_answers(world):
    for name, answer in bad_mailboxes(world):
        ran, faults = told_family(world, "ann", {"mailbox": always(answer)}, "check", "--json")
        promise(f"{name}: check says so, and shows nothing", faults + one_sentence(ran))
    for name, answer in bad_answers(world, "/v1/challenge"):
        ran, faults = told_family(world, "ann", {"challenge": always(answer)}, "consent",
            "--yes", "--uses", "counts")
        if any(r.method == "PUT" for r in world.hostile.requests):
            faults.append("it was sent")
        promise(f"{name} to a wish for a challenge: nothing is sent", faults + one_sentence(ran))
    uncertain = ("an answer", "100", "no answer", "a redirect", "a refusal with 500",
        "a refusal with 520", "a refusal with 599", "a refusal with a million")
    for name, answer in bad_answers(world, "/v1/envelopes/"):
        ran, faults = told_family(world, "ann", {"put": always(answer)}, "consent", "--yes",
            "--uses", "counts")
        if name in ("an answer without end", "a head without end", "a login page",
                "a head of one endless line"):
            # The status line is the daemon's word: it says that it is kept.
            promise(f"{name} behind a 200: it was said to be kept", faults +
                ([ran.err] if ran.status else []))
            continue
        faults += one_sentence(ran)
        if name.startswith(uncertain) != ("not certain" in ran.err):
            faults.append(ran.err)
        promise(f"{name} to an envelope: it is not said to be kept", faults)
    for name, answer in bad_answers(world, "/v1/mailbox"):
        ran, faults = told_family(world, "ben", {"withdraw": always(answer)}, "withdraw", "--yes")
        if ran.status != 1 or ": done." in ran.err or "not known to be done" not in ran.err:
            faults.append(f"{ran.status}: {ran.err}")
        promise(f"{name} to a withdrawal: it is not said to be done", faults)


def play_challenges(world):
    long = "a" * 1_000_000
    for name, body in (("64 bits", '{"token":"a","bits":64}'),
            ("33 bits", '{"token":"a","bits":33}'), ("-1 bits", '{"token":"a","bits":-1}'),
            ("2^63 bits", '{"token":"a","bits":9223372036854775808}'),
            ("bits as a text", '{"token":"a","bits":"1"}'),
            ("half a bit", '{"token":"a","bits":0.5}'),
            ("no bits", '{"token":"a"}'), ("two wishes", '{"token":"a","bits":1,"bits":0}'),
            ("a token of a megabyte", '{"token":"%s","bits":0}' % long),
            ("a token of 129 letters", '{"token":"%s","bits":0}' % long[:129]),
            ("an empty token", '{"token":"","bits":0}'),
            ("a token with another header in it", '{"token":"a\\r\\nHost: b","bits":0}'),
            ("a token with controls", json.dumps({"token": ESCAPES, "bits": 0})),
            ("a token that is none", '{"token":null,"bits":0}'),
            ("a token with a space", '{"token":"a b","bits":0}'), ("a list", "[]"),
            ("brackets", "[" * 4000)):
        ran, faults = told_family(world, "ann", {"challenge": always(Answer(200,
            body.encode("utf-8", "surrogatepass")))}, "consent", "--yes", "--uses", "counts")
        if any(r.method == "PUT" for r in world.hostile.requests):
            faults.append("it was sent")
        if "more work" in ran.err:
            faults.append("it began to work")
        promise(f"a challenge with {name}: refused, and nothing is sent", faults +
            one_sentence(ran))
    ran, faults = told_family(world, "ann", {"challenge": always(Answer(200,
        b'{"token":"a","bits":32}'))}, "consent", "--yes", "--uses", "counts", patience=1)
    if ran.seconds > 20 or "more work" not in ran.err:
        faults.append(f"{ran.seconds} s: {ran.err}")
    promise("a proof that takes an hour is given up when patience is over", faults +
        one_sentence(ran))
    ran, faults = told_family(world, "ann", {"put": always(hostile_daemon.problem(429, "More.",
        bits=64))}, "consent", "--yes", "--uses", "counts", patience=2)
    promise("a daemon to which no proof is good is given up", faults + one_sentence(ran))


#
# Campaigns
#

def bad_campaigns(world):
    """(promise, campaign.json, its signature)"""
    manifest, signature = world.manifests[3]
    key_id, seed = world.signer
    other = os.path.join(os.environ["work"], "other")
    must([keys, "init", other, "--name", "Made up, for tests", "--origin", world.hostile.origin,
        "--form", os.environ["TESTIMONY_SOURCE"] + "/conf/form-worcestershire.json",
        "--no-passphrase"])
    with open(other + "/campaign.json", "rb") as file, \
            open(other + "/campaign.json.minisig", "rb") as its:
        others = file.read(), its.read()
    yield "of another key", *others
    for serial in (1, 2):
        yield f"of serial {serial}, below the pin's", *world.manifests[serial]
    value = json.loads(manifest)

    def signed(by=seed, **change):
        data = json.dumps({**value, **change}).encode()
        return data, campaign.sign(by, key_id, data)

    yield "signed by a key of its own under the campaign's key id", *signed(world.hostile.seed(
        "own"))
    yield "that expired, though it was signed", *signed(issued="2020-01-01",
        expires="2020-03-01")
    yield "that is not out yet", *signed(issued="2098-01-01", expires="2098-03-01")
    yield "with the signature of an older one", manifest, world.manifests[2][1]
    yield "with no signature", manifest, b""
    yield "with a login page as its signature", manifest, hostile_daemon.page().body
    for member, new in (("help", [{"label": "Call us", "phone": "0"}]), ("contact", "me"),
            ("origins", [world.listener]), ("recipient", age.recipient_text(age.point_of(
            bytes(31) + b"\x07"))), ("former", []), ("form", {**value["form"], "help": []})):
        changed = json.dumps({**value, member: new}).encode()
        yield f"with other members ({member})", changed, signature
    text = signature.replace(b"serial:3", b"serial:4")
    yield "with another serial in its signature", manifest, text
    yield "with spaces behind it", manifest + b" ", signature
    yield "of 256 KiB and a byte", manifest + b" " * (MOST + 1 - len(manifest)), signature
    yield "with controls in its name", json.dumps({**value, "name": ESCAPES}).encode(
        "utf-8", "surrogatepass"), signature
    yield "that is a million brackets", b"[" * 200_000, signature


def play_campaigns(world):
    for name, manifest, signature in bad_campaigns(world):
        submit_refused(world, f"a campaign {name}", {"campaign": always(Answer(200, manifest)),
            "minisig": always(Answer(200, signature))})
    for name, answer in bad_answers(world, "/v1/campaign"):
        if name in ("no answer", "a refusal with 503 and controls",
                "a wish to come back in a year"):
            continue # asked for four times, a second between
        submit_refused(world, f"{name} in place of the campaign", {"campaign": always(answer)})
    submit_refused(world, "an endless signature", {"minisig": always(hostile_daemon.endless())})


def submit_refused(world, name, lies):
    world.hostile.honest_again()
    world.hostile.requests.clear()
    world.hostile.lies.update(lies)
    ran = run([testimony, "submit", "--campaign", world.link, "--answers", told, "--yes",
        "--patience", "0"])
    faults = ran.faults + one_sentence(ran)
    if any(r.path not in ("/v1/campaign", "/v1/campaign.minisig") for r in world.hostile.requests):
        faults.append("more was asked for than the campaign")
    if world.elsewhere.heard():
        faults.append("it went where it was sent")
    world.hostile.honest_again()
    promise(f"{name}: refused, and nothing is told", faults)


#
# Taking back
#

def play_withdrawals(world):
    ben, cat = world.families["ben"], world.families["cat"]
    ran, faults = told_family(world, "ben", {"withdraw": always(Answer(204))}, "withdraw", "--yes")
    replies, _ = ben.check()
    if ran.status != 0 or not replies:
        faults.append(f"{ran.err}: {replies}")
    if "ask the coordinators" not in re.sub(r"\s+", " ", ran.err):
        faults.append(f"it does not say how to be sure: {ran.err}")
    promise("a withdrawal that the daemon ignores: check still shows what it holds, and the "
        "program says how to be sure", faults)
    ran, faults = told_family(world, "cat", {"put": always(hostile_daemon.problem(410))},
        "consent", "--yes", "--uses", "counts")
    if "nine words" not in ran.err or "this mailbox was withdrawn" in ran.err:
        faults.append(ran.err)
    promise("that a mailbox was withdrawn is told as the server's word", faults +
        one_sentence(ran))
    if case(world, cat)["state"] == ["withdrawn"]:
        promise("and changes nothing at the desk", ["withdrawn"])


#
# What a desk writes
#

def play_writing(world):
    hostile = world.hostile
    gus = world.tell("gus")
    its_id = pulled(world, gus)
    before = case(world, gus)
    refusals = [(f"a refusal with {status} and controls", hostile_daemon.problem(status, ESCAPES),
        True) for status in (400, 401, 404, 409, 410, 413, 422, 507)]
    refusals += [("a redirect", hostile_daemon.elsewhere(307, world.listener, "/"), True),
        ("a login page behind a refusal", hostile_daemon.page(403), True)]
    for name, answer, _ in refusals:
        hostile.lies["put_reply"] = always(answer)
        ran = write(world, its_id, "question", "May we?", "--uses", "counts,my-mp")
        hostile.honest_again()
        faults = list(ran.faults)
        if ran.status != 1 or world.elsewhere.heard():
            faults.append(f"{ran.status}: {ran.err}")
        if case(world, gus) != before or world.writer.left_over():
            faults.append(f"{case(world, gus)}")
        promise(f"{name} to a reply: said, and nothing changes", faults)

    def takes_and_refuses(_, honest):
        honest()
        return hostile_daemon.problem(409, "This mailbox is full.")
    hostile.lies["put_reply"] = takes_and_refuses
    ran = write(world, its_id, "question", "May we?", "--uses", "counts,my-mp")
    hostile.honest_again()
    faults = ran.faults + ([] if ran.status == 1 else [ran.err])
    ran = gus.ask("answer", "--yes", "--reply", "1", "yes")
    now = case(world, gus)
    if ran.status != 0 or now["unsure"] is not True or now["in_force"] != before["in_force"]:
        faults.append(f"{ran.err} {now}")
    promise("a reply that it took and says it refused: the answer to it allows nothing, and the "
        "desk says that it is unsure", faults)

    hostile.lies["put_reply"] = always(Answer(201))
    ran = write(world, its_id, "message", "Thank you.")
    hostile.honest_again()
    faults = ran.faults + ([] if ran.status == 0 else [ran.err])
    pushed = world.writer.ask("push")
    replies, _ = gus.check()
    if pushed.status != 0 or "Thank you." not in [r["text"] for r in replies]:
        faults.append(f"{pushed.err} {replies}")
    promise("a reply that it says it kept, and did not: push puts it there", faults)
    play_pushing(world)
    play_repeats(world)


def play_pushing(world):
    hostile = world.hostile
    hostile.load(world.saved)
    for name, lies in (
            ("says it kept, and did not", {"restore": always(Answer(201))}),
            ("refuses with controls", {"restore": always(hostile_daemon.problem(422, ESCAPES))}),
            ("sends elsewhere", {"restore": always(hostile_daemon.elsewhere(308, world.listener,
                "/"))}),
            ("answers without end", {"restore": always(hostile_daemon.endless(status=403))}),
            ("will not take withdrawals", {"put_withdrawal": always(hostile_daemon.problem(422,
                ESCAPES))})):
        mine = world.writer.copy(world)
        before, state = mine.files(), mine.state()
        hostile.load(({}, {}))
        hostile.lies.update(lies)
        ran = mine.ask("push")
        hostile.honest_again()
        faults = ran.faults + mine.state().differs(state, name)
        if mine.files() != before or mine.left_over() or world.elsewhere.heard():
            faults.append("its vault changed, or it went elsewhere")
        again = mine.ask("push")
        if again.status != 0 or len([r for r in hostile.held.values() if r.tray == INBOX]) != \
                len(state.good):
            faults.append(f"honest again: {again.err} {len(hostile.held)}")
        mine.remove()
        promise(f"a new daemon that {name}: push says so, and later puts all there", faults)


def play_repeats(world):
    """Requests of the desk that the hostile daemon heard, sent to an honest one."""
    hostile, faults = world.hostile, []
    hostile.load(world.saved)
    mine = world.early.copy(world)
    hostile.shown = []
    for command in ("pull", "push"):
        ran = mine.ask(command)
        faults += ran.faults
    mine.remove()
    real = world.real_socket
    control = Desk.set_up(world, "repeated", real)
    need(control.ask("pull").status == 0, "pull")
    before = control.state()
    statuses = [world.repeat(request, real) for request in hostile.requests
                if request.path.startswith("/v1/desk/")]
    hostile.honest_again()
    control = Desk.set_up(world, "repeated-later", real)
    need(control.ask("pull").status == 0, "pull")
    faults += control.state().differs(before, "after the repeats")
    if 200 not in statuses:
        faults.append(f"nothing was repeated: {statuses}")
    promise(f"{len(statuses)} requests of a desk, repeated at an honest daemon, change nothing "
        "there", faults)


#
# Patience
#

def drip(connection):
    """A hundred bytes a second: above the least that a request may have."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(3600):
        connection.sendall(b"x" * 100)
        time.sleep(1)


def play_stopping(world):
    """Whoever waits for a daemon that says nothing, or next to nothing, can stop."""
    for part, command in (("mailbox", ["check"]), ("put", ["consent", "--yes", "--uses",
            "counts"]), ("withdraw", ["withdraw", "--yes"])):
        for name, answer in (("silent", hostile_daemon.silence()), ("dripping",
                Answer(raw=drip))):
            world.hostile.requests.clear()
            world.hostile.lies[part] = always(answer)
            family = world.families["ann"]
            began = time.monotonic()
            with subprocess.Popen(family.line(command[0], *command[1:]), stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                while not any(r.path.startswith(PATHS[part]) for r in world.hostile.requests):
                    need(time.monotonic() < began + SECONDS, "nothing is asked for")
                    time.sleep(0.05)
                time.sleep(0.2)
                process.send_signal(signal.SIGINT)
                began = time.monotonic()
                try:
                    status = process.wait(SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    status = "none"
            seconds = time.monotonic() - began
            world.hostile.honest_again()
            promise(f"{command[0]} at a {name} daemon can be stopped", [] if seconds < 10 and
                status in (0, 1, -signal.SIGINT) else [f"status {status} after {seconds:.0f} s"])


PATHS = {"mailbox": "/v1/mailbox", "put": "/v1/envelopes/", "withdraw": "/v1/mailbox",
    "campaign": "/v1/campaign"}


def play_all(world):
    world.hostile.load(world.saved)
    for part in (play_replies, play_no_answers, play_challenges, play_campaigns, play_drops,
            play_withdrawals, play_writing, play_stopping):
        if os.environ.get("HOSTILE_ONLY", "") in part.__name__:
            part(world)
    # After all of that, honest: the families see what they see at the real daemon.
    world.hostile.load(world.saved)
    for name in ("ann", "ben", "cat", "dan"):
        family = world.families[name]
        mine, theirs = family.check(), family.check(world.real)
        promise(f"honest again, {name} sees what the real daemon shows", [] if mine == theirs
            else [f"{mine} {theirs}"])
