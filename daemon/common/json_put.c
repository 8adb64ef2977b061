/* SPDX-License-Identifier: MIT
 * See json_put.h. */
#include "daemon/common/json_put.h"

void json_put(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value); /* see json_put.h */
}
