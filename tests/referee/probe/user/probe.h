/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of the referee's probe that runs as PID 1 of the guest: it reads one
 * question a line from the second serial port and answers each with one line of
 * JSON. What only the kernel knows it passes on to /proc/nw_probe.
 */
#ifndef REFEREE_PROBE_H
#define REFEREE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#define MAX_ARGS 24
#define LINE_BYTES 4096
#define MASK_BITS 1024
#define PAGE 4096UL

/* "OP KEY=VALUE ...", values percent-encoded. */
struct question {
	char raw[LINE_BYTES];
	char text[LINE_BYTES];
	char *op;
	int nr_args;
	char *key[MAX_ARGS];
	char *value[MAX_ARGS];
};

struct mask {
	unsigned long bits[MASK_BITS / 64 + 1];
};

/* init.c */
void load_module(const char *path);

/* line.c */
bool question_parse(struct question *q, const char *line);
const char *arg_str(const struct question *q, const char *key);
long arg_int(const struct question *q, const char *key);
bool arg_mask(const struct question *q, const char *key, struct mask *mask);
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void say_errno(int error);
void say_string(const char *text);
void say_mask(const struct mask *mask);
void say_end(int fd);
const char *errno_name(int error);

/* files.c */
int write_file(const char *path, const char *text);
int read_file(const char *path, char *text, size_t size);
int read_line(const char *path, char *text, size_t size);
void op_file_read(const struct question *q);
void op_file_write(const struct question *q);
void op_sysctl_write(const struct question *q);
void op_sysctl_read(const struct question *q);
void op_weight_write(const struct question *q);
void op_weight_read(const struct question *q);
void op_tiers(const struct question *q);
void op_auto_online(const struct question *q);
void op_block_set(const struct question *q);
void op_memblocks(const struct question *q);

/* cgroup.c */
int cgroup_enter(const char *cgroup);
void op_cgroup_mkdir(const struct question *q);
void op_cgroup_rmdir(const struct question *q);
void op_cgroup_write(const struct question *q);
void op_cgroup_read(const struct question *q);
void op_cgroup_dump(const struct question *q);
void op_task_spawn(const struct question *q);
void op_task_move(const struct question *q);
void op_task_kill(const struct question *q);
void cgroup_reset(void);

/* kernel.c: questions for the module */
void ask_module(const char *line);
void op_module(const struct question *q);

/* actors.c: tasks with names, that work side by side and may be killed */
void op_actor(const struct question *q);
void op_actors(const struct question *q);
void actors_stop(void);
void op_disks(const struct question *q);
void op_swapon(const struct question *q);
void op_kernel_log(const struct question *q);

/* session.c: tasks that questions are put to */
struct helper {
	pid_t pid;
	FILE *in, *out;
};

const char *helper_start(struct helper *h, const struct question *q);
void helper_stop(struct helper *h);
/* Return: false when the task is dead. */
bool helper_forward(struct helper *h, const struct question *q);
void session_begin(const struct question *q);
void session_forward(const struct question *q);
void session_fresh(const struct question *q);
void session_end(const struct question *q);
void session_stop(void);
void op_policy_mems_allowed(const struct question *q);
void op_module_in_cgroup(const struct question *q);
void asker_stop(void);

/* policy.c: what the session's task does */
void task_answer(const struct question *q);
/* Pages of the mapping that the question names. Return: false: there is no such mapping. */
bool mapped_range(const struct question *q, char **start, long *pages);

/* pressure.c: what actors do besides */
bool pressure_answer(const struct question *q);

#endif
