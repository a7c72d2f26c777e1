#!/bin/sh
# SPDX-License-Identifier: ISC
# system/flood.sh with true clocks: 100 families, and 100,000 bad proofs against as many plain 400s.
families=100 speed=1 requests=100000 budget=600 bits_most=12 timed=yes
. "${TESTIMONY_SOURCE:?}/tests/system/flood.sh"
