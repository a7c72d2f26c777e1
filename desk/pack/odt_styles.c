/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "desk/pack/markup.h"
#include "desk/pack/odt_inside.h"

/*
 * How an ODT looks: A4, 12 points of a plain face that every office has, dark on white, ragged
 * right, no hyphens. Names of styles are those that LibreOffice and Word know, where they have one.
 */

static const char fonts[] =
    "<office:font-face-decls><style:font-face style:name=\"Sans\" svg:font-family=\"Arial\" "
    "style:font-family-generic=\"swiss\" style:font-pitch=\"variable\"/>"
    "</office:font-face-decls>\n";

static const char defaults[] =
    " style:language-asian=\"none\" style:country-asian=\"none\" "
    "style:language-complex=\"none\" style:country-complex=\"none\"/></style:default-style>\n"
    "<style:default-style style:family=\"table\"><style:table-properties "
    "table:border-model=\"collapsing\"/></style:default-style>\n"
    "<style:default-style style:family=\"table-row\"><style:table-row-properties "
    "fo:keep-together=\"always\"/></style:default-style>\n";

#define STYLE(name, shown, parent, more) \
	"<style:style style:name=\"" name "\" style:display-name=\"" shown \
	"\" style:family=\"paragraph\" style:parent-style-name=\"" parent "\"" more ">"
#define BLUE "#1b4965"

static const char paragraphs[] =
    "<style:style style:name=\"Standard\" style:family=\"paragraph\" style:class=\"text\"/>\n"

    STYLE("Title", "Title", "Standard", " style:next-style-name=\"Subtitle\"")
    "<style:paragraph-properties fo:margin-bottom=\"0.1cm\" fo:keep-with-next=\"always\"/>"
    "<style:text-properties fo:font-size=\"24pt\" fo:font-weight=\"bold\" fo:color=\"" BLUE "\"/>"
    "</style:style>\n"

    STYLE("Subtitle", "Subtitle", "Standard", "")
    "<style:paragraph-properties fo:margin-bottom=\"0.5cm\"/>"
    "<style:text-properties fo:font-size=\"13pt\"/></style:style>\n"

    STYLE("Heading", "Heading", "Standard", " style:next-style-name=\"Standard\"")
    "<style:paragraph-properties fo:margin-top=\"0.6cm\" fo:margin-bottom=\"0.25cm\" "
    "fo:keep-with-next=\"always\" fo:keep-together=\"always\"/>"
    "<style:text-properties fo:font-weight=\"bold\" fo:color=\"" BLUE "\"/></style:style>\n"

    STYLE("Heading_20_1", "Heading 1", "Heading", " style:default-outline-level=\"1\"")
    "<style:text-properties fo:font-size=\"18pt\"/></style:style>\n"
    STYLE("Heading_20_2", "Heading 2", "Heading", " style:default-outline-level=\"2\"")
    "<style:text-properties fo:font-size=\"15pt\"/></style:style>\n"
    STYLE("Heading_20_3", "Heading 3", "Heading", " style:default-outline-level=\"3\"")
    "<style:text-properties fo:font-size=\"13pt\"/></style:style>\n"

    STYLE("Text_20_body", "Text body", "Standard", "")
    "<style:paragraph-properties fo:margin-bottom=\"0.25cm\" fo:line-height=\"120%\"/>"
    "</style:style>\n"
    STYLE("Numbered", "Numbered paragraph", "Text_20_body",
    " style:list-style-name=\"Numbers\"") "</style:style>\n"
    STYLE("Point", "Summary point", "Text_20_body", " style:list-style-name=\"Points\"")
    "<style:paragraph-properties fo:margin-bottom=\"0.15cm\"/></style:style>\n"

    STYLE("Quotations", "Quotations", "Text_20_body", "")
    "<style:paragraph-properties fo:margin-left=\"1.6cm\" fo:margin-right=\"0.6cm\" "
    "fo:margin-bottom=\"0.1cm\" fo:padding-left=\"0.35cm\" fo:border-left=\"2pt solid " BLUE "\" "
    "fo:border-top=\"none\" fo:border-right=\"none\" fo:border-bottom=\"none\"/></style:style>\n"
    STYLE("Quotation_20_end", "Quotation end", "Quotations", "")
    "<style:paragraph-properties fo:keep-with-next=\"always\"/></style:style>\n"
    STYLE("Quotation_20_source", "Quotation source", "Quotations", "")
    "<style:paragraph-properties fo:margin-bottom=\"0.4cm\"/>"
    "<style:text-properties fo:font-size=\"10.5pt\"/></style:style>\n"

    STYLE("Caption", "Caption", "Standard", "")
    "<style:paragraph-properties fo:margin-top=\"0.4cm\" fo:margin-bottom=\"0.15cm\" "
    "fo:keep-with-next=\"always\"/><style:text-properties fo:font-weight=\"bold\"/>"
    "</style:style>\n"
    STYLE("Table_20_Contents", "Table Contents", "Standard", "")
    "<style:text-properties fo:font-size=\"11pt\"/></style:style>\n"
    STYLE("Table_20_Figures", "Table Figures", "Table_20_Contents", "")
    "<style:paragraph-properties fo:text-align=\"end\"/></style:style>\n"
    STYLE("Table_20_Heading", "Table Heading", "Table_20_Contents", "")
    "<style:text-properties fo:font-weight=\"bold\"/></style:style>\n"
    STYLE("Table_20_Heading_20_Figures", "Table Heading Figures", "Table_20_Heading", "")
    "<style:paragraph-properties fo:text-align=\"end\"/></style:style>\n"
    STYLE("After_20_table", "After table", "Standard", "")
    "<style:text-properties fo:font-size=\"6pt\"/></style:style>\n"
    STYLE("Footer", "Footer", "Standard", "")
    "<style:paragraph-properties><style:tab-stops><style:tab-stop style:position=\"17cm\" "
    "style:type=\"right\"/></style:tab-stops></style:paragraph-properties>"
    "<style:text-properties fo:font-size=\"10pt\"/></style:style>\n";

#define LABEL(indent) \
	"<style:list-level-properties text:list-level-position-and-space-mode=" \
	"\"label-alignment\"><style:list-level-label-alignment text:label-followed-by=" \
	"\"listtab\" text:list-tab-stop-position=\"" indent "\" fo:text-indent=\"-" indent "\" " \
	"fo:margin-left=\"" indent "\"/></style:list-level-properties>"

static const char lists[] =
    "<text:list-style style:name=\"Numbers\"><text:list-level-style-number text:level=\"1\" "
    "style:num-format=\"1\" style:num-suffix=\".\">" LABEL("1.2cm")
    "</text:list-level-style-number></text:list-style>\n"
    "<text:list-style style:name=\"Points\"><text:list-level-style-bullet text:level=\"1\" "
    "text:bullet-char=\"\xe2\x80\xa2\">" LABEL("0.8cm")
    "</text:list-level-style-bullet></text:list-style>\n";

static const char page[] =
    "<style:page-layout style:name=\"A4\"><style:page-layout-properties fo:page-width=\"21cm\" "
    "fo:page-height=\"29.7cm\" style:print-orientation=\"portrait\" fo:margin-top=\"2cm\" "
    "fo:margin-bottom=\"1.5cm\" fo:margin-left=\"2cm\" fo:margin-right=\"2cm\"/>"
    "<style:footer-style><style:header-footer-properties fo:min-height=\"1cm\" "
    "fo:margin-top=\"0.5cm\"/></style:footer-style></style:page-layout>\n";

void
odt_styles(const struct document *document, struct buffer *out)
{
	buffer_append_text(out, ODT_XML "<office:document-styles " ODT_ROOT ">\n");
	buffer_append_text(out, fonts);
	buffer_append_text(out, "<office:styles>\n<style:default-style style:family=\"paragraph\">"
	    "<style:paragraph-properties fo:orphans=\"2\" fo:widows=\"2\" fo:text-align=\"start\" "
	    "style:tab-stop-distance=\"1.25cm\"/><style:text-properties "
	    "style:use-window-font-color=\"true\" style:font-name=\"Sans\" fo:font-size=\"12pt\" "
	    "fo:hyphenate=\"false\"");
	odt_language(out, document->language);
	buffer_append_text(out, defaults);
	buffer_append_text(out, paragraphs);
	buffer_append_text(out, lists);
	buffer_append_text(out, "</office:styles>\n<office:automatic-styles>\n");
	buffer_append_text(out, page);
	buffer_append_text(out, "</office:automatic-styles>\n<office:master-styles>\n"
	    "<style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\">"
	    "<style:footer><text:p text:style-name=\"Footer\">");
	odt_line(out, document->title, strlen(document->title));
	buffer_append_text(out, "<text:tab/>Page <text:page-number text:select-page=\"current\">"
	    "1</text:page-number> of <text:page-count>1</text:page-count></text:p></style:footer>"
	    "</style:master-page>\n</office:master-styles>\n</office:document-styles>\n");
}
