# SPDX-License-Identifier: ISC
"""Plays the parts that are named on the command line. Started by tests/system/hostile_daemon.sh."""

import sys
import traceback

import hostile_daemon_client
import hostile_daemon_desk
import hostile_daemon_play
import hostile_daemon_slow

world = hostile_daemon_play.World()
try:
    hostile_daemon_desk.story(world)
    for part in sys.argv[1:]:
        {"desk": hostile_daemon_desk, "client": hostile_daemon_client,
            "slow": hostile_daemon_slow}[part].play_all(world)
except Exception:  # pylint: disable=broad-except
    print("not ok - the hostile daemon's play goes to its end")
    print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()))
    sys.exit(0)
finally:
    world.end()
