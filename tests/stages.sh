# SPDX-License-Identifier: GPL-2.0-only
#
# Stages of scripts/test and scripts/test-all, to be sourced. A stage runs one
# command, keeps its output in a log, counts its tests, and shows the log when
# anything failed. A stage that fails without a failed test counts as one.

export LC_ALL=C
export ASAN_OPTIONS="${ASAN_OPTIONS:-allocator_may_return_null=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

jobs=$(nproc)
python=/usr/bin/python3		# Debian's: another python3 on PATH may lack pytest
[ -x "$python" ] || python=python3
stage_seconds_max=600
release_tests="not long"	# a marker expression of pytest; "" is all
total_passed=0
total_failed=0
failed_stages=""
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# stage NAME COUNT COMMAND...: COUNT is how to count (tests/count.py). A command
# that is a path into the tree and does not exist is not there yet: skipped.
stage() {
	local name=$1 count=$2 log status passed failed started=$SECONDS
	shift 2
	log=$logs/$(echo "$name" | tr ' /' '__')

	case "$1" in
	tests/* | build*/*) [ -x "$1" ] || { echo "-- $name: no $1, skipped"; return 0; } ;;
	esac
	RESULTS="$log.xml" timeout --kill-after=10 "$stage_seconds_max" "$@" >"$log" 2>&1 </dev/null
	status=$?
	read -r passed failed < <("$python" tests/count.py "$count" "$log" "$status")
	if [ -z "${failed:-}" ]; then
		passed=0
		failed=1
	fi
	total_passed=$((total_passed + passed))
	total_failed=$((total_failed + failed))
	printf -- '-- %s: %d passed, %d failed (%d s)\n' "$name" "$passed" "$failed" \
		$((SECONDS - started))
	[ "$failed" = 0 ] && return 0
	[ "$status" = 124 ] && echo "-- $name: stopped after $stage_seconds_max s"
	failed_stages="$failed_stages '$name'"
	tail -n 300 "$log"
	echo "-- $name: exit status $status, end of its output"
	return 1
}

# build_stages PRESET DIRECTORY: configure, build, unit tests.
build_stages() {
	stage "$1 configure" step cmake --preset "$1" -DNW_WERROR=ON -DNW_TESTS=ON &&
	stage "$1 build" step cmake --build "$2" -j"$jobs" &&
	stage "$1 unit tests" ctest tests/run-units "$2"
}

# program_stages PRESET DIRECTORY: the corpus and the tests of the whole program; with
# the release build also the Python tests that do not depend on the build.
program_stages() {
	local select="not long and not slow" where=tests/cli

	[ -x "$2/nodewall" ] || { echo "-- $1 program: not built, skipped"; return 0; }
	if [ "$1" = release ]; then
		select=$release_tests
		where=tests
	fi
	if [ -d scenarios ]; then
		stage "$1 scenarios" junit tests/run-corpus "$2/nodewall"
	fi
	[ -d "$where" ] || return 0
	NODEWALL="$PWD/$2/nodewall" NODEWALL_BUILD="$PWD/$2" \
		stage "$1 pytest" junit tests/run-pytest "$python" "$select" "$where"
}

# The real kernel, where QEMU and its packages can be had; elsewhere said and left out.
live_stage() {
	[ -x build/nodewall ] || { echo "-- live kernel: not built, skipped"; return 0; }
	if ! scripts/setup-deps live >"$logs/live" 2>&1 ||
	   ! timeout 300 tests/referee/live --prepare >>"$logs/live" 2>&1; then
		echo "-- live kernel: skipped: $(tail -n 1 "$logs/live")"
		return 0
	fi
	NODEWALL="$PWD/build/nodewall" stage "live kernel" summary tests/referee/live
}

# The sources, before anything is built.
sources_stages() {
	stage tidy tap "$python" tests/tidy.py
	stage clang-format tap "$python" tests/format.py
}

finish() {
	[ -z "$failed_stages" ] || echo "-- failed:$failed_stages"
	echo "$total_passed passed, $total_failed failed"
	[ "$total_failed" = 0 ] && [ "$total_passed" -gt 0 ]
	exit
}
