/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/odt.h"

#include <string.h>
#include <zip.h>

#include "common/campaign.h"
#include "desk/pack/markup.h"
#include "desk/pack/odt_inside.h"

#define DOS_YEAR_FIRST 1980 /* APPNOTE.TXT 4.4.6: seven bits from there */
#define DOS_YEAR_LAST 2107
#define DOS_NOON (12 << 11) /* no clock change moves it into another day */

static void
odt_manifest(struct buffer *out)
{
	static const char *const files[] = { "content.xml", "styles.xml", "meta.xml" };

	buffer_append_text(out, ODT_XML "<manifest:manifest xmlns:manifest=\"" ODT_NAMESPACE
	    "manifest:1.0\" manifest:version=\"" ODT_VERSION "\">\n"
	    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"" ODT_VERSION
	    "\" manifest:media-type=\"" ODT_MEDIA_TYPE "\"/>\n");
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		buffer_format(out, "<manifest:file-entry manifest:full-path=\"%s\" "
		    "manifest:media-type=\"text/xml\"/>\n", files[i]);
	buffer_append_text(out, "</manifest:manifest>\n");
}

/* Title, language, day: no author, no program. */
static void
odt_meta(const struct document *document, struct buffer *out)
{
	char day[DAY_SIZE];

	day_print(day, document->day);
	buffer_append_text(out, ODT_XML "<office:document-meta xmlns:office=\"" ODT_NAMESPACE
	    "office:1.0\" xmlns:meta=\"" ODT_NAMESPACE "meta:1.0\" "
	    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"" ODT_VERSION "\">\n"
	    "<office:meta>\n<dc:title>");
	markup_text(out, document->title, strlen(document->title));
	buffer_append_text(out, "</dc:title>\n<dc:language>");
	markup_text(out, document->language, strlen(document->language));
	buffer_format(out, "</dc:language>\n<meta:creation-date>%sT00:00:00</meta:creation-date>\n"
	    "<dc:date>%sT00:00:00</dc:date>\n</office:meta>\n</office:document-meta>\n", day, day);
}

static _Noreturn void
odt_die(void)
{
	error_bug("a document could not be packed into memory");
}

static void
odt_add(zip_t *archive, const char *name, const void *content, size_t length, uint16_t date)
{
	zip_source_t *source = zip_source_buffer(archive, content, length, 0);
	zip_int64_t index;

	if (source == NULL)
		odt_die();
	index = zip_file_add(archive, name, source, ZIP_FL_ENC_GUESS);
	/* As if made under DOS, which has no owners and no rights to tell. */
	if (index < 0 ||
	    zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0 ||
	    zip_file_set_dostime(archive, (zip_uint64_t)index, DOS_NOON, date, 0) != 0 ||
	    zip_file_set_external_attributes(archive, (zip_uint64_t)index, 0, ZIP_OPSYS_DOS,
	    0) != 0)
		odt_die();
}

/* What libzip wrote. */
static void
odt_take(zip_source_t *whole, struct buffer *out)
{
	zip_stat_t stat;

	if (zip_source_stat(whole, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 ||
	    zip_source_open(whole) != 0)
		odt_die();
	buffer_reserve(out, stat.size);
	if (zip_source_read(whole, out->data + out->length, stat.size) != (zip_int64_t)stat.size)
		odt_die();
	out->length += stat.size;
	out->data[out->length] = 0;
	(void)zip_source_close(whole);
}

static int
odt_dos_date(int32_t day, uint16_t *date, struct error *error)
{
	char digits[DAY_SIZE]; /* YYYY-MM-DD */
	int year, month, of_month;

	day_print(digits, day);
	year = ((digits[0] - '0') * 10 + digits[1] - '0') * 100 + (digits[2] - '0') * 10 +
	    digits[3] - '0';
	month = (digits[5] - '0') * 10 + digits[6] - '0';
	of_month = (digits[8] - '0') * 10 + digits[9] - '0';
	if (year < DOS_YEAR_FIRST || year > DOS_YEAR_LAST)
		return error_refuse(error, "an edition of %s cannot be written as ODT: "
		    "its files have no year before %d or after %d", digits, DOS_YEAR_FIRST,
		    DOS_YEAR_LAST);
	*date = (uint16_t)((year - DOS_YEAR_FIRST) << 9 | month << 5 | of_month);
	return 0;
}

int
odt_print(const struct document *document, struct buffer *out, struct error *error)
{
	struct buffer manifest = BUFFER_INIT, content = BUFFER_INIT, styles = BUFFER_INIT,
	    meta = BUFFER_INIT;
	zip_source_t *whole;
	zip_t *archive;
	uint16_t date = 0;

	if (odt_dos_date(document->day, &date, error) != 0)
		return -1;
	odt_manifest(&manifest);
	odt_content(document, &content);
	odt_styles(document, &styles);
	odt_meta(document, &meta);
	whole = zip_source_buffer_create(NULL, 0, 0, NULL);
	archive = whole == NULL ? NULL :
	    zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	if (archive == NULL)
		odt_die();
	zip_source_keep(whole);
	/* First, and as it is: programs know the file by its bytes (ODF 1.2 part 3, 3.3). */
	odt_add(archive, "mimetype", ODT_MEDIA_TYPE, strlen(ODT_MEDIA_TYPE), date);
	odt_add(archive, "META-INF/manifest.xml", manifest.data, manifest.length, date);
	odt_add(archive, "content.xml", content.data, content.length, date);
	odt_add(archive, "styles.xml", styles.data, styles.length, date);
	odt_add(archive, "meta.xml", meta.data, meta.length, date);
	if (zip_close(archive) != 0)
		odt_die();
	odt_take(whole, out);
	zip_source_free(whole);
	buffer_free(&manifest);
	buffer_free(&content);
	buffer_free(&styles);
	buffer_free(&meta);
	return 0;
}
