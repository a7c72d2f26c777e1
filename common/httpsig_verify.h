/* SPDX-License-Identifier: ISC */
/*
 * The desk's requests are signed: RFC 9421 in one fixed profile, with Content-Digest (RFC 9530).
 * Components, in this order: "@method" "@authority" "@path" "content-digest", then
 * "testimony-mailbox" and "testimony-replaces" where sent; label desk; parameters created, nonce,
 * keyid, alg, tag. Any thread.
 */
#ifndef TESTIMONY_HTTPSIG_VERIFY_H
#define TESTIMONY_HTTPSIG_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define HTTPSIG_NONCE_BYTES 16
#define HTTPSIG_WINDOW 300       /* seconds that `created` may be off */
#define HTTPSIG_NONCE_KEPT 600   /* seconds that a nonce is remembered */
#define HTTPSIG_DIGEST_SIZE 64   /* "sha-256=:...:" with its NUL */
#define HTTPSIG_INPUT_SIZE 512
#define HTTPSIG_SIGNATURE_SIZE 128
#define HTTPSIG_LABEL "desk="

/* What is signed of a request. Strings are as on the wire, a header's value without the white space
 * around it; NULL: header not sent. */
struct httpsig_request {
	const char *method;         /* "GET" */
	const char *authority;      /* Host; signed in lowercase (RFC 9421 section 2.2.3) */
	const char *path;           /* starts with "/"; the desk's requests have no query */
	const char *content_digest; /* Content-Digest */
	const char *mailbox;        /* Testimony-Mailbox, or NULL */
	const char *replaces;       /* Testimony-Replaces, or NULL */
};

/* Whether every value can be signed: there, where it must be, of visible ASCII with spaces only
 * inside, so that none can pretend to be another line. 0 or -1. */
int httpsig_request_check(const struct httpsig_request *request, struct error *error);

struct httpsig_parameters {
	int64_t created; /* Unix seconds */
	uint8_t nonce[HTTPSIG_NONCE_BYTES];
	uint8_t key[32];
};

/* "sha-256=:BASE64:" of a body (an empty one, too). */
void httpsig_digest(char text[HTTPSIG_DIGEST_SIZE], const void *body, size_t length);

/* For the next two the request must have passed httpsig_request_check.
 * Adds the value of Signature-Input without its label: the inner list and parameters. */
void httpsig_parameters_print(struct buffer *out, const struct httpsig_request *request,
    const struct httpsig_parameters *parameters);

/* Adds the signature base (RFC 9421 section 2.5). */
void httpsig_base(struct buffer *out, const struct httpsig_request *request,
    const struct httpsig_parameters *parameters);

/* Reads Signature-Input and Signature, both exactly as this profile writes them, and checks the
 * signature with the key they name. Whether the key, the time and the nonce are acceptable, and
 * whether the digest is the body's, is the caller's to check. 0 or -1. */
int httpsig_verify(struct httpsig_parameters *parameters, const struct httpsig_request *request,
    const char *signature_input, const char *signature, struct error *error);

#endif
