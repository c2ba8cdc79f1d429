// SPDX-License-Identifier: GPL-2.0-only
/* Policy arguments in, policy descriptions out. */
#include "ask/policy_json.h"

#define MAXNODE_DEFAULT 1025

static unsigned read_mode(struct ask *s, const json_t *q)
{
	const json_t *value = json_need(&s->r, q, "mode");
	int mode;

	if (json_is_integer(value))
		return (unsigned)json_integer_value(value);
	mode = json_is_string(value) ? mpol_mode_parse(json_string_value(value)) : -1;
	if (mode < 0)
		json_fail(&s->r, "field \"mode\" is no policy mode");
	return mode < 0 ? 0 : (unsigned)mode;
}

void ask_mpol_args(struct ask *s, const json_t *q, struct mpol_args *args, nodemask_t *mask)
{
	const json_t *flags = json_object_get(q, "flags");
	bool has_mask = json_nodemask(&s->r, q, "nodemask", mask);

	*args = (struct mpol_args){
		.mode = read_mode(s, q),
		.nodemask = has_mask ? mask : NULL,
		.maxnode = (uint64_t)json_int_or(&s->r, q, "maxnode", 0, INT64_MAX,
						 has_mask ? MAXNODE_DEFAULT : 0),
	};
	for (size_t i = 0; i < json_array_size(flags); i++) {
		const char *name = json_string_value(json_array_get(flags, i));
		unsigned bit = name ? mpol_flag_parse(name) : 0;

		if (!bit)
			json_fail(&s->r, "unknown policy flag \"%.40s\"", name ? name : "");
		args->mode |= bit;
	}
}

json_t *ask_mpol_info(const struct mpol_info *info)
{
	json_t *flags = json_array();

	for (unsigned bit = 1; bit; bit <<= 1)
		if (info->flags & bit && mpol_flag_name(bit))
			json_array_append_new(flags, json_string(mpol_flag_name(bit)));
	return json_pack("{s:s,s:s,s:o,s:o}", "errno", "0", "mode", mpol_mode_name(info->mode),
			 "flags", flags, "nodes", json_nodes(&info->nodes));
}
