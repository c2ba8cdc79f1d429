// SPDX-License-Identifier: GPL-2.0-only
/* A question's words: "OP KEY=VALUE ...", values percent-encoded, lists joined by '|'. */
#include <linux/ctype.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "nw_probe.h"

static const struct {
	const char *name;
	gfp_t flags;
} gfp_names[] = {
#define FLAG(name) \
	{ \
#name, name \
	}
	FLAG(GFP_ATOMIC),
	FLAG(GFP_KERNEL),
	FLAG(GFP_KERNEL_ACCOUNT),
	FLAG(GFP_NOWAIT),
	FLAG(GFP_NOIO),
	FLAG(GFP_NOFS),
	FLAG(GFP_USER),
	FLAG(GFP_DMA),
	FLAG(GFP_DMA32),
	FLAG(GFP_HIGHUSER),
	FLAG(GFP_HIGHUSER_MOVABLE),
	FLAG(GFP_TRANSHUGE_LIGHT),
	FLAG(GFP_TRANSHUGE),
	FLAG(__GFP_DMA),
	FLAG(__GFP_HIGHMEM),
	FLAG(__GFP_DMA32),
	FLAG(__GFP_MOVABLE),
	FLAG(__GFP_RECLAIMABLE),
	FLAG(__GFP_WRITE),
	FLAG(__GFP_HARDWALL),
	FLAG(__GFP_THISNODE),
	FLAG(__GFP_ACCOUNT),
	FLAG(__GFP_HIGH),
	FLAG(__GFP_MEMALLOC),
	FLAG(__GFP_NOMEMALLOC),
	FLAG(__GFP_IO),
	FLAG(__GFP_FS),
	FLAG(__GFP_DIRECT_RECLAIM),
	FLAG(__GFP_KSWAPD_RECLAIM),
	FLAG(__GFP_RECLAIM),
	FLAG(__GFP_RETRY_MAYFAIL),
	FLAG(__GFP_NORETRY),
	FLAG(__GFP_NOWARN),
	FLAG(__GFP_COMP),
	FLAG(__GFP_ZERO),
#undef FLAG
};

/* Decode %XX in place. */
static void decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '%' && isxdigit(s[1]) && isxdigit(s[2])) {
			*to++ = (char)(hex_to_bin(s[1]) << 4 | hex_to_bin(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

int question_parse(struct question *q, char *line)
{
	char *word;

	line[strcspn(line, "\n")] = '\0';
	q->op = strsep(&line, " ");
	q->nr_args = 0;
	while ((word = strsep(&line, " "))) {
		char *value = strchr(word, '=');

		if (!value || q->nr_args == MAX_ARGS)
			return -EINVAL;
		*value++ = '\0';
		decode(value);
		q->key[q->nr_args] = word;
		q->value[q->nr_args++] = value;
	}
	return 0;
}

const char *arg_str(const struct question *q, const char *key)
{
	int i;

	for (i = 0; i < q->nr_args; i++)
		if (!strcmp(q->key[i], key))
			return q->value[i];
	return NULL;
}

long arg_int(const struct question *q, const char *key)
{
	const char *text = arg_str(q, key);
	long value;

	return text && !kstrtol(text, 10, &value) ? value : -1;
}

int arg_gfp(const struct question *q, gfp_t *gfp)
{
	const char *text = arg_str(q, "gfp");

	*gfp = 0;
	if (!text)
		return -EINVAL;
	while (*text) {
		size_t n = strcspn(text, "|");
		int i;

		for (i = 0; i < ARRAY_SIZE(gfp_names); i++)
			if (strlen(gfp_names[i].name) == n && !strncmp(gfp_names[i].name, text, n))
				break;
		if (i == ARRAY_SIZE(gfp_names))
			return -EINVAL;
		*gfp |= gfp_names[i].flags;
		text += n + (text[n] == '|');
	}
	return 0;
}

int arg_nodemask(const struct question *q, nodemask_t *storage, nodemask_t **mask)
{
	const char *text = arg_str(q, "nodemask");

	*mask = NULL;
	if (!text)
		return -EINVAL;
	if (!strcmp(text, "null"))
		return 0;
	*mask = storage;
	nodes_clear(*storage);
	return *text ? nodelist_parse(text, *storage) : 0;
}

int arg_context(const struct question *q, enum where *where)
{
	static const char *const names[] = { "task", "hardirq", "bh_disabled" };
	const char *text = arg_str(q, "context");
	int i = text ? match_string(names, ARRAY_SIZE(names), text) : -EINVAL;

	if (i < 0)
		return -EINVAL;
	*where = i;
	return 0;
}
