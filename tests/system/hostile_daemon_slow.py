# SPDX-License-Identifier: ISC
"""What takes minutes: a hostile daemon that says nothing, or a hundred bytes a second, to a family
or a desk that waits. All at the same time; each must end by itself. For make check-long."""

import concurrent.futures

import hostile_daemon
from hostile_daemon import Answer
from hostile_daemon_client import always, drip, one_sentence
from hostile_daemon_play import promise, run, testimony, told


def play_all(world):
    hostile, ann, ben = world.hostile, world.families["ann"], world.families["ben"]
    hostile.load(world.saved)
    dripping, silent = always(Answer(raw=drip)), always(hostile_daemon.silence(3600))
    hostile.lies.update(mailbox=dripping, challenge=silent, withdraw=silent, campaign=dripping,
        index=silent)
    submit = [testimony, "submit", "--campaign", world.link, "--answers", told, "--yes",
        "--patience", "0"]
    mine = world.empty.copy(world)
    # Seconds: one try of a small answer may take 330 and some (front/net.c), a silent one 120; the
    # campaign is asked for until 300 are over, a desk asks four times.
    plays = (("a mailbox that drips", lambda: ann.ask("check", patience=0), 400),
        ("a challenge that does not come", lambda: ann.ask("consent", "--yes", "--uses", "counts",
            patience=0), 200),
        ("a withdrawal that is not answered", lambda: ben.ask("withdraw", "--yes", patience=0),
            200),
        ("a campaign that drips", lambda: run(submit), 800),
        ("an index that does not come", lambda: mine.ask("pull", seconds=1500), 700))
    with concurrent.futures.ThreadPoolExecutor(len(plays)) as pool:
        running = [(name, most, pool.submit(play)) for name, play, most in plays]
        for name, most, future in running:
            ran = future.result()
            faults = ran.faults + ([] if "index" in name else one_sentence(ran))
            if ran.status != 1 or ran.seconds > most:
                faults.append(f"status {ran.status} after {ran.seconds:.0f} s: {ran.err}")
            promise(f"{name} is given up ({ran.seconds:.0f} s)", faults)
