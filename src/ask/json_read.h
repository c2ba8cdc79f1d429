/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Typed access to JSON objects: every reader checks the type and the range, and
 * leaves one sentence about the first thing that is wrong.
 */
#ifndef NW_ASK_JSON_READ_H
#define NW_ASK_JSON_READ_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/machine.h"

struct json_reader {
	const struct isolation_design *design; /* for gfp names; may be NULL */
	int max_numnodes;
	bool failed;
	char message[256]; /* of the first failure */
};

/* All return a harmless value once @r has failed; check r->failed at the end. */
void json_fail(struct json_reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const json_t *json_need(struct json_reader *r, const json_t *obj, const char *key);
int64_t json_int(struct json_reader *r, const json_t *obj, const char *key, int64_t min,
		 int64_t max);
/* @def when the key is absent or null. */
int64_t json_int_or(struct json_reader *r, const json_t *obj, const char *key, int64_t min,
		    int64_t max, int64_t def);
double json_number_or(struct json_reader *r, const json_t *obj, const char *key, double def);
const char *json_str(struct json_reader *r, const json_t *obj, const char *key);
/* NULL when the key is absent or null. */
const char *json_str_or_null(struct json_reader *r, const json_t *obj, const char *key);
bool json_bool_or(struct json_reader *r, const json_t *obj, const char *key, bool def);
/* An array; NULL after failure. */
const json_t *json_arr(struct json_reader *r, const json_t *obj, const char *key);
const json_t *json_obj(struct json_reader *r, const json_t *obj, const char *key);
/* A node list string. */
nodemask_t json_nodelist(struct json_reader *r, const json_t *obj, const char *key);
/* A nodemask: false for null (no mask), true with *@mask for a list. */
bool json_nodemask(struct json_reader *r, const json_t *obj, const char *key, nodemask_t *mask);
/* An array of flag names. */
gfp_t json_gfp(struct json_reader *r, const json_t *obj, const char *key);
/* "task", "hardirq", ... ; "task" when absent. */
enum alloc_ctx_kind json_context(struct json_reader *r, const json_t *obj, const char *key);
/* A string that is one of @names; its index, or 0 after failure. */
int json_enum(struct json_reader *r, const json_t *obj, const char *key, const char *const *names,
	      int nr);
/* "U" "M" "R" "H" "I" -> migratetype; -1 for "-" when @hole_ok. */
int json_mt(struct json_reader *r, const json_t *value, bool hole_ok);

/* A node list / zone label as JSON strings. */
json_t *json_nodes(const nodemask_t *mask);
json_t *json_zone(const struct zone *zone); /* null for NULL */

#endif
