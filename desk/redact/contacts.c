/* SPDX-License-Identifier: ISC */
/* Where somebody can be reached: phones, the net, the post. */
#include "config.h"

#include "desk/redact/shapes.h"
#include "front/spot/numbers.h"

#include <arpa/inet.h>
#include <string.h>

#define ADDRESS_MOST 64 /* of an address of the net, and a NUL */

/* The country's own numbers have ten or eleven digits from the 0 on (Ofcom); help lines and the
 * emergency numbers are nobody's. */
static bool
judge_phone(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[24];
	size_t count = numbers_digits(digits, sizeof digits, match->text + finding->start,
	    finding->end - finding->start);

	(void)findings;
	if (match->text[finding->start] == '+' || digits[0] != '0')
		return count >= 6 && !(count == 6 && strncmp(digits, "116123", 6) == 0);
	if (digits[1] == '0')
		return count >= 9 && count <= 17;
	return count == 10 || count == 11;
}

/* "+44", or from another country: somebody's all the same. */
static bool
judge_abroad(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[24];
	size_t count = numbers_digits(digits, sizeof digits, match->text + finding->start,
	    finding->end - finding->start);

	(void)findings;
	if (digits[0] == '4' && digits[1] == '4' && count != 12 && count != 11 && count != 13)
		finding->sure = 50;
	return count >= 8 && count <= 15;
}

/* An address of the net, as the system reads it. Groups: 2 the address, 3 an interface, 4 the bits
 * of a net, which are left out where they are too many. */
static bool
judge_ip(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char address[ADDRESS_MOST];
	uint8_t bytes[16];
	size_t start = match->group[2].begin, end = match->group[2].end, net = 0;
	bool six = memchr(match->text + start, ':', end - start) != NULL;

	(void)findings;
	if (end - start >= sizeof address)
		return false;
	memcpy(address, match->text + start, end - start);
	address[end - start] = '\0';
	if (inet_pton(six ? AF_INET6 : AF_INET, address, bytes) != 1)
		return false;
	if (six && end - start == 2)
		finding->sure = 30; /* "::" alone is punctuation, as likely */
	if (match->group[3].end > match->group[3].begin)
		end = match->group[3].end;
	for (size_t i = match->group[4].begin; i < match->group[4].end; i++)
		net = net * 10 + (size_t)(match->text[i] - '0');
	if (match->group[4].end > match->group[4].begin && net <= (six ? 128 : 32))
		end = match->group[4].end;
	finding->start = start;
	finding->end = end;
	return true;
}

/* The government's own pages are everybody's. Quotes right around it go with it. */
static bool
judge_site(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	static const char *const everybody[] = { "gov.uk", "www.gov.uk", "ipsea.org.uk",
		"www.ipsea.org.uk", "nhs.uk", "www.nhs.uk" };
	size_t length = finding->end - finding->start, start = finding->start;

	(void)findings;
	for (size_t i = 0; i < sizeof everybody / sizeof everybody[0]; i++)
		if (strlen(everybody[i]) == length &&
		    strncmp(everybody[i], match->text + start, length) == 0)
			return false;
	if (start > 0 && finding->end < match->length && (match->text[start - 1] == '"' ||
	    match->text[start - 1] == '\'') &&
	    match->text[finding->end] == match->text[start - 1]) {
		finding->start--;
		finding->end++;
	}
	return true;
}

/* "3 years ago park": a house has a small number, and what follows is a street. */
#define STREETS \
	"(?:road|rd|street|st|lane|ln|avenue|ave|close|drive|crescent|court|gardens|grove|" \
	"terrace|way|walk|place|mews|square|rise|hill|row|view|green|orchard|croft|meadow)"

#define ENDS SHAPE_ENDS
#define AREAS \
	"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|" \
	"I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|" \
	"S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
#define PATH "(?:[/?#][^\\s<>\"]{0,500}[^\\s<>\".,;:!?)\\]'])?"
#define SUFFIX \
	"(?:com|org|net|info|uk|co|io|edu|gov|biz|eu|pl|ie|de|fr|me|app|site|online|school|academy|" \
	"(?:co|com|org|net|ac|gov|sch|nhs)\\.[a-z]{2})"

static const struct shape shapes[] = {
	{ SUGGEST_EMAIL, 97, SHAPE_WORD, "an e-mail address", NULL,
	    "([\\p{L}\\d][\\p{L}\\d._%+'-]{0,63}@"
	    "(?:[\\p{L}\\d](?:[\\p{L}\\d-]{0,61}[\\p{L}\\d])?\\.){1,8}"
	    "(?:xn--[a-z\\d-]{1,59}|\\p{L}{2,18}))" ENDS },
	{ SUGGEST_EMAIL, 85, SHAPE_WORD, "an e-mail address, spoken", NULL,
	    "([\\p{L}\\d][\\p{L}\\d._+-]{1,63} at (?:gmail|hotmail|outlook|yahoo|icloud|live|"
	    "btinternet|sky|googlemail|aol)(?: dot |\\.)(?:com|co(?: dot |\\.)uk))" ENDS },
	{ SUGGEST_URL, 96, AT_LETTER, "a web address", judge_site,
	    "((?:https?|ftp)://(?:[\\p{L}\\d_](?:[\\p{L}\\d_-]{0,61}[\\p{L}\\d])?\\.){1,127}"
	    "(?:xn--[a-z\\d-]{1,59}|\\p{L}{2,18})(?::\\d{1,5})?(?:/(?![^\\s])|" PATH "/?))" },
	{ SUGGEST_URL, 90, AT_LETTER, "a web address", judge_site,
	    SHAPE_BEFORE "(?<![@.-])((?:[\\p{L}\\d](?:[\\p{L}\\d-]{0,61}[\\p{L}\\d])?\\.){1,8}"
	    SUFFIX "(?![\\p{L}\\p{M}\\p{Nd}@-]|\\.[\\p{L}\\d])" PATH ")" },
	{ SUGGEST_HANDLE, 70, AT_SIGN, "a name on a platform", NULL,
	    "(?<![\\p{L}\\d._])(@[\\p{L}\\d_](?:[\\p{L}\\d_.-]{0,60}[\\p{L}\\d_]))" },
	{ SUGGEST_HANDLE, 65, AT_LETTER, "called a name on a platform", NULL,
	    "(?:insta(?:gram)?|snap(?:chat)?|tiktok|twitter|discord)(?: (?:name|handle|user(?:name)?))?"
	    " ?(?:is |: ?)([\\p{L}\\d_][\\p{L}\\d_.-]{2,60}[\\p{L}\\d_])" },
	{ SUGGEST_IP, 90, AT_DIGIT, "an address of the net", judge_ip,
	    "(?<![\\w.])((\\d{1,3}(?:\\.\\d{1,3}){3})(%[a-z\\d]{1,12})?(?:/(\\d{1,3})(?!\\d))?)"
	    "(?!\\w)" },
	{ SUGGEST_IP, 90, SHAPE_WORD | AT_SIGN, "an address of the net", judge_ip,
	    "(?<![\\w:.])(?=[\\da-f]{0,4}:)(([\\da-f:]{2,39}+(?:\\.\\d{1,3}){0,3}+)"
	    "(%[a-z\\d]{1,12})?(?:/(\\d{1,3})(?!\\d))?)(?!\\w)" },
	{ SUGGEST_PHONE, 85, AT_SIGN, "a phone number", judge_abroad,
	    "(\\+ ?\\d{1,3}(?:[ .-]?\\(\\d{1,4}\\))?(?:[ .-]{0,2}\\d){6,13})" ENDS },
	{ SUGGEST_PHONE, 85, AT_SIGN, "a phone number", judge_phone,
	    "(\\(0\\d{2,5}\\)(?:[ .-]{0,2}\\d){5,8})" ENDS },
	{ SUGGEST_PHONE, 85, AT_DIGIT, "a phone number", judge_phone,
	    SHAPE_BEFORE "(?<![\\d+(][ ./-])(?<![+(/])"
	    "(0\\d{2,5}(?:[ .-]{0,2}\\d){5,8})(?![ -]?\\d)" ENDS },
	{ SUGGEST_PHONE, 75, AT_DIGIT, "a phone number", judge_phone,
	    SHAPE_BEFORE "(00[1-9]\\d{0,2}(?:[ .-]?\\(0\\))?(?:[ .-]?\\d){7,12})" ENDS },
	{ SUGGEST_PHONE, 80, AT_LETTER, "called a phone number", judge_phone,
	    "(?:tel(?:ephone|efon)?|(?:mobile|phone|mob|ext(?:ension)?)(?: (?:no\\.?|number|is))?)"
	    "[ :.]{1,3}(\\d(?:[ -]?\\d){5,10})" ENDS },
	{ SUGGEST_POSTCODE, 92, AT_LETTER, "a postcode", NULL,
	    "((?:" AREAS "\\d[a-z\\d]? {0,2}\\d|gir ?0)[abd-hjlnp-uw-z]{2})" ENDS },
	{ SUGGEST_POSTCODE, 50, AT_LETTER, "the first half of a postcode", NULL,
	    "((?-i:(?:WR|DY|HR|GL|CV|WV|WS|SY|TF)[1-9]\\d?|B(?!12)[1-9]\\d))" ENDS },
	{ SUGGEST_ADDRESS, 75, SHAPE_WORD, "a street and the number of a house", NULL,
	    SHAPE_BEFORE "(?<![\\d.,/])((?:flat \\d{1,3}[a-z]?,? )?\\d{1,4}[a-z]?,? "
	    "(?:(?!and |of |to |in |on |a |the |years |months |weeks |days |hours |minutes |"
	    "miles |times |people |children |kids )[\\p{L}'-]{2,20} ){1,3}" STREETS ")" ENDS },
};
const struct shape_table contact_shapes = { shapes, sizeof shapes / sizeof shapes[0] };
