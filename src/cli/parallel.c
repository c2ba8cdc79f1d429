// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenarios on all CPUs. A machine is a value and designs are constants, so threads
 * share nothing but the next place in the list of what is to be run.
 */
#include "cli/parallel.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define MAX_THREADS 64
#define MANY_MACHINES 100
/* A run that is over sooner shows no progress; then a line so often. */
#define PROGRESS_AFTER_MS 700
#define PROGRESS_EVERY_MS 150

/* One design of one job. */
struct unit {
	struct cli_job *job;
	size_t design;
};

struct work {
	struct unit *units;
	size_t nr_units;
	atomic_size_t next;
	const struct run_options *options;
};

/* Run the next unit; false when there is none. */
static bool work_once(struct work *work)
{
	size_t i = atomic_fetch_add(&work->next, 1);
	struct cli_job *job;

	if (i >= work->nr_units)
		return false;
	job = work->units[i].job;
	i = work->units[i].design;
	job->ok[i] = scenario_run_design(&job->item->s, work->options, &job->item->result, i,
					 &job->diags[i]);
	return true;
}

static void *work_on(void *arg)
{
	while (work_once(arg))
		;
	return NULL;
}

/* ---- progress, on a terminal and nowhere else ---- */

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The first thread works like the others, and tells how far all of them are. */
static void work_and_tell(struct work *work)
{
	bool terminal = isatty(STDERR_FILENO);
	long next = terminal ? now_ms() + PROGRESS_AFTER_MS : 0;
	bool shown = false;

	while (work_once(work)) {
		if (!terminal || now_ms() < next)
			continue;
		fprintf(stderr, "\r\033[K%zu of %zu machines", atomic_load(&work->next),
			work->nr_units);
		next = now_ms() + PROGRESS_EVERY_MS;
		shown = true;
	}
	if (shown)
		fputs("\r\033[K", stderr);
}

static size_t nr_threads(size_t nr_units)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t nr = cpus > 1 ? (size_t)cpus : 1;

	nr = nr < MAX_THREADS ? nr : MAX_THREADS;
	return nr < nr_units ? nr : nr_units;
}

/* This thread works as well; one that cannot be had is not missed. */
static void work_in_threads(struct work *work)
{
	pthread_t threads[MAX_THREADS];
	size_t nr = 0;

	while (nr + 1 < nr_threads(work->nr_units) &&
	       !pthread_create(&threads[nr], NULL, work_on, work))
		nr++;
	work_and_tell(work);
	while (nr)
		pthread_join(threads[--nr], NULL);
}

/*
 * Machines come and go by the thousand: what malloc() has from the host it keeps, since
 * each return to it interrupts the other threads. Hints, which may be refused.
 */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_TOP_PAD, 8 << 20);
}

void cli_run_jobs(struct cli_job *jobs, size_t nr_jobs, const struct run_options *options)
{
	struct work work = { .options = options };
	size_t nr = 0;

	for (size_t i = 0; i < nr_jobs; i++) {
		struct cli_scenario *item = jobs[i].item;

		scenario_run_begin(&item->s, options, &item->result);
		item->has_result = true;
		nr += item->result.nr_designs;
		jobs[i].ok = xcalloc(item->result.nr_designs, sizeof(*jobs[i].ok));
		jobs[i].diags = xcalloc(item->result.nr_designs, sizeof(*jobs[i].diags));
	}
	work.units = xcalloc(nr, sizeof(*work.units));
	for (size_t i = 0; i < nr_jobs; i++)
		for (size_t d = 0; d < jobs[i].item->result.nr_designs; d++)
			work.units[work.nr_units++] = (struct unit){ &jobs[i], d };
	if (nr > MANY_MACHINES)
		keep_memory();
	work_in_threads(&work);
	free(work.units);
}
