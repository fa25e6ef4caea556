// The filters at the left, the legend, and the notice of what is folded.
function box(set, value, text, extra, inverted) {
  const input = el('input', { type: 'checkbox', value, on: { change: () => { (input.checked !== Boolean(inverted)) ? set.delete(value) : set.add(value); changed(); } } });
  input.checked = inverted ? set.has(value) : !set.has(value);
  return el('label', { class: 'check' }, input, extra || null, el('span', {}, text));
}
const group = (title, open, ...rest) => el('details', { open, class: 'group', 'data-group': title }, el('summary', {}, title), ...rest);

function showFilters() {
  const nav = $('filters'), open = new Map([...nav.querySelectorAll('details')].map((d, i) => [i, d.open]));
  nav.setAttribute('aria-label', t('filters'));
  nav.replaceChildren(...[
    el('h2', {}, t('filtersTitle')),
    group(t('classes'), true, CLASSES.map((cls) => box(S.classes, cls, word('classes', cls), swatch(cls))), page.loose ? looseBox() : null),
    FAMILIES.length ? group(t('fields'), true, [...FAMILIES, W.none].map((fam) => box(S.fields, fam.id, named(fam), fieldSign(fam), true))) : null,
    group(t('states'), true, [...STATE_ORDER, 'none'].map((s) => box(S.states, s, s === 'none' ? t('noState') : word('states', s), isMap && s !== 'none' ? bothSwatch(s) : lineSwatch(s)))),
    least(), group(t('predicates'), false, PREDICATES.map((p) => box(S.predicates, p, word('predicates', p)))), documents(), budget(),
    el('button', { type: 'button', class: 'primary', id: 'clear', on: { click: clearFilters } }, t('clear')),
  ].filter(Boolean));
  nav.querySelectorAll('details').forEach((d, i) => { if (open.has(i)) d.open = open.get(i); });
}
function looseBox() {
  const input = el('input', { type: 'checkbox', id: 'loose', on: { change: () => { S.loose = input.checked; changed(); fit(true); } } });
  input.checked = S.loose;
  return el('label', { class: 'check' }, input, el('span', {}, t('loose', { n: page.loose })));
}
function least() {
  const most = Math.max(1, ...E.filter((e) => e.p === 'cooperatesWith').map((e) => e.ev.length)), out = el('output', {}, String(S.min));
  const input = el('input', { type: 'range', id: 'least', min: '1', max: String(most), value: String(S.min), 'aria-label': t('least'), on: { input: () => { S.min = Number(input.value); out.textContent = input.value; changed(); } } });
  return el('div', { class: 'group plain-group' }, el('label', { for: 'least' }, t('least')), ' ', out, input, el('p', { class: 'hint' }, t('leastHelp')));
}
function documents() {
  const list = el('div', { class: 'doc-list' }), search = el('input', { type: 'search', 'aria-label': t('filterDocs'), placeholder: t('filterDocs'), on: { input: () => fill() } });
  const fill = () => {
    const wanted = search.value.trim().toLowerCase();
    const some = DOCS.filter((d) => !wanted || (d.title + d.id + d.issued).toLowerCase().includes(wanted)).sort((a, b) => (a.issued < b.issued ? 1 : -1)).slice(0, 300);
    list.replaceChildren(...some.map((d) => box(S.docs, d.i, short(clean(d.title || d.id), 40), el('small', {}, d.issued.slice(0, 7) || t('undated')))));
  };
  const all = (off) => { DOCS.forEach((d) => (off ? S.docs.add(d.i) : S.docs.delete(d.i))); fill(); changed(); };
  fill();
  return group(`${t('documents')} (${DOCS.length})`, false, search, el('p', { class: 'pair' }, el('button', { type: 'button', on: { click: () => all(false) } }, t('allDocs')), el('button', { type: 'button', on: { click: () => all(true) } }, t('noDocs'))), list);
}
function budget() {
  const choice = el('select', { id: 'budget', on: { change: () => { S.budget = Number(choice.value); changed(); } } }, [150, 300, 600, 1200, 0].map((n) => el('option', { value: String(n) }, n ? t('budgetN', { n }) : t('budgetAll'))));
  choice.value = String(S.budget);
  return el('div', { class: 'group plain-group' }, el('label', { for: 'budget' }, t('budget') + ' '), choice);
}
function clearFilters() {
  S.classes = new Set(page.off); S.predicates.clear(); S.fields.clear(); S.states.clear(); S.docs.clear();
  S.min = 1; S.year = YEARS[1]; S.undated = true; S.loose = false; S.expanded.clear(); S.budget = page.budget;
  showFilters(); showTime(); changed();
}

function picture(w, h, paint) {
  const canvas = el('canvas', { width: String(w * 2), height: String(h * 2), style: { width: w + 'px', height: h + 'px' }, 'aria-hidden': 'true' });
  const ctx = canvas.getContext('2d');
  ctx.scale(2, 2);
  paint(ctx);
  return canvas;
}
const swatch = (cls, state, color) => picture(18, 14, (ctx) => symbol(ctx, cls, color || CLASS_COLOR[cls], state || 'completed', 9, 7, 5));
const fieldSign = (fam) => picture(18, 16, (ctx) => { ctx.strokeStyle = ctx.fillStyle = fam.color; ctx.lineWidth = 3; ctx.beginPath(); ctx.moveTo(0, 8); ctx.lineTo(18, 8); ctx.stroke(); if (fam.sign) { ctx.beginPath(); ctx.arc(9, 8, 7.4, 0, 7); ctx.fill(); ctx.fillStyle = '#fff'; ctx.font = `600 9.5px ${FONT}`; ctx.textAlign = 'center'; ctx.textBaseline = 'middle'; ctx.fillText(fam.sign, 9, 8.5); } });
const line = (ctx, state, color, to) => { ctx.strokeStyle = color; ctx.lineWidth = LINE_WIDTH[state]; ctx.lineCap = state === 'proposed' ? 'round' : 'butt'; ctx.setLineDash(DASH[state]); ctx.beginPath(); ctx.moveTo(2, 7); ctx.lineTo(to, 7); ctx.stroke(); ctx.setLineDash([]); };
const bothSwatch = (state) => picture(58, 14, (ctx) => { line(ctx, state, RAIL, 34); symbol(ctx, 'Zone', CLASS_COLOR.Zone, state, 48, 7, 5); });
const lineSwatch = (state, color) => picture(34, 14, (ctx) => line(ctx, state, color || RAIL, 34));

function legendParts() {
  const parts = [];
  if (isMap) {
    const both = (state) => [bothSwatch(state), word('states', state)];
    parts.push([t('legendState'), [...STATE_ORDER.map(both), [lineSwatch('completed', ROAD), t('road')]], 1]);
  }
  if (FAMILIES.length) parts.push([t('legendField'), [...FAMILIES, W.several, W.none].map((fam) => [fieldSign(fam), named(fam)]), 1]);
  parts.push([t('classes'), CLASSES.filter((cls) => !S.classes.has(cls) && !(isMap && LINE[cls])).map((cls) => [swatch(cls, '', isMap ? '' : '#54606f'), word('classes', cls)]).concat(N.some((n) => n.wide && n.live) ? [[swatch('Place', 'wide'), t('province')]] : []), 2]);
  return parts;
}
function showLegend() {
  const legend = $('legend'), old = legend.querySelector('details'), alone = document.body.classList.contains('no-filters') && window.innerWidth > 820;
  legend.replaceChildren(el('details', { open: old ? old.open : alone }, el('summary', {}, t('legend')), legendParts().map(([title, rows, columns]) => el('div', { class: 'legend-part' }, el('h3', {}, title), el('ul', { style: { 'grid-template-columns': `repeat(${columns}, auto)` } }, rows.map(([sign, text]) => el('li', {}, sign, text))))), el('p', { class: 'hint' }, t('legendSize') + (S.lang === 'zh' ? '；' : '; ') + t('legendWidth'))));
}
function showNotice() {
  const hidden = view.folds.live.filter((node) => view.rep[node.i] !== node.i), parts = [];
  const things = new Map();
  hidden.filter((n) => n.level === 1).forEach((n) => things.set(n.cls, (things.get(n.cls) || 0) + 1));
  [...things].sort((a, b) => b[1] - a[1]).slice(0, 4).forEach(([cls, n]) => parts.push(t('foldedThings', { n, c: word('classes', cls) })));
  const units = hidden.filter((n) => n.level === 2).length, cities = hidden.filter((n) => n.level === 3).length;
  if (units) parts.push(isMap ? t('foldedUnits', { n: units }) : t('foldedThings', { n: units, c: t('things') }));
  if (cities) parts.push(t('foldedCities', { n: cities }));
  if (view.folds.capped.length) parts.push(t('capped', { n: view.folds.capped.length }));
  if (view.weak.length) parts.push(t('weak', { n: view.weak.length }));
  $('notice').hidden = !parts.length;
  $('notice').textContent = parts.length ? t('folded', { budget: S.budget, what: parts.join(t('list')) }) : '';
}
