#!/bin/sh
# SPDX-License-Identifier: ISC
# system/power.sh with 200 outages.
export TESTIMONY_POWER_ROUNDS="${TESTIMONY_POWER_ROUNDS:-200}"
exec "${TESTIMONY_SOURCE:?}/tests/system/power.sh"
