# SPDX-License-Identifier: GPL-2.0-only
"""libnodewall as a stranger meets it: installed, found by pkg-config, linked both ways."""
import json
import os
import re
import shutil
import subprocess

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get('NODEWALL_BUILD', os.path.join(TOP, 'build'))
NODEWALL = os.environ.get('NODEWALL', os.path.join(BUILD, 'nodewall'))
HEADER = os.path.join(TOP, 'include', 'nodewall', 'nodewall.h')
MACHINE = os.path.join(TOP, 'machines', 'gh200.yaml')
# What would break "no output, no exit, no environment" when the library called it.
FORBIDDEN = {'printf', 'puts', 'putchar', 'perror', 'stdout', 'stderr', 'exit', '_exit', 'getenv',
             'secure_getenv', 'setlocale', 'signal', 'sigaction', 'srand', 'rand', 'strtok',
             '__printf_chk', 'vprintf'}


def cache(name):
    with open(os.path.join(BUILD, 'CMakeCache.txt'), encoding='utf-8') as lines:
        found = re.search(rf'^{name}:\w+=(.*)$', lines.read(), re.M)
    return found.group(1) if found else ''


def run(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True,
                          text=True, **more).stdout


def sanitizer_flags():
    return ['-fsanitize=address,undefined'] if cache('NW_SANITIZE') == 'ON' else []


@pytest.fixture(scope='module', name='prefix')
def fixture_prefix(tmp_path_factory):
    """An installed tree, somewhere else than the build was configured for."""
    prefix = tmp_path_factory.mktemp('installed')
    run('cmake', '--install', BUILD, '--prefix', prefix)
    return prefix


def pkg_config(prefix, *words):
    folders = [os.path.dirname(path) for path in map(str, prefix.rglob('nodewall.pc'))]
    assert len(folders) == 1
    env = dict(os.environ, PKG_CONFIG_PATH=folders[0])
    return run('pkg-config', *words, 'nodewall', env=env).split()


def build_example(prefix, flags, out):
    source = os.path.join(TOP, 'examples', 'may.c')
    run(cache('CMAKE_C_COMPILER'), '-Wall', '-Wextra', '-Werror', source, *sanitizer_flags(),
        *flags, '-o', out)
    libraries = {os.path.dirname(path) for path in map(str, prefix.rglob('libnodewall.so*'))}
    env = dict(os.environ, LD_LIBRARY_PATH=':'.join(libraries))
    return run(out, MACHINE, '1', env=env)


def static_flags(prefix):
    """Ours from the archive, what it needs as the system has it."""
    flags = pkg_config(prefix, '--cflags', '--libs', '--static')
    return ['-l:libnodewall.a' if flag == '-lnodewall' else flag for flag in flags]


def may_use(design):
    question = {'op': 'may_use', 'context': 'task', 'cgroup': '/', 'cpu': 0,
                'gfp': ['GFP_HIGHUSER_MOVABLE'], 'order': 0, 'nid': 0, 'nodemask': None}
    answer = run(NODEWALL, 'ask', MACHINE, '-d', design, input=json.dumps(question))
    return json.loads(answer)['nodes']


def test_example_says_what_the_program_says(prefix, tmp_path):
    lines = build_example(prefix, pkg_config(prefix, '--cflags', '--libs'), tmp_path / 'may')
    rows = [line.split() for line in lines.splitlines()[1:]]
    assert [row[0] for row in rows][0] == 'mainline'
    assert {'mainline', 'rfc-v2'} <= {row[0] for row in rows}
    for row in rows:
        assert row[1] == may_use(row[0]), row
        assert row[-1] == ('open' if row[1] == '0-1' else 'isolated')


def test_example_is_the_same_linked_statically(prefix, tmp_path):
    shared = build_example(prefix, pkg_config(prefix, '--cflags', '--libs'), tmp_path / 'shared')
    static = build_example(prefix, static_flags(prefix), tmp_path / 'static')
    assert static == shared
    assert 'libnodewall' not in run('ldd', tmp_path / 'static')
    assert 'libnodewall' in run('ldd', tmp_path / 'shared')


def test_installed_header_is_found_below_the_prefix(prefix):
    flags = pkg_config(prefix, '--cflags')
    folders = [flag[2:] for flag in flags if flag.startswith('-I')]
    assert any(os.path.exists(os.path.join(folder, 'nodewall', 'nodewall.h'))
               and os.path.realpath(folder).startswith(os.path.realpath(prefix))
               for folder in folders), flags


def declared():
    with open(HEADER, encoding='utf-8') as header:
        text = re.sub(r'/\*.*?\*/', '', header.read(), flags=re.S)
    return set(re.findall(r'NW_API[^;(]*?\b(nw_\w+)\(', text))


def symbols(*command):
    return [line.split() for line in run('nm', *command).splitlines()]


def test_shared_library_exports_what_the_header_declares_and_no_more():
    library = os.path.join(BUILD, 'libnodewall.so')
    exported = {words[-1].split('@')[0] for words in symbols('-D', '--defined-only', library)}
    extra = {'__asan_', '__odr_asan', '__ubsan', '__gcov', '__lsan', '_init', '_fini'}
    exported = {name for name in exported if not name.startswith(tuple(extra))}
    assert exported == declared()
    assert len(exported) > 30


def test_archive_offers_the_same_symbols():
    library = os.path.join(BUILD, 'libnodewall.a')
    offered = {words[2] for words in symbols('-g', '--defined-only', library)
               if len(words) == 3}
    offered = {name for name in offered if not name.startswith(('__odr_asan', '__asan'))}
    assert offered == declared()


def test_library_calls_nothing_that_prints_or_ends_the_process():
    wanted = {words[-1].split('@')[0] for words in
              symbols('-D', '--undefined-only', os.path.join(BUILD, 'libnodewall.so'))}
    assert not wanted & FORBIDDEN


@pytest.mark.parametrize('standard', ['c99', 'c11', 'c17'])
def test_header_stands_alone_in_c(standard):
    run(cache('CMAKE_C_COMPILER'), f'-std={standard}', '-Wall', '-Wextra', '-pedantic-errors',
        '-Werror', '-fsyntax-only', '-x', 'c', HEADER)


@pytest.mark.parametrize('standard', ['c++98', 'c++11', 'c++20'])
def test_header_stands_alone_in_cxx(standard, tmp_path):
    compiler = next((name for name in ('g++', 'clang++') if shutil.which(name)), None)
    if not compiler:
        pytest.skip('no C++ compiler')
    source = tmp_path / 'alone.cc'
    source.write_text('#include <nodewall/nodewall.h>\n'
                      'int main() { struct nw_request req = NW_REQUEST_INIT; '
                      'return req.node == -1 ? 0 : 1; }\n')
    more = ['-Wno-long-long', '-Wno-c++11-long-long', '-Wno-c++11-extensions'] \
        if standard == 'c++98' else []
    run(compiler, f'-std={standard}', '-Wall', '-Wextra', '-Werror', *more, '-fsyntax-only',
        '-I', os.path.dirname(os.path.dirname(HEADER)), source)
