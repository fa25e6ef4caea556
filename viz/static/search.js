// Search by name, other name, pinyin or initials; the year slider.
const found = { list: [], at: -1 };
function matches(text) {
  const wanted = text.trim().toLowerCase(), letters = wanted.replace(/[^a-z0-9]/g, '');
  if (!wanted) return [];
  const score = (node) => {
    if (node.label === wanted) return 0;
    if (node.label.toLowerCase().startsWith(wanted)) return 1;
    if (letters && letters === wanted.replace(/\s/g, '')) {
      if (node.pinyin[0].startsWith(letters) || node.pinyin[1] === letters) return 2;
      if (node.pinyin[1].startsWith(letters)) return 3;
      if (letters.length > 2 && node.pinyin[0].includes(letters)) return 6;
    }
    if (node.label.toLowerCase().includes(wanted)) return 4;
    return node.aliases.some((alias) => alias.toLowerCase().includes(wanted)) ? 5 : 99;
  };
  return N.map((node) => [score(node), node]).filter(([s]) => s < 99).sort((a, b) => a[0] - b[0] || (b[1].cls === 'Place') - (a[1].cls === 'Place') || b[1].docs - a[1].docs || a[1].i - b[1].i).slice(0, 12).map(([, node]) => node);
}
function showFound() {
  const input = $('search'), list = $('found');
  found.list = matches(input.value);
  found.at = found.list.length ? 0 : -1;
  const empty = input.value.trim() && !found.list.length;
  list.replaceChildren(...found.list.map((node, k) => el('li', { role: 'option', id: 'found-' + k, 'aria-selected': String(k === found.at), on: { mousedown: (event) => { event.preventDefault(); pick(node); } } }, el('span', {}, short(label(node), 30)), el('small', {}, whichOf(node)))), ...(empty ? [el('li', { class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, t('nothing'))] : []));
  list.hidden = !found.list.length && !empty;
  input.setAttribute('aria-expanded', String(!list.hidden));
  markFound();
}
// Two things of one name are told apart by the body of a post, else by the first document that says something of them.
function whichOf(node) {
  const cls = word('classes', node.cls);
  if (!N.some((other) => other !== node && other.label === node.label)) return cls;
  const post = node.facts.find((f) => f[0] === 'holdsPost' && f[4] >= 0), ev = [...node.facts.map((f) => f[3]), ...[...node.out, ...node.in].map((e) => e.ev)].flat();
  const other = post ? label(N[post[4]]) : ev.length ? clean(DOCS[EV[ev[0]][0]].title || DOCS[EV[ev[0]][0]].id) : '';
  return other ? `${cls} · ${short(other, 16)}` : cls;
}
function markFound() {
  [...$('found').children].forEach((item, k) => item.setAttribute('aria-selected', String(k === found.at)));
  found.at >= 0 ? $('search').setAttribute('aria-activedescendant', 'found-' + found.at) : $('search').removeAttribute('aria-activedescendant');
}
function closeFound() { $('found').hidden = true; $('search').setAttribute('aria-expanded', 'false'); }
function pick(node) { closeFound(); $('search').value = ''; reveal(node); select({ node }, true); }
function searchKey(event) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (found.list.length) found.at = (found.at + (event.key === 'ArrowDown' ? 1 : -1) + found.list.length) % found.list.length;
    markFound();
  } else if (event.key === 'Enter' && found.at >= 0 && !$('found').hidden) { event.preventDefault(); pick(found.list[found.at]); } else if (event.key === 'Escape') { $('search').value = ''; closeFound(); }
}
// What was searched for is shown even if its class was off or it lay folded.
function reveal(node) {
  if (!linked(node)) S.loose = true;
  S.classes.delete(node.cls);
  showFilters();
  for (let up = node; up.fold >= 0; up = N[up.fold]) if (view.rep[node.i] !== node.i) S.expanded.add(N[up.fold].id);
  changed();
}

function showTime() {
  const time = $('time');
  time.hidden = YEARS[0] === YEARS[1];
  if (time.hidden) return;
  const count = new Map();
  EV.forEach((piece) => { const y = DOCS[piece[0]].year; count.set(y, (count.get(y) || 0) + 1); });
  const most = Math.max(...years.map((y) => count.get(y) || 0)), span = Array.from({ length: YEARS[1] - YEARS[0] + 1 }, (_, k) => YEARS[0] + k);
  const slider = el('input', { type: 'range', id: 'year', min: String(YEARS[0]), max: String(YEARS[1]), step: '1', value: String(S.year), 'aria-label': t('year'), 'aria-valuetext': String(S.year), on: { input: () => { setYear(Number(slider.value)); } } });
  const bars = el('div', { class: 'hist', 'aria-hidden': 'true' }, span.map((y) => el('div', { class: 'hist-bar' + (y <= S.year ? ' on' : ''), 'data-year': String(y) }, el('i', { style: { height: `${Math.max(((count.get(y) || 0) / most) * 100, count.get(y) ? 8 : 0)}%` } }), el('small', {}, String(y)))));
  const undated = DOCS.some((d) => !d.year) ? undatedBox() : null;
  time.replaceChildren(el('button', { type: 'button', id: 'play', on: { click: play } }, t(play.timer ? 'pause' : 'play')), el('output', { id: 'year-out', for: 'year' }, `${t('year')} ${S.year}`), el('div', { class: 'track' }, bars, slider), undated || '');
}
function undatedBox() {
  const input = el('input', { type: 'checkbox', id: 'undated', on: { change: () => { S.undated = input.checked; changed(); } } });
  input.checked = S.undated;
  return el('label', { class: 'check' }, input, el('span', {}, t('undatedToo')));
}
function setYear(year) {
  S.year = year;
  $('year').value = String(year);
  $('year').setAttribute('aria-valuetext', String(year));
  $('year-out').textContent = `${t('year')} ${year}`;
  document.querySelectorAll('.hist-bar').forEach((bar) => bar.classList.toggle('on', Number(bar.dataset.year) <= year));
  changed();
}
function play() {
  if (play.timer) return stopPlaying();
  if (S.year === YEARS[1]) setYear(YEARS[0]);
  play.timer = setInterval(() => (S.year < YEARS[1] ? setYear(S.year + 1) : stopPlaying()), 900);
  $('play').textContent = t('pause');
}
function stopPlaying() { clearInterval(play.timer); play.timer = null; $('play').textContent = t('play'); }
