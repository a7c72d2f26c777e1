/* SPDX-License-Identifier: ISC */
/*
 * A whole request through intake and desk: however its bytes are split, the answer and what the
 * keeper is asked are the same, whatever end its job has; each refusal is a problem document;
 * nothing is repeated. What stands in braces is put in first (tests/vectors/requests.json), so that
 * good proofs and signatures come in, too.
 */
#include "config.h"

#include "common/secret.h"
#include "tests/unit/request_run.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_BYTES_MOST 65536 /* of a request: an envelope, and as much again */

static struct request_world world;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	request_world_start(&world);
	world.values.most = FUZZ_BYTES_MOST;
	return 0;
}

static void
must(int holds, const char *what)
{
	if (!holds)
		error_bug(what);
}

static void
same(const struct buffer *one, const struct buffer *other, const char *what)
{
	must(one->length == other->length &&
	    (one->length == 0 || memcmp(one->data, other->data, one->length) == 0), what);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer request = BUFFER_INIT;
	struct request_outcome whole, split;
	uint64_t chance = 0x9e3779b97f4a7c15 ^ size;

	buffer_reserve(&request, 1);
	request.data[0] = '\0';
	request_put_in(&request, data, size, &world.values);
	(void)request_sign(&request, NULL, &world.values);
	world.finish = size == 0 ? 0 : data[size - 1] % REQUEST_FINISHES;
	for (int listener = 0; listener < REQUEST_LISTENERS; listener++) {
		enum request_listener at = (enum request_listener)listener;

		request_run(&world, at, request.data, request.length, chance, 0, &whole);
		must(whole.defect == NULL, whole.defect);
		for (size_t most = 1; most < 100; most = most * 9 + 1) {
			chance += most;
			request_run(&world, at, request.data, request.length, chance, most, &split);
			must(whole.status == split.status, "the status differs between splits");
			same(&whole.answer, &split.answer, "the answer differs between splits");
			same(&whole.job, &split.job, "the job differs between splits");
			request_outcome_free(&split);
		}
		request_outcome_free(&whole);
	}
	buffer_free(&request);
	return 0;
}
