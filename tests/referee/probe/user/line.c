// SPDX-License-Identifier: GPL-2.0-only
/* Questions in, answers out. */
#include "probe.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char answer[1 << 20];
static size_t answer_bytes;

static int hex(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

static void decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2])) {
			*to++ = (char)(hex(s[1]) * 16 + hex(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

bool question_parse(struct question *q, const char *line)
{
	char *rest = q->text;
	char *word;

	snprintf(q->raw, sizeof(q->raw), "%s", line);
	snprintf(q->text, sizeof(q->text), "%s", line);
	q->op = strsep(&rest, " ");
	q->nr_args = 0;
	while ((word = strsep(&rest, " "))) {
		char *value = strchr(word, '=');

		if (!value || q->nr_args == MAX_ARGS)
			return false;
		*value++ = '\0';
		decode(value);
		q->key[q->nr_args] = word;
		q->value[q->nr_args++] = value;
	}
	return true;
}

const char *arg_str(const struct question *q, const char *key)
{
	for (int i = 0; i < q->nr_args; i++)
		if (!strcmp(q->key[i], key))
			return q->value[i];
	return "";
}

long arg_int(const struct question *q, const char *key)
{
	return strtol(arg_str(q, key), NULL, 0);
}

/* A canonical list "0,2-5" of bits below 1024. Return: false for "null". */
bool arg_mask(const struct question *q, const char *key, struct mask *mask)
{
	const char *text = arg_str(q, key);

	memset(mask, 0, sizeof(*mask));
	if (!strcmp(text, "null"))
		return false;
	while (*text) {
		char *end;
		unsigned long first = strtoul(text, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (; first <= last && first < MASK_BITS; first++)
			mask->bits[first / 64] |= 1UL << first % 64;
		text = *end == ',' ? end + 1 : "";
	}
	return true;
}

void say(const char *fmt, ...)
{
	size_t room = sizeof(answer) - answer_bytes;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(answer + answer_bytes, room, fmt, args);
	va_end(args);
	if (n > 0)
		answer_bytes += (size_t)n < room ? (size_t)n : room - 1;
}

const char *errno_name(int error)
{
	return error ? strerrorname_np(error) : "0";
}

void say_errno(int error)
{
	say("\"errno\":\"%s\"", errno_name(error));
}

void say_string(const char *text)
{
	say("\"");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			say("\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			say("\\u%04x", c);
		else
			say("%c", c);
	}
	say("\"");
}

static bool is_set(const struct mask *mask, int bit)
{
	return bit < MASK_BITS && (mask->bits[bit / 64] >> bit % 64 & 1);
}

/* As the kernel prints node lists: runs of two are runs, too. */
void say_mask(const struct mask *mask)
{
	const char *comma = "";
	int first, last;

	say("\"");
	for (first = 0; first < MASK_BITS; first = last + 1) {
		last = first;
		if (!is_set(mask, first))
			continue;
		while (is_set(mask, last + 1))
			last++;
		if (last > first)
			say("%s%d-%d", comma, first, last);
		else
			say("%s%d", comma, first);
		comma = ",";
	}
	say("\"");
}

/* Send the answer, as one line, and start a new one. */
void say_end(int fd)
{
	size_t done = 0;

	say("\n");
	while (done < answer_bytes) {
		ssize_t n = write(fd, answer + done, answer_bytes - done);

		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	answer_bytes = 0;
}
