#!/bin/sh
# SPDX-License-Identifier: ISC
# All that the daemon does with its store, every fault at every call, reads too: faults/store.sh.
TESTIMONY_FAULTS="all put put-reads withdraw withdraw-reads first start start-reads restart create
order order-reads reload stop reply desk age migrate" exec "${TESTIMONY_SOURCE:?}/tests/faults/store.sh"
