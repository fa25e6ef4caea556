// Wiring: vis-network as pyvis set it up, pointer and keyboard, selection, language.
const canvas = $('canvas');
const options = read('pyvis-options');
options.nodes = { ...options.nodes, shape: 'custom', ctxRenderer: drawNode };
const nodes = new vis.DataSet(read('pyvis-nodes').map(visNode)), edges = new vis.DataSet(read('pyvis-edges'));
const network = new vis.Network(canvas, { nodes, edges }, options);
Object.assign(window, { network, nodes, edges });

function visNode(node) { return { id: node.id, label: short(clean(node.label), 24), x: node.x, y: node.y }; }
function sync() {
  const wanted = view.nodes.map((node) => node.id), keep = new Set(wanted), links = view.pairs.map((pair) => ({ id: pair.key, from: N[pair.a].id, to: N[pair.b].id })), linked = new Set(links.map((l) => l.id));
  edges.remove(edges.getIds().filter((id) => !linked.has(id)));
  nodes.remove(nodes.getIds().filter((id) => !keep.has(id)));
  nodes.update(view.nodes.filter((node) => !nodes.get(node.id)).map(visNode));
  edges.update(links.filter((link) => !edges.get(link.id)));
}
function changed() {
  refresh();
  if (S.sel && S.sel.pair) { const again = [...view.pairs, ...view.weak, ...view.ties].find((pair) => pair.key === S.sel.pair.key); S.sel = again ? { pair: again } : null; }
  S.hover = null;
  layOut(); sync(); showNotice(); showLegend(); showPanel(); repaint(); remember();
}
function repaint() { view.focus = focusSet(); network.redraw(); }
function select(thing, centre) {
  S.sel = thing && thing.node && !thing.node.live && !LINE[thing.node.cls] ? { node: thing.node } : thing;
  S.hover = null;
  G.labels = null;
  showPanel(); repaint(); remember();
  if (thing) say(t('selected', { name: thing.pair ? t('between', { a: label(N[thing.pair.a]), b: label(N[thing.pair.b]) }) : label(thing.node) }));
  if (thing && centre) focusOn(thing);
  if (thing && window.innerWidth < 760) $('panel').scrollIntoView({ block: 'nearest' });
}
function selectPair(edge) {
  const pair = pairOf(view.rep[edge.s], view.rep[edge.t]);
  const single = { key: 'c' + Math.min(edge.s, edge.t) + '~' + Math.max(edge.s, edge.t), a: edge.s, b: edge.t, kind: 'c', edges: [edge], n: edge.n, family: family(edge.fields) };
  select({ pair: pair && pair.edges.length === 1 ? pair : single });
}
function focusOn(thing) {
  const node = thing.node;
  if (!node) return;
  if (LINE[node.cls] && isMap) { focusOnLine(node); return; }
  if (node.x === null) return;
  const at = N[view.rep[node.i] >= 0 ? view.rep[node.i] : node.i];
  network.moveTo({ position: { x: at.x, y: at.y }, scale: Math.max(G.scale, G.fit * 1.8), animation: { duration: 350, easingFunction: 'easeInOutQuad' } });
}
function focusOnLine(node) {
  const line = page.lines.find((one) => one.n === node.i);
  if (!line) return;
  const xs = line.stops.map((i) => N[i].x), ys = line.stops.map((i) => N[i].y), [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = clamp(Math.min(canvas.clientWidth / Math.max(right - left, 1), canvas.clientHeight / Math.max(bottom - top, 1)) * 0.6, G.fit, G.fit * 6);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: { duration: 350, easingFunction: 'easeInOutQuad' } });
}
function toggleExpanded(node) {
  S.expanded.has(node.id) ? S.expanded.delete(node.id) : S.expanded.add(node.id);
  changed();
}

// What lies under a point of the screen: a count, a node, a pair, a line; within `reach` pixels.
function hit(x, y, reach) {
  for (const node of G.labels ? G.labels.counts : []) { const [cx, cy] = countAt(node); if (Math.abs(x - cx) < 12 && Math.abs(y - cy) < 9) return { node, count: true }; }
  let best = null, least = reach;
  for (const node of view.nodes) {
    if (tooFar(node)) continue;
    const [nx, ny] = toScreen(node.x, node.y), d = Math.hypot(nx - x, ny - y) - radius(node);
    if (d < Math.min(least, Math.max(5, reach / 2))) { least = d; best = { node }; }
  }
  return best || hitPair(x, y, reach) || hitTrack(x, y, reach);
}
function hitPair(x, y, reach) {
  const wx = (x - G.ox) / G.scale, wy = (y - G.oy) / G.scale, far = reach / G.scale;
  let best = null, least = far;
  for (const c of isMap ? G.curves : [...G.curves, ...G.tieCurves]) {
    if (wx < Math.min(c.p.x, c.q.x, c.cx) - far || wx > Math.max(c.p.x, c.q.x, c.cx) + far || wy < Math.min(c.p.y, c.q.y, c.cy) - far || wy > Math.max(c.p.y, c.q.y, c.cy) + far) continue;
    const d = curveDistance(c, wx, wy);
    if (d < least) { least = d; best = { pair: c.pair }; }
  }
  return best;
}
function curveDistance(c, x, y) {
  let least = Infinity, px = c.p.x, py = c.p.y;
  for (let k = 1; k <= 16; k += 1) {
    const u = k / 16, qx = (1 - u) ** 2 * c.p.x + 2 * u * (1 - u) * c.cx + u * u * c.q.x, qy = (1 - u) ** 2 * c.p.y + 2 * u * (1 - u) * c.cy + u * u * c.q.y;
    least = Math.min(least, segmentDistance(x, y, px, py, qx, qy));
    px = qx; py = qy;
  }
  return least;
}
function segmentDistance(x, y, ax, ay, bx, by) {
  const l = (bx - ax) ** 2 + (by - ay) ** 2, u = l ? clamp(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / l, 0, 1) : 0;
  return Math.hypot(x - ax - u * (bx - ax), y - ay - u * (by - ay));
}
function hitTrack(x, y, reach) {
  let best = null, least = reach;
  for (const track of G.tracks) for (const part of track.parts) {
    const d = segmentDistance(x, y, ...partEnds(part));
    if (d < least) { least = d; best = { node: track.line.node }; }
  }
  return best;
}

function click({ pointer }) {
  const thing = hit(pointer.DOM.x, pointer.DOM.y, 6) || hit(pointer.DOM.x, pointer.DOM.y, 18);
  if (thing && thing.count) return toggleExpanded(thing.node);
  select(thing);
}
function hover(event) {
  if (event.pointerType === 'touch' || event.buttons) return;
  const box = canvas.getBoundingClientRect(), thing = hit(event.clientX - box.left, event.clientY - box.top, 6);
  canvas.style.cursor = thing ? 'pointer' : 'grab';
  if (thingKey(thing) === thingKey(S.hover)) return;
  S.hover = thing;
  canvas.dataset.hover = thingKey(thing);
  repaint();
}
function fit(animate, core) {
  const shown = view.nodes.length ? view.nodes : N.filter((n) => n.x !== null);
  if (!shown.length) return;
  const [left, right] = extent(shown.map((n) => n.x), core), [top, bottom] = extent(shown.map((n) => n.y), core);
  const legend = $('legend').querySelector('details'), aside = legend && legend.open && canvas.clientWidth > 620 ? $('legend').offsetWidth + 12 : 0;
  const w = canvas.clientWidth - aside, h = canvas.clientHeight, scale = clamp(Math.min((w - 130) / Math.max(right - left, 1), (h - 110) / Math.max(bottom - top, 1)), 0.02, 12);
  G.fit = scale;
  network.moveTo({ position: { x: (left + right - aside / scale) / 2, y: (top + bottom) / 2 }, scale, animation: animate ? { duration: 300, easingFunction: 'easeInOutQuad' } : false });
  G.labels = null;
}
// The span of the values; of their core where a few lie far off, so that those do not make the first view small.
function extent(values, core) {
  const sorted = [...values].sort((a, b) => a - b), at = (part) => sorted[Math.round((sorted.length - 1) * part)], whole = [sorted[0], sorted[sorted.length - 1]];
  const margin = (at(0.96) - at(0.04)) * 0.3, inner = [Math.max(at(0.04) - margin, whole[0]), Math.min(at(0.96) + margin, whole[1])];
  return core && sorted.length > 20 ? inner : whole;
}
function zoom(factor) { network.moveTo({ scale: clamp(network.getScale() * factor, G.fit * 0.4, G.fit * 60) }); remember(); }
function pan(dx, dy) { const at = network.getViewPosition(); network.moveTo({ position: { x: at.x + dx / G.scale, y: at.y + dy / G.scale } }); remember(); }
const KEYS = {
  ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0), ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80),
  '+': () => zoom(1.3), '=': () => zoom(1.3), '-': () => zoom(1 / 1.3), 0: () => fit(true), n: () => step(1), p: () => step(-1),
  Enter: () => S.hover && select(S.hover), Escape: () => select(null),
};
function step(by) {
  const list = [...view.nodes].reverse();
  if (!list.length) return;
  step.at = ((step.at === undefined ? (by > 0 ? -1 : 0) : step.at) + by + list.length) % list.length;
  S.hover = { node: list[step.at] };
  const [x, y] = toScreen(S.hover.node.x, S.hover.node.y);
  if (!(x > 20 && y > 20 && x < G.w - 20 && y < G.h - 20)) network.moveTo({ position: { x: S.hover.node.x, y: S.hover.node.y } });
  say(`${label(S.hover.node)}，${word('classes', S.hover.node.cls)}，${t('evidenceN', { n: S.hover.node.weight })}`);
  repaint();
}
function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
}
function showWords() {
  document.documentElement.lang = S.lang === 'zh' ? 'zh-CN' : 'en';
  document.title = $('title').textContent = page.title[S.lang];
  document.querySelectorAll('[data-t]').forEach((node) => { node.textContent = t(node.dataset.t); });
  document.querySelectorAll('[data-label]').forEach((node) => node.setAttribute('aria-label', t(node.dataset.label)));
  $('lang').textContent = t('other');
  $('lang').setAttribute('lang', S.lang === 'zh' ? 'en' : 'zh-CN');
  $('search').placeholder = t('search');
  $('search').setAttribute('aria-label', t('search'));
  $('found').setAttribute('aria-label', t('search'));
  $('tools').setAttribute('aria-label', t('canvas' + (isMap ? 'Map' : 'Network')));
  $('panel').setAttribute('aria-label', t('overview'));
  canvas.setAttribute('aria-label', t('canvas' + (isMap ? 'Map' : 'Network')));
  $('credit').textContent = page.credit ? t('credit', { who: page.credit }) : '';
  showFilters(); showTime(); showLegend(); showNotice(); showPanel();
}
function toggleFilters(open) {
  document.body.classList.toggle('no-filters', !open);
  $('open-filters').setAttribute('aria-expanded', String(open));
}
function listen() {
  network.on('beforeDrawing', paintUnder);
  network.on('afterDrawing', paintOver);
  network.on('click', click);
  network.on('doubleClick', ({ pointer }) => { const thing = hit(pointer.DOM.x, pointer.DOM.y, 6); if (thing && thing.node && (thing.node.inside || S.expanded.has(thing.node.id))) toggleExpanded(thing.node); });
  ['dragEnd', 'zoom', 'animationFinished'].forEach((name) => network.on(name, remember));
  canvas.addEventListener('pointermove', hover);
  canvas.addEventListener('pointerleave', () => { if (S.hover) { S.hover = null; repaint(); } });
  canvas.addEventListener('keydown', key);
  $('search').addEventListener('input', showFound);
  $('search').addEventListener('keydown', searchKey);
  $('search').addEventListener('blur', closeFound);
  document.addEventListener('keydown', (event) => { if (event.key === '/' && !/INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) { event.preventDefault(); $('search').focus(); } });
  const on = { fit: () => { fit(true); remember(); }, link: () => { remember(); setTimeout(() => copy(location.href), 300); }, png: savePng, csv: saveCsv, print: () => window.print(), 'zoom-in': () => zoom(1.4), 'zoom-out': () => zoom(1 / 1.4), lang: () => { S.lang = S.lang === 'zh' ? 'en' : 'zh'; showWords(); G.labels = null; repaint(); remember(); }, 'open-filters': () => toggleFilters(document.body.classList.contains('no-filters')) };
  Object.entries(on).forEach(([id, handler]) => $(id).addEventListener('click', handler));
  window.addEventListener('hashchange', () => { if (location.hash !== remember.own) { readHash(); start(); } });
}
function start() {
  G.ready = false;
  layOut(); sync(); showWords();
  G.ready = true;
  fit(false, true);
  if (S.view) network.moveTo({ position: { x: S.view[0], y: S.view[1] }, scale: S.view[2] });
  repaint();
}
toggleFilters(window.innerWidth > 1100);
readHash();
listen();
start();
document.body.dataset.ready = 'true';
