// SPDX-License-Identifier: GPL-2.0-only
/*
 * Getting the bytes of a scenario file, and the checks that need no YAML.
 *
 * Responsible for reading a file whole within its limit, for encoding and
 * characters, and for giving out source lines. Not responsible for structure
 * (yaml_tree.c).
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario/yaml_tree.h"

static struct source_loc whole_file(const struct yaml_doc *doc)
{
	return (struct source_loc){ .file = doc->path };
}

static bool read_all(struct yaml_doc *doc, int fd, struct diag_list *diags)
{
	size_t room = YAML_MAX_BYTES + 1;

	doc->bytes = xmalloc(room + 1);
	while (doc->len < room) {
		ssize_t n = read(fd, doc->bytes + doc->len, room - doc->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			diag_add(diags, DIAG_ERROR, whole_file(doc), "cannot read: %s",
				 strerror(errno));
			return false;
		}
		if (n == 0)
			break;
		doc->len += (size_t)n;
	}
	doc->bytes[doc->len] = '\0';
	return true;
}

/* Open @path and read it into doc->bytes. */
static bool read_file(struct yaml_doc *doc, const char *path, struct diag_list *diags)
{
	struct stat st;
	bool ok = false;
	int fd = 0;

	if (strcmp(path, "-") == 0)
		return read_all(doc, fd, diags);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		diag_add(diags, DIAG_ERROR, whole_file(doc), "cannot open: %s", strerror(errno));
		return false;
	}
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		diag_add(diags, DIAG_ERROR, whole_file(doc), "is a directory, expected a file");
	else
		ok = read_all(doc, fd, diags);
	close(fd);
	return ok;
}

/* Bytes of the UTF-8 character at @s, 0 when it is none. Overlong forms and surrogates are none. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	static const unsigned char lead_mask[5] = { 0, 0, 0x1f, 0x0f, 0x07 };
	static const uint32_t smallest[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c;
	size_t len;

	if (s[0] < 0x80)
		return 1;
	len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || left < len)
		return 0;
	c = s[0] & lead_mask[len];
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < smallest[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return len;
}

/*
 * YAML 1.1 ends lines also at NEL, LS and PS. An editor does not, so that line
 * numbers would differ: they are refused.
 */
static bool is_foreign_line_break(const unsigned char *s, size_t len)
{
	if (len == 2)
		return s[0] == 0xc2 && s[1] == 0x85;
	return len == 3 && s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0xa8 || s[2] == 0xa9);
}

/* What is wrong with the character at @s of @len bytes, or NULL. */
static const char *bad_character(const unsigned char *s, size_t len)
{
	if (len == 0)
		return "this is not UTF-8";
	if (s[0] == '\t')
		return "tab; indent and separate with blanks";
	if (s[0] == '\r' && s[1] != '\n')
		return "carriage return without a newline";
	if ((s[0] < ' ' && s[0] != '\n' && s[0] != '\r') || s[0] == 0x7f)
		return "control character";
	if (is_foreign_line_break(s, len))
		return "line separator that is not a newline";
	return NULL;
}

static void index_lines(struct yaml_doc *doc)
{
	size_t nr = 1;

	for (size_t i = 0; i < doc->len; i++)
		nr += doc->bytes[i] == '\n';
	doc->line_starts = xcalloc(nr, sizeof(*doc->line_starts));
	doc->nr_lines = nr;
	nr = 1;
	for (size_t i = 0; i < doc->len; i++) {
		if (doc->bytes[i] == '\n')
			doc->line_starts[nr++] = i + 1;
	}
	assert(nr == doc->nr_lines);
}

bool yaml_check_bytes(struct yaml_doc *doc, struct diag_list *diags)
{
	const unsigned char *s = (const unsigned char *)doc->bytes;
	size_t len;

	if (doc->len > YAML_MAX_BYTES) {
		diag_add(diags, DIAG_ERROR, whole_file(doc), "is larger than %u KiB",
			 YAML_MAX_BYTES / 1024);
		return false;
	}
	index_lines(doc);
	for (size_t line = 0; line < doc->nr_lines; line++) {
		size_t end = line + 1 < doc->nr_lines ? doc->line_starts[line + 1] : doc->len;

		for (size_t i = doc->line_starts[line]; i < end; i += len) {
			const char *what;

			len = utf8_length(s + i, doc->len - i);
			what = bad_character(s + i, len);
			if (what) {
				struct source_loc loc = {
					.file = doc->path,
					.line = (int)line + 1,
					.column = (int)(i - doc->line_starts[line]) + 1,
					.width = 1,
				};

				diag_add(diags, DIAG_ERROR, loc, "%s", what);
				return false;
			}
		}
	}
	return true;
}

bool yaml_load_file(struct yaml_doc *doc, const char *path, const char *shown,
		    struct diag_list *diags)
{
	struct yaml_doc raw = { .path = shown };
	bool ok = false;

	*doc = raw;
	if (read_file(&raw, path, diags))
		ok = yaml_load_bytes(doc, shown, raw.bytes, raw.len, diags);
	free(raw.bytes);
	return ok;
}

char *yaml_source_line(const struct yaml_doc *doc, int line)
{
	size_t start, end;

	if (line < 1 || (size_t)line > doc->nr_lines)
		return NULL;
	start = doc->line_starts[line - 1];
	end = (size_t)line < doc->nr_lines ? doc->line_starts[line] - 1 : doc->len;
	if (end > start && doc->bytes[end - 1] == '\r')
		end--;
	return xstrndup(doc->bytes + start, end - start);
}

void yaml_add_source_lines(const struct yaml_doc *doc, struct diag_list *diags)
{
	for (size_t i = 0; i < diags->nr_diags; i++) {
		struct diag *d = &diags->diags[i];

		if (!d->source_line && d->loc.file == doc->path)
			d->source_line = yaml_source_line(doc, d->loc.line);
	}
}
