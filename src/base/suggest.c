// SPDX-License-Identifier: GPL-2.0-only
/*
 * The known word nearest to a misspelt one.
 *
 * Mirrors: nothing.
 */
#include "base/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Longer words are not compared: no name of ours comes near. */
#define WORD_MAX 64
#define DISTANCE_MAX 2

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Edits (insert, delete, replace, swap two neighbours) that turn @a into @b.
 * rows[i % 3][j] holds the edits between the first i letters of @a and the first
 * j of @b; a swap looks back two rows, so three are kept.
 */
static int edit_distance(const char *a, size_t len_a, const char *b, size_t len_b)
{
	int rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= len_b; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= len_a; i++) {
		const int *above = rows[(i - 1) % 3];
		int *row = rows[i % 3];

		row[0] = (int)i;
		for (size_t j = 1; j <= len_b; j++) {
			row[j] = above[j - 1] + !same_letter(a[i - 1], b[j - 1]);
			row[j] = smaller(row[j], above[j] + 1);
			row[j] = smaller(row[j], row[j - 1] + 1);
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]))
				row[j] = smaller(row[j], rows[(i - 2) % 3][j - 2] + 1);
		}
	}
	return rows[len_a % 3][len_b];
}

/* In a word of three letters two edits leave nothing of the word, so be stricter there. */
static int distance_allowed(size_t len)
{
	return len < 4 ? 1 : DISTANCE_MAX;
}

const char *suggest(const char *got, const char *const *words, size_t nr_words)
{
	size_t len = strlen(got);
	int best_distance = distance_allowed(len) + 1;
	const char *best = NULL;

	if (len == 0 || len > WORD_MAX)
		return NULL;

	for (size_t i = 0; i < nr_words; i++) {
		size_t word_len = strlen(words[i]);
		int distance;

		if (word_len > WORD_MAX)
			continue;
		distance = edit_distance(got, len, words[i], word_len);
		if (distance < best_distance) {
			best_distance = distance;
			best = words[i];
		}
	}
	return best;
}
