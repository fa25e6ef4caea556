// The side panel: overview, a thing, or a pair of places; every fact with its sentences.
const SHOWN_FACTS = 30;

function showPanel() {
  const panel = $('panel');
  const top = panel.dataset.of === thingKey(S.sel) ? panel.scrollTop : 0;
  panel.replaceChildren(...(S.sel ? (S.sel.pair ? pairPanel(S.sel.pair) : nodePanel(S.sel.node)) : overview()));
  panel.dataset.of = thingKey(S.sel);
  panel.scrollTop = top;
}
const chip = (text, color) => el('span', { class: 'chip', style: color ? { '--c': color } : {} }, text);
const go = (node, text) => el('button', { type: 'button', class: 'go', on: { click: () => select({ node }) } }, text || label(node));
const section = (title, ...rest) => el('section', {}, el('h3', {}, title), ...rest);
const back = () => el('button', { type: 'button', class: 'back', on: { click: () => select(null) } }, '← ' + t('back'));

function overview() {
  const places = N.filter((n) => n.cls === 'Place' && n.live);
  const values = { places: places.length, pairs: E.filter((e) => e.p === 'cooperatesWith' && e.live).length, lines: N.filter((n) => LINE[n.cls] && n.live).length, docs: DOCS.filter(documentOn).length, years: !YEARS[0] ? t('undated') : YEARS[0] === S.year ? String(S.year) : `${YEARS[0]}–${S.year}`, things: N.filter((n) => n.live).length, facts: E.filter((e) => e.live).length };
  return [
    el('h2', {}, t('overview')), el('p', { class: 'lead' }, t(isMap ? 'summary' : 'summaryNetwork', values)), el('p', { class: 'hint' }, t('hint')),
    section(t('strongest'), strongest()), section(t('widest'), widest()),
    isMap ? section(t('lines'), lineList()) : null, unplaced(), everything(),
  ].filter(Boolean);
}
function strongest() {
  const top = E.filter((e) => e.p === 'cooperatesWith' && e.live && N[e.s].live && N[e.t].live).sort((a, b) => b.n - a.n || a.i - b.i).slice(0, 10), most = top.length ? top[0].n : 1;
  return el('ol', { class: 'bars' }, top.map((e) => el('li', {}, el('button', { type: 'button', class: 'barred', on: { click: () => selectPair(e) } },
    el('span', { class: 'bar-fill', style: { width: `${(e.n / most) * 100}%`, background: family(e.fields).color } }), el('span', { class: 'bar-name' }, `${short(label(N[e.s]), 12)} – ${short(label(N[e.t]), 12)}`),
    el('span', { class: 'bar-n', 'aria-label': t('evidenceN', { n: e.n }) }, String(e.n))))));
}
function widest() {
  const count = new Map();
  E.filter((e) => e.p === 'cooperatesWith' && e.live && N[e.s].live && N[e.t].live).forEach((e) => [e.s, e.t].forEach((i) => count.set(i, (count.get(i) || 0) + 1)));
  const top = [...count].sort((a, b) => b[1] - a[1] || N[b[0]].weight - N[a[0]].weight).slice(0, 10);
  return el('ol', { class: 'plain' }, top.map(([i, n]) => el('li', {}, go(N[i]), el('span', { class: 'meta' }, t('partners', { n })))));
}
function lineList() {
  const lines = N.filter((n) => LINE[n.cls] && n.live).sort((a, b) => stateRank(a) - stateRank(b) || b.docs - a.docs);
  return foldable(lines.map((n) => el('li', {}, go(n), n.state ? stateChip(n.state.value) : null)), 'plain', 12);
}
const stateRank = (node) => (node.state ? STATE_ORDER.indexOf(node.state.value) : 9);
const stateChip = (value) => el('span', { class: 'state state-' + value }, word('states', value));
function unplaced() {
  if (!isMap) return null;
  const out = N.filter((n) => n.live && (LINE[n.cls] ? !page.lines.some((l) => l.n === n.i) : n.x === null));
  if (!out.length) return null;
  return el('details', {}, el('summary', {}, `${t('unplaced')} (${out.length})`), el('p', { class: 'hint' }, t('unplacedWhy')), foldable(out.map((n) => el('li', {}, go(n), el('span', { class: 'meta' }, word('classes', n.cls)))), 'plain', 60));
}
function everything() {
  const box = el('div', {});
  const fill = () => {
    if (box.childElementCount) return;
    for (const cls of CLASSES) {
      const some = N.filter((n) => n.live && n.cls === cls).sort((a, b) => b.docs - a.docs || a.i - b.i);
      if (some.length) box.append(el('h4', {}, `${word('classes', cls)} (${some.length})`), foldable(some.map((n) => el('li', {}, go(n))), 'plain', 40));
    }
  };
  return el('details', { id: 'everything', on: { toggle: fill } }, el('summary', {}, t('all')), box);
}
function foldable(items, cls, most) {
  const list = el('ul', { class: cls }, items.slice(0, most));
  if (items.length <= most) return list;
  const rest = el('button', { type: 'button', class: 'more', on: { click: () => { list.append(...items.splice(most, 200)); if (items.length <= most) rest.remove(); else rest.textContent = t('moreFacts', { n: items.length - most }); } } }, t('moreFacts', { n: items.length - most }));
  items = items.slice();
  return el('div', {}, list, rest);
}

function nodePanel(node) {
  const aliases = node.aliases.length ? el('p', { class: 'aliases' }, `${t('aliases')}：${short(node.aliases.map(clean).join(t('list')), 300)}`) : null;
  const state = stateOf(node);
  return [
    back(),
    el('p', { class: 'kicker' }, chip(word('classes', node.cls), isMap ? CLASS_COLOR[node.cls] : colour(node)), state ? stateChip(state.value) : null, state && state.when ? el('span', { class: 'meta' }, t('asOf', { y: state.when.slice(0, 4) })) : null),
    el('h2', { class: 'name' }, label(node)), aliases,
    el('p', { class: 'meta' }, t('inDocs', { n: node.docs }) + (node.rank ? ` · ${t('centrality')} ${t('rank', { n: node.rank })}` : '')),
    expander(node), isMap && LINE[node.cls] ? stops(node) : null, ...groups(node).map(factGroup),
    groups(node).length ? null : el('p', { class: 'hint' }, t('noFacts')), foldedHere(node),
  ].filter(Boolean);
}
function expander(node) {
  const open = S.expanded.has(node.id);
  if (!node.inside && !open) return null;
  return el('button', { type: 'button', class: 'primary', on: { click: () => toggleExpanded(node) } }, open ? t('collapse') : t('expand', { n: node.inside }));
}
function foldedHere(node) {
  const inside = node.inside ? view.folds.live.filter((n) => n !== node && view.rep[n.i] === node.i).sort((a, b) => b.docs - a.docs) : [];
  return inside.length ? section(t('contains'), foldable(inside.map((n) => el('li', {}, go(n), el('span', { class: 'meta' }, word('classes', n.cls)))), 'plain', 20)) : null;
}
function stops(node) {
  const line = page.lines.find((l) => l.n === node.i);
  if (!line) return null;
  return section(t('stopsOf'), el('ol', { class: 'stops ' + (node.state ? 'track-' + node.state.value : '') + (node.cls === 'Road' ? ' road' : '') }, line.stops.map((i) => el('li', {}, go(N[i])))));
}

// Facts by predicate: a thing's own, links to others, links from others.
function groups(node) {
  const found = new Map(), add = (key, title, fact) => { if (!found.has(key)) found.set(key, { title, facts: [] }); found.get(key).facts.push(fact); };
  for (const [p, value, asOf, ev, at] of node.facts) {
    if (p === 'holdsPost' || S.predicates.has(p) || !liveEvidence(ev).length) continue;
    add(p, word('predicates', p), { text: word(p === 'status' ? 'states' : 'domains', value), state: p === 'status' ? value : '', asOf, ev, at });
  }
  for (const edge of [...node.out, ...node.in]) {
    if (!edge.live) continue;
    const outward = edge.s === node.i, other = N[outward ? edge.t : edge.s];
    const inverse = !outward && W.inverse[edge.p];
    add((inverse ? '~' : '') + edge.p, inverse ? word('inverse', edge.p) : word('predicates', edge.p), { other, edge, ev: edge.ev, values: edge.values });
  }
  const order = Object.keys(W.predicates), at = (key) => order.indexOf(key.replace('~', ''));
  const sorted = [...found].sort((a, b) => at(a[0]) - at(b[0]) || a[0].length - b[0].length).map(([key, group]) => ({ key, ...group }));
  sorted.forEach((group) => group.facts.sort((a, b) => liveEvidence(b.ev).length - liveEvidence(a.ev).length));
  return sorted;
}
function factGroup(group) {
  const list = el('div', { class: 'facts' });
  const merged = group.key === 'domain' ? [mergedDomains(group.facts)] : group.facts.map(factCard);
  list.append(foldable(merged, 'cards', SHOWN_FACTS));
  return section(`${group.title} · ${group.facts.length}`, list);
}
function mergedDomains(facts) {
  const ev = [...new Set(facts.flatMap((fact) => fact.ev))];
  return el('li', { class: 'fact' }, el('p', {}, facts.map((fact) => chip(fact.text))), quotes(ev, []));
}
function factCard(fact) {
  const names = fact.other ? [label(fact.other)] : [];
  const head = fact.other
    ? el('p', { class: 'fact-head' }, fact.edge.p === 'cooperatesWith' ? el('button', { type: 'button', class: 'go', on: { click: () => selectPair(fact.edge) } }, label(fact.other)) : go(fact.other), fact.values && fact.values.length ? el('span', {}, fact.values.map(clean).join(t('list'))) : null, fact.edge.fields.length ? fact.edge.fields.slice(0, 3).map((f) => chip(word('domains', f), familyOf.get(f).color)) : null, el('span', { class: 'meta' }, t('evidenceN', { n: liveEvidence(fact.ev).length })))
    : el('p', { class: 'fact-head' }, fact.state ? stateChip(fact.state) : el('span', { class: 'value' }, clean(fact.text)), fact.asOf ? el('span', { class: 'meta' }, t('asOf', { y: fact.asOf })) : null);
  return el('li', { class: 'fact' }, head, quotes(fact.ev, names));
}
function quotes(list, names) {
  const live = liveEvidence(list).sort((a, b) => (DOCS[EV[a][0]].issued < DOCS[EV[b][0]].issued ? 1 : -1)), marks = S.sel && S.sel.node ? [label(S.sel.node), ...names] : names;
  const box = el('div', {}, live.slice(0, 1).map((i) => quote(i, marks)));
  if (live.length > 1) {
    const more = el('button', { type: 'button', class: 'more', on: { click: () => { live.slice(1).forEach((i) => box.append(quote(i, marks))); more.remove(); } } }, t('more', { n: live.length - 1 }));
    box.append(more);
  }
  return box;
}
function quote(i, marks) {
  const [d, start, end, q] = EV[i], doc = DOCS[d], tools = el('span', { class: 'quote-tools' });
  if (doc.text) tools.append(el('button', { type: 'button', on: { click: () => openReader(doc, start, end) } }, t('read')));
  tools.append(el('button', { type: 'button', on: { click: () => copy(`《${clean(doc.title || doc.id)}》（${doc.issued || t('undated')}，${doc.id}，${t('chars', { a: start + 1, b: end })}）：“${clean(page.quotes[q])}”`) } }, t('cite')));
  if (doc.url) tools.append(el('a', { href: doc.url, target: '_blank', rel: 'noopener noreferrer' }, t('source')));
  return el('figure', { class: 'quote' }, el('blockquote', {}, marked(clean(page.quotes[q]), marks)), el('figcaption', {}, el('cite', {}, clean(doc.title || doc.id)), el('span', {}, ` · ${doc.issued || t('undated')} · ${t('chars', { a: start + 1, b: end })}`), tools));
}
// The names in the sentence, marked as elements around pieces of text.
function marked(text, names) {
  const spots = [];
  for (const name of names.flatMap((n) => [n, n.replace(/[市区县省]$/, '')]).filter((n) => n.length > 1)) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) if (!spots.some(([a, b]) => at < b && at + name.length > a)) spots.push([at, at + name.length]);
  }
  spots.sort((a, b) => a[0] - b[0]);
  const out = [];
  let done = 0;
  for (const [a, b] of spots) { out.push(text.slice(done, a), el('mark', {}, text.slice(a, b))); done = b; }
  return [...out, text.slice(done)];
}

function pairPanel(pair) {
  const a = N[pair.a], b = N[pair.b], single = pair.edges.length === 1, edge = pair.edges[0];
  const fields = fieldsOf(pair.edges), ev = [...new Set(pair.edges.flatMap((e) => e.ev))];
  const title = el('h2', { class: 'name' }, go(a), ' ⟷ ', go(b));
  const agreements = N.filter((n) => n.cls === 'Agreement' && n.live && pair.edges.some((e) => n.out.some((o) => o.p === 'party' && o.live && o.t === e.s) && n.out.some((o) => o.p === 'party' && o.live && o.t === e.t)));
  return [
    back(), el('p', { class: 'kicker' }, chip(pair.kind === 'c' ? word('predicates', 'cooperatesWith') : t('ties', { n: pair.edges.length }), pair.kind === 'c' ? pair.family.color : '#5d5848'), el('span', { class: 'meta' }, t('evidenceN', { n: pair.n }))), title,
    fields.length ? section(t('fieldsOf'), el('p', {}, fields.map((f) => chip(word('domains', f), familyOf.get(f).color)))) : null,
    agreements.length ? section(t('agreements'), el('ul', { class: 'plain' }, agreements.map((n) => el('li', {}, go(n), el('span', { class: 'meta' }, signedOn(n)))))) : null,
    single ? section(`${word('predicates', edge.p)} · ${edge.n}`, el('div', {}, liveEvidence(ev).sort((x, y) => (DOCS[EV[x][0]].issued < DOCS[EV[y][0]].issued ? -1 : 1)).map((i) => quote(i, [label(N[edge.s]), label(N[edge.t])])))) : insidePair(pair),
  ].filter(Boolean);
}
const signedOn = (node) => node.facts.filter((f) => f[0] === 'signedOn' && liveEvidence(f[3]).length).map((f) => f[1]).join(t('list'));
function insidePair(pair) {
  const edges = [...pair.edges].sort((x, y) => y.n - x.n || x.i - y.i);
  return section(`${t('inside')} · ${edges.length}`, foldable(edges.map((e) => el('li', { class: 'fact' }, el('p', { class: 'fact-head' }, go(N[e.s]), el('span', {}, word('predicates', e.p)), go(N[e.t])), quotes(e.ev, [label(N[e.s]), label(N[e.t])]))), 'cards', 20));
}

function openReader(doc, start, end) {
  const chars = Array.from(doc.text), dialog = $('reader');
  const mark = el('mark', { tabindex: '-1' }, chars.slice(start, end).join(''));
  dialog.replaceChildren(el('header', {}, el('h2', { id: 'reader-title' }, clean(doc.title || doc.id)), el('button', { type: 'button', on: { click: () => dialog.close() } }, t('close'))), el('p', { class: 'meta' }, `${doc.id} · ${doc.issued || t('undated')} · ${t('chars', { a: start + 1, b: end })}`), el('div', { class: 'text', tabindex: '0', role: 'region', 'aria-labelledby': 'reader-title' }, chars.slice(0, start).join(''), mark, chars.slice(end).join('')));
  dialog.setAttribute('aria-labelledby', 'reader-title');
  dialog.showModal();
  mark.scrollIntoView({ block: 'center' });
}
