/* SPDX-License-Identifier: MIT
 * A member of an object that is being built. */
#ifndef COMMON_JSON_PUT_H
#define COMMON_JSON_PUT_H

#include <jansson.h>

/* Takes the value. It is left out where it could not be made, which only wants memory or text that
 * is no UTF-8 can bring about: whoever reads the object does without. */
void json_put(json_t *object, const char *key, json_t *value);

#endif
