#!/bin/sh
# SPDX-License-Identifier: ISC
# system/requests.sh with all deadlines: a body that drips for 120 s, somebody who does not hang up, and somebody who
# does not read.
long=yes
. "${TESTIMONY_SOURCE:?}/tests/system/requests.sh"
