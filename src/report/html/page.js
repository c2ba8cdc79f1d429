// SPDX-License-Identifier: GPL-2.0-only
// Script of the page: opens the walk behind a cell, moves by keyboard, filters
// rows, selects what a machine's drawing shows. Texts of scenarios are foreign:
// they become text nodes here, never markup.
'use strict';
(() => {
const data = JSON.parse(unpacked(document.getElementById('data')));
const panel = document.getElementById('walk');
const grid = document.getElementById('grid');
const SIGNS = { usable: '\u2714', type: '\u25c7', mask: '\u25bd', isolation: '\u25a0',
	capacity: '\u25cb', list: '\u00b7', refused: '\u00d7' };
let opened = null;	// { row, design }, from 0
let go = null;		// the link of the panel that led to the next cell
let current = null;	// the one link of the table in the tab order

// What html_pack.c made short: `LDDD is a piece that stood before, `! is a backquote.
function unpacked(element) {
	const from = new TextEncoder().encode(element.textContent);
	const to = new Uint8Array(Number(element.dataset.bytes));
	const digit = (place) => from[place] - 63;
	let length = 0;

	for (let i = 0; i < from.length; i++) {
		if (from[i] !== 96) {
			to[length++] = from[i];
		} else if (from[i + 1] === 33) {
			to[length++] = 96;
			i++;
		} else {
			const back = (digit(i + 2) * 64 + digit(i + 3)) * 64 + digit(i + 4);
			const end = length + digit(i + 1) + 6;

			for (; length < end; length++)
				to[length] = to[length - back];
			i += 4;
		}
	}
	return new TextDecoder().decode(to);
}

const byId = (id) => document.getElementById(id);
const string = (place) => place === null || place === undefined ? '' : data.strings[place];
// Markup that the page would hold itself if it had fewer machines; foreign texts in it
// are escaped already.
const more = byId('more-machines');
if (more)
	more.insertAdjacentHTML('beforebegin', unpacked(more));
// The link of a cell leads to the cell itself: its address opens the walk.
for (const link of grid ? grid.querySelectorAll('td a') : [])
	link.href = '#' + link.parentElement.id;

const cellOf = (row, design) => byId('cell-' + (row + 1) + '-' + (design + 1));

function el(name, attributes, ...children) {
	const element = document.createElement(name);

	for (const [key, value] of Object.entries(attributes || {})) {
		if (value !== '')
			element.setAttribute(key, value);
	}
	element.append(...children.filter((child) => child !== null && child !== ''));
	return element;
}

// ---- the walk of a cell ----

// [label, value, ...] as a list; an empty label continues the one before.
function fieldList(fields) {
	const list = el('dl');

	for (let i = 0; i < (fields || []).length; i += 2) {
		const label = string(fields[i]);

		if (label)
			list.append(el('dt', null, label));
		list.append(el('dd', null, string(fields[i + 1])));
	}
	return list.children.length ? list : null;
}

function zoneReason(row, design) {
	const className = data.classes[row[2]];
	const own = data.classes[data.verdicts[row[1]][1]];

	// A mask or list refused it, but the design is what took the node out.
	if (className === 'isolation' && own !== 'isolation')
		return string(row[3]) + ', kept out by ' + design;
	return string(row[3]);
}

function zoneRow(row, number, design) {
	const [short, , by, about] = data.verdicts[row[1]];
	const className = data.classes[row[2]];
	const reached = short !== '-';

	return el('tr', null, el('td', null, number), el('td', null, string(row[0])),
		el('td', { class: reached ? className : '', title: about },
			(reached ? SIGNS[className] + ' ' : '') + short),
		el('td', null, zoneReason(row, design)),
		el('td', null, by === 'design hook' ? 'hook of ' + design : by));
}

function zoneTable(places, design) {
	const body = el('tbody');
	const remark = (text) => body.append(el('tr', { class: 'again' },
		el('td', { colspan: 5 }, text)));
	let number = 0, before = '';

	for (const place of places) {
		const row = data.rows[place], listed = row[4];
		const more = row.length > 5 ? row[5] - 1 : 0;

		if (before === 'nofragment' && listed) {
			remark('again, without ALLOC_NOFRAGMENT:');
			number = 0;
		}
		body.append(zoneRow(row, listed ? String(++number) : '-', design));
		if (more) {
			remark('\u2026 and ' + more + ' more zones likewise, the last is ' +
				string(row[6]));
			number += listed ? more : 0;
		}
		before = data.verdicts[row[1]][0];
	}
	return el('table', { class: 'zones' }, el('thead', null, el('tr', null,
		...['#', 'zone', 'verdict', 'because', 'kernel'].map(
			(title) => el('th', { scope: 'col' }, title)))), body);
}

function passParts(pass, design) {
	const head = [...(pass.head || [])];
	let title = 'Pass 1: ' + string(pass.name);

	// With several passes, the first field tells which one this is.
	if (string(head[0]) === 'pass')
		title = 'Pass ' + string(head.splice(0, 2)[1]);
	const parts = [fieldList(pass.notes), el('h3', null, title), fieldList(head)];

	if (pass.same)
		parts.push(el('p', null, 'Every zone as in the pass before.'));
	else if (pass.zones.length)
		parts.push(el('div', { class: 'scroll' }, zoneTable(pass.zones, design)));
	else
		parts.push(el('p', null, 'There is no zone to look at.'));
	if (pass.again)
		parts.push(el('p', null, 'And the same in ' + pass.again + ' more rounds.'));
	return parts;
}

function walkParts(step, design) {
	if (step.walk === undefined)
		return [step.request ? el('p', null, 'The walk of this step was not recorded.') : null];
	const walk = data.walks[step.walk];

	return [...walk.passes.flatMap((place) => passParts(data.passes[place], design)),
		fieldList(walk.notes)];
}

// The source line with a caret below what failed.
function failurePart([message, source, line, column, width]) {
	const lines = [];

	if (source !== null) {
		const before = string(source).slice(0, column - 1).replace(/[^\t]/g, ' ');

		lines.push(String(line).padStart(5) + ' | ' + string(source));
		lines.push('      | ' + before + '^' + '~'.repeat(Math.max(0, width - 1)));
	}
	lines.push('        ' + string(message));
	return el('pre', null, lines.join('\n'));
}

function outcomePart(step) {
	const word = data.outcomes[step.outcome];
	const looks = { FAIL: 'fail', XPASS: 'fail', ERROR: 'fail' }[word] || word;

	return el('span', { class: 'outcome ' + looks }, word);
}

// The next cell of the table in a direction, as a link; a dead button when there is none.
function stepLink(row, design, rows, designs, title) {
	let r = row + rows, d = design + designs;

	for (; data.table[r] && data.designs[d]; r += rows, d += designs) {
		const cell = cellOf(r, d);

		if (cell && !cell.parentElement.hidden) {
			const link = el('a', { href: '#' + cell.id, 'data-go': title }, title);

			link.addEventListener('click', () => { go = title; });
			return link;
		}
	}
	return el('button', { type: 'button', disabled: 'disabled' }, title);
}

function panelTop(entry, step, row, design) {
	const scenario = data.scenarios[entry.scenario];
	const close = el('button', { type: 'button', id: 'walk-close' }, 'Close');

	close.addEventListener('click', closePanel);
	return el('div', { class: 'top' },
		el('h2', { id: 'walk-title', tabindex: '-1' },
			string(scenario.name) + (entry.number ? ', step ' + entry.number : '') +
			': ' + string(entry.name)),
		el('span', null, el('code', null, data.designs[design]), ' ', outcomePart(step), ' ',
			el('code', null, string(step.cell))),
		stepLink(row, design, 0, -1, '\u2190 design'),
		stepLink(row, design, 0, 1, 'design \u2192'),
		stepLink(row, design, -1, 0, '\u2191 step'),
		stepLink(row, design, 1, 0, 'step \u2193'), close);
}

function replay(entry, design) {
	const scenario = data.scenarios[entry.scenario];

	return 'nodewall explain ' + string(scenario.file) + ':' + entry.line + ' -d ' +
		data.designs[design] + string(scenario.args[design]);
}

function lastFields(entry, step, design) {
	const scenario = data.scenarios[entry.scenario];
	const list = fieldList(step.result) || el('dl');
	const add = (label, value) => list.append(el('dt', null, label), el('dd', null, value));

	if (step.note !== undefined)
		add('note', string(step.note));
	if (step.hint !== undefined)
		add('hint', string(step.hint));
	if (scenario.figure) {
		const owner = step.node === undefined ? '' : '-n' + step.node;

		add('machine', el('a', { href: '#machine-' + scenario.figure + '-d' + (design + 1) +
			owner }, 'machine ' + scenario.figure));
	}
	if (entry.number && entry.line)
		add('replay', replay(entry, design));
	return list;
}

function openCell(row, design) {
	const entry = data.table[row];
	const step = data.steps[entry.cells[design]];

	forgetOpened();
	panel.replaceChildren(...[
		panelTop(entry, step, row, design),
		step.reason === undefined ? null : el('p', null, string(step.reason)),
		...(step.failures || []).map(failurePart),
		fieldList(step.request),
		...walkParts(step, data.designs[design]),
		lastFields(entry, step, design),
	].filter((part) => part));
	panel.hidden = false;
	panel.scrollTop = 0;
	document.body.classList.add('open');
	markOpened(row, design);
	const next = [...panel.querySelectorAll('[data-go]')].find((link) => link.dataset.go === go);

	(next || byId('walk-title')).focus({ preventScroll: true });
	go = null;
}

function markOpened(row, design) {
	const cell = cellOf(row, design);

	opened = { row, design };
	cell.classList.add('open');
	cell.firstElementChild.setAttribute('aria-current', 'true');
	setCurrent(cell.firstElementChild);
	cell.scrollIntoView({ block: 'center', inline: 'center' });
}

// Return: the link of the cell that was open, or null.
function forgetOpened() {
	if (!opened)
		return null;
	const cell = cellOf(opened.row, opened.design);

	cell.classList.remove('open');
	cell.firstElementChild.removeAttribute('aria-current');
	opened = null;
	return cell.firstElementChild;
}

function hidePanel() {
	const link = forgetOpened();

	panel.hidden = true;
	panel.replaceChildren();
	document.body.classList.remove('open');
	return link;
}

function closePanel() {
	const link = hidePanel();

	history.replaceState(null, '', '#steps');
	if (link)
		link.focus();
}

// ---- moving in the table ----

function setCurrent(link) {
	if (current)
		current.tabIndex = -1;
	current = link;
	current.tabIndex = 0;
}

function visibleCells() {
	return [...grid.querySelectorAll('tbody tr:not(.scenario)')].filter((tr) => !tr.hidden).map(
		(tr) => [...tr.querySelectorAll('td')]);
}

// The next link from (row, column) on in a direction: cells without one are skipped.
function nextLink(cells, row, column, rows, columns) {
	let r = row + rows, c = column + columns;

	for (; cells[r] && cells[r][c]; r += rows, c += columns) {
		const link = cells[r][c].querySelector('a');

		if (link)
			return link;
	}
	return null;
}

function onGridKey(event) {
	const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
		ArrowRight: [0, 1], Home: [0, 1], End: [0, -1] };
	const cell = event.target.closest('td');

	if (!cell || !moves[event.key] || event.altKey || event.ctrlKey || event.metaKey)
		return;
	const cells = visibleCells();
	const row = cells.findIndex((line) => line.includes(cell));
	const column = { Home: -1, End: cells[row].length }[event.key];
	const link = nextLink(cells, row, column === undefined ? cells[row].indexOf(cell) : column,
		...moves[event.key]);

	event.preventDefault();
	if (link) {
		setCurrent(link);
		link.focus();
	}
}

function startGrid() {
	const links = grid.querySelectorAll('td a');

	for (const link of links)
		link.tabIndex = -1;
	if (links.length)
		setCurrent(links[0]);
	grid.addEventListener('keydown', onGridKey);
}

// ---- filters ----

function filterBody(body, words, differ, unexpected) {
	const title = body.querySelector('tr.scenario').textContent.toLowerCase();
	let shown = 0;

	for (const tr of body.querySelectorAll('tr:not(.scenario)')) {
		const text = title + ' ' + tr.textContent.toLowerCase();

		tr.hidden = !words.every((word) => text.includes(word)) ||
			(differ && !tr.classList.contains('differ')) ||
			(unexpected && !tr.classList.contains('unexpected'));
		shown += !tr.hidden;
	}
	body.hidden = !shown;
	return shown;
}

function applyFilters() {
	const words = byId('find').value.toLowerCase().split(/\s+/).filter((word) => word);
	const all = grid.querySelectorAll('tbody tr:not(.scenario)').length;
	let shown = 0;

	for (const body of grid.tBodies)
		shown += filterBody(body, words, byId('differ').checked, byId('unexpected').checked);
	byId('found').value = shown === all ? '' : shown + ' of ' + all + ' steps';
	if (current && current.closest('tr').hidden)
		setCurrent(nextLink(visibleCells(), 0, -1, 0, 1) || current);
}

function startFilters() {
	byId('filters').addEventListener('submit', (event) => event.preventDefault());
	for (const id of ['find', 'differ', 'unexpected'])
		byId(id).addEventListener('input', applyFilters);
	applyFilters();	// a reloaded page keeps what was typed
}

// ---- machines ----

const has = (element, design) => element.dataset.designs.includes(' ' + design + ' ');
const listTitle = (list) => 'node ' + list.dataset.owner + ' ' + list.dataset.kind;

function fillSelect(select, options, wanted) {
	select.replaceChildren(...options.map(([value, title]) => el('option', { value }, title)));
	if (options.some(([value]) => value === wanted))
		select.value = wanted;
}

// Show the drawing of the selected design and the arrows of the selected list.
function drawSelected(figure) {
	const design = figure.querySelector('[name=design]').value;
	const select = figure.querySelector('[name=list]');
	const lists = [...figure.querySelectorAll('g.list')];

	fillSelect(select, lists.filter((list) => has(list, design)).map(
		(list) => [listTitle(list), listTitle(list)]), select.value);
	for (const drawing of figure.querySelectorAll('.drawing'))
		drawing.hidden = !has(drawing, design);
	for (const list of lists)
		list.classList.toggle('shown', has(list, design) && listTitle(list) === select.value);
}

function selectOwner(figure, owner) {
	const select = figure.querySelector('[name=list]');
	const option = [...select.options].find((o) => o.value.startsWith('node ' + owner + ' '));

	if (option)
		select.value = option.value;
	drawSelected(figure);
}

function startFigure(figure) {
	const drawings = [...figure.querySelectorAll('.drawing')];
	const designs = data.designs.map((name, i) => [String(i + 1), name]);

	fillSelect(figure.querySelector('[name=design]'),
		designs.filter(([value]) => drawings.some((drawing) => has(drawing, value))), '');
	figure.addEventListener('change', () => drawSelected(figure));
	figure.addEventListener('click', (event) => {
		const node = event.target.closest('g.node');

		if (node)
			selectOwner(figure, node.dataset.node);
	});
	drawSelected(figure);
}

function openMachine(number, design, owner) {
	const figure = byId('machine-' + number);

	if (!figure)
		return;
	figure.querySelector('[name=design]').value = design;
	drawSelected(figure);
	if (owner !== undefined)
		selectOwner(figure, owner);
	figure.scrollIntoView();
	figure.focus({ preventScroll: true });
}

// ---- addresses ----

// #cell-3-1: the walk of row 3 under design 1; #machine-2-d1-n0: its arrows of node 0.
function route() {
	const cell = location.hash.match(/^#cell-(\d+)-(\d+)$/);
	const machine = location.hash.match(/^#machine-(\d+)-d(\d+)(?:-n(\d+))?$/);

	if (cell && byId(location.hash.slice(1))) {
		openCell(cell[1] - 1, cell[2] - 1);
		return;
	}
	hidePanel();
	if (machine)
		openMachine(machine[1], machine[2], machine[3]);
}

document.body.classList.add('scripted');
for (const part of document.querySelectorAll('.js'))
	part.hidden = false;
for (const figure of document.querySelectorAll('figure.machine'))
	startFigure(figure);
if (grid) {
	startGrid();
	startFilters();
}
document.addEventListener('keydown', (event) => {
	if (event.key === 'Escape' && !panel.hidden)
		closePanel();
});
addEventListener('hashchange', route);
route();
})();
