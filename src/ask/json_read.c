// SPDX-License-Identifier: GPL-2.0-only
/*
 * Typed JSON readers. The first failure is kept, later ones are ignored, so
 * that an operation can read all its fields and check once.
 */
#include "ask/json_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/nodelist.h"
#include "base/suggest.h"

void json_fail(struct json_reader *r, const char *fmt, ...)
{
	va_list ap;

	if (r->failed)
		return;
	r->failed = true;
	va_start(ap, fmt);
	vsnprintf(r->message, sizeof(r->message), fmt, ap);
	va_end(ap);
}

const json_t *json_need(struct json_reader *r, const json_t *obj, const char *key)
{
	const json_t *value = json_object_get(obj, key);

	if (!value)
		json_fail(r, "field \"%s\" is missing", key);
	return value;
}

static int64_t int_in(struct json_reader *r, const json_t *value, const char *key, int64_t min,
		      int64_t max)
{
	int64_t v;

	if (!value)
		return min;
	if (!json_is_integer(value)) {
		json_fail(r, "field \"%s\" is not an integer", key);
		return min;
	}
	v = json_integer_value(value);
	if (v < min || v > max) {
		json_fail(r, "field \"%s\" is %lld, allowed are %lld to %lld", key, (long long)v,
			  (long long)min, (long long)max);
		return min;
	}
	return v;
}

int64_t json_int(struct json_reader *r, const json_t *obj, const char *key, int64_t min,
		 int64_t max)
{
	return int_in(r, json_need(r, obj, key), key, min, max);
}

int64_t json_int_or(struct json_reader *r, const json_t *obj, const char *key, int64_t min,
		    int64_t max, int64_t def)
{
	const json_t *value = json_object_get(obj, key);

	if (!value || json_is_null(value))
		return def;
	return int_in(r, value, key, min, max);
}

double json_number_or(struct json_reader *r, const json_t *obj, const char *key, double def)
{
	const json_t *value = json_object_get(obj, key);

	if (!value || json_is_null(value))
		return def;
	if (!json_is_number(value)) {
		json_fail(r, "field \"%s\" is not a number", key);
		return def;
	}
	return json_number_value(value);
}

const char *json_str(struct json_reader *r, const json_t *obj, const char *key)
{
	const json_t *value = json_need(r, obj, key);

	if (value && !json_is_string(value))
		json_fail(r, "field \"%s\" is not a string", key);
	return r->failed ? "" : json_string_value(value);
}

const char *json_str_or_null(struct json_reader *r, const json_t *obj, const char *key)
{
	const json_t *value = json_object_get(obj, key);

	if (!value || json_is_null(value))
		return NULL;
	return json_str(r, obj, key);
}

bool json_bool_or(struct json_reader *r, const json_t *obj, const char *key, bool def)
{
	const json_t *value = json_object_get(obj, key);

	if (!value || json_is_null(value))
		return def;
	if (!json_is_boolean(value))
		json_fail(r, "field \"%s\" is not true or false", key);
	return json_is_true(value);
}

const json_t *json_arr(struct json_reader *r, const json_t *obj, const char *key)
{
	const json_t *value = json_need(r, obj, key);

	if (value && !json_is_array(value))
		json_fail(r, "field \"%s\" is not an array", key);
	return r->failed ? NULL : value;
}

const json_t *json_obj(struct json_reader *r, const json_t *obj, const char *key)
{
	const json_t *value = json_need(r, obj, key);

	if (value && !json_is_object(value))
		json_fail(r, "field \"%s\" is not an object", key);
	return r->failed ? NULL : value;
}

static nodemask_t parse_list(struct json_reader *r, const char *key, const char *text)
{
	nodemask_t mask = NODE_MASK_NONE;

	if (*text && nodelist_parse(text, strlen(text), r->max_numnodes, &mask))
		json_fail(r, "field \"%s\": \"%.40s\" is not a node list", key, text);
	return mask;
}

nodemask_t json_nodelist(struct json_reader *r, const json_t *obj, const char *key)
{
	const char *text = json_str(r, obj, key);

	return parse_list(r, key, text);
}

bool json_nodemask(struct json_reader *r, const json_t *obj, const char *key, nodemask_t *mask)
{
	const char *text = json_str_or_null(r, obj, key);

	if (!text)
		return false;
	*mask = parse_list(r, key, text);
	return true;
}

gfp_t json_gfp(struct json_reader *r, const json_t *obj, const char *key)
{
	const json_t *flags = json_arr(r, obj, key);
	gfp_t gfp = 0;

	for (size_t i = 0; i < json_array_size(flags); i++) {
		const char *name = json_string_value(json_array_get(flags, i));
		gfp_t bits = name ? gfp_by_name(name, r->design) : 0;

		if (!bits) {
			json_fail(r, "unknown gfp flag \"%.60s\"", name ? name : "(not a string)");
			return 0;
		}
		gfp |= bits;
	}
	return gfp;
}

int json_enum(struct json_reader *r, const json_t *obj, const char *key, const char *const *names,
	      int nr)
{
	const char *text = json_str(r, obj, key);
	const char *near;

	if (r->failed)
		return 0;
	for (int i = 0; i < nr; i++)
		if (!strcmp(text, names[i]))
			return i;
	near = suggest(text, names, (size_t)nr);
	json_fail(r, "field \"%s\": unknown value \"%.40s\"%s%s%s", key, text,
		  near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return 0;
}

enum alloc_ctx_kind json_context(struct json_reader *r, const json_t *obj, const char *key)
{
	if (!json_object_get(obj, key))
		return CTX_TASK;
	return (enum alloc_ctx_kind)json_enum(r, obj, key, alloc_ctx_names, NR_CTX_KINDS);
}

int json_mt(struct json_reader *r, const json_t *value, bool hole_ok)
{
	const char *text = json_string_value(value);
	const char *at;

	if (text && hole_ok && !strcmp(text, "-"))
		return -1;
	at = text && *text && !text[1] ? strchr(migratetype_letters, *text) : NULL;
	if (!at) {
		json_fail(r, "\"%.10s\" is not a migrate type", text ? text : "(not a string)");
		return 0;
	}
	return (int)(at - migratetype_letters);
}

json_t *json_nodes(const nodemask_t *mask)
{
	char buf[NODELIST_MAX];

	return json_string(nodelist_print(mask, buf));
}

json_t *json_zone(const struct zone *zone)
{
	char buf[16];

	return zone ? json_string(zone_label(zone, buf)) : json_null();
}
