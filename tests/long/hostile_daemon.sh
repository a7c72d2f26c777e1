#!/bin/sh
# SPDX-License-Identifier: ISC
# A hostile daemon that makes everybody wait: whoever asks it gives up by itself. Some ten minutes.
HOSTILE_PARTS=slow TESTIMONY_HOSTILE_LONG=1
export HOSTILE_PARTS TESTIMONY_HOSTILE_LONG
. "${TESTIMONY_SOURCE:?}/tests/system/hostile_daemon.sh"
