#!/bin/sh
# SPDX-License-Identifier: ISC
# A family comes back with its nine words: what the coordinators wrote is shown, what anybody else
# put there never is, and what it takes back is gone. The daemon is a real one, then a hostile one.
. "${TESTIMONY_SOURCE:?}/tests/lib.sh"
. "$source_dir/tests/line.sh"
need jq "a family comes back with its nine words"
replier=$build_dir/tests/system/replier

start_line --origin "$onion"
good=$work/campaign/campaign.json
heron=$work/campaign/secret/heron.key
to=${origin#http://}

# tell NAME: a testimony; its receipt goes to $work/NAME.
tell() {
	"$testimony" submit --answers "$answers" --yes --campaign "$good" --pin "$pin" \
	    >"$work/$1" 2>"$work/err" </dev/null || fail "the test tells" "$(cat "$work/err")"
}
words() { sed 's/^receipt: //' "$work/$1"; }
# spec NAME JQ: a reply to NAME by heron, changed by a jq filter, in $work/spec.
spec() {
	jq -n --arg words "$(words "$1")" --arg by "$heron" '{receipt: $words, by: $by, line1: {
	    format: "testimony-reply-1", campaign: 1, kind: "message", n: 1, part: 1, parts: 1,
	    seen: [{kind: "testimony", week: 2900}], in_force: ["counts", "my-mp"],
	    text: "Thank you, we have read it."}} | '"$2" >"$work/spec"
}
# reply NAME JQ [TO]: puts it into the daemon, or into a file; $hash and $id.
reply() {
	spec "$1" "$2"
	made=$("$replier" "$good" "$pin" "$work/spec" "${3:-unix:$work/desk.sock}" 2>"$work/err") ||
	    fail "the test writes a reply" "$(cat "$work/err")"
	hash=${made% *} id=${made#* }
}
# back COMMAND NAME OPTIONS...: without a terminal; $work/out, $work/err; $? is its status.
back() {
	command=$1 receipt=$work/$2
	shift 2
	"$testimony" "$command" --campaign "$good" --pin "$pin" --receipt-file "$receipt" "$@" \
	    >"$work/out" 2>"$work/err" </dev/null
}
flat() { tr '\n' ' ' <"$work/$1" | tr -s ' '; }
# says PROMISE FILE TEXT; silent: that it does not.
says() {
	if flat "$2" | grep -qF -- "$3"; then pass "$1"; else fail "$1" "$(cat "$work/$2")"; fi
}
silent() {
	if flat "$2" | grep -qF -- "$3"; then fail "$1" "$(cat "$work/$2")"; else pass "$1"; fi
}
field() { jq -rs "$1" "$work/out"; }

# ---- Nothing yet; the receipt.
printf '{"answers":{"who":"parent","colour":"blue"},"hide":[],"uses":["counts"]}' >"$work/bad.json"
# What follows changes the receipt of `family`: two of its words change places, one is shortened to the three
# letters that tell it from all others, and is not to be found in what the program says; and it is read for
# another campaign. Ten of 1,296 receipts do not serve for all of that: then another family tells.
keep_pin=$pin keep_port=$port
make_campaign elsewhere "$port"
other_pin=$pin pin=$keep_pin port=$keep_port
# is_receipt CAMPAIGN PIN FILE
is_receipt() { "$build_dir/tests/system/family" "$1" "$2" "$3" mailbox >"$work/out" 2>&1; }
serves() {
	words family | awk '{ t = $2; $2 = $3; $3 = t; print }' >"$work/swapped"
	words family | awk '{ exit $2 == $3 || length($4) == 3 || $4 == "receipt" }' &&
	    ! is_receipt "$good" "$pin" "$work/swapped" &&
	    ! is_receipt "$work/elsewhere/campaign.json" "$other_pin" "$work/family"
}
for try in 1 2 3 4 5 6; do
	tell family
	! serves || break
	back withdraw family --yes || fail "the test takes back" "$(cat "$work/err")"
done
check "the test's receipt is one" is_receipt "$good" "$pin" "$work/family"
tell other
back check family
same "an empty mailbox is no failure" "0 0" "$? $(wc -l <"$work/err")"
says "nothing there is said without claiming more than is known" out \
    "it can lose one or keep it back"
back check family --json
same "--json of an empty mailbox is its one line" "0 mailbox 0 0" \
    "$? $(field 'map(.kind, .replies, .strange) | map(tostring) | join(" ")')"
back check family --language pl
says "and it is said in Polish, too" out "nic tu dla Państwa nie ma"
listen close
no_request() {
	refused "$1" "$2" "$3" "$testimony" check --campaign "$good" --pin "$pin" --origin "$heard" \
	    --receipt-file "$4" --patience 1
}
no_request "two words that changed places are refused" 1 "changed places" "$work/swapped"
words family | cut -d' ' -f1-8 >"$work/eight"
no_request "eight words are refused" 1 "here there are 8" "$work/eight"
echo "zzzzzz $(words family | cut -d' ' -f2-)" >"$work/doubtful"
no_request "a word that cannot be read is named by its number" 1 "word 1" "$work/doubtful"
refused "a receipt of another campaign is refused" 1 "another campaign" "$testimony" check \
    --campaign "$work/elsewhere/campaign.json" --pin "$other_pin" --origin "$heard" \
    --receipt-file "$work/family" --patience 1
refused "a campaign that is not the pin's is refused before the receipt is read" 1 "another key" \
    "$testimony" check --campaign "$good" --pin "$other_pin" --receipt-file "$work/nowhere"
# shellcheck disable=SC2046
"$testimony" check --campaign "$good" --pin "$pin" $(words family) >"$work/out" 2>"$work/err"
same "nine words on the command line are refused" 2 $?
# Any of them may be a word of the sentence, too.
same "and are not shown" "testimony: check takes options only: the receipt is asked for, or read from \
--receipt-file (see: testimony --help)" "$(cat "$work/err")"
for command in check withdraw "add --answers $answers" "consent --uses none" "answer --reply 1 yes"; do
	# shellcheck disable=SC2086
	refused "${command%% *} without a terminal and without a file for the receipt" 1 \
	    "--receipt-file" "$testimony" $command --campaign "$good" --pin "$pin" \
	    --origin "$heard"
	# shellcheck disable=SC2086
	refused "${command%% *} through an onion address needs Tor" 1 "--socks5" "$testimony" $command \
	    --campaign "$good" --pin "$pin" --origin "$onion" --receipt-file "$work/family"
done
same "all of that without one request" 0 "$(connections)"
unlisten
words family | awk '{ $4 = substr($4, 1, 3); print toupper($0) }' >"$work/short"
"$testimony" check --campaign "$good" --pin "$pin" --receipt-file "$work/short" >"$work/out" \
    2>"$work/err"
same "a word by its first letters, in capitals, is read" 0 $?
says "without a terminal it is said that something was corrected" err "another spelling"
silent "but no word of it" err "$(words family | cut -d' ' -f4)"
"$testimony" check --campaign "$good" --pin "$pin" --receipt-file - <"$work/family" >"$work/out" \
    2>"$work/err"
same "the receipt from standard input" 0 $?

# ---- Replies.
reply family '.'
message=$hash message_id=$id
back check family
same "a message is shown" "0 1" "$? $(grep -c '^  Thank you, we have read it.$' "$work/out")"
says "with its number and who wrote it" out "Message 1, from heron"
says "which messages the coordinators have" out \
    "- what you told, in the week of Monday $(date -u -d "1970-01-05 +$((2900 * 7)) days" +%Y-%m-%d)"
says "the uses in force in the form's words" out "to my own Member of Parliament (MP)"
back check family --json
same "--json has n, kind, hash, text" "0 1 message $message Thank you, we have read it." \
    "$? $(field '.[0] | [.n, .kind, .hash, .text] | map(tostring) | join(" ")')"
back check other
says "another family sees nothing of it" out "There is nothing for you here yet"
reply family '.line1 += {kind: "question", n: 2, uses: ["counts", "press"], lays_aside: [],
    text: "May the newspapers have it?"}'
question=$hash
back check family
says "a question asks in the form's words" out "to newspapers, radio and television"
says "and says how to answer it" out "--reply 2 and one of the words yes, no, change"
long=$(awk 'BEGIN { for (i = 0; i < 3000; i++) printf "word%d ", i }')
reply family '.line1 += {kind: "preview", n: 3, part: 2, parts: 2, answer_by: "2999-01-31",
    text: "second half."}'
back check family
same "a part that is missing is said" "0 1" "$? $(grep -c '^(Part 1 of 2 has not come.)$' "$work/out")"
says "and such a preview is not to be answered" out "please do not answer yet"
jq -n --arg long "$long" '$long' >"$work/long"
spec family '.line1 += {kind: "preview", n: 3, part: 1, parts: 2, answer_by: "2999-01-31"}'
jq --slurpfile long "$work/long" '.line1.text = $long[0]' "$work/spec" >"$work/spec2"
made=$("$replier" "$good" "$pin" "$work/spec2" "unix:$work/desk.sock")
preview=${made% *}
back check family
says "parts are joined" out "word2999 second half."
same "and wrapped: no line is wider than 78 columns" 0 \
    "$(awk 'length($0) > 78' "$work/out" | wc -l)"
says "a preview has its last day" out "answer by 2999-01-31"
same "in the order of their numbers" "Message 1 Question 2 Preview 3" \
    "$(grep -oE '^(Message|Question|Preview) [0-9]' "$work/out" | tr '\n' ' ' | sed 's/ $//')"
back check family --json
same "--json names a reply in parts by the first" "3 $preview 2" \
    "$(field '.[2] | [.n, .hash, .parts] | map(tostring) | join(" ")')"
back check family --language pl
says "the same in Polish, in the form's words" out "posłowi lub posłance z mojego okręgu"

# ---- What is not theirs, by a hostile daemon: four slots, made by hand.
slots() {
	: >"$work/slots"
	for slot; do cat "$slot" >>"$work/slots"; done
	while [ "$(wc -c <"$work/slots")" -lt 131872 ]; do
		head -c 32968 /dev/urandom >>"$work/slots"
	done
}
# hostile PROMISE COUNTER: of the one made-up envelope in $work/bad nothing is shown, and it is
# counted.
hostile() {
	slots "$work/bad"
	listen "give:$work/slots"
	back check family --origin "$heard" --json
	status=$?
	same "$1" "$status 1 0 1" \
	    "0 $(wc -l <"$work/out") $(field ".[-1] | [.replies, .$2] | map(tostring) | join(\" \")")"
	back check family --origin "$heard"
	silent "$1: nothing of it is shown" out "Believe me"
	says "$1: it is said that something was there" out "Not shown: 1"
	unlisten
}
forged() {
	reply family ".line1.text = \"Believe me.\" | $1" "$work/bad"
	hostile "$2" "$3"
}
other_mailbox=$(jq -n '"00" * 32' | tr -d '"')
forged 'del(.by)' "a reply signed by nobody the campaign names" strangers
forged '.unsigned = true' "a reply without a signature" strange
forged ".signed_for = \"$other_mailbox\"" "a reply that was moved from another mailbox" strange
forged '.other_campaign = true' "a reply of another campaign" strange
forged '.sealed_to_nobody = true' "a reply sealed to somebody else" strange
forged '.line1.format = "testimony-1"' "a message of another tray's format" strange
forged '.line1.kind = "order"' "a kind of reply that this program does not know" unreadable
forged '.line1.n = 0' "a reply without a good number" unreadable
reply family '.line1.text = "Believe me."' "$work/bad"
printf '\001\002\003\004' | dd of="$work/bad" bs=1 seek=20000 conv=notrunc 2>/dev/null
hostile "a reply that was changed on the way" strange
reply other '.line1.text = "Believe me."' "$work/bad"
hostile "another family's reply" strange
head -c 32968 /dev/zero >"$work/bad"
printf 'age-encryption.org/v1\n-> X25519 x\n' | dd of="$work/bad" conv=notrunc 2>/dev/null
hostile "what only starts like an envelope" strange

"$testimony_keys" coordinator robin -o "$work" --no-passphrase >/dev/null 2>"$work/err" ||
    "$testimony_keys" coordinator robin -o "$work" >/dev/null 2>>"$work/err"
if "$testimony_keys" admit "$work/campaign" "$work/robin.pub" >"$work/out" 2>"$work/err" &&
    "$testimony_keys" remove "$work/campaign" robin >"$work/out" 2>"$work/err"; then
	reply family ".by = \"$work/robin.key\" | .line1.text = \"Believe me.\"" "$work/bad"
	hostile "a reply by a former coordinator" former
else
	fail "the test makes a former coordinator" "$(cat "$work/err")"
fi

reply family '.line1.text = "The same, twice."' "$work/one"
slots "$work/one" "$work/one" "$work/one" "$work/one"
listen "give:$work/slots"
back check family --origin "$heard"
same "one reply in four slots is shown once" "0 1" "$? $(grep -c 'The same, twice' "$work/out")"
unlisten
reply family '.line1.text = "One."' "$work/one"
reply family '.line1.text = "Two."' "$work/two"
slots "$work/one" "$work/two"
listen "give:$work/slots"
back check family --origin "$heard" --json
same "two replies of one number are both shown" "0 2 One. Two." \
    "$? $(field '.[-1].replies, ([.[].text | strings] | sort | .[])' | tr '\n' ' ' | sed 's/ $//')"
unlisten
for part in 1 2; do
	for text in a b; do
		reply family ".line1 += {part: $part, parts: 2, text: \"$text$part\"}" "$work/$text$part"
	done
done
slots "$work/a1" "$work/a2" "$work/b1" "$work/b2"
listen "give:$work/slots"
back check family --origin "$heard" --json
same "parts of two replies with one number are not put together" "0 0 4" \
    "$? $(field '.[-1] | [.replies, .mixed] | map(tostring) | join(" ")')"
unlisten
reply family '.line1.text = "red \u001b[31m up \u202etxt\u0007\n\nMessage 9, from heron\n\nforged \u007f"' \
    "$work/one"
slots "$work/one"
listen "give:$work/slots"
back check family --origin "$heard"
if [ "$(tr -d '\n' <"$work/out" | LC_ALL=C grep -c "[$(printf '\001')-$(printf '\037')$(printf '\177')]")" -eq 0 ] &&
    ! grep -q "$(printf '\342\200\256')" "$work/out"; then
	pass "no control or direction of a hostile text reaches the terminal"
else
	fail "no control or direction of a hostile text reaches the terminal" "$(cat "$work/out")"
fi
same "and it cannot pass for what the program says" "1 0" \
    "$(grep -c '^  Message 9' "$work/out") $(grep -c '^Message 9' "$work/out")"
back check family --origin "$heard" --json
same "while --json has it as it is" "forged $(printf '\177')" \
    "$(field '.[0].text' | tail -n 1)"
unlisten

# ---- Answers that are no mailbox.
no_mailbox() {
	listen "$3"
	refused "$1" 1 "$2" "$testimony" check --campaign "$good" --pin "$pin" --origin "$heard" \
	    --receipt-file "$work/family" --patience 2
	unlisten
}
slots
head -c 131871 "$work/slots" >"$work/short.slots"
{ cat "$work/slots"; printf x; } >"$work/long.slots"
: >"$work/empty.slots"
no_mailbox "a mailbox that is a byte too short" "is no mailbox" "give:$work/short.slots"
no_mailbox "a mailbox that is a byte too long" "longer answer" "give:$work/long.slots"
no_mailbox "an empty answer" "is no mailbox" "give:$work/empty.slots"
no_mailbox "a server that has no mailboxes" "A made-up sentence." answer:404
no_mailbox "a server that is busy all the time" "too busy" answer:503:1
no_mailbox "a connection that breaks each time" "broke" close
no_mailbox "an answer that breaks off each time" "broke" "cut:70000:$to"
listen close answer:503:1 "cut:5000:$to" "pass:$to"
back check family --origin "$heard"
same "after trouble it asks again" "0 4" "$? $(connections)"
unlisten
listen "socks:$to"
NO_PROXY='*' no_proxy='*' "$testimony" check --campaign "$onion/#$pin" --receipt-file "$work/family" \
    --socks5 "${heard#http://}" >"$work/out" 2>"$work/err" </dev/null
same "through an onion address, by its name" "0 3" \
    "$? $(grep -c "^socks [0-9a-f]* ${onion#http://} 80\$" "$work/listener.out")"
unlisten

# ---- Sending more. The desk reads what came.
"$testimony_desk" -d "$work/desk" setup --campaign "$good" --pin "$pin" \
    --key "$work/campaign/secret/campaign.key" --as "$heron" \
    --daemon "unix:$work/desk.sock" >"$work/setup.log" 2>&1
: >"$work/then"
# told: line 1 of what is new at the desk.
told() {
	"$testimony_desk" -d "$work/desk" pull >"$work/pull.log" 2>&1
	"$testimony_desk" -d "$work/desk" show --all --json 2>"$work/show.log" | sort >"$work/now"
	comm -13 "$work/then" "$work/now"
	cp "$work/now" "$work/then"
}
told >"$work/told"
mailbox=$(jq -rs --arg k testimony '[.[] | select(.testimony.kind == $k) | .mailbox] | length' "$work/told")
same "the desk has what was told" 2 "$mailbox"
jq '.answers."story-happened" = "One thing more." | .uses = ["counts"]' "$answers" >"$work/more.json"
back add family --answers "$work/more.json" --yes --json
same "add arrives" "0 1" "$? $(grep -c 'It arrived, and is kept' "$work/err")"
same "and says so for machines, too" '{"kind":"addition","kept":true}' "$(cat "$work/out")"
told >"$work/told"
same "as an addition, with the same words and the same place for replies" "1 addition One thing more." \
    "$(jq -rs 'length, .[0].testimony.kind, .[0].testimony.answers."story-happened"' "$work/told" | tr '\n' ' ' | sed 's/ $//')"
same "signed by the receipt's keys: the mailbox is one of the two" 2 \
    "$(jq -r .mailbox "$work/now" | sort -u | wc -l)"
back consent family --uses counts --yes --json
same "consent arrives" '0 {"kind":"consent","kept":true}' "$? $(cat "$work/out")"
told >"$work/told"
same "with its uses" 'consent ["counts"]' \
    "$(jq -rs '.[0].testimony | .kind, (.uses | tojson)' "$work/told" | tr '\n' ' ' | sed 's/ $//')"
back consent family --uses none --yes
told >"$work/told"
same "none is an empty list" '[]' "$(jq -cs '.[0].testimony.uses' "$work/told")"
for verdict in yes no; do
	back answer family --reply 2 --yes --json $verdict
	same "answer $verdict arrives" '0 {"kind":"answer","kept":true}' "$? $(cat "$work/out")"
	told >"$work/told"
	same "answer $verdict names the reply by its hash" "answer $verdict $question" \
	    "$(jq -rs '.[0].testimony | .kind, .answer, .reply' "$work/told" | tr '\n' ' ' | sed 's/ $//')"
done
printf 'Leave the month out.\n' >"$work/change"
back answer family --reply "$(printf '%.8s' "$preview")" --text-file "$work/change" --yes change
told >"$work/told"
same "a change says what, of a reply named by the start of its hash" \
    "change $preview Leave the month out." \
    "$(jq -rs '.[0].testimony | .answer, .reply, .text' "$work/told" | tr '\n' ' ' | sed 's/ *$//')"
# more PROMISE STATUS WORDS COMMAND OPTIONS...: refused, and nothing goes out.
more() {
	promise=$1 status=$2 said=$3
	shift 3
	refused "$promise" "$status" "$said" "$testimony" "$@" --campaign "$good" --pin "$pin" \
	    --receipt-file "$work/family"
}
more "a message is not answered" 1 "asks nothing" answer --reply 1 --yes yes
more "a reply that is not there is not answered" 1 "no reply of that name" answer --reply 9 --yes yes
more "a hash that is too short is none" 1 "8 or more digits" answer --reply "$(printf '%.7s' "$preview")x" --yes yes
more "a verdict that there is not" 2 "yes, no or change" answer --reply 2 --yes perhaps
more "an answer without a verdict" 2 "yes, no or change" answer --reply 2 --yes
more "an answer without a reply" 2 "--reply" answer --yes yes
more "a text with a yes" 2 "goes with change" answer --reply 2 --text-file "$work/change" --yes yes
more "a use that the form does not have, with those that it has" 1 "counts, my-mp" consent \
    --uses counts,sell --yes
more "a use twice" 1 "twice" consent --uses counts,counts --yes
more "an empty list is not none" 1 "not a use" consent --uses '' --yes
more "consent without uses" 2 "--uses" consent --yes
more "an addition without a file of answers says that it needs one" 2 "--answers" add --yes
more "answers that the form does not have" 1 "colour" add --answers "$work/bad.json" --yes
for command in "add --answers $work/more.json" "consent --uses none" "answer --reply 2 yes"; do
	# shellcheck disable=SC2086
	more "${command%% *} without a terminal wants --yes" 1 "--yes" $command
done
told >"$work/told"
same "after all that the desk has nothing new" 0 "$(wc -l <"$work/told")"
listen "pass:$to" "lose:$to" "pass:$to"
back consent family --uses my-mp --yes --origin "$heard" --patience 5
same "a lost answer: it is sent again, and arrived" "0 4" "$? $(connections)"
unlisten
told >"$work/told"
same "and is there once" 1 "$(wc -l <"$work/told")"
listen "pass:$to" swallow "pass:$to" swallow close
back consent family --uses my-mp --yes --json --origin "$heard" --patience 4
same "sent, and never an answer: said to be uncertain, and nothing for machines" "1 1 0" \
    "$? $(grep -c 'not certain that it arrived' "$work/err") $(wc -c <"$work/out")"
unlisten
listen close
back add family --answers "$work/more.json" --yes --origin "$heard" --patience 1
same "never sent: said" "1 1" "$? $(grep -c 'nothing of it is kept' "$work/err")"
unlisten
reply other '.line1.text = "Believe me." | .line1 += {kind: "question", uses: ["press"], lays_aside: []} | del(.by)' \
    "$work/bad"
slots "$work/bad"
listen "give:$work/slots"
refused "what nobody can vouch for is not answered, by number" 1 "no reply of that name" "$testimony" \
    answer --campaign "$good" --pin "$pin" --receipt-file "$work/other" --origin "$heard" --reply 1 \
    --yes yes
refused "nor by hash" 1 "no reply of that name" "$testimony" answer --campaign "$good" --pin "$pin" \
    --receipt-file "$work/other" --origin "$heard" --reply "$hash" --yes yes
same "and only the mailbox was asked for" 2 "$(connections)"
unlisten

# ---- Expiry stops new tellings only.
day() { date -u -d "$1" +%Y-%m-%d; }
sed "s/\"issued\": \"[0-9-]*\"/\"issued\": \"$(day '-30 days')\"/
s/\"expires\": \"[0-9-]*\"/\"expires\": \"$(day '-1 day')\"/
s/\"\\(closes\\|previews_from\\|answer_by\\)\": \"[0-9-]*\"/\"\\1\": \"$(day '-2 days')\"/" "$good" \
    >"$work/old.json"
serial=$(jq .serial "$good")
"$forge" sign "$work/campaign/secret/signing.key" "$work/old.json" \
    "testimony-campaign-1 serial:$serial" "$work/old.json.minisig"
"$testimony" check --campaign "$work/old.json" --pin "$pin" --origin "$origin" \
    --receipt-file "$work/family" >"$work/out" 2>"$work/err" </dev/null
same "with an expired campaign check goes on" "0 1" "$? $(grep -c '^Message 1' "$work/out")"
says "and says that it has expired" err "was good until $(day '-1 day')"
refused "while to tell is refused" 1 "expired" "$testimony" submit --answers "$answers" --yes \
    --campaign "$work/old.json" --pin "$pin" --origin "$origin"
sed "s/\"issued\": \"[0-9-]*\"/\"issued\": \"$(day '+3 days')\"/
s/\"expires\": \"[0-9-]*\"/\"expires\": \"$(day '+60 days')\"/
s/\"\\(closes\\|previews_from\\|answer_by\\)\": \"[0-9-]*\"/\"\\1\": \"$(day '+30 days')\"/" "$good" \
    >"$work/coming.json"
"$forge" sign "$work/campaign/secret/signing.key" "$work/coming.json" \
    "testimony-campaign-1 serial:$serial" "$work/coming.json.minisig"
refused "a campaign of days to come is refused" 1 "clock" "$testimony" check \
    --campaign "$work/coming.json" --pin "$pin" --receipt-file "$work/family"

# ---- At a terminal.
if command -v script >/dev/null 2>&1; then
	# asked COMMAND PAIR...: types each line when the words before it are on the screen.
	asked() {
		command=$1
		shift
		rm -f "$work/screen"
		( while [ $# -gt 0 ]; do
			in_time grep -qsF -- "$1" "$work/screen"
			sleep 0.2
			printf '%s\n' "$2"
			shift 2
		    done; sleep 1 ) |
		    script -qefc "'$testimony' $command --campaign '$good' --pin '$pin'" \
		    "$work/screen" >/dev/null 2>&1
	}
	asked check "nine words:" "$(words family | awk '{ $4 = substr($4, 1, 3); print }')"
	same "asked at a terminal, the receipt is read, and shown as it was read" "0 1" \
	    "$? $(grep -c "Read as: $(words family)" "$work/screen")"
	asked check "nine words:" "one two three" "here there are 3" "$(words family)"
	same "a receipt that cannot be read is asked for again" "0" "$?"
	asked withdraw "nine words:" "$(words family)" "type the whole word" y
	same "withdraw takes no short yes" "1 1" \
	    "$? $(grep -c 'nothing was withdrawn' "$work/screen")"
	says "withdraw says first what cannot be called back" screen "What cannot be called back"
	back check family
	same "and nothing is gone" 1 "$(grep -c '^Message 1' "$work/out")"
	asked "consent --uses counts" "nine words:" "$(words family)" "Send this?" no
	says "consent shows the list in the form's words" screen "Count my ticked answers together"
	says "and what no longer holds" screen "These no longer hold"
	same "answered no: nothing is sent" 1 "$(grep -c 'nothing was sent, as you wished' "$work/screen")"
	asked "add --answers $work/more.json" "nine words:" "$(words family)" "Add this to what you told" yes
	same "add shows what is added, asks, and arrives" "0 1" \
	    "$? $(grep -c 'It arrived, and is kept' "$work/screen")"
	says "with its words" screen "One thing more."
	asked "answer --reply 2 yes" "nine words:" "$(words family)" "Answer yes to question 2?" yes
	same "answer shows what is answered, asks, and arrives" "0 1" \
	    "$? $(grep -c 'It arrived, and is kept' "$work/screen")"
	says "with the reply's own text" screen "May the newspapers have it?"
	asked "withdraw --language pl" "nine words:" "$(words other)" "całe słowo" TAK
	same "in Polish yes is tak" "0 1" "$? $(grep -c ': done' "$work/screen")"
else
	skip "a receipt is asked for at a terminal" "script is not installed"
fi

# ---- Taking back.
refused "without a terminal withdraw wants --yes" 1 "--yes" "$testimony" withdraw \
    --campaign "$good" --pin "$pin" --receipt-file "$work/family"
for step in close answer:400 answer:404 answer:200 "pass:127.0.0.1:1"; do
	[ "$step" != "pass:127.0.0.1:1" ] || step=swallow
	listen "$step"
	# Its address is of the same kind as the daemon's, so both are asked: an expired copy with
	# this address alone is used instead.
	jq --arg o "$heard" '.origins = [$o]' "$good" >"$work/alone.json"
	"$forge" sign "$work/campaign/secret/signing.key" "$work/alone.json" \
	    "testimony-campaign-1 serial:$serial" "$work/alone.json.minisig"
	"$testimony" withdraw --campaign "$work/alone.json" --pin "$pin" --yes --patience 1 \
	    --receipt-file "$work/family" >"$work/out" 2>"$work/err" </dev/null
	same "a server that does not say 204 ($step): it is not done" "1 0 1" \
	    "$? $(grep -c ': done' "$work/err") $(grep -c 'not known to be done' "$work/err")"
	unlisten
done
says "where it was sent and no answer came, it is said to be uncertain" err "not certain"
tell third
listen close
back withdraw third --yes --origin "$heard" --patience 1 --json
same "one address that says done is enough, and each is reported" "0 1 1" \
    "$? $(grep -c "^$origin: done" "$work/err") $(grep -c "^$heard: not known" "$work/err")"
same "for machines, too" \
    "[\"withdrawal\",\"$heard\",false] [\"withdrawal\",\"$origin\",true]" \
    "$(jq -c '[.kind, .origin, .done]' "$work/out" | paste -sd ' ')"
says "and the others are to be tried again" err "Run the same once more"
unlisten
listen "lose:$to" "pass:$to"
back withdraw third --yes --origin "$heard" --patience 5
same "a lost answer: it is sent again, and withdrawing twice is harmless" "0 2" \
    "$? $(grep -c ': done' "$work/err")"
unlisten
back withdraw family --yes
same "withdraw is done by the real daemon" "0 1" "$? $(grep -c ": done" "$work/err")"
same "onion addresses are not asked from here" 0 "$(grep -c onion "$work/err")"
back check family
says "after it nothing is in the mailbox" out "There is nothing for you here yet"
spec family '.line1.text = "too late"'
"$replier" "$good" "$pin" "$work/spec" "unix:$work/desk.sock" >"$work/out" 2>"$work/err"
same "and nothing goes into it any more" "replier: the daemon answered 410" "$(cat "$work/err")"
back withdraw family --yes --origin "$origin"
same "to withdraw again is harmless" 0 $?

# ---- Leaves nothing behind.
if command -v strace >/dev/null 2>&1 && strace -o /dev/null true 2>/dev/null; then
	tell fourth
	for command in check "add --answers $answers --yes" "consent --uses none --yes" "withdraw --yes"; do
		# shellcheck disable=SC2086
		(cd "$work" && mkdir -p home && HOME=$work/home ASAN_OPTIONS=detect_leaks=0 strace -f \
		    -s 4096 -e trace=open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,memfd_create,fork,vfork,execve,connect \
		    -o "$work/trace" "$testimony" $command --campaign "$good" --pin "$pin" \
		    --receipt-file "$work/fourth" >"$work/out" 2>"$work/err" </dev/null)
		same "${command%% *} works under strace" 0 $?
		grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(|rename|link|mkdir|memfd' "$work/trace" |
		    grep -v '"/dev/null"' | grep -v '"/dev/tty"' >"$work/written"
		if [ ! -s "$work/trace" ] || [ -s "$work/written" ]; then
			fail "${command%% *} opens no file for writing" "$(cat "$work/written")"
		else
			pass "${command%% *} opens no file for writing"
		fi
		same "${command%% *} starts no other program" 1 "$(grep -c 'execve(' "$work/trace")"
		if grep -q 'connect([0-9]*, 0x' "$work/trace"; then
			skip "${command%% *} connects to nobody but the daemon" "only root sees its addresses"
		else
			same "${command%% *} connects to nobody but the daemon" 0 \
			    "$(grep 'connect(' "$work/trace" | grep -vc "htons($port)")"
		fi
		silent "${command%% *} says nothing of the receipt" err "$(words fourth | cut -d' ' -f1-2)"
	done
else
	skip "check opens no file for writing" "strace is not installed, or may not trace"
fi
