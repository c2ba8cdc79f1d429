// SPDX-License-Identifier: GPL-2.0-only
/* PID 1 of the referee's guest: sets up, then answers questions until power-off. */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

static void op_reset(const struct question *q)
{
	(void)q;
	session_stop();
	actors_stop();
	cgroup_reset();
	say("{\"ok\":true}");
}

static const struct op {
	const char *name;
	void (*run)(const struct question *q);
} ops[] = {
	{ "reset", op_reset },
	{ "file.read", op_file_read },
	{ "file.write", op_file_write },
	{ "sysctl.write", op_sysctl_write },
	{ "sysctl.read", op_sysctl_read },
	{ "weight.write", op_weight_write },
	{ "weight.read", op_weight_read },
	{ "tiers", op_tiers },
	{ "hotplug.auto_online", op_auto_online },
	{ "block.set", op_block_set },
	{ "memblocks", op_memblocks },
	{ "cgroup.mkdir", op_cgroup_mkdir },
	{ "cgroup.rmdir", op_cgroup_rmdir },
	{ "cgroup.write", op_cgroup_write },
	{ "cgroup.read", op_cgroup_read },
	{ "cgroup.dump", op_cgroup_dump },
	{ "task.spawn", op_task_spawn },
	{ "task.move", op_task_move },
	{ "task.kill", op_task_kill },
	{ "actor.begin", op_actor },
	{ "actor.end", op_actor },
	{ "actors", op_actors },
	{ "disks", op_disks },
	{ "swapon", op_swapon },
	{ "kernel.log", op_kernel_log },
	{ "probe", op_module_in_cgroup },
	{ "exhaust", op_module_in_cgroup },
	{ "mems", op_module_in_cgroup },
	{ "policy.case", session_fresh },
	{ "policy.state", session_forward },
	{ "policy.end", session_end },
	{ "policy.mems_allowed", op_policy_mems_allowed },
	{ "mbind.case", session_fresh },
	{ "task.begin", session_begin },
	{ "task.end", session_end },
	{ "mm.map", session_forward },
	{ "mm.touch", session_forward },
	{ "mm.where", session_forward },
	{ "mm.mbind", session_forward },
	{ "mm.policy", session_forward },
	{ "mm.home_node", session_forward },
	{ "policy.set", session_forward },
	{ "policy.get", session_forward },
	{ "migrate_pages", session_forward },
	{ "move_pages", session_forward },
	{ "probe.policy", session_forward },
};

static void answer_question(const struct question *q)
{
	if (*arg_str(q, "actor")) {
		op_actor(q);
		return;
	}
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (!strcmp(ops[i].name, q->op)) {
			if (ops[i].run != op_module_in_cgroup)
				asker_stop();
			ops[i].run(q);
			return;
		}
	}
	op_module(q);
}

void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		printf("referee: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static int open_port(void)
{
	struct termios raw;
	int fd;

	mknod("/dev/ttyS1", S_IFCHR | 0600, makedev(4, 65));
	fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || tcgetattr(fd, &raw)) {
		printf("referee: /dev/ttyS1: %s\n", strerror(errno));
		return -1;
	}
	cfmakeraw(&raw);
	cfsetspeed(&raw, B115200);
	tcsetattr(fd, TCSANOW, &raw);
	return fd;
}

static void set_up(void)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/cg", 0755);
	mkdir("/dev", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL) || mount("sysfs", "/sys", "sysfs", 0, NULL) ||
	    mount("cgroup2", "/cg", "cgroup2", 0, "favordynmods"))
		printf("referee: mount: %s\n", strerror(errno));
	load_module("/nw_probe.ko");
	write_file("/cg/cgroup.subtree_control", "+cpuset +memory");
}

int main(void)
{
	static struct question q;
	static char line[LINE_BYTES];
	FILE *in;
	int port;

	set_up();
	port = open_port();
	in = port < 0 ? NULL : fdopen(port, "r");
	if (in) {
		say("{\"ready\":true}");
		say_end(port);
	}
	while (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!strcmp(line, "power.off"))
			break;
		if (question_parse(&q, line))
			answer_question(&q);
		else
			say("{\"error\":\"malformed question\"}");
		say_end(port);
	}
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
