#!/bin/sh
# SPDX-License-Identifier: ISC
# system/held.sh with 19,000 connections, each kind of crowd by itself, and the times that are promised.
# Whoever sends no whole head is cut off after ten seconds: so 19,000 are open only where 1,900 come a second.
cap=4096 crowd=19000 rate=1000 held_rate=2500 puts=200 mixes="i h b r d ihbrd" timed=yes
. "${TESTIMONY_SOURCE:?}/tests/system/held.sh"
