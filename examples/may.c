// SPDX-License-Identifier: GPL-2.0-only
/*
 * May a request use the special node? The same request under each design.
 *
 *	cc examples/may.c $(pkg-config --cflags --libs nodewall) -o may
 *	./may machines/gh200.yaml 1
 */
#include <nodewall/nodewall.h>
#include <stdio.h>
#include <stdlib.h>

static int complain(const struct nw_diag *diag)
{
	char text[1024];

	fprintf(stderr, "%s", nw_diag_text(diag, text, sizeof(text)));
	return 2;
}

/* One line: what an ordinary request may use, and what one that opts in may. */
static int compare(struct nw_machine *m, const char *design, int node)
{
	struct nw_request req = NW_REQUEST_INIT;
	struct nw_answer *plain, *opted;
	struct nw_diag diag;

	if (nw_machine_set_design(m, design, &diag) != NW_OK ||
	    nw_gfp(m, "GFP_HIGHUSER_MOVABLE", &req.gfp, &diag) != NW_OK ||
	    nw_may(m, &req, &plain, &diag) != NW_OK)
		return complain(&diag);
	req.want = "spm";
	if (nw_may(m, &req, &opted, &diag) != NW_OK)
		opted = NULL; /* NW_ERR_NO_OPT_IN: some designs have no way to ask */
	printf("%-20s %-8s %-8s %s\n", design, nw_answer_nodes(plain),
	       opted ? nw_answer_nodes(opted) : "no way",
	       nw_answer_allows(plain, node) ? "open" : "isolated");
	nw_answer_free(plain);
	nw_answer_free(opted);
	return 0;
}

int main(int argc, char **argv)
{
	struct nw_machine *m;
	struct nw_diag diag;
	int status = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: may MACHINE NODE\n");
		return 2;
	}
	if (nw_machine_load(argv[1], NULL, &m, &diag) != NW_OK)
		return complain(&diag);
	printf("%-20s %-8s %-8s node %s\n", "design", "ordinary", "opted in", argv[2]);
	for (size_t i = 0; i < nw_design_count() && !status; i++)
		status = compare(m, nw_design_name(i), atoi(argv[2]));
	nw_machine_free(m);
	return status;
}
