# SPDX-License-Identifier: GPL-2.0-only
"""The HTML page: what it holds, how large it is, and what a browser makes of it.

Addresses such as #cell-6-1 open what a click would, so that no test has to click.
What needs keys is done by a script that is added to a copy of the page. The tests
in a browser are skipped when chromium is not there.
"""
import html.parser
import os
import re
import shutil
import subprocess

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))
CHROMIUM = shutil.which('chromium')
LEAK = 'scenarios/spm/fallback-leak.yaml'
VOID = {'meta', 'br', 'input', 'link', 'img', 'hr', 'area', 'base', 'col', 'embed', 'source',
        'track', 'wbr'}
# Attributes that make a browser load something.
LOADING = {'src', 'srcset', 'data', 'poster', 'background', 'action', 'formaction', 'ping',
           'manifest', 'codebase', 'classid', 'cite', 'longdesc', 'profile', 'xlink:href'}

EVIL = '''nodewall: 1
name: evil/<img src=x onerror=document.title='caught'>
why: "</script><script>document.title='caught'</script> & <!--"
topology:
  nodes:
    0: { cpus: 0-1, zones: { Normal: 1G } }
    1: { zones: { Movable: 1G }, spm: "<svg onload=document.title='caught'>" }
tasks: { "t": { cpu: 0 } }
designs: [ mainline, rfc-v2 ]
steps:
  - name: "<b onmouseover=alert(1)>\\" x='y' </td>"
    may: { task: t, gfp: GFP_KERNEL }
    expect: { nodes: 1 }   # </script><script>document.title='caught'</script>
'''


def nodewall(*args):
    return subprocess.run([NODEWALL, *args], cwd=TOP, capture_output=True, text=True, timeout=300,
                          check=False)


def write_page(path, *args, verb='compare'):
    run = nodewall(verb, *args, '-o', f'html={path}')
    assert run.returncode in (0, 1), run.stderr
    return path.read_text(encoding='utf-8')


class Checker(html.parser.HTMLParser):
    """Open and closed elements, ids, links, and everything that would be loaded."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.ids, self.links, self.loads = [], [], [], [], []
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == 'id':
                self.ids.append(value)
            elif name == 'href':
                self.links.append(value)
            elif name in LOADING or name.startswith('on') or name == 'style':
                self.loads.append(f'{tag} {name}={value}')
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'</{tag}> at {self.getpos()}')


def check(page):
    checker = Checker()
    checker.feed(page)
    checker.close()
    return checker


@pytest.fixture(name='leak', scope='module')
def leak_fixture(tmp_path_factory):
    path = tmp_path_factory.mktemp('html') / 'leak.html'
    write_page(path, LEAK, '-d', 'mainline,rfc-v2,n-spm')
    return path


@pytest.fixture(name='evil', scope='module')
def evil_fixture(tmp_path_factory):
    folder = tmp_path_factory.mktemp('evil')
    (folder / 'evil.yaml').write_text(EVIL, encoding='utf-8')
    write_page(folder / 'evil.html', str(folder / 'evil.yaml'))
    return folder / 'evil.html'


@pytest.mark.parametrize('which', ['leak', 'evil'])
def test_elements_are_closed_in_order_and_ids_are_unique(which, request):
    checker = check(request.getfixturevalue(which).read_text(encoding='utf-8'))
    assert not checker.wrong
    assert not checker.open
    assert len(set(checker.ids)) == len(checker.ids)


@pytest.mark.parametrize('which', ['leak', 'evil'])
def test_nothing_is_loaded_and_links_stay_in_the_page(which, request):
    page = request.getfixturevalue(which).read_text(encoding='utf-8')
    checker = check(page)
    assert not checker.loads
    assert not {'link', 'img', 'iframe', 'object', 'embed', 'base'} & set(checker.tags)
    assert all(link[1:] in checker.ids for link in checker.links)
    assert all(link.startswith('#') for link in checker.links)
    assert '@import' not in page
    assert 'url(' not in re.sub(r'url\(#[\w-]+\)', '', page)
    assert "default-src 'none'" in page


def test_the_table_reads_without_a_script(leak):
    page = leak.read_text(encoding='utf-8')
    rows = re.findall(r'<tr(?: class="[^s][^"]*")?><th scope="row"><b>.*?</tr>', page, re.S)
    cells = [re.findall(r'<a>(.*?)</a>', row) for row in rows]
    assert len(rows) == 4
    assert [re.sub('<.*?>', '', cell) for cell in cells[2]] == ['2 ~', '1', '1']
    assert '<noscript>' in page


def test_the_drawing_has_ids_and_numbered_arrows(leak):
    page = leak.read_text(encoding='utf-8')
    first = re.search(r'<g class="list shown".*?</g>\n', page, re.S).group()
    assert 'id="machine-1-1-zone-2-Movable"' in page
    assert re.findall(r'<text x="\d+" y="\d+">(\d)</text>', first) == ['1', '2', '3']
    assert first.count('class="arrow"') == 2
    # what the drawing shows stands in tables too
    assert '<td>0 (10), 2 (17), 1 (21)</td>' in page


def test_two_runs_give_the_same_page(leak, tmp_path):
    again = write_page(tmp_path / 'again.html', LEAK, '-d', 'mainline,rfc-v2,n-spm')
    assert again == leak.read_text(encoding='utf-8')


def test_run_writes_the_page_as_well(tmp_path):
    page = write_page(tmp_path / 'run.html', LEAK, '-d', 'mainline', verb='run')
    assert 'id="cell-3-1"' in page


@pytest.mark.slow
@pytest.mark.parametrize('designs,limit', [('mainline,rfc-v2', 1_000_000), ('all', 5_000_000)])
def test_the_page_of_all_scenarios_stays_small(designs, limit, tmp_path):
    page = write_page(tmp_path / 'all.html', 'scenarios', '-d', designs)
    assert len(page.encode()) < limit
    assert not check(page).wrong
    assert check(page).tags.count('figure') == 12
    assert re.search(r'<noscript><p>Machines 13 to \d+ ', page)


# ---- in a browser ----

browser = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason='needs chromium')]


def chromium(path, fragment, tmp_path, *args):
    run = subprocess.run([CHROMIUM, '--headless', '--no-sandbox', '--disable-gpu',
                          '--disable-background-networking', '--disable-sync', '--no-first-run',
                          '--virtual-time-budget=3000', f'--user-data-dir={tmp_path}/profile',
                          *args, f'file://{path}{fragment}'],
                         capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def dom(path, fragment, tmp_path):
    return chromium(path, fragment, tmp_path, '--dump-dom')


def panel(page):
    return re.search(r'<aside id="walk".*?</aside>', page, re.S).group()


def with_script(path, tmp_path, script):
    """The page's title after @script ran on it: add(text) adds to the title."""
    page = path.read_text(encoding='utf-8')
    script = ('document.title = "";'
              'const add = (s) => { document.title += s + "|"; };'
              'const at = () => add(document.activeElement.closest("[id]").id);'
              'const key = (k) => document.activeElement.dispatchEvent('
              'new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true }));'
              + script)
    copy = tmp_path / 'copy.html'
    copy.write_text(page.replace('</body>', f'<script>{script}</script></body>'), encoding='utf-8')
    return re.search(r'<title>(.*?)</title>', dom(copy, '', tmp_path)).group(1).split('|')[:-1]


class TestBrowser:
    pytestmark = browser

    def test_an_address_opens_the_walk_of_its_cell(self, leak, tmp_path):
        shown = panel(dom(leak, '#cell-3-1', tmp_path))
        assert 'hidden' not in shown[:80]
        assert 'spm/fallback-leak, step 3' in shown
        assert 'free 2607 &lt;= low' in shown or 'watermark' in shown
        assert 'TAKEN' in shown and '2/Movable' in shown
        assert 'nodewall explain scenarios/spm/fallback-leak.yaml:' in shown
        assert 'page 1 of 1 landed on node 2' in shown

    def test_without_an_address_the_walk_is_hidden(self, leak, tmp_path):
        assert 'hidden' in panel(dom(leak, '', tmp_path))[:80]

    def test_an_address_selects_design_and_list_of_a_machine(self, leak, tmp_path):
        page = dom(leak, '#machine-1-d3-n1', tmp_path)
        shown = re.findall(r'<g class="list shown"[^>]*>', page)
        assert len(shown) == 1
        assert 'data-owner="1"' in shown[0] and ' 3 ' in shown[0]

    def test_machines_that_were_packed_are_drawn(self, tmp_path):
        write_page(tmp_path / 'many.html', 'scenarios/hazards', 'scenarios/hotplug',
                   'scenarios/questions', '-d', 'mainline')
        page = dom(tmp_path / 'many.html', '#machine-15-d1-n0', tmp_path)
        page = page[:page.index('id="more-machines"')]
        figures = re.findall(r'<figure id="machine-(\d+)"', page)
        assert figures == [str(n + 1) for n in range(len(figures))] and len(figures) > 15
        fifteenth = page[page.index('<figure id="machine-15"'):]
        assert '<g class="list shown"' in fifteenth[:fifteenth.index('</figure>')]

    @pytest.mark.parametrize('fragment', ['', '#cell-1-1', '#cell-1-2', '#machine-1-d1-n1'])
    def test_foreign_text_never_runs(self, evil, fragment, tmp_path):
        page = dom(evil, fragment, tmp_path)
        assert '<title>nodewall: steps and designs</title>' in page
        assert page.count('<script') == 2
        assert not re.search(r'<(img|b|svg)\s[^>]*\bon\w+=', page)

    @pytest.mark.parametrize('fragment',
                             ['#cell-0-0', '#cell-99-1', '#machine-9-d1-n0', '#%00', '#<'])
    def test_addresses_of_nothing_do_no_harm(self, leak, fragment, tmp_path):
        page = dom(leak, fragment, tmp_path)
        assert 'class="scripted"' in page
        assert 'hidden' in panel(page)[:80]

    def test_the_table_is_one_stop_and_arrow_keys_move_in_it(self, leak, tmp_path):
        said = with_script(leak, tmp_path, '''
            add(document.querySelectorAll('#grid td a:not([tabindex="-1"])').length);
            document.querySelector('#grid td a[tabindex="0"]').focus(); at();
            for (const k of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'End', 'Home',
                    'ArrowUp', 'ArrowLeft'])
                key(k), at();
            add(document.querySelectorAll('#grid td a[tabindex="0"]').length);''')
        assert said == ['1', 'cell-1-1', 'cell-1-2', 'cell-2-2', 'cell-3-2', 'cell-3-1',
                        'cell-3-3', 'cell-3-1', 'cell-2-1', 'cell-2-1', '1']

    def test_opening_takes_the_focus_and_escape_gives_it_back(self, leak, tmp_path):
        said = with_script(leak, tmp_path, '''
            location.hash = '#cell-3-2';
            dispatchEvent(new Event('hashchange')); at();
            add(document.getElementById('walk').hidden);
            key('Escape'); at(); add(document.getElementById('walk').hidden);''')
        assert said == ['walk-title', 'false', 'cell-3-2', 'true']

    def test_everything_to_click_can_be_reached_by_tab(self, leak, tmp_path):
        said = with_script(leak, tmp_path, '''
            location.hash = '#cell-3-2';
            dispatchEvent(new Event('hashchange'));
            const all = '#walk a, #walk button, select, input, summary';
            for (const e of document.querySelectorAll(all))
                if (e.tabIndex < 0)
                    add(e.outerHTML);
            add('end');''')
        assert said == ['end']

    def test_filters_hide_rows_and_their_scenarios(self, leak, tmp_path):
        said = with_script(leak, tmp_path, '''
            const input = (id, set) => { set(document.getElementById(id));
                document.getElementById(id).dispatchEvent(new Event('input')); };
            const steps = '#grid tbody tr:not(.scenario):not([hidden])';
            const rows = () => add(document.querySelectorAll(steps).length);
            input('differ', (e) => { e.checked = true; }); rows();
            add(document.querySelector('#grid td a[tabindex="0"]').closest('td').id);
            input('find', (e) => { e.value = 'no such step'; }); rows();
            add(document.querySelectorAll('tbody:not([hidden]) tr.scenario').length);''')
        assert said == ['1', 'cell-3-1', '0', '0']

    @pytest.mark.parametrize('scheme', ['light', 'dark'])
    def test_it_can_be_drawn_in_light_and_dark(self, leak, scheme, tmp_path):
        picture = tmp_path / 'picture.png'
        dark = ['--blink-settings=preferredColorScheme=0'] if scheme == 'dark' else []
        chromium(leak, '#cell-3-1', tmp_path, f'--screenshot={picture}', '--window-size=1300,900',
                 *dark)
        assert picture.read_bytes().startswith(b'\x89PNG')
        assert picture.stat().st_size > 20_000
