#!/bin/sh
# SPDX-License-Identifier: ISC
# system/nginx.sh with 10,000 mutilated requests.
mutated=10000
. "${TESTIMONY_SOURCE:?}/tests/system/nginx.sh"
