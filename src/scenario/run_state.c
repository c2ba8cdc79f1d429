// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expectations about the machine as it is after a step: each is turned into the
 * text that a person would read there, and compared.
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/reserves.h"
#include "base/errname.h"
#include "base/nodelist.h"
#include "pagecache/pagecache.h"
#include "scenario/run.h"

static void add_nodes(const nodemask_t *nodes, struct text *got)
{
	char list[NODELIST_MAX];

	text_add(got, nodelist_print(nodes, list));
}

/* ---- one function per kind: append what is there to @got ---- */

static void got_node_states(const struct run *run, const struct expect_item *item,
			    struct text *got)
{
	for (int state = 0; state < NR_NODE_STATES; state++) {
		if (strcmp(node_state_names[state], item->subject) == 0)
			add_nodes(&run->e->m.node_states[state], got);
	}
}

static void got_roles(const struct run *run, const struct expect_item *item, struct text *got)
{
	add_nodes(node_role_list(&run->e->m,
				 strcmp(item->subject, "spm") == 0 ? ROLE_SPM : ROLE_SYSRAM),
		  got);
}

static void got_kswapd(const struct run *run, const struct expect_item *item, struct text *got)
{
	nodemask_t nodes = NODE_MASK_NONE;

	(void)item;
	for (int nid = 0; nid < run->e->m.nr_node_ids; nid++) {
		const pg_data_t *pgdat = run->e->m.pgdat[nid];

		if (pgdat && pgdat->kswapd_started)
			node_set(nid, &nodes);
	}
	add_nodes(&nodes, got);
}

/* The number behind @name, in a file of lines "name number". */
static void add_entry(const char *content, const char *name, struct text *got)
{
	size_t len = strlen(name);

	for (const char *line = content; *line; line += strcspn(line, "\n") + 1) {
		if (strncmp(line, name, len) == 0 && line[len] == ' ') {
			text_add_bytes(got, line + len + 1, strcspn(line + len + 1, "\n"));
			return;
		}
		if (!line[strcspn(line, "\n")])
			break;
	}
	text_add(got, "no such entry");
}

static void got_cgroups(const struct run *run, const struct expect_item *item, struct text *got)
{
	const char *entry = strchr(item->detail, ' ');
	char *file = xstrndup(item->detail, strcspn(item->detail, " "));
	struct text content = TEXT_INIT;
	int err = cgroup_read(run->e->cgroups, item->subject, file, &content);

	if (err)
		text_add(got, errname(err));
	else if (entry)
		add_entry(text_str(&content), entry + 1, got);
	else
		text_add_bytes(got, text_str(&content), content.len);
	while (got->len && got->bytes[got->len - 1] == '\n')
		got->bytes[--got->len] = '\0';
	text_free(&content);
	free(file);
}

static void add_policy(const struct task *task, struct text *got)
{
	struct mpol_info info;

	mpol_get(task, &info);
	text_add(got, mpol_mode_name(info.mode));
	for (unsigned bit = MPOL_F_NUMA_BALANCING; bit <= MPOL_F_STATIC_NODES; bit <<= 1) {
		if (info.flags & bit && mpol_flag_name(bit))
			text_addf(got, "+%s", mpol_flag_name(bit));
	}
	if (info.mode != MPOL_DEFAULT && info.mode != MPOL_LOCAL) {
		text_add(got, "=");
		add_nodes(&info.nodes, got);
	}
}

static void add_spread(const struct task *task, struct text *got)
{
	const bool page = task->atomic_flags & PFA_SPREAD_PAGE;
	const bool slab = task->atomic_flags & PFA_SPREAD_SLAB;

	text_addf(got, "%s%s%s", page ? "page" : "", page && slab ? "," : "", slab ? "slab" : "");
	if (!page && !slab)
		text_add(got, "none");
}

static void got_tasks(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct task *task = engine_task(run->e, item->subject);

	if (!task)
		text_add(got, "no such task");
	else if (strcmp(item->detail, "cgroup") == 0)
		text_add(got, cgroup_path_of(run->e->cgroups, task));
	else if (strcmp(item->detail, "mempolicy") == 0)
		add_policy(task, got);
	else if (strcmp(item->detail, "spread") == 0)
		add_spread(task, got);
	else
		add_nodes(&task->mems_allowed, got);
}

static void got_status(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct task *task = engine_task(run->e, item->subject);
	const char *name = run->design->status_mems_name;

	if (!task) {
		text_add(got, "no such task");
		return;
	}
	text_addf(got, "%s_list: ", name ? name : "Mems_allowed");
	add_nodes(&task->mems_allowed, got);
}

static void add_zonelist(const struct run *run, int nid, enum zonelist_kind kind,
			 struct text *got)
{
	const struct machine *m = &run->e->m;
	const struct zonelist *zl;
	char label[16];

	if (!m->pgdat[nid]) {
		text_add(got, "no such node");
		return;
	}
	zl = &m->pgdat[nid]->node_zonelists[kind];
	for (uint32_t i = 0; i < zl->nr_refs; i++)
		text_addf(got, "%s%s", i ? " " : "",
			  zone_label(zoneref_zone(m, zl->refs[i]), label));
}

static void got_zonelists(const struct run *run, const struct expect_item *item, struct text *got)
{
	add_zonelist(run, item->nid, ZONELIST_FALLBACK, got);
}

static void got_thisnode(const struct run *run, const struct expect_item *item, struct text *got)
{
	add_zonelist(run, item->nid, ZONELIST_NOFALLBACK, got);
}

static void got_tiers(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct memory_tiers *tiers = &run->e->tiers;
	struct text name = TEXT_INIT;

	for (size_t i = 0; i < tiers->nr_tiers; i++) {
		name.len = 0;
		text_addf(&name, "memory_tier%d", memory_tier_id(&tiers->tiers[i]));
		if (strcmp(text_str(&name), item->subject) == 0)
			add_nodes(&tiers->tiers[i].nodes, got);
	}
	text_free(&name);
}

static void got_demotion(const struct run *run, const struct expect_item *item, struct text *got)
{
	add_nodes(demotion_preferred(&run->e->tiers, item->nid), got);
}

static void got_demotion_allowed(const struct run *run, const struct expect_item *item,
				 struct text *got)
{
	nodemask_t targets;

	node_get_allowed_targets(&run->e->tiers, item->nid, &targets);
	add_nodes(&targets, got);
}

/* The zone "0/Normal"; NULL when there is no such node. */
static const struct zone *find_zone(const struct run *run, const char *label)
{
	const struct machine *m = &run->e->m;
	const char *slash = strchr(label, '/');
	int64_t nid = -1;

	if (!slash || parse_int(label, (size_t)(slash - label), &nid) || nid < 0 ||
	    nid >= m->nr_node_ids || !m->pgdat[nid])
		return NULL;
	for (int type = 0; type < MAX_NR_ZONES; type++) {
		if (strcmp(zone_names[type], slash + 1) == 0)
			return &m->pgdat[nid]->node_zones[type];
	}
	return NULL;
}

static void got_free(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct zone *zone = find_zone(run, item->subject);

	text_addf(got, "%llu", zone ? (unsigned long long)zone->nr_free_pages : 0);
}

static void got_managed(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct zone *zone = find_zone(run, item->subject);

	text_addf(got, "%llu", zone ? (unsigned long long)zone->managed_pages : 0);
}

static void got_above(const struct run *run, const struct expect_item *item, struct text *got)
{
	run_got_above(find_zone(run, item->subject), got);
}

/* "web/heap" */
static const struct mapping *find_mapping(const struct run *run, const char *subject)
{
	const char *slash = strrchr(subject, '/');
	const struct task *task;
	char *name;

	if (!slash)
		return NULL;
	name = xstrndup(subject, (size_t)(slash - subject));
	task = engine_task(run->e, name);
	free(name);
	return task && task->mm ? mm_find(task->mm, slash + 1) : NULL;
}

/* "0: 4, 1: 2" */
static void add_counts(const uint64_t *pages, struct text *got)
{
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		if (pages[nid])
			text_addf(got, "%s%d: %llu", got->len ? ", " : "", nid,
				  (unsigned long long)pages[nid]);
	}
}

static void got_placement(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct mapping *map = find_mapping(run, item->subject);
	uint64_t *pages;

	if (!map) {
		text_add(got, "no such mapping");
		return;
	}
	pages = xcalloc(MAX_NUMNODES, sizeof(*pages));
	for (uint64_t slot = 0; slot < map->nr_slots; slot++) {
		const struct folio *folio = map->ptes[slot].folio;

		if (folio)
			pages[folio_nid(folio)] += folio_nr_pages(folio);
	}
	add_counts(pages, got);
	free(pages);
}

static void count_folio(void *arg, struct folio *folio)
{
	uint64_t *pages = arg;

	pages[folio_nid(folio)] += folio_nr_pages(folio);
}

static void got_cached(const struct run *run, const struct expect_item *item, struct text *got)
{
	struct page_cache *cache = file_find(&run->e->m, item->subject);
	uint64_t *pages;

	if (!cache) {
		text_add(got, "no such file");
		return;
	}
	pages = xcalloc(MAX_NUMNODES, sizeof(*pages));
	page_cache_for_each(cache, 0, CACHE_MAX_INDEX, count_folio, pages);
	add_counts(pages, got);
	free(pages);
}

static void got_dirty(const struct run *run, const struct expect_item *item, struct text *got)
{
	uint64_t *pages = xcalloc(MAX_NUMNODES, sizeof(*pages));
	int nid;

	(void)item;
	for_each_node_state(&run->e->m, nid, N_POSSIBLE)
		pages[nid] = run->e->m.pgdat[nid]->nr_file_dirty;
	add_counts(pages, got);
	free(pages);
}

static void got_swapped(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct mapping *map = find_mapping(run, item->subject);
	uint64_t nr = 0;

	for (uint64_t slot = 0; map && slot < map->nr_slots; slot++)
		nr += map->ptes[slot].swap != 0;
	if (map)
		text_addf(got, "%llu", (unsigned long long)nr);
	else
		text_add(got, "no such mapping");
}

static void got_sysctl(const struct run *run, const struct expect_item *item, struct text *got)
{
	int err = sysctl_read(&run->e->m, item->subject, got);

	if (err)
		text_add(got, errname(err));
	for (size_t i = 0; i < got->len; i++) {
		if (got->bytes[i] == '\t')
			got->bytes[i] = ' ';
	}
}

static void got_slabs(const struct run *run, const struct expect_item *item, struct text *got)
{
	struct engine *e = run->e;
	const struct kmem_cache *s = kmem_cache_find(&e->slab, &e->m, item->subject);
	int64_t nid = 0;

	parse_int(item->detail, strlen(item->detail), &nid);
	text_addf(got, "%llu", s ? (unsigned long long)slab_node_slabs(s, (int)nid) : 0);
}

static void got_hugetlb(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct hstate *hstates = run->e->hugetlb.hstates;
	size_t digits = strspn(item->detail, "0123456789");
	const char *file = item->detail + digits;
	int which = *file ? hugetlb_file_parse(file + (*file == '/')) : HUGETLB_FILE_NR;
	int64_t nid = NUMA_NO_NODE;

	if (digits)
		parse_int(item->detail, digits, &nid);
	text_addf(got, "%llu",
		  (unsigned long long)hugetlb_read(
			  &hstates[strcmp(item->subject, "1G") == 0 ? HSTATE_1G : HSTATE_2M],
			  (enum hugetlb_file)which, (int)nid));
}

typedef void (*got_fn)(const struct run *run, const struct expect_item *item, struct text *got);

static const got_fn getters[NR_EXPECT_KINDS] = {
	[EXPECT_NODE_STATES] = got_node_states,
	[EXPECT_ROLES] = got_roles,
	[EXPECT_KSWAPD] = got_kswapd,
	[EXPECT_KSWAPD_FAILURES] = run_got_failures,
	[EXPECT_RECLAIMED] = run_got_reclaimed,
	[EXPECT_DEMOTED] = run_got_demoted,
	[EXPECT_PROMOTED] = run_got_promoted,
	[EXPECT_LRU] = run_got_lru,
	[EXPECT_ABOVE] = got_above,
	[EXPECT_CGROUPS] = got_cgroups,
	[EXPECT_TASKS] = got_tasks,
	[EXPECT_STATUS] = got_status,
	[EXPECT_ZONELISTS] = got_zonelists,
	[EXPECT_THISNODE] = got_thisnode,
	[EXPECT_TIERS] = got_tiers,
	[EXPECT_DEMOTION] = got_demotion,
	[EXPECT_DEMOTION_ALLOWED] = got_demotion_allowed,
	[EXPECT_FREE] = got_free,
	[EXPECT_MANAGED] = got_managed,
	[EXPECT_PLACEMENT] = got_placement,
	[EXPECT_DEVICE] = run_got_device,
	[EXPECT_POISONED] = run_got_poisoned,
	[EXPECT_SWAP] = run_got_swap,
	[EXPECT_SWAPPED] = got_swapped,
	[EXPECT_CACHED] = got_cached,
	[EXPECT_DIRTY] = got_dirty,
	[EXPECT_SYSCTL] = got_sysctl,
	[EXPECT_SLABS] = got_slabs,
	[EXPECT_HUGETLB] = got_hugetlb,
};

static bool is_number(enum expect_kind kind)
{
	return kind == EXPECT_FREE || kind == EXPECT_MANAGED || kind == EXPECT_SWAP ||
	       kind == EXPECT_SWAPPED || kind == EXPECT_KSWAPD_FAILURES || kind == EXPECT_LRU ||
	       kind == EXPECT_SLABS || kind == EXPECT_HUGETLB || kind == EXPECT_POISONED;
}

/* What was expected, in the form in which the getters answer. */
static void wanted_text(const struct expect_item *item, struct text *wanted)
{
	if (item->text)
		text_add(wanted, item->text);
	else if (is_number(item->kind))
		text_addf(wanted, "%lld", (long long)item->number);
	else
		add_nodes(&item->nodes, wanted);
}

/* Equal as text, or as node lists ("0,1" and "0-1"). */
static bool same(const char *wanted, const char *got)
{
	nodemask_t a, b;

	if (strcmp(wanted, got) == 0)
		return true;
	return !nodelist_parse(wanted, strlen(wanted), MAX_NUMNODES, &a) &&
	       !nodelist_parse(got, strlen(got), MAX_NUMNODES, &b) && nodes_equal(&a, &b);
}

void run_judge_state(struct run *run, const struct expect_item *item, struct step_result *out)
{
	struct text what = TEXT_INIT, wanted = TEXT_INIT, got = TEXT_INIT;
	struct state_result *state;
	struct failure *f;
	bool ok;

	assert(getters[item->kind]);
	text_add(&what, expect_key(item->kind));
	if (item->subject)
		text_addf(&what, " %s", item->subject);
	if (item->detail)
		text_addf(&what, " %s", item->detail);
	wanted_text(item, &wanted);
	getters[item->kind](run, item, &got);
	ok = is_number(item->kind) ? strcmp(text_str(&wanted), text_str(&got)) == 0 :
				     same(text_str(&wanted), text_str(&got));

	out->states = xrealloc(out->states, (out->nr_states + 1) * sizeof(*out->states));
	state = &out->states[out->nr_states++];
	*state = (struct state_result){
		.what = xstrdup(text_str(&what)),
		.wanted = xstrdup(text_str(&wanted)),
		.got = xstrdup(text_str(&got)),
		.ok = ok,
		.loc = item->loc,
	};
	if (!ok) {
		f = run_fail(run, out, item->loc, "%s is \"%s\", expected \"%s\"", state->what,
			     state->got, state->wanted);
		f->wanted = xstrdup(state->wanted);
		f->got = xstrdup(state->got);
	}
	text_free(&what);
	text_free(&wanted);
	text_free(&got);
}
