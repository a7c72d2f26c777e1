#!/bin/sh
# SPDX-License-Identifier: ISC
# The key that signs packs: all desks of a campaign have the same one, the signed campaign names it,
# and an office goes from the leaflet's key over campaign.json to the pack with stock minisign.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "${TESTIMONY_SOURCE:?}/tests/line.sh"
for tool in minisign jq; do
	need "$tool" "offices can check whose a pack is"
done
keys=$testimony_keys
packer=$build_dir/tests/system/packer
cd "$work" || exit 1

# desk HANDLE: its desk, set up with the campaign as it is now.
desk() {
	desk_key=campaign/for-$1.age
	[ -e "$desk_key" ] || desk_key=campaign/secret/campaign.key
	"$testimony_desk" -d "desk-$1" setup --campaign campaign/campaign.json --pin "$pin" \
	    --key "$desk_key" --as "$(find campaign/secret home -name "$1.key")" \
	    --daemon unix:desk.sock >desk.log 2>&1 || { cat desk.log; return 1; }
}
# pack NAME HANDLE: the folder NAME, a pack that HANDLE's desk signed; what was said is in NAME.err.
pack() {
	mkdir "$1" || return 1
	"$packer" sample "$1" "desk-$2" >"$1.key" 2>"$1.err" || { cat "$1.err" >&2; return 1; }
}
named() { jq -r .packs "${1:-campaign/campaign.json}"; }
# office PACK KEY: what an office does, with nothing but stock tools.
office() {
	(cd "$1" && sha256sum --quiet --strict -c SHA256SUMS && minisign -QV -m SHA256SUMS -P "$2")
}
# not_by PACK KEY: minisign says that it is of another key.
not_by() {
	! office "$1" "$2" >not_by.out 2>&1 && grep -q "key id" not_by.out
}
fingerprint() { "$keys" fingerprint campaign; }
# signs: without a terminal to ask at.
signs() { setsid -w "$keys" sign campaign >sign.out 2>sign.err; }

make_campaign campaign 8787
"$keys" coordinator robin -o home --no-passphrase >/dev/null 2>&1
first=$(named)
check "a new campaign names the key of its packs, as minisign writes it" sh -c \
    'printf %s "$1" | grep -Eqx "RW[A-Za-z0-9+/]{54}"' - "$first"
check "fingerprint shows it, to be published" sh -c \
    '"$1" fingerprint campaign | grep -qxF "packs: $2"' - "$keys" "$first"
"$keys" admit campaign home/robin.pub >/dev/null 2>&1
check "admit keeps it" [ "$(named)" = "$first" ]
mv campaign/secret/campaign.key kept
signs
mv kept campaign/secret/campaign.key
check "so does sign, on a machine without campaign.key" [ "$(named)" = "$first" ]
check "and it says nothing of packs then" sh -c '! grep -i pack sign.err'

check "the desk of the first coordinator is set up" desk heron
check "and that of the second" desk robin
check "a desk signs a pack" pack june heron
check "with the key that the campaign names" [ "$(cat june.key)" = "$first" ]
check "and has nothing to say of it" [ ! -s june.err ]
check "stock minisign takes the campaign by the leaflet's key" minisign -QVm \
    campaign/campaign.json -P "$(printf %s "${pin%.*}" | tr -- -_ +/)"
check "and the pack by the key that the campaign names" office june "$first"
check "verify.txt has that key" grep -qF -- "-P $first" june/verify.txt
check "and says where it can be checked" grep -q \
    '"packs"\. .* http://127\.0\.0\.1:8787/v1/campaign\. .*: nobody$' june/verify.txt
check "the desk of another coordinator signs, too" pack june-robin robin
check "its pack has the same bytes: it does not tell who exported" diff -r june june-robin
check "it is not signed by the campaign's signing key" not_by june "$(sed -n 2p campaign/campaign.pub)"

# A coordinator leaves: a new campaign key, and with it another key of packs.
cp campaign/campaign.json was.json
"$keys" remove campaign robin >/dev/null 2>remove.err
second=$(named)
older=campaign/campaign-$(jq .serial was.json).json
other() { [ "$second" != "$first" ] && office june "$first" && not_by june "$second"; }
check "remove puts another key into the campaign" other
check "a desk that does not know of it yet signs as before" pack july-behind heron
check "which shows: it is not by the key that the campaign names" not_by july-behind "$second"
check "it is set up with the new campaign" desk heron
check "and signs with the new key" pack july heron
check "as an office sees" office july "$second"
check "the older key, which the one who left still has, does not do it" not_by july "$first"
check "remove keeps the campaign of before, and says so" grep -qF "$older" remove.err
check "byte for byte" cmp "$older" was.json
check "stock minisign takes that one, too" minisign -QVm "$older" -p campaign/campaign.pub
check "and the older pack by the key that it names" office june "$(named "$older")"

# A desk whose campaign and keys do not fit together signs nothing.
cp campaign/campaign.json campaign/campaign.json.minisig desk-robin/
refused "a desk without the newest key says what to do" 1 \
    "lacks the campaign's newest key, which packs are signed with; ask for the newest for-robin.age" \
    pack august-robin robin
jq --arg older "$first" '.packs = $older' campaign/campaign.json >edited
cp edited campaign/campaign.json
signs
check "sign keeps the key that stands in the file" [ "$(named)" = "$first" ]
check "the desk can be set up, for reading" desk heron
refused "but signs no pack that an office would take for a false one" 1 \
    "names another key for packs than follows" pack august heron
jq 'del(.packs)' campaign/campaign.json >edited
cp edited campaign/campaign.json
signs
check "taken out, sign puts the right one in" [ "$(named)" = "$second" ]
jq --arg key "$(jq -r '.coordinators[0].key' campaign/campaign.json)" '.packs = $key' \
    campaign/campaign.json >edited
cp campaign/campaign.json good.json
cp edited campaign/campaign.json
refused "a key that is written otherwise is not signed" 1 '"packs"' "$keys" sign campaign
cp good.json campaign/campaign.json

# A campaign from before packs.
bare() {
	jq 'del(.packs)' campaign/campaign.json >edited
	cp edited campaign/campaign.json
	signs && [ "$(named)" = null ]
}
mv campaign/secret/campaign.key kept
check "without campaign.key a campaign without a key of packs is signed as it is" bare
check "and that is said" grep -q "names no key for packs" sign.err
cp kept campaign/secret/campaign.key
"$keys" init stranger --name N --origin https://a.example --form "$form" --no-passphrase \
    >/dev/null 2>&1
cp stranger/secret/campaign.key campaign/secret/campaign.key
check "also with a campaign.key that is another's" bare
check "which is said as well" grep -q "names no key for packs.*recipient is of another key" sign.err
rm campaign/secret/campaign.key
printf 'made up for tests\n' >passphrase
"$keys" seal --passphrase-file passphrase -o campaign/secret/campaign.key kept
check "or with one whose passphrase nobody gives" bare
check "which is said, too" grep -q "names no key for packs.*no terminal" sign.err
check "fingerprint then shows none" sh -c '! "$1" fingerprint campaign | grep -q packs' - "$keys"
check "a desk is set up with it" desk heron
check "and signs a pack all the same" pack september heron
check "with the key that follows from the campaign's, as stock minisign sees" office september "$second"
check "but says that offices cannot check the key" grep -q "offices cannot check" september.err
check "and verify.txt names no place where they could" sh -c \
    '! grep -q "packs\|http" september/verify.txt && grep -q "ask us: nobody$" september/verify.txt'
rm campaign/secret/campaign.key
mv kept campaign/secret/campaign.key
"$keys" coordinator wren -o home --no-passphrase >/dev/null 2>&1
"$keys" admit campaign home/wren.pub >/dev/null 2>&1
check "admit, which opens campaign.key, puts the key of packs in" [ "$(named)" = "$second" ]
