/* SPDX-License-Identifier: ISC */
/*
 * What a daemon tells a desk: its index, and a record file as the vault has it. An index that is
 * taken has exactly the bytes that its counts say; records that are taken print back the same.
 */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"
#include "desk/api.h"
#include "desk/vault_records.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
try_index(const uint8_t *data, size_t size)
{
	struct api_index index = API_INDEX_INIT;
	struct error error = ERROR_INIT;
	size_t bytes;

	buffer_append(&index.bytes, data, size);
	if (api_index_parse(&index, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("an index was refused without a sentence");
	} else {
		bytes = 8 * (API_TRAYS + 1) + index.withdrawal_count * WITHDRAWAL_BYTES;
		for (size_t i = 0; i < API_TRAYS; i++) {
			bytes += index.count[i] * ENVELOPE_ID_BYTES;
			for (size_t j = 1; j < index.count[i]; j++)
				if (memcmp(index.ids[i] + (j - 1) * ENVELOPE_ID_BYTES,
				    index.ids[i] + j * ENVELOPE_ID_BYTES, ENVELOPE_ID_BYTES) >= 0)
					error_bug("an index that is not sorted was taken");
		}
		if (bytes != size)
			error_bug("an index was taken that is not as long as it says");
	}
	api_index_free(&index);
}

static void
try_records(const uint8_t *data, size_t size)
{
	struct vault_record records[VAULT_BATCH_MOST];
	struct buffer again = BUFFER_INIT;
	struct error error = ERROR_INIT;
	size_t count;

	if (vault_records_parse(records, &count, data, size, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("records were refused without a sentence");
		return;
	}
	vault_records_print(&again, records, count);
	if (again.length != size || memcmp(again.data, data, size) != 0)
		error_bug("records do not print back the same");
	buffer_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t whole[VAULT_RECORDS_BYTES] = { 0 };

	try_index(data, size);
	/* A fuzzer seldom makes the one right size: what it has is also tried as its start. */
	if (size > 0)
		memcpy(whole, data, size < sizeof whole ? size : sizeof whole);
	try_records(whole, sizeof whole);
	try_records(data, size);
	return 0;
}
