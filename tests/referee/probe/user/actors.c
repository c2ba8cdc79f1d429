// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks with names that work side by side, each with an address space of its own.
 * The OOM killer may take them; what they are asked then is answered with "died".
 */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ACTORS 16
#define LOG_BYTES (1 << 20)
#define READ_ALL 3 /* of klogctl(2) */

static struct actor {
	char name[32];
	struct helper helper;
	bool died;
} actors[MAX_ACTORS];
static int nr_actors;

static struct actor *find_actor(const char *name)
{
	for (int i = 0; i < nr_actors; i++)
		if (!strcmp(actors[i].name, name))
			return &actors[i];
	return NULL;
}

static bool is_dead(struct actor *actor)
{
	int status;

	if (!actor->died && waitpid(actor->helper.pid, &status, WNOHANG) == actor->helper.pid)
		actor->died = true;
	return actor->died;
}

static void begin(const struct question *q)
{
	struct actor *actor = &actors[nr_actors];
	const char *problem;
	char path[64];

	if (nr_actors == MAX_ACTORS || find_actor(arg_str(q, "actor"))) {
		say("{\"error\":\"no such task can be made\"}");
		return;
	}
	snprintf(actor->name, sizeof(actor->name), "%s", arg_str(q, "actor"));
	problem = helper_start(&actor->helper, q);
	if (problem) {
		say("{\"error\":\"%s\"}", problem);
		return;
	}
	nr_actors++;
	actor->died = false;
	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", actor->helper.pid);
	write_file(path, *arg_str(q, "adj") ? arg_str(q, "adj") : "0");
	say("{\"pid\":%d}", actor->helper.pid);
}

/* A question with actor=NAME; actor.begin and actor.end are about the task itself. */
void op_actor(const struct question *q)
{
	struct actor *actor = find_actor(arg_str(q, "actor"));

	if (!strcmp(q->op, "actor.begin")) {
		begin(q);
	} else if (!actor) {
		say("{\"error\":\"no such task\"}");
	} else if (!strcmp(q->op, "actor.end")) {
		helper_stop(&actor->helper);
		actor->died = true;
		say("{\"ok\":true}");
	} else if (is_dead(actor) || !helper_forward(&actor->helper, q)) {
		is_dead(actor);
		say("{\"died\":true}");
	}
}

/* Which of them are alive. */
void op_actors(const struct question *q)
{
	const char *comma = "";

	(void)q;
	say("{\"alive\":[");
	for (int i = 0; i < nr_actors; i++) {
		if (is_dead(&actors[i]))
			continue;
		say("%s\"%s\"", comma, actors[i].name);
		comma = ",";
	}
	say("]}");
}

void actors_stop(void)
{
	for (int i = 0; i < nr_actors; i++) {
		if (!is_dead(&actors[i]))
			helper_stop(&actors[i].helper);
	}
	nr_actors = 0;
}

/* ---- what they work with */

static void make_node(const char *disk)
{
	char path[64], text[64];
	unsigned int major_nr, minor_nr;

	snprintf(path, sizeof(path), "/sys/block/%s/dev", disk);
	if (read_line(path, text, sizeof(text)) ||
	    sscanf(text, "%u:%u", &major_nr, &minor_nr) != 2)
		return;
	snprintf(path, sizeof(path), "/dev/%s", disk);
	mknod(path, S_IFBLK | 0600, makedev(major_nr, minor_nr));
}

/*
 * Only guests that need disks load their driver: it takes memory. The cache of a disk
 * is dropped when the last who has it open closes it; PID 1 never does.
 */
void op_disks(const struct question *q)
{
	(void)q;
	load_module("/virtio_blk.ko");
	make_node("vda");
	make_node("vdb");
	say("{");
	say_errno(open("/dev/vda", O_RDWR | O_CLOEXEC) < 0 ? errno : 0);
	say("}");
}

void op_swapon(const struct question *q)
{
	say("{");
	say_errno(swapon(arg_str(q, "path"), 0) ? errno : 0);
	say("}");
}

/* The lines of the kernel's log that hold @with. */
void op_kernel_log(const struct question *q)
{
	static char log[LOG_BYTES];
	int bytes = klogctl(READ_ALL, log, sizeof(log) - 1);
	const char *comma = "";
	char *rest = log, *line;

	log[bytes > 0 ? bytes : 0] = '\0';
	say("{\"lines\":[");
	while ((line = strsep(&rest, "\n"))) {
		if (!strstr(line, arg_str(q, "with")))
			continue;
		say("%s", comma);
		say_string(line);
		comma = ",";
	}
	say("]}");
}
