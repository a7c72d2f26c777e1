/* SPDX-License-Identifier: ISC */
/* Signing a desk's request: see common/httpsig_verify.h. Any thread. */
#ifndef TESTIMONY_HTTPSIG_SIGN_H
#define TESTIMONY_HTTPSIG_SIGN_H

#include "common/httpsig_verify.h"
#include "keys/author.h"

/* Values for the Signature-Input and Signature headers, with label. A fresh random nonce. */
void httpsig_sign(const struct author *author, const struct httpsig_request *request,
    int64_t now, char input[HTTPSIG_INPUT_SIZE], char signature[HTTPSIG_SIGNATURE_SIZE]);

#endif
