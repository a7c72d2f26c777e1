/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/campaign.h"
#include "common/file.h"
#include "common/json.h"
#include "desk/vault.h"

#define SETTINGS_TEXT_MOST 1024
#define SETTINGS_UNIX "unix:"

/* desk.json: what a vault is, in plain. Nothing in it is secret; the pin in it is the floor below
 * which no campaign is taken, so it only ever grows. */

int
vault_settings_add_daemon(struct vault_settings *settings, const char *address,
    struct error *error)
{
	for (size_t i = 0; i < settings->daemon_count; i++)
		if (strcmp((const char *)settings->daemons[i].data, address) == 0)
			return error_refuse(error, "the daemon %s is named twice", address);
	if (settings->daemon_count == VAULT_DAEMONS_MOST)
		return error_refuse(error, "a desk has at most %d daemons", VAULT_DAEMONS_MOST);
	buffer_append_text(&settings->daemons[settings->daemon_count++], address);
	return 0;
}

const char *
vault_settings_socks5(const struct vault_settings *settings, const char *address)
{
	enum origin_kind kind = ORIGIN_ONION;

	if (settings->socks5.length == 0 ||
	    strncmp(address, SETTINGS_UNIX, strlen(SETTINGS_UNIX)) == 0 ||
	    (campaign_origin_kind(address, &kind, NULL) == 0 && kind == ORIGIN_LOOPBACK))
		return NULL;
	return (const char *)settings->socks5.data;
}

/* "daemons", a list; or "daemon" alone, as desks of one daemon had it. */
static int
settings_parse_daemons(struct vault_settings *settings, const json_t *value, struct error *error)
{
	const json_t *list, *entry;
	const char *address;
	size_t i;

	if (json_object_get(value, "daemons") == NULL)
		return json_member_text(value, "daemon", SETTINGS_TEXT_MOST, &address,
		    error) != 0 ? -1 : vault_settings_add_daemon(settings, address, error);
	if (json_member_array(value, "daemons", VAULT_DAEMONS_MOST, &list, error) != 0)
		return -1;
	json_array_foreach(list, i, entry) {
		if (!json_is_string(entry) || json_string_length(entry) > SETTINGS_TEXT_MOST)
			return error_refuse(error, "\"daemons\" must hold addresses");
		if (vault_settings_add_daemon(settings, json_string_value(entry), error) != 0)
			return -1;
	}
	return i > 0 ? 0 : error_refuse(error, "\"daemons\" names none");
}

static int
settings_parse(struct vault_settings *settings, const json_t *value, struct error *error)
{
	const char *format, *pin, *handle, *socks5 = NULL;

	if (json_member_text(value, "format", SETTINGS_TEXT_MOST, &format, error) != 0 ||
	    json_member_text(value, "pin", SETTINGS_TEXT_MOST, &pin, error) != 0 ||
	    json_member_text(value, "as", SETTINGS_TEXT_MOST, &handle, error) != 0)
		return -1;
	if (json_object_get(value, "socks5") != NULL &&
	    json_member_text(value, "socks5", SETTINGS_TEXT_MOST, &socks5, error) != 0)
		return -1;
	if (strcmp(format, VAULT_FORMAT) != 0)
		return error_refuse(error, "the format \"%s\" is not one that this program knows",
		    format);
	if (!campaign_handle_is_good(handle))
		return error_refuse(error, "\"%s\" is not a coordinator's handle", handle);
	if (campaign_pin_parse(&settings->pin, pin, error) != 0)
		return -1;
	memcpy(settings->handle, handle, strlen(handle) + 1);
	if (socks5 != NULL)
		buffer_append_text(&settings->socks5, socks5);
	return settings_parse_daemons(settings, value, error);
}

int
vault_settings_read(struct vault_settings *settings, const char *folder, struct error *error)
{
	struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
	json_t *value = NULL;
	int result;

	memset(settings, 0, sizeof *settings);
	result = file_read(file_join(&path, folder, VAULT_SETTINGS), VAULT_SETTINGS_MOST, &text,
	    error);
	if (result == 0)
		result = json_parse(&value, text.data, text.length, VAULT_SETTINGS, error);
	if (result == 0 && settings_parse(settings, value, error) != 0)
		result = error_within(error, "%s", (const char *)path.data);
	if (result != 0)
		vault_settings_free(settings);
	json_decref(value);
	buffer_free(&path);
	buffer_free(&text);
	return result;
}

int
vault_settings_write(const struct vault_settings *settings, const char *folder,
    struct error *error)
{
	struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
	json_t *value = json_object(), *daemons = json_array();
	char pin[CAMPAIGN_PIN_SIZE];
	int result = 0;

	campaign_pin_print(pin, &settings->pin);
	for (size_t i = 0; i < settings->daemon_count; i++)
		result |= json_array_append_new(daemons,
		    json_string((const char *)settings->daemons[i].data));
	if (json_object_set_new(value, "format", json_string(VAULT_FORMAT)) != 0 || result != 0 ||
	    json_object_set_new(value, "pin", json_string(pin)) != 0 ||
	    json_object_set_new(value, "as", json_string(settings->handle)) != 0 ||
	    json_object_set(value, "daemons", daemons) != 0 ||
	    (settings->socks5.length > 0 && json_object_set_new(value, "socks5",
	    json_string((const char *)settings->socks5.data)) != 0)) {
		json_decref(value);
		json_decref(daemons);
		return error_refuse(error, "the address of a daemon is not text");
	}
	json_print(value, &text);
	buffer_append_byte(&text, '\n');
	result = file_write(file_join(&path, folder, VAULT_SETTINGS), text.data, text.length, 0600,
	    true, error);
	json_decref(value);
	json_decref(daemons);
	buffer_free(&path);
	buffer_free(&text);
	return result;
}

void
vault_settings_free(struct vault_settings *settings)
{
	for (size_t i = 0; i < settings->daemon_count; i++)
		buffer_free(&settings->daemons[i]);
	settings->daemon_count = 0;
	buffer_free(&settings->socks5);
}
