// SPDX-License-Identifier: GPL-2.0-only
/* Command lines as lists of words. Mirrors: nothing */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "export/guest.h"

void argv_add(struct argv *argv, const char *word)
{
	argv->words = xrealloc(argv->words, (argv->nr + 1) * sizeof(*argv->words));
	argv->words[argv->nr++] = xstrdup(word);
}

void argv_addf(struct argv *argv, const char *fmt, ...)
{
	struct text word = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&word, fmt, ap);
	va_end(ap);
	argv_add(argv, text_str(&word));
	text_free(&word);
}

void argv_free(struct argv *argv)
{
	for (size_t i = 0; i < argv->nr; i++)
		free(argv->words[i]);
	free(argv->words);
	*argv = (struct argv){ 0 };
}

/* Words of this project hold no quotes. */
static void add_quoted(struct text *out, const char *word)
{
	bool plain = *word && !strpbrk(word, " $*?;&|<>()[]{}\"\\`!#~");

	text_addf(out, plain ? "%s" : "'%s'", word);
}

void argv_print(const struct argv *argv, struct text *out)
{
	for (size_t i = 0; i < argv->nr; i++) {
		if (i && argv->words[i][0] == '-')
			text_add(out, " \\\n  ");
		else if (i)
			text_add(out, " ");
		add_quoted(out, argv->words[i]);
	}
	text_add(out, "\n");
}
