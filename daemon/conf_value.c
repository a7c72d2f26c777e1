/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/conf_value.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#define CONF_ACCOUNT_MOST 31 /* useradd(8) */

static int
conf_copy(char out[CONF_TEXT_SIZE], const char *value, struct error *error)
{
	size_t length = strlen(value);

	if (length >= CONF_TEXT_SIZE)
		return error_refuse(error, "the value is too long");
	memcpy(out, value, length + 1);
	return 0;
}

/* Digits only, no sign, no leading zero. */
static int
conf_digits(const char *text, unsigned long most, unsigned long *number)
{
	unsigned long sum = 0;

	if (*text == '\0' || (text[0] == '0' && text[1] != '\0'))
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		sum = sum * 10 + (unsigned long)(*text - '0');
		if (sum > most)
			return -1;
	}
	*number = sum;
	return 0;
}

int
conf_take_number(struct conf *conf, void *place, const char *value, unsigned least, unsigned most,
    struct error *error)
{
	unsigned long number;

	(void)conf;
	if (conf_digits(value, most, &number) != 0 || number < least)
		return error_refuse(error, "it must be a whole number from %u to %u", least, most);
	*(unsigned *)place = (unsigned)number;
	return 0;
}

int
conf_take_path(struct conf *conf, void *place, const char *value, unsigned least, unsigned most,
    struct error *error)
{
	(void)conf;
	(void)least;
	(void)most;
	if (value[0] != '/')
		return error_refuse(error, "it must be an absolute path");
	if (value[strlen(value) - 1] == '/')
		return error_refuse(error, "it must be a file, not a folder");
	return conf_copy(place, value, error);
}

int
conf_take_account(struct conf *conf, void *place, const char *value, unsigned least,
    unsigned most, struct error *error)
{
	(void)conf;
	(void)least;
	(void)most;
	if (strlen(value) > CONF_ACCOUNT_MOST || strpbrk(value, ": \t/") != NULL)
		return error_refuse(error, "it must be the name of a user or group");
	return conf_copy(place, value, error);
}

int
conf_take_pin(struct conf *conf, void *place, const char *value, unsigned least, unsigned most,
    struct error *error)
{
	struct campaign_pin pin;

	(void)conf;
	(void)least;
	(void)most;
	if (campaign_pin_parse(&pin, value, error) != 0)
		return -1;
	memcpy(place, &pin, sizeof pin);
	return 0;
}

/* What a desk's request may have in Host: lowercase, as RFC 9421 section 2.2.3 has authorities. */
int
conf_take_desk_name(struct conf *conf, void *place, const char *value, unsigned least,
    unsigned most, struct error *error)
{
	(void)place;
	(void)least;
	(void)most;
	if (strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-.:[]") != strlen(value))
		return error_refuse(error,
		    "it must be a host in lowercase, with its port unless that is the default");
	for (size_t i = 0; i < conf->desk_name_count; i++)
		if (strcmp(conf->desk_names[i], value) == 0)
			return error_refuse(error, "this name was given before");
	if (conf->desk_name_count == CONF_LIST_MOST)
		return error_refuse(error, "more than %d names", CONF_LIST_MOST);
	if (conf_copy(conf->desk_names[conf->desk_name_count], value, error) != 0)
		return -1;
	conf->desk_name_count++;
	return 0;
}

static int
conf_unix_address(struct conf_address *address, const char *path, struct error *error)
{
	struct sockaddr_un *unix_address = (struct sockaddr_un *)&address->address;

	if (path[0] != '/')
		return error_refuse(error, "after unix: there must be an absolute path");
	if (strlen(path) >= sizeof unix_address->sun_path)
		return error_refuse(error, "a socket's path may have at most %zu bytes",
		    sizeof unix_address->sun_path - 1);
	unix_address->sun_family = AF_UNIX;
	memcpy(unix_address->sun_path, path, strlen(path) + 1);
	address->length = sizeof *unix_address;
	return 0;
}

/* Beside the store, whose folder is the daemon's alone. */
int
conf_take_store(struct conf *conf, void *place, const char *value, unsigned least, unsigned most,
    struct error *error)
{
	struct sockaddr_un *unix_address = (struct sockaddr_un *)&conf->status.address;
	const size_t room = sizeof unix_address->sun_path - sizeof CONF_STATUS_END;

	if (conf_take_path(conf, place, value, least, most, error) != 0)
		return -1;
	if (strlen(value) > room)
		return error_refuse(error, "it may have at most %zu bytes: a socket lies beside it",
		    room);
	(void)snprintf(conf->status.text, sizeof conf->status.text, "unix:%.*s" CONF_STATUS_END,
	    (int)room, value);
	return conf_unix_address(&conf->status, conf->status.text + strlen("unix:"), error);
}

/* ADDRESS:PORT. The daemon speaks plain HTTP, so it is for this machine alone; whoever faces the
 * world is Tor or a web server in front of it. */
static int
conf_loopback_address(struct conf_address *address, const char *value, struct error *error)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)&address->address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address->address;
	const char *colon = strrchr(value, ':');
	char host[INET6_ADDRSTRLEN];
	unsigned long port;

	if (colon == NULL || conf_digits(colon + 1, 65535, &port) != 0 || colon == value)
		return error_refuse(error, "it must be unix:/PATH or 127.0.0.1:PORT");
	if (value[0] == '[' && colon[-1] == ']' && (size_t)(colon - value - 2) < sizeof host) {
		memcpy(host, value + 1, (size_t)(colon - value - 2));
		host[colon - value - 2] = '\0';
		if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1 ||
		    !IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr))
			return error_refuse(error, "only the loopback address [::1] may be used");
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		address->length = sizeof *v6;
		return 0;
	}
	if ((size_t)(colon - value) >= sizeof host)
		return error_refuse(error, "it must be unix:/PATH or 127.0.0.1:PORT");
	memcpy(host, value, (size_t)(colon - value));
	host[colon - value] = '\0';
	if (inet_pton(AF_INET, host, &v4->sin_addr) != 1)
		return error_refuse(error, "it must be unix:/PATH or 127.0.0.1:PORT");
	if (ntohl(v4->sin_addr.s_addr) >> 24 != 127)
		return error_refuse(error,
		    "only loopback addresses (127.0.0.1) may be used: what is spoken there is not "
		    "encrypted; let Tor or a web server with TLS face the network");
	v4->sin_family = AF_INET;
	v4->sin_port = htons((uint16_t)port);
	address->length = sizeof *v4;
	return 0;
}

int
conf_take_address(struct conf *conf, void *place, const char *value, unsigned least,
    unsigned most, struct error *error)
{
	struct conf_addresses *list = place;
	struct conf_address fresh;
	bool any_port;

	(void)least;
	(void)most;
	memset(&fresh, 0, sizeof fresh);
	if (conf_copy(fresh.text, value, error) != 0)
		return -1;
	if (strncmp(value, "unix:", 5) == 0 ?
		conf_unix_address(&fresh, value + 5, error) != 0 :
		conf_loopback_address(&fresh, value, error) != 0)
		return -1;
	any_port = strlen(value) > 2 && strcmp(value + strlen(value) - 2, ":0") == 0;
	for (size_t i = 0; i < conf->listen.count + conf->desk.count && !any_port; i++) {
		const struct conf_address *other = i < conf->listen.count ?
		    &conf->listen.address[i] : &conf->desk.address[i - conf->listen.count];

		if (other->length == fresh.length &&
		    memcmp(&other->address, &fresh.address, fresh.length) == 0)
			return error_refuse(error, "this address was given before");
	}
	if (list->count == CONF_LIST_MOST)
		return error_refuse(error, "more than %d addresses", CONF_LIST_MOST);
	list->address[list->count++] = fresh;
	return 0;
}
