#!/bin/sh
# SPDX-License-Identifier: ISC
# A year of a campaign, week by week: forty families, three coordinators (tests/system/year.sh).
TESTIMONY_YEAR="40 52" exec "${TESTIMONY_SOURCE:?}/tests/system/year.sh"
