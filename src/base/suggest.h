/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "did you mean": the nearest known word by edit distance (with transpositions),
 * at most 2, at most 1 for words of up to three letters.
 */
#ifndef NW_BASE_SUGGEST_H
#define NW_BASE_SUGGEST_H

#include <stddef.h>

/* The word of @words nearest to @got, or NULL. Case differences cost nothing. Ties: the first. */
const char *suggest(const char *got, const char *const *words, size_t nr_words);

#endif
