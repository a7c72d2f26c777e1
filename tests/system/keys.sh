#!/bin/sh
# SPDX-License-Identifier: ISC
# testimony-keys, the key ceremony, judged from outside: by age, minisign, jq and a terminal.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
for tool in age age-keygen minisign jq; do
	need "$tool" "the key ceremony holds"
done
keys=$testimony_keys
form=$source_dir/conf/form-worcestershire.json
pin_form='^RW[A-Za-z0-9_-]{54}\.'
cd "$work" || exit 1

# new DIR [OPTION...]: a campaign for trying out, with the coordinator robin.
new() {
	new_folder=$1
	shift
	"$keys" init "$new_folder" --name 'A made-up campaign' --origin https://tell.example.org \
		--form "$form" --coordinator robin --no-passphrase "$@" 2>"$work/new.err"
}
serial() { jq .serial "$1/campaign.json"; }
# verifies DIR: minisign takes the campaign, and its trusted comment has its serial.
verifies() {
	minisign -QVm "$1/campaign.json" -p "$1/campaign.pub" |
		grep -qx "testimony-campaign-1 serial:$(serial "$1")"
}
# identity KEY: the age identity of a HANDLE.key, for age -i.
identity() { tail -n 1 "$1" >"$work/identity.txt"; }
mode() { stat -c %a "$1"; }
# unchanged PROMISE STATUS WORDS COMMAND...: like refused, and nothing in the folder c is changed.
snapshot() { (cd "$1" && find . -type f -exec sha256sum {} + | sort); }
unchanged() {
	unchanged_before=$(snapshot c)
	refused "$@"
	[ "$(snapshot c)" = "$unchanged_before" ] || fail "$1: nothing is changed"
}

# --- usage

check "--help tells about all commands" "$keys" --help
check "--version names the libraries" \
	sh -c '"$1" --version | grep -q "libsodium.*jansson"' - "$keys"
refused "no command is wrong usage" 2 "a command is missing" "$keys"
refused "an unknown command is wrong usage" 2 "no command frobnicate" "$keys" frobnicate
refused "an unknown option is wrong usage" 2 "no option --frobnicate" "$keys" init --frobnicate c
refused "an unknown letter is wrong usage" 2 "no option -z" "$keys" seal -z
refused "an option without its value is wrong usage" 2 "--name needs a value" "$keys" init c --name
refused "a passphrase on the command line is wrong usage" 2 "can be seen by others" \
	"$keys" sign --passphrase hunter2 c
refused "init without a name is wrong usage" 2 "--name" "$keys" init c --origin https://a.example
refused "init without an origin is wrong usage" 2 "--origin" "$keys" init c --name N
refused "an origin that is no address is wrong usage" 2 "--origin" \
	"$keys" init c --name N --origin http://a.example
refused "more than 180 days are wrong usage" 2 "1 to 180" \
	"$keys" init c --name N --origin https://a.example --days 181
refused "a day that does not exist is wrong usage" 2 "--closes" \
	"$keys" init c --name N --origin https://a.example --closes 2026-02-30
refused "a handle whose key would be the campaign's is wrong usage" 2 "is taken" \
	"$keys" init c --name N --origin https://a.example --coordinator campaign
refused "both kinds of passphrase are wrong usage" 2 "either" \
	"$keys" init c --name N --origin https://a.example --no-passphrase --passphrase-file f
refused "no terminal and no passphrase file: nothing is made" 1 "no terminal" setsid -w \
	"$keys" init c --name N --origin https://a.example --form "$form"
[ ! -e c ] && pass "what was refused left no folder" || fail "what was refused left no folder"

# --- init

new c >out.txt
if grep -Eqx 'RW[A-Za-z0-9_-]{54}\.1' out.txt && [ "$(wc -l <out.txt)" -eq 1 ]; then
	pass "init prints PIN.SERIAL alone on standard output"
else
	fail "init prints PIN.SERIAL alone on standard output" "$(cat out.txt new.err)"
fi
check "minisign takes the new campaign, with serial 1" verifies c
check "PIN is the key of campaign.pub" sh -c \
	'[ "$(sed -n 2p c/campaign.pub | tr +/ -_).1" = "$(cat out.txt)" ]'
check "the folder can be looked into, its secrets cannot" sh -c '
	[ "$(stat -c %a c c/campaign.json c/campaign.json.minisig c/campaign.pub c/secret \
	c/secret/signing.key c/secret/campaign.key c/secret/robin.key | tr "\n" " ")" = \
	"755 644 644 644 700 600 600 600 " ]'
check "init leaves nothing else" sh -c '[ "$(find c -type f | wc -l)" -eq 6 ]'
check "age-keygen takes campaign.key; it is the campaign's recipient" sh -c \
	'[ "$(age-keygen -y c/secret/campaign.key)" = "$(jq -r .recipient c/campaign.json)" ]'
check "the manifest is the one that was asked for" jq -e '.format == "testimony-campaign-1" and
	.name == "A made-up campaign" and .origins == ["https://tell.example.org"] and
	.coordinators[0].handle == "robin" and (.coordinators | length) == 1 and .former == [] and
	(.form.pages | length) > 0 and (.help | length) > 0 and .issued <= .dates.closes and
	.dates.closes <= .dates.previews_from and .dates.previews_from <= .dates.answer_by and
	.dates.answer_by <= .expires' c/campaign.json
check "it is valid for 90 days unless told otherwise" sh -c '
	[ "$(date -ud "$(jq -r .issued c/campaign.json) +90 days" +%F)" = "$(jq -r .expires c/campaign.json)" ]'
identity c/secret/robin.key
check "HANDLE.key holds the coordinator's identity" sh -c '
	[ "$(age-keygen -y identity.txt)" = "$(jq -r ".coordinators[0].recipient" c/campaign.json)" ]'
# The public key by another hand: the seed as PKCS #8 (RFC 8410) to openssl.
# shellcheck disable=SC2059
check "HANDLE.key holds the seed of the coordinator's key" sh -c '
	env printf "$({ printf 302e020100300506032b657004220420; head -n 1 c/secret/robin.key; } |
	tr -d "\n" | sed "s/../\\\\x&/g")" | openssl pkey -inform DER -pubout -outform DER |
	tail -c 32 | od -An -vtx1 | tr -d " \n" | grep -qx "$(jq -r ".coordinators[0].key" c/campaign.json)"'
unchanged "a folder with a campaign is refused" 1 "holds a campaign already" \
	"$keys" init c --name N --origin https://a.example --form "$form" --no-passphrase

onion=http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion
new c2 --origin "$onion" --days 30 --contact 'ask@example.org' --closes 2030-01-01 \
	--previews-from 2030-01-02 --answer-by 2030-01-03 >/dev/null
check "days, contact, origins and dates can be given" jq -e '(.origins | length) == 2 and
	.contact == "ask@example.org" and .dates == {"closes":"2030-01-01",
	"previews_from":"2030-01-02","answer_by":"2030-01-03"}' c2/campaign.json
refused "answering before previews come is refused" 1 "previews_from" \
	"$keys" init c3 --name N --origin https://a.example --form "$form" --no-passphrase \
	--previews-from 2030-01-02 --answer-by 2030-01-01
printf '{"format":"testimony-form-1","pages":[]}' >bad-form.json
refused "a form that is none is refused, by its name" 1 "bad-form.json" \
	"$keys" init c3 --name N --origin https://a.example --form bad-form.json --no-passphrase
printf 'a file\n' >plain
refused "a folder that is a file is refused" 1 "plain" \
	"$keys" init plain --name N --origin https://a.example --form "$form" --no-passphrase
mkdir -m 755 loose loose/secret
refused "a secret folder that others can read is refused" 1 "chmod 700" \
	"$keys" init loose --name N --origin https://a.example --form "$form" --no-passphrase
[ ! -e c3 ] && pass "a refused init leaves no folder" || fail "a refused init leaves no folder"

mkdir -p away/bin away/share/testimony
cp "$keys" away/bin/ && cp "$form" away/share/testimony/
check "without --form the sample beside the program is taken" sh -c '
	away/bin/testimony-keys init sample --name N --origin https://a.example --no-passphrase &&
	jq -e "(.form.pages | length) > 10" sample/campaign.json'

# A write that fails in the middle: campaign.json does not fit, the secrets do.
(
	trap '' XFSZ
	ulimit -f 20
	"$keys" init full --name N --origin https://a.example --form "$form" --no-passphrase \
		>full.out 2>full.err
)
if [ $? -eq 1 ] && [ ! -e full ] && [ ! -s full.out ] && grep -q 'campaign.json' full.err; then
	pass "an init that fails in the middle leaves nothing"
else
	fail "an init that fails in the middle leaves nothing" "$(ls -R full; cat full.err)"
fi
# The same, but the program is killed there.
{
	(
		ulimit -f 20
		"$keys" init killed --name N --origin https://a.example --form "$form" \
			--no-passphrase
	)
} >/dev/null 2>&1
refused "what a killed init left is no campaign, and is not overwritten" 1 "cut off" \
	"$keys" init killed --name N --origin https://a.example --form "$form" --no-passphrase
rm -rf killed/secret killed/campaign.pub killed/campaign.json.minisig
check "and once that is away, the folder can be used" new killed

# --- coordinator, fingerprint

"$keys" coordinator wren -o home --no-passphrase >printed.txt 2>/dev/null
sed -n "s/^words: //p" printed.txt >words.txt
check "coordinator makes a folder, a key and its public half" sh -c \
	'[ "$(stat -c %a home home/wren.key home/wren.pub | tr "\n" " ")" = "700 600 644 " ]'
check "HANDLE.pub is one JSON line" sh -c '[ "$(wc -l <home/wren.pub)" -eq 1 ] &&
	jq -e ".handle == \"wren\" and (.key | length) == 64 and (.recipient | startswith(\"age1\"))" home/wren.pub'
check "coordinator prints six words, and fingerprint HANDLE.pub the same" sh -c \
	'[ "$(wc -w <words.txt)" -eq 6 ] && "$1" fingerprint home/wren.pub | grep -qF "$(cat words.txt)"' - "$keys"
jq -c --arg other "$(jq -r .recipient c/campaign.json)" '.recipient = $other' home/wren.pub >swapped.pub
check "the words change with the recipient" sh -c \
	'"$1" fingerprint swapped.pub | grep -q words && ! "$1" fingerprint swapped.pub | grep -qF "$(cat words.txt)"' - "$keys"
before=$(sha256sum home/wren.key)
refused "a key that is there is never made anew" 1 "exists already" \
	"$keys" coordinator wren -o home --no-passphrase
[ "$(sha256sum home/wren.key)" = "$before" ] && pass "it is as it was" || fail "it is as it was"
refused "a handle is a pseudonym in small letters" 2 "cannot be a handle" \
	"$keys" coordinator 'Wren Smith' -o home --no-passphrase

"$keys" fingerprint c >fp.txt
check "fingerprint DIR shows the pin, six words and the links" sh -c '
	grep -qx "pin:   $(cat out.txt)" fp.txt && [ "$(grep ^words: fp.txt | wc -w)" -eq 7 ] &&
	grep -qx "link:  https://tell.example.org/#$(cat out.txt)" fp.txt'
check "fingerprint campaign.pub shows the same" \
	sh -c '"$1" fingerprint c/campaign.pub | cmp - fp.txt' - "$keys"
check "and from inside the folder" \
	sh -c 'cd c && "$1" fingerprint campaign.pub | cmp - ../fp.txt' - "$keys"
check "fingerprint campaign.json, with campaign.pub beside it, shows the same" \
	sh -c '"$1" fingerprint c/campaign.json | cmp - fp.txt' - "$keys"
mkdir alone
cp c/campaign.json alone
refused "a campaign.json alone does not say whose it is" 1 "put its campaign.pub beside it" \
	"$keys" fingerprint alone/campaign.json
check "init takes an address with a slash at its end, and takes it off" sh -c '
	"$1" init slash --name N --origin https://a.example/ --form "$2" --no-passphrase &&
	jq -e ".origins == [\"https://a.example\"]" slash/campaign.json' - "$keys" "$form"
refused "but not with two" 2 "--origin" "$keys" init slashes --name N --origin https://a.example//
check "fingerprint PIN shows the same words, and no serial" sh -c '
	"$1" fingerprint "$(sed -n 2p c/campaign.pub)" >fp2.txt &&
	[ "$(grep ^words fp.txt)" = "$(grep ^words fp2.txt)" ] &&
	! grep -q "\\.1\$" fp2.txt' - "$keys"
check "fingerprint takes a link" \
	sh -c '"$1" fingerprint "https://tell.example.org/#$(cat out.txt)" |
	grep -qx "pin:   $(cat out.txt)"' - "$keys"
# The six words by another hand: SHA-256, first 62 bits, base 1296.
tr -d ' \t\n' <"$source_dir/common/wordlist.c" | grep -o '"[a-z-]*"' | tr -d '"' >list.txt
hash=$(sed -n 2p c/campaign.pub | base64 -d | tail -c 32 | sha256sum)
high=$(printf %s "$hash" | cut -c 1-8) low=$(printf %s "$hash" | cut -c 9-16)
number=$(((0x$high << 30) + (0x$low >> 2))) expected=
for _ in 1 2 3 4 5 6; do
	expected="$(sed -n "$((number % 1296 + 1))p" list.txt)${expected:+ }$expected"
	number=$((number / 1296))
done
check "the six words are those that the format says" grep -qx "words: $expected" fp.txt
refused "what is neither a file nor a pin is refused" 1 "neither" "$keys" fingerprint frobnicate
refused "a full disk behind standard output is an error" 1 "cannot be written" \
	sh -c '"$1" fingerprint c >/dev/full' - "$keys"

# --- admit

"$keys" admit c home/wren.pub >out.txt 2>err.txt
check "admit prints the new floor" grep -Eqx "${pin_form#^}2" out.txt
check "admit shows the six words of the newcomer" grep -qF "$(cat words.txt)" err.txt
check "admit signs with the next serial" verifies c
check "the newcomer is in the manifest" sh -c \
	'[ "$(jq -c ".coordinators[1]" c/campaign.json)" = "$(cat home/wren.pub)" ]'
identity home/wren.key
check "age opens for-HANDLE.age with the newcomer's identity: the campaign's keys" sh -c \
	'age -d -i identity.txt c/for-wren.age | cmp - c/secret/campaign.key'
check "and so does open, with HANDLE.key itself" sh -c \
	'"$1" open -i home/wren.key c/for-wren.age | cmp - c/secret/campaign.key' - "$keys"
check "for-HANDLE.age is for one pair of eyes" [ "$(mode c/for-wren.age)" = 600 ]
unchanged "a coordinator is not admitted twice" 1 "already" "$keys" admit c home/wren.pub
"$keys" coordinator wren -o other --no-passphrase >/dev/null 2>&1
unchanged "nor another one under the same handle" 1 "the handle wren" "$keys" admit c other/wren.pub
jq -c --arg r "$(jq -r .recipient c/campaign.json)" '.handle="owl" | .recipient=$r' other/wren.pub >owl.pub
unchanged "nor one whose recipient is the campaign's" 1 "recipient" "$keys" admit c owl.pub
jq -c '.handle = "signing"' other/wren.pub >signing.pub
unchanged "nor one with a handle of the campaign's own" 1 "is taken" "$keys" admit c signing.pub
printf 'frobnicate\n' >none.pub
unchanged "a file that is no HANDLE.pub is refused" 1 "none.pub" "$keys" admit c none.pub
unchanged "a secret key in its place is refused" 1 "wren.key" "$keys" admit c home/wren.key
refused "admit where there is no campaign is refused" 1 "no campaign" \
	"$keys" admit home home/wren.pub
refused "admit without a file is wrong usage" 2 "HANDLE.pub" "$keys" admit c

# --- remove

"$keys" coordinator owl -o home --no-passphrase >/dev/null 2>&1
"$keys" admit c home/owl.pub >/dev/null 2>&1
old=$(jq -r .recipient c/campaign.json)
cp c/secret/campaign.key older.key
printf 'a made-up letter\n' >letter.txt
"$keys" seal -r "$old" -o before.age letter.txt
"$keys" remove c wren >out.txt 2>err.txt
check "remove prints the new floor" grep -Eqx "${pin_form#^}4" out.txt
check "remove signs with the next serial" verifies c
check "the removed one is former, as they were" sh -c '
	[ "$(jq -c ".former" c/campaign.json)" = "[$(cat home/wren.pub)]" ] &&
	jq -e "[.coordinators[].handle] == [\"robin\", \"owl\"]" c/campaign.json'
fresh=$(jq -r .recipient c/campaign.json)
check "the campaign has a new recipient" [ "$fresh" != "$old" ]
check "campaign.key holds the new identity first, then the older" sh -c '
	[ "$(age-keygen -y c/secret/campaign.key | tr "\n" " ")" = "$1 $2 " ]' - "$fresh" "$old"
check "campaign.key is still for one pair of eyes" [ "$(mode c/secret/campaign.key)" = 600 ]
check "the removed one's for-file is gone, those who stay have theirs" sh -c \
	'[ ! -e c/for-wren.age ] && [ -e c/for-owl.age ] && [ -e c/for-robin.age ]'
identity home/owl.key
check "age opens the new for-file of one who stays: all identities" sh -c \
	'age -d -i identity.txt c/for-owl.age | cmp - c/secret/campaign.key'
"$keys" seal -r "$fresh" -o after.age letter.txt
check "what was sealed before still opens" \
	sh -c 'age -d -i c/secret/campaign.key before.age | cmp - letter.txt'
check "what is sealed now opens with the new key" \
	sh -c 'age -d -i c/secret/campaign.key after.age | cmp - letter.txt'
identity home/wren.key
cat older.key >>identity.txt
refused "what is sealed now stays shut to the removed one (open)" 1 "testimony-keys open" \
	"$keys" open -i identity.txt -o leak after.age
refused "what is sealed now stays shut to the removed one (age)" 1 "no identity matched" \
	age -d -i identity.txt -o leak after.age
unchanged "somebody who was removed is not removed again" 1 "removed already" "$keys" remove c wren
unchanged "a removed key is not admitted again" 1 "was removed" "$keys" admit c home/wren.pub
unchanged "nor another key under their handle" 1 "the handle wren" "$keys" admit c other/wren.pub
unchanged "nobody is removed who is not there" 1 "no coordinator swan" "$keys" remove c swan
unchanged "remove takes a handle, not a file" 1 "cannot be a handle" "$keys" remove c home/owl.pub
check "one after another may go" "$keys" remove c robin
unchanged "but the last one stays" 1 "the last coordinator" "$keys" remove c owl

# --- sign

serial_before=$(serial c)
jq '.name = "Renamed" | .serial = 2' c/campaign.json >edited.json && cp edited.json c/campaign.json
refused "an edited campaign is not shown as signed" 1 "not what was signed" "$keys" fingerprint c
refused "nor worked on" 1 "testimony-keys sign c" "$keys" admit c other/wren.pub
"$keys" sign c --days 10 >out.txt 2>err.txt
check "sign takes the edited campaign" verifies c
check "its serial is past the last signed one, whatever was edited" \
	[ "$(serial c)" -eq $((serial_before + 1)) ]
check "sign prints the new floor" grep -Eqx "${pin_form#^}$(serial c)" out.txt
check "what was edited is in it, the dates are as they were" jq -e --slurpfile was edited.json \
	'.name == "Renamed" and .dates == $was[0].dates and .form == $was[0].form' c/campaign.json
check "it is valid for the days asked for, from today" sh -c '
	[ "$(jq -r .issued c/campaign.json)" = "$(date -u +%F)" ] &&
	[ "$(date -ud "$(jq -r .issued c/campaign.json) +10 days" +%F)" = "$(jq -r .expires c/campaign.json)" ]'
jq '.serial = 100' c/campaign.json >edited.json && cp edited.json c/campaign.json
"$keys" sign c --closes 2020-01-01 >out.txt 2>err.txt
check "a higher serial in the file counts as well" [ "$(serial c)" -eq 101 ]
check "a given date is put, and one that is past is told" sh -c \
	'jq -e ".dates.closes == \"2020-01-01\"" c/campaign.json && grep -q "closed on 2020-01-01" err.txt'
cp c/campaign.json good.json
jq '.coordinators = []' good.json >c/campaign.json
unchanged "an edit that nobody could read by is not signed" 1 "coordinators" "$keys" sign c
jq 'del(.form)' good.json >c/campaign.json
unchanged "a campaign without a form is not signed" 1 "form" "$keys" sign c
head -c 5000 good.json >c/campaign.json
unchanged "a cut campaign is not signed" 1 "campaign.json" "$keys" sign c
printf '"text"\n' >c/campaign.json
unchanged "what is no campaign at all is not signed" 1 "not a campaign" "$keys" sign c
cp good.json c/campaign.json
cp c/campaign.json.minisig good.minisig
cp c2/campaign.json.minisig c/campaign.json.minisig
unchanged "another campaign's signature tells no serial" 1 "last serial" "$keys" sign c
rm c/campaign.json.minisig
"$keys" sign c >out.txt 2>err.txt
check "without a signature the file's serial counts, and that is told" sh -c \
	'[ "$(jq .serial c/campaign.json)" -eq 102 ] && grep -q "no signature" err.txt'
mv c/secret/signing.key kept && cp c2/secret/signing.key c/secret/
unchanged "another campaign's signing key is refused" 1 "one pair" "$keys" sign c
mv kept c/secret/signing.key
mv c/secret/campaign.key kept && cp c2/secret/campaign.key c/secret/
"$keys" coordinator lark -o home --no-passphrase >/dev/null 2>&1
unchanged "another campaign's campaign.key is refused" 1 "does not open" \
	"$keys" admit c home/lark.pub
mv kept c/secret/campaign.key
check "and all is well again" "$keys" fingerprint c

# --- cut off in the middle, and two at once

new d >/dev/null && "$keys" admit d home/owl.pub >/dev/null 2>&1
cp d/campaign.json.minisig old.minisig
"$keys" admit d home/wren.pub >/dev/null 2>&1
cp old.minisig d/campaign.json.minisig
refused "between campaign.json and its signature, it is refused clearly" 1 "not what was signed" \
	"$keys" fingerprint d
check "sign completes what was cut off" "$keys" sign d
check "the newcomer is in, under a new serial" sh -c \
	'jq -e "[.coordinators[].handle] == [\"robin\", \"owl\", \"wren\"] and .serial == 4" d/campaign.json'
check "and it verifies" verifies d

old=$(jq -r .recipient d/campaign.json)
rm d/for-owl.age && mkdir d/for-owl.age
refused "remove that fails half-way says so" 1 "for-owl.age" "$keys" remove d wren
check "it has left the campaign as it was" verifies d
check "nobody has been removed" jq -e '.serial == 4 and (.former | length) == 0' d/campaign.json
check "campaign.key still opens what is sealed" sh -c \
	'age-keygen -y d/secret/campaign.key | grep -qx "$1"' - "$old"
spare=$(age-keygen -y d/secret/campaign.key | head -n 1)
rmdir d/for-owl.age
check "run again, remove completes" "$keys" remove d wren
check "the key that was given out half-way is not the campaign's" sh -c \
	'[ "$(jq -r .recipient d/campaign.json)" != "$1" ] &&
	[ "$(age-keygen -y d/secret/campaign.key | wc -l)" -eq 3 ]' - "$spare"
: >d/for-wren.age
refused "a for-file that a cut-off remove left" 1 "removed already" "$keys" remove d wren
[ ! -e d/for-wren.age ] && pass "goes when remove is run again" || fail "goes when remove is run again"
check "no file of a half-done change is left" sh -c '[ -z "$(find c d -name ".*" -type f)" ]'

refused "two runs on one folder do not mix" 1 "another testimony-keys" \
	flock d "$keys" sign d
check "the lock ends with the run" "$keys" sign d

# Root goes past the modes of folders unless it gives that up.
modest=
[ "$(id -u)" -ne 0 ] || modest="setpriv --bounding-set=-dac_override,-dac_read_search"
if $modest true 2>/dev/null; then
	chmod 500 c
	# shellcheck disable=SC2086
	unchanged "a folder that cannot be written is left as it is" 1 "cannot be written" \
		$modest "$keys" sign c
	# shellcheck disable=SC2086
	unchanged "also by admit" 1 "cannot be written" $modest "$keys" admit c home/lark.pub
	chmod 755 c && chmod 500 d/secret
	# shellcheck disable=SC2086
	refused "where campaign.key cannot be replaced, nobody is removed" 1 "campaign.key" \
		$modest "$keys" remove d robin
	chmod 700 d/secret
	check "and all is as it was" sh -c \
		'"$1" fingerprint d && jq -e "(.coordinators | length) == 2" d/campaign.json' - "$keys"
else
	skip "a folder that cannot be written is left as it is" "setpriv does not work here"
fi

# --- seal, open

head -c 300000 /dev/urandom >big
: >empty
one=$(age-keygen -y older.key) two=$fresh
for file in big empty; do
	check "age opens what seal sealed ($file)" sh -c \
		'"$1" seal -r "$2" "$4" | age -d -i c/secret/campaign.key | cmp - "$4"' - "$keys" "$two" - "$file"
	check "open opens what age sealed ($file)" sh -c \
		'age -r "$2" "$4" | "$1" open -i c/secret/campaign.key | cmp - "$4"' - "$keys" "$two" - "$file"
done
"$keys" seal -r "$one" --recipient "$two" -o both.age big
check "each of several recipients can open" sh -c '
	age -d -i older.key both.age | cmp - big && "$1" open -i c/secret/campaign.key both.age | cmp - big' - "$keys"
check "what is sealed or opened is for one pair of eyes" sh -c '
	"$1" open -i older.key -o opened both.age && [ "$(stat -c %a opened both.age | tr "\n" " ")" = "600 600 " ]' - "$keys"
check "several key files may be tried" sh -c \
	'"$1" open -i home/wren.key -i older.key both.age | cmp - big' - "$keys"
printf 'kept\n' >target
head -c 200000 both.age >cut.age
refused "a cut file is refused" 1 "testimony-keys open" "$keys" open -i older.key -o target cut.age
[ "$(cat target)" = kept ] && pass "and what was there before stays" || fail "and what was there before stays"
refused "a cut file makes no new one" 1 "testimony-keys open" \
	"$keys" open -i older.key -o fresh cut.age
[ ! -e fresh ] && pass "not even a part" || fail "not even a part"
"$keys" open -i older.key cut.age >part 2>err.txt
[ $? -eq 1 ] && grep -q 'throw away' err.txt && pass "in a pipe, that is told" || fail "in a pipe, that is told"
other_byte both.age 250000 >changed.age
refused "a changed file is refused" 1 "testimony-keys open" \
	"$keys" open -i older.key -o fresh changed.age
refused "a key that does not fit is refused" 1 "testimony-keys open" \
	"$keys" open -i home/wren.key -o fresh both.age
refused "a signing key opens nothing" 1 "signing.key" \
	"$keys" open -i c/secret/signing.key -o fresh both.age
refused "what is no age file is refused" 1 "testimony-keys open" \
	"$keys" open -i older.key -o fresh letter.txt
refused "a file is not sealed onto itself" 1 "both" "$keys" seal -r "$one" -o letter.txt letter.txt
refused "seal to nobody is wrong usage" 2 "to whom" "$keys" seal letter.txt
refused "seal to something else than a recipient is wrong usage" 2 "recipient" \
	"$keys" seal -r age1x letter.txt
refused "a low-order recipient is refused" 2 "testimony-keys seal" "$keys" seal \
	-r age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsdl5ncv letter.txt
refused "a recipient and a passphrase do not go together" 2 "either" \
	"$keys" seal -r "$one" --passphrase-file plain letter.txt
refused "a file that is not there is refused" 1 "nowhere" "$keys" seal -r "$one" nowhere
refused "a full disk is an error" 1 "cannot be written" \
	sh -c '"$1" seal -r "$2" big >/dev/full' - "$keys" "$one"

# --- passphrases (each costs a second, as it should)

printf 'correct horse battery\nsecond line\n' >pass.txt
printf 'wrong horse battery\n' >wrong.txt
"$keys" init s --name Sealed --origin https://a.example --form "$form" --coordinator robin \
	--passphrase-file pass.txt >out.txt 2>err.txt
check "a sealed campaign verifies" verifies s
check "all three keys are age scrypt files of work factor 18" sh -c '
	for key in signing campaign robin; do
		head -n 2 "s/secret/$key.key" | tail -n 1 | grep -q "^-> scrypt [^ ]* 18$" || exit 1
		[ "$(stat -c %a "s/secret/$key.key")" = 600 ] || exit 1
	done'
check "no secret and no passphrase lies open in the folder" sh -c \
	'! grep -rqE "AGE-SECRET-KEY|not encrypted|correct horse" s'
cp -r s wrong
refused "a wrong passphrase is refused" 1 "signing.key" \
	"$keys" sign wrong --passphrase-file wrong.txt
check "and changes nothing" diff -r s wrong
check "the right one signs" "$keys" sign s --passphrase-file pass.txt
"$keys" coordinator swan -o home --passphrase-file pass.txt >/dev/null 2>&1
check "admit works on sealed keys" "$keys" admit s home/swan.pub --passphrase-file pass.txt
check "open takes a sealed HANDLE.key" sh -c \
	'"$1" open -i home/swan.key --passphrase-file pass.txt s/for-swan.age | grep -q ^AGE-SECRET-KEY-1' - "$keys"
check "remove keeps campaign.key sealed with the same passphrase" sh -c '
	"$1" remove s robin --passphrase-file pass.txt &&
	"$1" open --passphrase-file pass.txt -o keyring s/secret/campaign.key &&
	[ "$(age-keygen -y keyring | wc -l)" -eq 2 ] &&
	[ "$(age-keygen -y keyring | head -n 1)" = "$(jq -r .recipient s/campaign.json)" ]' - "$keys"
check "open takes a sealed campaign.key" sh -c '
	"$1" seal -r "$(jq -r .recipient s/campaign.json)" letter.txt |
	"$1" open -i s/secret/campaign.key --passphrase-file pass.txt | cmp - letter.txt' - "$keys"
"$keys" seal --passphrase-file pass.txt -o by-pass.age letter.txt
check "seal and open by passphrase" \
	sh -c '"$1" open --passphrase-file pass.txt by-pass.age | cmp - letter.txt' - "$keys"
refused "a wrong passphrase opens nothing" 1 "testimony-keys open" \
	"$keys" open --passphrase-file wrong.txt -o fresh by-pass.age
refused "a passphrase is not read from standard input" 1 "standard input" \
	"$keys" open --passphrase-file - -o fresh by-pass.age

# --- at a terminal

if ! command -v tmux >/dev/null; then
	skip "passphrases are asked for at the terminal" "tmux is not installed"
	exit 0
fi
# terminal COMMAND: runs it in a terminal of its own; its end is shown as "ended N".
terminals=0
terminal() {
	terminals=$((terminals + 1))
	tmux -S "$work/tmux.$terminals" -f /dev/null new-session -d -s t -x 100 -y 40 \
		"trap : INT; $1; echo \"ended \$?\"; exec sleep 60"
}
at_terminal() { tmux -S "$work/tmux.$terminals" "$@"; }
screen() { at_terminal capture-pane -p -J -S - -t t 2>/dev/null; }
# shows TEXT: waits until the screen shows it.
shows() {
	shows_tries=0
	until screen | grep -qF -- "$1"; do
		shows_tries=$((shows_tries + 1))
		[ $shows_tries -lt 600 ] || return 1
		sleep 0.1
	done
}
types() { at_terminal send-keys -t t -l "$1" && at_terminal send-keys -t t Enter; }
over() { at_terminal kill-server 2>/dev/null; }
trap 'over; finish' EXIT

terminal "'$keys' coordinator heron -o home"
if shows 'type your own:' && types 'quiet river stones' && shows 'Type it again:' &&
    types 'quiet river stones' && shows 'ended 0'; then
	pass "a new passphrase is asked for twice"
else
	fail "a new passphrase is asked for twice" "$(screen)"
fi
screen >screen.txt
over
check "the screen never shows it" sh -c '! grep -q "quiet river" screen.txt'
"$keys" admit c home/heron.pub >/dev/null 2>&1

terminal "'$keys' open -i home/heron.key -o heron.keys c/for-heron.age"
asked_twice() { [ "$(screen | grep -c 'Passphrase of home/heron.key:')" -eq 2 ]; }
shows 'Passphrase of home/heron.key:' && types 'quiet river stone'
tries=0
until asked_twice || [ $tries -eq 600 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
if asked_twice && types 'quiet river stones' && shows 'ended 0'; then
	pass "a mistyped passphrase may be typed again"
else
	fail "a mistyped passphrase may be typed again" "$(screen)"
fi
over
check "and opens what it should" cmp heron.keys c/secret/campaign.key

terminal "'$keys' coordinator crane -o home"
if shows 'type your own:'; then
	screen | sed -n '/A strong one/,/Press Enter/s/^    \([a-z -]*\)$/\1/p' >suggested.txt
	at_terminal send-keys -t t Enter
	shows 'ended 0'
fi
over
check "Enter takes the six suggested words" sh -c '[ "$(wc -w <suggested.txt)" -eq 6 ] &&
	"$1" open --passphrase-file suggested.txt -o crane.plain home/crane.key' - "$keys"

terminal "'$keys' coordinator ruff -o home; stty -a | tr ' ' '\n' | grep -x -e '-*echo'"
shows 'type your own:' && at_terminal send-keys -t t C-c
if shows 'ended' && screen | grep -qx 'echo' && [ ! -e home/ruff.key ]; then
	pass "Ctrl-C gives the echo back and leaves no key"
else
	fail "Ctrl-C gives the echo back and leaves no key" "$(screen)"
fi
over

# A campaign whose keys have no passphrase: nothing else is asked.
"$keys" init asks --name N --origin https://a.example --form "$form" --no-passphrase >/dev/null 2>&1
"$keys" coordinator dunlin -o home --no-passphrase >dunlin.txt 2>/dev/null
terminal "'$keys' admit asks home/dunlin.pub"
if shows 'Did dunlin read you' && screen | grep -qF "$(sed -n 's/^words: //p' dunlin.txt)" &&
    types no && shows 'ended 1' && [ ! -e asks/for-dunlin.age ]; then
	pass "admit shows six words, asks whether they were compared, and takes no"
else
	fail "admit shows six words, asks whether they were compared, and takes no" "$(screen)"
fi
over
terminal "'$keys' admit --yes asks home/dunlin.pub; '$keys' remove asks dunlin"
if shows 'Take dunlin out' && screen | grep -qF 'ended' ; then
	fail "admit --yes does not ask" "$(screen)"
elif types no && shows 'nothing was changed' && shows 'ended 1' && [ -e asks/for-dunlin.age ]; then
	pass "admit --yes does not ask, and remove asks and takes no"
else
	fail "admit --yes does not ask, and remove asks and takes no" "$(screen)"
fi
over
terminal "'$keys' remove asks dunlin"
if shows 'Take dunlin out' && types yes && shows 'ended 0' && [ ! -e asks/for-dunlin.age ]; then
	pass "remove takes yes"
else
	fail "remove takes yes" "$(screen)"
fi
over

printf 'line \033[31mred\n' | "$keys" seal -r "$two" -o text.age
terminal "'$keys' open -i c/secret/campaign.key text.age"
if shows 'ended 0' && screen | grep -qF 'line <U+001B>[31mred'; then
	pass "text is shown on a terminal, cleaned"
else
	fail "text is shown on a terminal, cleaned" "$(screen)"
fi
over
terminal "'$keys' open -i c/secret/campaign.key both.age; '$keys' seal -r $two letter.txt"
if shows 'ended 1' && screen | grep -qF 'no text for a terminal' &&
    screen | grep -qF 'nothing for a terminal'; then
	pass "bytes are not put on a terminal"
else
	fail "bytes are not put on a terminal" "$(screen)"
fi
over
