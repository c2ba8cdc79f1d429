// SPDX-License-Identifier: GPL-2.0-only
/* What an actor does under pressure: files, reads, where its pages are. */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CHUNK 512 /* pages asked about at once */
#define IO_BYTES (256 << 10)
#define MAX_NODES 128
#define SWAPPED (1ULL << 62) /* in /proc/PID/pagemap */

/* Fault pages in, writing or reading; the contents of each page are its own. */
static void touch(const struct question *q, char *start, long pages)
{
	long first = arg_int(q, "first"), nr = arg_int(q, "pages");
	bool write = arg_int(q, "write");

	if (nr > pages - first)
		nr = pages - first;
	for (long i = first; i < first + nr; i++) {
		volatile uint64_t *page = (volatile uint64_t *)(start + (size_t)i * PAGE);

		if (!write) {
			(void)*page;
			continue;
		}
		for (size_t word = 0; word < PAGE / sizeof(*page); word += 8)
			page[word] = (uint64_t)i * 0x9e3779b97f4a7c15ULL + word;
	}
	say("{\"ok\":true}");
}

static long count_swapped(const char *start, long pages)
{
	static uint64_t entries[CHUNK];
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	long swapped = 0;

	for (long i = 0; fd >= 0 && i < pages; i += CHUNK) {
		off_t where = (off_t)(((uintptr_t)start / PAGE + (size_t)i) * sizeof(entries[0]));
		ssize_t n = pread(fd, entries, sizeof(entries), where);

		for (ssize_t j = 0; j < n / (ssize_t)sizeof(entries[0]) && i + j < pages; j++)
			swapped += !!(entries[j] & SWAPPED);
	}
	if (fd >= 0)
		close(fd);
	return swapped;
}

/* Pages by node, and how many are in swap. */
static void spread(char *start, long pages)
{
	static void *addresses[CHUNK];
	static int status[CHUNK];
	long nodes[MAX_NODES] = { 0 };
	const char *comma = "";

	for (long i = 0; i < pages; i += CHUNK) {
		long nr = pages - i < CHUNK ? pages - i : CHUNK;

		for (long j = 0; j < nr; j++) {
			addresses[j] = start + (size_t)(i + j) * PAGE;
			status[j] = -ENOENT;
		}
		syscall(SYS_move_pages, 0, nr, addresses, NULL, status, 0);
		for (long j = 0; j < nr; j++)
			if (status[j] >= 0 && status[j] < MAX_NODES)
				nodes[status[j]]++;
	}
	say("{\"nodes\":{");
	for (int nid = 0; nid < MAX_NODES; nid++) {
		if (!nodes[nid])
			continue;
		say("%s\"%d\":%ld", comma, nid, nodes[nid]);
		comma = ",";
	}
	say("},\"swapped\":%ld}", count_swapped(start, pages));
}

static ssize_t transfer(int fd, const char *what, size_t bytes, off_t where)
{
	static char buffer[IO_BYTES];

	if (bytes > sizeof(buffer))
		bytes = sizeof(buffer);
	return strcmp(what, "read") ? pwrite(fd, buffer, bytes, where) :
				      pread(fd, buffer, bytes, where);
}

/* Through the page cache, without readahead. */
static void file_io(const struct question *q)
{
	const char *what = arg_str(q, "what");
	off_t where = arg_int(q, "offset"), end = where + arg_int(q, "bytes");
	int fd = open(arg_str(q, "path"), O_RDWR | O_CLOEXEC);
	int error = fd < 0 ? errno : 0;

	if (!error)
		posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	if (!error && !strcmp(what, "sync")) {
		error = fsync(fd) ? errno : 0;
	} else if (!error && !strcmp(what, "drop")) {
		error = posix_fadvise(fd, where, end - where, POSIX_FADV_DONTNEED);
	} else {
		while (!error && where < end) {
			ssize_t n = transfer(fd, what, (size_t)(end - where), where);

			if (n <= 0)
				error = n ? errno : EIO;
			where += n;
		}
	}
	if (fd >= 0)
		close(fd);
	say("{");
	say_errno(error);
	say("}");
}

bool pressure_answer(const struct question *q)
{
	char *start = NULL;
	long pages = 0;

	if (!strcmp(q->op, "file.io")) {
		file_io(q);
		return true;
	}
	if (strcmp(q->op, "mm.access") && strcmp(q->op, "mm.spread"))
		return false;
	if (!mapped_range(q, &start, &pages))
		say("{\"error\":\"no such map\"}");
	else if (!strcmp(q->op, "mm.access"))
		touch(q, start, pages);
	else
		spread(start, pages);
	return true;
}
