// SPDX-License-Identifier: GPL-2.0-only
/* cgroups, and tasks that only sit in them. */
#include "probe.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROOT "/cg"
#define MAX_TASKS 64
#define MAX_CGROUPS 256
#define PATH_BYTES 512

static struct task {
	char name[32];
	pid_t pid;
} tasks[MAX_TASKS];
static int nr_tasks;

/* ---- cgroups */

static void cgroup_path(char *path, const char *cgroup, const char *file)
{
	snprintf(path, PATH_BYTES, ROOT "%s%s%s", strcmp(cgroup, "/") ? cgroup : "",
		 *file ? "/" : "", file);
}

int cgroup_enter(const char *cgroup)
{
	char path[PATH_BYTES];

	cgroup_path(path, cgroup, "cgroup.procs");
	return write_file(path, "0");
}

/*
 * A removed cpuset goes off line in the background: after an RCU grace period,
 * by a work item. Wait for both.
 */
static void settle(void)
{
	for (int i = 0; i < 3; i++) {
		syscall(SYS_membarrier, 1 << 0 /* MEMBARRIER_CMD_GLOBAL */, 0, 0);
		usleep(5000);
	}
}

void op_cgroup_mkdir(const struct question *q)
{
	char path[PATH_BYTES];

	cgroup_path(path, arg_str(q, "path"), "");
	say("{");
	say_errno(mkdir(path, 0755) ? errno : 0);
	say("}");
}

void op_cgroup_rmdir(const struct question *q)
{
	char path[PATH_BYTES];
	int error;

	cgroup_path(path, arg_str(q, "path"), "");
	error = rmdir(path) ? errno : 0;
	settle();
	say("{");
	say_errno(error);
	say("}");
}

void op_cgroup_write(const struct question *q)
{
	char path[PATH_BYTES];

	cgroup_path(path, arg_str(q, "path"), arg_str(q, "file"));
	say("{");
	say_errno(write_file(path, arg_str(q, "value")));
	say("}");
}

void op_cgroup_read(const struct question *q)
{
	char path[PATH_BYTES], text[4096];
	int error;

	cgroup_path(path, arg_str(q, "path"), arg_str(q, "file"));
	error = read_line(path, text, sizeof(text));
	say("{");
	say_errno(error);
	say(",\"value\":");
	if (error)
		say("null");
	else
		say_string(text);
	say("}");
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void say_controllers(const char *cgroup)
{
	char path[PATH_BYTES], text[1024], *words[32], *rest = text, *word;
	int nr = 0;

	cgroup_path(path, cgroup, "cgroup.subtree_control");
	read_line(path, text, sizeof(text));
	while (nr < 32 && (word = strsep(&rest, " ")))
		if (*word)
			words[nr++] = word;
	qsort(words, (size_t)nr, sizeof(words[0]), compare_words);
	say("\"subtree_control\":[");
	for (int i = 0; i < nr; i++)
		say("%s\"%s\"", i ? "," : "", words[i]);
	say("]");
}

static void say_cgroup(const char *cgroup)
{
	char path[PATH_BYTES], text[4096];

	say_string(cgroup);
	say(":{");
	cgroup_path(path, cgroup, "cpuset.mems");
	if (!read_line(path, text, sizeof(text))) {
		say("\"mems\":");
		say_string(text);
		say(",");
	}
	cgroup_path(path, cgroup, "cpuset.mems.effective");
	if (!read_line(path, text, sizeof(text))) {
		say("\"effective\":");
		say_string(text);
		say(",");
	}
	say_controllers(cgroup);
	say("}");
}

/* All cgroups, parents before children. Return: their number. */
static int list_cgroups(char (*paths)[256])
{
	int nr = 1;

	strcpy(paths[0], "/");
	for (int i = 0; i < nr; i++) {
		char path[PATH_BYTES];
		struct dirent *entry;
		DIR *dir;

		cgroup_path(path, paths[i], "");
		dir = opendir(path);
		while (dir && (entry = readdir(dir)))
			if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && nr < MAX_CGROUPS)
				snprintf(paths[nr++], 256, "%s/%.100s", i ? paths[i] : "",
					 entry->d_name);
		if (dir)
			closedir(dir);
	}
	return nr;
}

/* The field of a line "FIELD:\tVALUE" of /proc/PID/status. */
static void status_field(pid_t pid, const char *field, char *value, size_t size)
{
	static char text[16384];
	char path[64], *line;

	value[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	read_file(path, text, sizeof(text));
	line = strstr(text, field);
	if (!line)
		return;
	line += strlen(field);
	line += strspn(line, ": \t");
	snprintf(value, size, "%.*s", (int)strcspn(line, "\n"), line);
}

static void say_task(const struct task *task)
{
	char path[64], text[1024];

	status_field(task->pid, "\nMems_allowed_list", text, sizeof(text));
	say_string(task->name);
	say(":{\"mems_allowed\":");
	say_string(text);
	snprintf(path, sizeof(path), "/proc/%d/cgroup", task->pid);
	read_line(path, text, sizeof(text));
	say(",\"cgroup\":");
	say_string(strncmp(text, "0::", 3) ? text : text + 3);
	say("}");
}

void op_cgroup_dump(const struct question *q)
{
	static char paths[MAX_CGROUPS][256];
	int nr = list_cgroups(paths);

	(void)q;
	say("{\"cgroups\":{");
	for (int i = 0; i < nr; i++) {
		say("%s", i ? "," : "");
		say_cgroup(paths[i]);
	}
	say("},\"tasks\":{");
	for (int i = 0; i < nr_tasks; i++) {
		say("%s", i ? "," : "");
		say_task(&tasks[i]);
	}
	say("}}");
}

/* ---- tasks */

static struct task *find_task(const char *name)
{
	for (int i = 0; i < nr_tasks; i++)
		if (!strcmp(tasks[i].name, name))
			return &tasks[i];
	return NULL;
}

static int move_task(const struct task *task, const char *cgroup)
{
	char path[PATH_BYTES], pid[16];

	cgroup_path(path, cgroup, "cgroup.procs");
	snprintf(pid, sizeof(pid), "%d", task->pid);
	return write_file(path, pid);
}

void op_task_spawn(const struct question *q)
{
	struct task *task = &tasks[nr_tasks];

	if (nr_tasks == MAX_TASKS || find_task(arg_str(q, "task"))) {
		say("{\"error\":\"no such task can be made\"}");
		return;
	}
	snprintf(task->name, sizeof(task->name), "%s", arg_str(q, "task"));
	task->pid = fork();
	if (!task->pid)
		for (;;)
			pause();
	nr_tasks++;
	say("{");
	say_errno(move_task(task, arg_str(q, "cgroup")));
	say("}");
}

void op_task_move(const struct question *q)
{
	struct task *task = find_task(arg_str(q, "task"));

	say("{");
	say_errno(task ? move_task(task, arg_str(q, "cgroup")) : ESRCH);
	say("}");
}

static void kill_task(int i)
{
	kill(tasks[i].pid, SIGKILL);
	waitpid(tasks[i].pid, NULL, 0);
	tasks[i] = tasks[--nr_tasks];
}

void op_task_kill(const struct question *q)
{
	const char *name = arg_str(q, "task");

	for (int i = nr_tasks - 1; i >= 0; i--)
		if (!strcmp(name, "null") || !strcmp(tasks[i].name, name))
			kill_task(i);
	settle();
	say("{\"ok\":true}");
}

/* Children come after their parents in the list: remove from its end. */
void cgroup_reset(void)
{
	static char paths[MAX_CGROUPS][256];
	char path[PATH_BYTES];
	int nr = list_cgroups(paths);

	while (nr_tasks)
		kill_task(nr_tasks - 1);
	settle();
	for (int i = nr - 1; i > 0; i--) {
		cgroup_path(path, paths[i], "");
		rmdir(path);
	}
	settle();
}
