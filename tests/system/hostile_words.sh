#!/bin/sh
# SPDX-License-Identifier: ISC
# The other half of hostile.sh: hostile strings in what families tell, in what campaigns say, and in
# the interview, on terminals.
: "${HOSTILE_PARTS:=told_on_a_terminal at_the_desk hostile_campaigns interviewed}"
. "${TESTIMONY_SOURCE:?}/tests/system/hostile.sh"
