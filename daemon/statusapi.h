/* SPDX-License-Identifier: ISC */
/*
 * What `testimonyd --status` reaches, on the socket beside the store: one path, the status, as the
 * desks get it. Whoever is connected may ask; who that is, the server has looked. Pure: see
 * service.h. One thread.
 */
#ifndef TESTIMONY_STATUSAPI_H
#define TESTIMONY_STATUSAPI_H

#include "daemon/deskapi.h"
#include "daemon/service.h"

#define STATUSAPI_PATH "/status"

/* `deskapi` is borrowed and must outlive the service. */
void statusapi_service(struct service *service, struct deskapi *deskapi);

#endif
