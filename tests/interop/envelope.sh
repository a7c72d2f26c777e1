#!/bin/sh
# SPDX-License-Identifier: ISC
# An envelope is read and checked, and a receipt's keys are made again, with stock tools alone: what
# a campaign could still do in ten years without this program.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"

opens="an envelope opens with age and reads with jq"
need age "$opens"
need jq "$opens"
need openssl "$opens"

# hex < BYTES: as digits on one line.
hex() { od -An -v -tx1 | tr -d ' \n'; }
# bytes HEX: the other way, by octal escapes, which every printf has.
bytes() {
	printf '%b' "$(printf '%s' "$1" | sed 's/../&\n/g' | while read -r pair; do
		printf '\\0%03o' "0x$pair"
	done)"
}
sha256() { sha256sum | cut -d' ' -f1; }

cd "$work" || exit 1
answers=$source_dir/tests/data/01-short.json
"$testimony_keys" init campaign --name "Made up for a test" --contact "nobody" \
    --origin http://127.0.0.1:8787 --form "$source_dir/conf/form-worcestershire.json" \
    --coordinator robin --no-passphrase >pin 2>init.err ||
    { fail "a campaign is made" "$(tail -n 3 init.err)"; exit 1; }
pin=$(head -n 1 pin)
"$testimony" seal --campaign campaign/campaign.json --pin "$pin" --answers "$answers" \
    -o told >receipt 2>seal.err ||
    { fail "a testimony is sealed" "$(tail -n 3 seal.err)"; exit 1; }
# The signing public key: what follows "Ed" and the key id in the second line of campaign.pub.
campaign_key=$(sed -n 2p campaign/campaign.pub | base64 -d | tail -c 32 | hex)
words=$(sed 's/^receipt: //' receipt)

check "an envelope has 32,968 bytes" test "$(wc -c <told)" -eq 32968
if age -d -i campaign/secret/campaign.key told >plain 2>age.err &&
    [ "$(jq -s length plain)" -eq 2 ] &&
    [ "$(jq -rs '.[0].format' plain)" = testimony-1 ]; then
	pass "$opens"
else
	fail "$opens" "$(cat age.err)"
	exit 1
fi
check "the plaintext has 32,768 bytes and ends with a line feed" \
    test "$(wc -c <plain) $(tail -c 1 plain | hex)" = "32768 0a"
jq -S .answers "$answers" >wanted
jq -sS '.[0].answers' plain >found
check "the answers are those that were told" cmp wanted found
check "after two lines there are only spaces" \
    test -z "$(tail -n +3 plain | tr -d ' \n')"

head -n 1 plain | tr -d '\n' >line1
by=$(sed -n 2p plain | jq -r .by)
signature=$(sed -n 2p plain | jq -r .signature)
check "line 2 is its 216 bytes" \
    test "$(sed -n 2p plain)" = "{\"by\":\"$by\",\"signature\":\"$signature\"}"
mailbox=$(bytes "$by" | sha256)
check "the mailbox is the SHA-256 of the author's key" test "$mailbox" = "$(cat told.mailbox)"

# The inner signature, by openssl (RFC 8410: the prefix makes DER of an Ed25519 public key).
bytes "302a300506032b6570032100$by" >by.der
bytes "$signature" >by.signature
# signed CAMPAIGN-KEY MAILBOX: the bytes that it covers.
signed() { printf 'testimony-signed-1\n'; bytes "$1"; bytes "$2"; cat line1; }
verify() {
	openssl pkeyutl -verify -rawin -pubin -inkey by.der -keyform DER -sigfile by.signature \
	    -in "$1"
}
signed "$campaign_key" "$mailbox" >message
check "openssl verifies the inner signature" verify message
signed "$campaign_key" "$campaign_key" >moved
if verify moved >/dev/null 2>&1; then
	fail "for another mailbox the signature does not hold"
else
	pass "for another mailbox the signature does not hold"
fi

# The receipt.
check_words=$(printf '%s' "$words" | cut -d' ' -f1-8)
check "a receipt has nine words" test "$(printf '%s' "$words" | wc -w)" -eq 9
sum=$({ printf 'testimony-receipt-1 check'; bytes "$campaign_key"; printf '%s' "$check_words"; } |
    sha256 | cut -c 1-16)
# 64 bits are too many for the shell's signed numbers: by halves, modulo 1296.
index=$((((0x$(printf '%s' "$sum" | cut -c 1-8) % 1296) * (4294967296 % 1296) +
    0x$(printf '%s' "$sum" | cut -c 9-16)) % 1296))
ninth=$(sed -n '/^const char \*const wordlist/,/^};/p' "$source_dir/common/wordlist.c" |
    grep -o '"[^"]*"' | tr -d '"' | sed -n "$((index + 1))p")
check "the ninth word is the check of the other eight" \
    test "$ninth" = "$(printf '%s' "$words" | cut -d' ' -f9)"

derived="argon2 and openssl make the author's key and the reply key from the nine words"
if ! command -v argon2 >/dev/null 2>&1; then
	skip "$derived" "argon2 is not installed"
	exit 0
fi
salt=$({ printf 'testimony-receipt-1'; bytes "$campaign_key"; } | sha256 | cut -c 1-32)
case $(printf '%s' "$salt" | sed 's/../& /g') in
*00\ * | *0a\ )
	# One in 16: a command line holds no NUL, and $() drops a last LF.
	skip "$derived" "this campaign's salt cannot be given on a command line"
	exit 0
	;;
esac
seed=$(printf '%s' "$words" | argon2 "$(bytes "$salt")" -id -t 2 -k 19456 -p 1 -l 32 -r)
# RFC 5869 with no salt, which is 32 zeros.
derive() {
	openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt "hexkey:$seed" -kdfopt "info:$1" \
	    -binary HKDF | hex
}
# RFC 8410: the prefixes make DER of an Ed25519 and of an X25519 private key.
bytes "302e020100300506032b657004220420$(derive 'testimony-receipt-1 author')" >author.der
author=$(openssl pkey -inform DER -in author.der -pubout -outform DER | tail -c 32 | hex)
check "argon2 and openssl make the author's key from the nine words" test "$author" = "$by"
bytes "302e020100300506032b656e04220420$(derive 'testimony-receipt-1 reply')" >reply.der
openssl pkey -inform DER -in reply.der -pubout -outform DER | tail -c 32 >reply.point
# The first 52 letters after "age1" are the point, five bits each (BIP 173), and four bits of zero.
reply_to=$(jq -rs '.[0].reply_to' plain)
alphabet=qpzry9x8gf2tvdw0s3jn54khce6mua7l
letters=$(printf '%s' "$reply_to" | sed 's/^age1//' | cut -c 1-52 | fold -w 1)
bits=$(for letter in $letters; do
	before=${alphabet%%"$letter"*}
	number=${#before}
	for place in 16 8 4 2 1; do printf '%d' $((number / place % 2)); done
done)
point=$(printf '%s' "$bits" | cut -c 1-256 | fold -w 4 | while read -r four || [ -n "$four" ]; do
	printf '%x' $((${four%???} * 8 + $(printf '%s' "$four" | cut -c 2) * 4 +
	    $(printf '%s' "$four" | cut -c 3) * 2 + ${four#???}))
done)
check "argon2 and openssl make the reply key from the nine words" \
    test "$point" = "$(hex <reply.point)"
