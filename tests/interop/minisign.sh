#!/bin/sh
# SPDX-License-Identifier: ISC
# A campaign's key and signature are minisign's own: stock minisign verifies what testimony-keys
# signed, signs with its key what a family's program then takes, and both refuse a changed byte.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
need minisign "stock minisign judges campaigns"

campaign=$work/campaign
json=$campaign/campaign.json
signature=$json.minisig
cat >"$work/form.json" <<'END'
{"format":"testimony-form-1","pages":[{"id":"story","title":"What happened?","kind":"text"}],
 "uses":[{"id":"counts","label":"Counts only"}]}
END
printf '%s\n' '{"answers":{"story":"Made up."},"hide":[],"uses":["counts"]}' >"$work/answers.json"
check "testimony-keys makes a campaign to try out" "$testimony_keys" init "$campaign" \
    --name "Made up for a test" --origin http://127.0.0.1:8787 --form "$work/form.json" \
    --no-passphrase
[ -s "$signature" ] || exit 1
# Later checks overwrite what this one printed.
pin=$(grep -Eo '^RW[A-Za-z0-9_-]{54}\.[0-9]+$' "$work/check.out" | head -n 1)
cp "$signature" "$work/ours.minisig"
cp "$json" "$work/ours.json"

# stock_verifies JSON SIGNATURE: -H refuses signatures of the legacy kind.
stock_verifies() {
	minisign -VHm "$1" -x "$2" -p "$campaign/campaign.pub"
}
# says_pin WORDS: testimony-keys verifies the campaign in its folder, and says its pin.
says_pin() {
	"$testimony_keys" fingerprint "$campaign" >"$work/print" || return 1
	cat "$work/print"
	grep -qF -- "$1" "$work/print"
}
# tell PIN: what a family's program makes of the campaign; seals a testimony for it, sends nothing.
tell() {
	rm -f "$work/told" "$work/told.mailbox"
	"$testimony" seal --campaign "$json" --pin "$1" --answers "$work/answers.json" -o "$work/told"
}
# sign_stock OPTION...: stock minisign signs the campaign with the campaign's own key.
sign_stock() {
	rm -f "$signature"
	minisign -S -s "$campaign/secret/signing.key" -m "$json" -x "$signature" "$@" </dev/null
}
# stock_refuses JSON SIGNATURE: not for want of a file.
stock_refuses() {
	[ -s "$1" ] && [ -s "$2" ] && ! stock_verifies "$1" "$2"
}

check "stock minisign verifies the campaign with campaign.pub" minisign -Vm "$json" \
    -p "$campaign/campaign.pub"
check "stock minisign verifies it with the pin's key, and prehashed" minisign -VHm "$json" \
    -P "$(printf '%s' "${pin%.*}" | tr '_-' '/+')"
check "stock minisign shows the serial as the trusted comment" sh -c \
    "minisign -VQm '$json' -p '$campaign/campaign.pub' | grep -qx 'testimony-campaign-1 serial:1'"
check "a family takes the campaign" tell "$pin"
check "the pin that was printed is the one that is shown" says_pin "pin:   $pin"

sed 's/Made up/Mude up/' "$work/ours.json" >"$work/changed.json"
check "stock minisign refuses the campaign with one byte changed" stock_refuses \
    "$work/changed.json" "$signature"
sed 's/serial:1$/serial:2/' "$work/ours.minisig" >"$work/changed.minisig"
check "stock minisign refuses the signature with its serial changed" stock_refuses "$json" \
    "$work/changed.minisig"
cp "$work/changed.json" "$json"
refused "a family refuses the campaign with one byte changed" 1 "do not send anything" tell "$pin"
cp "$work/ours.json" "$json"
cp "$work/changed.minisig" "$signature"
refused "a family refuses the signature with its serial changed" 1 "do not send anything" \
    tell "$pin"

check "stock minisign signs with the campaign's key" sign_stock \
    -t "testimony-campaign-1 serial:1"
check "stock minisign and testimony-keys write the same signature" cmp "$signature" \
    "$work/ours.minisig"
check "a family takes what stock minisign signed" tell "$pin"
check "so does testimony-keys" says_pin "pin:   $pin"
check "stock minisign signs in the legacy way" sign_stock -l -t "testimony-campaign-1 serial:1"
check "stock minisign alone would take a legacy signature" minisign -Vm "$json" \
    -p "$campaign/campaign.pub"
refused "a family refuses a legacy signature by name" 1 "legacy" tell "$pin"
check "stock minisign signs with a comment of its own" sign_stock
refused "a family refuses a signature without the serial" 1 "trusted comment" tell "$pin"
check "stock minisign makes another key" minisign -G -W -p "$work/other.pub" -s "$work/other.key"
rm -f "$signature"
check "stock minisign signs with that key" minisign -S -s "$work/other.key" -m "$json" \
    -x "$signature" -t "testimony-campaign-1 serial:1"
refused "a family refuses what another key signed" 1 "another key" tell "$pin"

# A key that stock minisign made signs a campaign that we take.
sed '1s/.*/untrusted comment: made by minisign/' "$work/other.key" >"$campaign/secret/signing.key"
chmod 600 "$campaign/secret/signing.key"
cp "$work/other.pub" "$campaign/campaign.pub"
other=$(sed -n 2p "$work/other.pub" | tr '/+' '_-')
check "testimony-keys signs with a key of stock minisign" "$testimony_keys" sign "$campaign"
check "stock minisign verifies that" stock_verifies "$json" "$signature"
check "a family takes it, under that key's pin" tell "$other"
refused "a family with the first pin does not" 1 "do not send anything" tell "$pin"
