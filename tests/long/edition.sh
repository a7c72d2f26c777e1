#!/bin/sh
# SPDX-License-Identifier: ISC
# Two editions of 300 families (tests/system/edition.sh), with LibreOffice to read every document.
TESTIMONY_EDITION="300 5 office" exec "${TESTIMONY_SOURCE:?}/tests/system/edition.sh"
