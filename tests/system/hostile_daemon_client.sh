#!/bin/sh
# SPDX-License-Identifier: ISC
# The other half of hostile_daemon.sh: lies to families, and what becomes of what desks write to them.
: "${HOSTILE_PARTS:=client}"
. "${TESTIMONY_SOURCE:?}/tests/system/hostile_daemon.sh"
