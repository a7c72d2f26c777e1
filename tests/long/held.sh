#!/bin/sh
# SPDX-License-Identifier: ISC
# system/held.sh with 19,000 connections, each kind of crowd by itself, and the times that are promised.
cap=4096 crowd=19000 rate=2000 puts=200 mixes="i h b r d ihbrd" timed=yes
. "${TESTIMONY_SOURCE:?}/tests/system/held.sh"
