#!/bin/sh
# SPDX-License-Identifier: ISC
# The age test vectors of C2SP's CCTV, from the npm registry, against keys/age_open.c. Nothing of
# them is kept; without npm or a network this is skipped.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

package=cctv-age@0.2.0
sha256=94a2a220a95b158a69997e84405bb5d4ef84adf05d15bf341b83ec3ba9dd846e
promise="the CCTV age vectors have the outcomes they should have"
# Of the 143 vectors: binary with X25519 or scrypt keys, and armored or post-quantum.
ours=92 others=51

need npm "$promise"
need node "$promise"
cd "$work" || exit 1
if ! npm pack --silent --ignore-scripts --fetch-retries=1 --fetch-timeout=20000 \
    --cache "$work/cache" "$package" >npm.out 2>&1; then
	skip "$promise" "npm could not fetch $package: $(tail -n 1 npm.out)"
	exit 0
fi
archive=$(ls ./*.tgz)
check "the archive of $package is the known one" \
    sh -c "printf '%s  %s\n' $sha256 '$archive' | sha256sum -c -"
[ "$(sha256sum <"$archive" | cut -d' ' -f1)" = $sha256 ] || exit 0
tar xzf "$archive" || exit 1

# One file a vector; what is compressed is written out plain.
cat >unpack.mjs <<'END'
import * as vectors from './package/index.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
mkdirSync('vectors');
for (const [name, bytes] of Object.entries(vectors)) {
	const vector = Buffer.from(bytes), end = vector.indexOf('\n\n') + 2;
	const lines = vector.subarray(0, end).toString().split('\n');
	const plain = lines.filter((line) => line !== 'compressed: zlib');
	let file = vector.subarray(end);
	if (plain.length !== lines.length)
		file = inflateSync(file);
	writeFileSync(`vectors/${name}`, Buffer.concat([Buffer.from(plain.join('\n')), file]));
}
END
node unpack.mjs || exit 1
"$build_dir/tests/interop/cctv" $ours $others vectors/*
