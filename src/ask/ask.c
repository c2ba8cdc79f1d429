// SPDX-License-Identifier: GPL-2.0-only
/*
 * The question session: lines in, lines out, one engine.
 *
 * Responsible for framing, dispatch and errors. What an operation does is in
 * ops_*.c. A malformed question gets an error answer and changes nothing; the
 * next one is answered as usual.
 */
#include "ask/ask.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errname.h"
#include "base/suggest.h"
#include "base/text.h"

/* A question longer than this is refused: the largest captured one has 0.4 MiB. */
#define MAX_LINE_BYTES (64u << 20)

static const struct ask_op_entry *const op_tables[] = {
	ask_ops_general, ask_ops_node,	 ask_ops_probe,	  ask_ops_query,
	ask_ops_cgroup,	 ask_ops_sysctl, ask_ops_buddy,	  ask_ops_exhaust,
	ask_ops_policy,	 ask_ops_mm,	 ask_ops_hotplug, ask_ops_oom,
};

json_t *ask_ok(void)
{
	return json_pack("{s:b}", "ok", 1);
}

json_t *ask_errno(int err)
{
	return json_pack("{s:s}", "errno", errname(err));
}

int ask_reset(struct ask *s, struct diag_list *diags)
{
	struct engine *e = engine_create(s->desc, &s->options, NULL, diags);

	if (!e)
		return -EINVAL;
	if (s->e)
		engine_destroy(s->e);
	s->e = e;
	s->nr_fresh_starts++;
	free(s->experiment);
	free(s->slots);
	free(s->full);
	s->experiment = NULL;
	s->slots = NULL;
	s->nr_slots = 0;
	s->full = NULL;
	s->case_task = NULL;
	s->session_task = NULL;
	memset(s->dimms, 0, sizeof(s->dimms));
	return 0;
}

int ask_open(struct ask *s, const struct machine_desc *desc, const struct engine_options *options,
	     struct diag_list *diags)
{
	*s = (struct ask){ .desc = desc, .options = *options };
	return ask_reset(s, diags);
}

void ask_close(struct ask *s)
{
	if (s->e)
		engine_destroy(s->e);
	free(s->experiment);
	free(s->slots);
	free(s->full);
	*s = (struct ask){ 0 };
}

struct zone *ask_zone(struct ask *s, const char *label)
{
	const struct machine *m = &s->e->m;
	char *end;
	long nid = strtol(label, &end, 10);

	if (end != label && *end == '/' && nid >= 0 && nid < m->nr_node_ids && m->pgdat[nid])
		for (int type = 0; type < MAX_NR_ZONES; type++)
			if (!strcmp(end + 1, zone_names[type]))
				return &m->pgdat[nid]->node_zones[type];
	json_fail(&s->r, "no zone \"%.40s\"", label);
	return NULL;
}

struct task *ask_task(struct ask *s, const json_t *q, const char *name)
{
	const char *cgroup = json_str_or_null(&s->r, q, "cgroup");
	int cpu = (int)json_int_or(&s->r, q, "cpu", 0, s->e->m.nr_cpus - 1, 0);
	struct task *task;
	int err;

	if (s->r.failed)
		return NULL;
	err = engine_spawn(s->e, name, cgroup ? cgroup : "/", cpu, (struct source_loc){ 0 }, &task,
			   NULL);
	if (!err)
		return task;
	engine_kill(s->e, task);
	json_fail(&s->r, "a task cannot enter \"%.60s\": %s", cgroup, errname(err));
	return NULL;
}

static ask_op *find_op(const char *name)
{
	for (size_t t = 0; t < sizeof(op_tables) / sizeof(op_tables[0]); t++)
		for (const struct ask_op_entry *o = op_tables[t]; o->name; o++)
			if (!strcmp(o->name, name))
				return o->op;
	return NULL;
}

static const char *suggest_op(const char *name)
{
	const char *names[256];
	size_t nr = 0;

	for (size_t t = 0; t < sizeof(op_tables) / sizeof(op_tables[0]); t++)
		for (const struct ask_op_entry *o = op_tables[t]; o->name && nr < 256; o++)
			names[nr++] = o->name;
	return suggest(name, names, nr);
}

static json_t *error_answer(const char *code, const char *message)
{
	return json_pack("{s:{s:s,s:s}}", "error", "code", code, "message", message);
}

static json_t *unknown_op(const char *name)
{
	const char *near = suggest_op(name);
	struct text message = TEXT_INIT;
	json_t *answer;

	text_addf(&message, "unknown operation \"%.60s\"", name);
	if (near)
		text_addf(&message, "; did you mean \"%s\"?", near);
	answer = error_answer("unknown-op", text_str(&message));
	text_free(&message);
	return answer;
}

static json_t *answer_question(struct ask *s, const json_t *q)
{
	const char *name = json_string_value(json_object_get(q, "op"));
	ask_op *op = name ? find_op(name) : NULL;
	json_t *answer;

	s->r = (struct json_reader){
		.design = s->options.design,
		.max_numnodes = s->desc->max_numnodes ? s->desc->max_numnodes : MAX_NUMNODES,
	};
	if (!name)
		return error_answer("malformed", "a question is an object with a string \"op\"");
	if (!op)
		return unknown_op(name);
	engine_begin_step(s->e);
	answer = op(s, q);
	if (answer && !s->r.failed)
		return answer;
	json_decref(answer);
	return error_answer("malformed", s->r.message);
}

json_t *ask_answer(struct ask *s, const char *line, size_t len)
{
	json_error_t error;
	json_t *q = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	json_t *answer;
	json_t *id;

	if (!json_is_object(q)) {
		json_decref(q);
		answer = error_answer("malformed", q ? "not a JSON object" : error.text);
		json_object_set_new(answer, "id", json_null());
		return answer;
	}
	answer = answer_question(s, q);
	id = json_object_get(q, "id");
	json_object_set(answer, "id", id ? id : json_null());
	json_decref(q);
	return answer;
}

/* Input in large pieces; a line may span many of them. */
struct line_buffer {
	char *bytes;
	size_t start, len, cap;
	bool eof;
};

static bool input_waits(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

static void buffer_fill(struct line_buffer *b, int fd)
{
	ssize_t got;

	if (b->start) {
		memmove(b->bytes, b->bytes + b->start, b->len - b->start);
		b->len -= b->start;
		b->start = 0;
	}
	if (b->cap - b->len < 65536) {
		b->cap = b->cap ? 2 * b->cap : 1u << 18;
		b->bytes = xrealloc(b->bytes, b->cap);
	}
	do
		got = read(fd, b->bytes + b->len, b->cap - b->len);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		b->eof = true;
	else
		b->len += (size_t)got;
}

static int write_answer(struct ask *s, const char *line, size_t len, FILE *out)
{
	json_t *answer = ask_answer(s, line, len);
	char *text = json_dumps(answer, JSON_COMPACT);
	int err = fputs(text, out) < 0 || fputc('\n', out) < 0 ? -EPIPE : 0;

	free(text);
	json_decref(answer);
	return err;
}

static int answer_lines(struct ask *s, struct line_buffer *b, FILE *out)
{
	while (b->start < b->len) {
		const char *line = b->bytes + b->start;
		const char *end = memchr(line, '\n', b->len - b->start);

		if (!end && !b->eof)
			return 0;
		if (!end)
			end = b->bytes + b->len;
		b->start = (size_t)(end - b->bytes) + (end < b->bytes + b->len);
		if (end == line)
			continue;
		if (write_answer(s, line, (size_t)(end - line), out))
			return -EPIPE;
	}
	return 0;
}

int ask_session(const struct machine_desc *desc, const struct engine_options *options, int in_fd,
		FILE *out, struct diag_list *diags)
{
	struct line_buffer b = { 0 };
	struct ask s;
	int err = ask_open(&s, desc, options, diags);

	while (!err && !b.eof && b.len - b.start < MAX_LINE_BYTES) {
		if (!input_waits(in_fd) && fflush(out))
			err = -EPIPE;
		if (!err)
			buffer_fill(&b, in_fd);
		if (!err)
			err = answer_lines(&s, &b, out);
	}
	if (!err && !b.eof) {
		diag_add(diags, DIAG_ERROR, (struct source_loc){ .file = "(stdin)" },
			 "a question is longer than %u MiB", MAX_LINE_BYTES >> 20);
		err = -EINVAL;
	}
	if (fflush(out) && !err)
		err = -EPIPE;
	free(b.bytes);
	ask_close(&s);
	return err;
}
