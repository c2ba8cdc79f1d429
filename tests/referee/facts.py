# SPDX-License-Identifier: GPL-2.0-only
"""What memory looks like after a step, in the guest and in the model, in the same words."""
import re

COUNTERS = {
    'reclaimed': ('pgsteal_kswapd', 'pgsteal_direct'),
    'by direct reclaim': ('pgsteal_direct',),
    'swapped out': ('pswpout', 'zswpout'),
    'swapped in': ('pswpin', 'zswpin'),
    'demoted': ('pgdemote_kswapd', 'pgdemote_direct', 'pgdemote_khugepaged'),
    'compacted': ('compact_migrate',),
}
EVENTS = {'kswapd_reclaim': ('reclaimed',), 'swap_out': ('swapped out',),
          'direct_reclaim': ('reclaimed', 'by direct reclaim'), 'swap_in': ('swapped in',),
          'demote': ('demoted',), 'compact': ('compacted',)}
# kswapd of the model has done its work before the request goes on that woke it.
SHOWN_ONLY = ('by direct reclaim',)
ZONE_LINE = re.compile(r'Node (\d+), zone +(\w+)')
OOM_LINE = re.compile(r'oom-kill:constraint=(\w+),.*?\bpid=(\d+)')


# ---- the guest

def zone_lists(text):
    """zone -> {counter: pages} of /proc/zoneinfo."""
    zones, zone = {}, None
    for line in text.splitlines():
        match = ZONE_LINE.match(line)
        if match:
            zone = zones.setdefault('%s/%s' % match.groups(), {})
        words = line.split()
        if zone is not None and len(words) == 2 and words[1].isdigit():
            zone[words[0]] = int(words[1])
    return zones


def snapshot(player):
    """Everything that is looked at, at one moment."""
    player.ask('file.read', path='/proc/sys/vm/stat_refresh')
    vmstat = {line.split()[0]: int(line.split()[1])
              for line in player.ask('file.read', path='/proc/vmstat')['value'].splitlines()}
    lists = zone_lists(player.ask('file.read', path='/proc/zoneinfo')['value'])
    start = player.ask('exhaust.start')['start']
    zones = {}
    for name, zone in start.items():
        about = lists[name]
        zones[name] = {
            'free': zone['free'], 'pcp': zone['pcp'],
            'min': zone['wm'][0], 'low': zone['wm'][1], 'high': zone['wm'][2],
            'anon': about['nr_zone_inactive_anon'] + about['nr_zone_active_anon'],
            'file': about['nr_zone_inactive_file'] + about['nr_zone_active_file']}
    log = player.ask('kernel.log', **{'with': 'oom-kill:'})['lines']
    return {'vmstat': vmstat, 'zones': zones, 'pids': dict(player.pids),
            'kills': [match.groups() for match in map(OOM_LINE.search, log) if match]}


def is_quiet(before, now, slack=32):
    """Nothing is reclaimed or moved any more, nor more than @slack pages taken or freed."""
    names = [name for group in COUNTERS.values() for name in group]
    return len(before['kills']) == len(now['kills']) and \
        all(before['vmstat'].get(n) == now['vmstat'].get(n) for n in names) and \
        (slack is None or
         all(abs(zone['free'] - now['zones'][name]['free']) < slack
             for name, zone in before['zones'].items()))


def of(before, now, led_to):
    """One row."""
    grown = {name: now['vmstat'].get(name, 0) - before['vmstat'].get(name, 0)
             for name in now['vmstat']}
    grown['compact_migrate'] = grown.get('pgmigrate_success', 0) \
        if grown.get('compact_isolated') else 0
    counters = {name: sum(grown.get(part, 0) for part in parts)
                for name, parts in COUNTERS.items()}
    counters['reclaimed'] -= counters['demoted']    # a page that is demoted counts as stolen
    row = {'zones': now['zones'], 'counters': counters,
           'kills': [[constraint, now['pids'].get(int(pid), pid)]
                     for constraint, pid in now['kills'][len(before['kills']):]]}
    row.update({key: led_to[key] for key in ('blocks', 'errno') if key in led_to})
    return row


# ---- the model

def of_model(run, first):
    """Rows of a run; @first steps made the machine what it was."""
    steps = run['steps']
    levels = [steps[first - 1]['levels'] if first else run['levels']]
    levels += [step['levels'] for step in steps[first:]]
    rows = [model_row(levels[0], None)]
    for zone_levels, step in zip(levels[1:], steps[first:]):
        rows.append(model_row(zone_levels, step))
    return rows


def model_row(levels, step):
    row = {'zones': {}, 'counters': dict.fromkeys(COUNTERS, 0), 'kills': []}
    for zone in levels:
        owned = zone['owned_pages']
        row['zones'][zone['zone']] = {'free': zone['free_pages'], 'min': zone['min_pages'],
                                      'low': zone['low_pages'], 'high': zone['high_pages'],
                                      'anon': owned.get('anon', 0), 'file': owned.get('file', 0)}
    if not step:
        return row
    for event in step['events']:
        for counter in EVENTS.get(event['event'], ()):
            row['counters'][counter] += event['pages']
    row['kills'] = [[step['result']['oom']['constraint'], victim]
                    for victim in step['result'].get('victims', ())]
    order = (step['request'] or {}).get('order', 0)
    row['blocks'] = {str(landed['node']): landed['pages'] >> order
                     for landed in step['result'].get('landed', [])}
    row['errno'] = step['result']['errno']
    return row
