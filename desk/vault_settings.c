/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/file.h"
#include "common/json.h"
#include "desk/vault.h"

#define SETTINGS_TEXT_MOST 1024

/* desk.json: what a vault is, in plain. Nothing in it is secret; the pin in it is the floor below
 * which no campaign is taken, so it only ever grows. */

static int
settings_parse(struct vault_settings *settings, const json_t *value, struct error *error)
{
	const char *format, *pin, *handle, *daemon_address, *socks5 = NULL;

	if (json_member_text(value, "format", SETTINGS_TEXT_MOST, &format, error) != 0 ||
	    json_member_text(value, "pin", SETTINGS_TEXT_MOST, &pin, error) != 0 ||
	    json_member_text(value, "as", SETTINGS_TEXT_MOST, &handle, error) != 0 ||
	    json_member_text(value, "daemon", SETTINGS_TEXT_MOST, &daemon_address, error) != 0)
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
	buffer_append_text(&settings->daemon, daemon_address);
	if (socks5 != NULL)
		buffer_append_text(&settings->socks5, socks5);
	return 0;
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
	char pin[CAMPAIGN_PIN_SIZE];
	json_t *value = json_object();
	int result;

	campaign_pin_print(pin, &settings->pin);
	if (json_object_set_new(value, "format", json_string(VAULT_FORMAT)) != 0 ||
	    json_object_set_new(value, "pin", json_string(pin)) != 0 ||
	    json_object_set_new(value, "as", json_string(settings->handle)) != 0 ||
	    json_object_set_new(value, "daemon",
	    json_string((const char *)settings->daemon.data)) != 0 ||
	    (settings->socks5.length > 0 && json_object_set_new(value, "socks5",
	    json_string((const char *)settings->socks5.data)) != 0)) {
		json_decref(value);
		return error_refuse(error, "the address of the daemon is not text");
	}
	json_print(value, &text);
	buffer_append_byte(&text, '\n');
	result = file_write(file_join(&path, folder, VAULT_SETTINGS), text.data, text.length, 0600,
	    true, error);
	json_decref(value);
	buffer_free(&path);
	buffer_free(&text);
	return result;
}

void
vault_settings_free(struct vault_settings *settings)
{
	buffer_free(&settings->daemon);
	buffer_free(&settings->socks5);
}
