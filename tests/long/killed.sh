#!/bin/sh
# SPDX-License-Identifier: ISC
# faults/killed.sh with 500 rounds.
TESTIMONY_KILL_ROUNDS=500 exec "${TESTIMONY_SOURCE:?}/tests/faults/killed.sh"
