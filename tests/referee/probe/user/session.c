// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that questions are put to, over a socket pair: the one of a policy case
 * or of task.begin, which lives from question to question, and the one that
 * asks the module from a given cgroup and CPU.
 */
#include "probe.h"

#include <sched.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

extern char __executable_start[], etext[]; /* from the linker */

static struct helper session, asker;
static char asker_place[512];

/* Enter the cgroup and go to the CPU of the question. A child of PID 1 is in the root. */
static int become(const struct question *q)
{
	const char *cgroup = arg_str(q, "cgroup");
	int error = strcmp(cgroup, "/") ? cgroup_enter(cgroup) : 0;
	cpu_set_t cpus;

	if (error)
		return error;
	CPU_ZERO(&cpus);
	CPU_SET((int)arg_int(q, "cpu"), &cpus);
	return sched_setaffinity(0, sizeof(cpus), &cpus) ? errno : 0;
}

static void serve(int fd)
{
	static struct question q;
	static char line[LINE_BYTES];
	FILE *in = fdopen(fd, "r");

	/* Map the program now: a page table allocated later would advance il_prev. */
	madvise(__executable_start, (size_t)(etext - __executable_start), MADV_POPULATE_READ);
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		if (question_parse(&q, line))
			task_answer(&q);
		else
			say("{\"error\":\"malformed question\"}");
		say_end(fd);
	}
	_exit(0);
}

void helper_stop(struct helper *h)
{
	if (!h->pid)
		return;
	fclose(h->in);
	fclose(h->out);
	kill(h->pid, SIGKILL);
	waitpid(h->pid, NULL, 0);
	h->pid = 0;
}

/* Return: NULL, or what went wrong. */
const char *helper_start(struct helper *h, const struct question *q)
{
	int ends[2];
	char ready;

	helper_stop(h);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return "socketpair";
	h->pid = fork();
	if (!h->pid) {
		close(ends[0]);
		ready = become(q) ? 'n' : 'y';
		if (write(ends[1], &ready, 1) != 1 || ready == 'n')
			_exit(1);
		serve(ends[1]);
	}
	close(ends[1]);
	h->in = fdopen(dup(ends[0]), "r");
	h->out = fdopen(ends[0], "w");
	if (getc(h->in) == 'y')
		return NULL;
	helper_stop(h);
	return "entering the cgroup";
}

bool helper_forward(struct helper *h, const struct question *q)
{
	static char line[1 << 19];

	fprintf(h->out, "%s\n", q->raw);
	fflush(h->out);
	if (!fgets(line, sizeof(line), h->in))
		return false;
	line[strcspn(line, "\n")] = '\0';
	say("%s", line);
	return true;
}

static void forward(struct helper *h, const struct question *q)
{
	if (!h->pid)
		say("{\"error\":\"no task\"}");
	else if (!helper_forward(h, q))
		say("{\"error\":\"the task died\"}");
}

/* ---- the task of a case, or of task.begin */

void session_begin(const struct question *q)
{
	const char *problem = helper_start(&session, q);

	if (problem)
		say("{\"error\":\"%s\"}", problem);
	else
		say("{\"ok\":true}");
}

void session_forward(const struct question *q)
{
	forward(&session, q);
}

void session_fresh(const struct question *q)
{
	const char *problem = helper_start(&session, q);

	if (problem)
		say("{\"error\":\"%s\"}", problem);
	else
		forward(&session, q);
}

void session_end(const struct question *q)
{
	(void)q;
	helper_stop(&session);
	say("{\"ok\":true}");
}

void session_stop(void)
{
	helper_stop(&session);
}

void op_policy_mems_allowed(const struct question *q)
{
	session_fresh(q);
	session_stop();
}

/* ---- asking the module from somewhere */

/* The asker stays as long as questions come from the same place: moving tasks is slow. */
void op_module_in_cgroup(const struct question *q)
{
	char place[sizeof(asker_place)];
	const char *problem = NULL;

	snprintf(place, sizeof(place), "%s %s", arg_str(q, "cgroup"), arg_str(q, "cpu"));
	if (!asker.pid || strcmp(place, asker_place)) {
		problem = helper_start(&asker, q);
		strcpy(asker_place, place);
	}
	if (problem)
		say("{\"error\":\"%s\"}", problem);
	else
		forward(&asker, q);
}

/* Nothing else may find it in its cgroup. */
void asker_stop(void)
{
	helper_stop(&asker);
}
