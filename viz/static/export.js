// Permalink, picture, table, print.
function hashOf() {
  const q = new URLSearchParams(), put = (key, value) => { if (value !== '' && value !== null) q.set(key, value); };
  if (S.sel) S.sel.pair ? put('e', N[S.sel.pair.a].id + '~~' + N[S.sel.pair.b].id + (S.sel.pair.kind === 't' ? '~~t' : '')) : put('s', S.sel.node.id);
  const off = [...S.classes].sort().join(','), usual = [...page.off].sort().join(',');
  if (off !== usual) put('c', off || '-');
  put('p', [...S.predicates].join(',')); put('f', [...S.fields].join(',')); put('st', [...S.states].join(',')); put('d', [...S.docs].map((i) => DOCS[i].id).join('|'));
  if (S.year !== YEARS[1]) put('y', String(S.year));
  if (!S.undated) put('u', '0');
  if (S.loose) put('o', '1');
  if (S.min !== 1) put('m', String(S.min));
  if (S.budget !== page.budget) put('b', String(S.budget));
  put('x', [...S.expanded].join('|'));
  if (S.lang !== page.lang) put('l', S.lang);
  if (S.view) put('v', S.view.map((n) => Number(n.toFixed(3))).join(','));
  return q.toString();
}
// The address is typed by anyone: only names that the page knows are taken from it.
function readHash() {
  const q = new URLSearchParams(location.hash.slice(1)), some = (key, known, by = ',') => new Set((q.get(key) || '').split(by).filter((v) => known.includes(v)));
  if (['zh', 'en'].includes(q.get('l'))) S.lang = q.get('l');
  S.classes = q.has('c') ? some('c', CLASSES) : new Set(page.off);
  S.predicates = some('p', PREDICATES); S.states = some('st', [...STATE_ORDER, 'none']); S.fields = some('f', [...FAMILIES, W.none].map((f) => f.id));
  S.docs = new Set(DOCS.filter((d) => (q.get('d') || '').split('|').includes(d.id)).map((d) => d.i));
  const number = (key, low, high, usual) => (q.has(key) && Number.isFinite(Number(q.get(key))) ? clamp(Math.round(Number(q.get(key))), low, high) : usual);
  S.year = number('y', YEARS[0], YEARS[1], YEARS[1]); S.min = number('m', 1, 9999, 1); S.budget = number('b', 0, 100000, page.budget); S.undated = q.get('u') !== '0'; S.loose = q.get('o') === '1';
  S.expanded = new Set((q.get('x') || '').split('|').filter((id) => byId.has(id)));
  const v = (q.get('v') || '').split(',').map(Number);
  S.view = v.length === 3 && v.every(Number.isFinite) && v[2] > 0 ? v : null;
  refresh();
  S.sel = null;
  if (byId.has(q.get('s'))) S.sel = { node: byId.get(q.get('s')) };
  const [a, b, kind] = (q.get('e') || '').split('~~');
  if (byId.has(a) && byId.has(b)) {
    const pair = (kind === 't' ? view.ties : view.pairs).find((x) => x.a === Math.min(byId.get(a).i, byId.get(b).i) && x.b === Math.max(byId.get(a).i, byId.get(b).i));
    if (pair) S.sel = { pair };
  }
}
function remember() {
  clearTimeout(remember.timer);
  remember.timer = setTimeout(() => {
    const at = network.getViewPosition();
    S.view = [at.x, at.y, network.getScale()];
    remember.own = '#' + hashOf();
    try { history.replaceState(null, '', remember.own); } catch { location.replace(remember.own); }
  }, 250);
}
async function copy(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = el('textarea', { class: 'hidden' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(t('copied'));
}
function save(blob, name) {
  const link = el('a', { download: name, href: URL.createObjectURL(blob) });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
  toast(t('saved', { name }));
}
const fileName = (ending) => `${isMap ? 'map' : 'network'}-${S.year || 'all'}.${ending}`;

// The view with its title above and its legend below, nothing of it covered.
function savePng() {
  const source = network.canvas.frame.canvas, k = G.dpr, width = source.width / k, legend = legendRows(width), head = 64, foot = legend.rows.length * 19 + 24;
  const out = el('canvas', { width: String(source.width), height: String(source.height + Math.ceil((head + foot) * k)) }), ctx = out.getContext('2d');
  ctx.fillStyle = '#fff'; ctx.fillRect(0, 0, out.width, out.height);
  ctx.fillStyle = PAPER; ctx.fillRect(0, head * k, source.width, source.height);
  ctx.drawImage(source, 0, head * k);
  ctx.scale(k, k);
  ctx.fillStyle = INK; ctx.font = `600 20px ${FONT}`; ctx.fillText(short(document.title, 60), 16, 28);
  ctx.font = `12px ${FONT}`; ctx.fillStyle = '#565d6b';
  ctx.fillText(`${YEARS[1] ? t('year') + ' ' + S.year + ' · ' : ''}${$('credit').textContent}`, 16, 50);
  pngLegend(ctx, legend, head + source.height / k + 18);
  out.toBlob((blob) => save(blob, fileName('png')), 'image/png');
}
function legendRows(width) {
  const all = legendParts().flatMap(([title, list]) => [[null, title], ...list]), columns = Math.max(1, Math.min(4, Math.floor(width / 210))), per = Math.ceil(all.length / columns);
  return { all, per, rows: all.slice(0, per) };
}
function pngLegend(ctx, { all, per }, top) {
  ctx.textBaseline = 'middle';
  all.forEach(([sign, text], k) => {
    const x = 18 + Math.floor(k / per) * 206, y = top + (k % per) * 19;
    if (sign) ctx.drawImage(sign, x, y - sign.height / 4, sign.width / 2, sign.height / 2);
    ctx.font = `${sign ? 400 : 600} 12px ${FONT}`; ctx.fillStyle = INK;
    ctx.fillText(text, x + (sign ? sign.width / 2 + 8 : 0), y);
  });
}
function rowsOfView() {
  const rows = [], add = (subject, p, object, asOf, ev) => liveEvidence(ev).forEach((i) => { const [d, a, b, q] = EV[i]; rows.push([subject.label, word('classes', subject.cls), word('predicates', p), object, asOf, DOCS[d].id, DOCS[d].title, DOCS[d].issued, a, b, page.quotes[q]]); });
  E.filter((e) => e.live && N[e.s].live && N[e.t].live).forEach((e) => add(N[e.s], e.p, N[e.t].label + (e.values.length ? ` ${e.values.join(t('list'))}` : ''), e.asOf, e.ev));
  N.filter((n) => n.live).forEach((n) => n.facts.filter((f) => f[0] !== 'holdsPost' && !S.predicates.has(f[0])).forEach((f) => add(n, f[0], word(f[0] === 'status' ? 'states' : 'domains', f[1]), f[2], f[3])));
  return rows;
}
// A leading =, + , - or @ would run as a formula in a spreadsheet.
function cell(value) {
  let text = String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}
function saveCsv() {
  const lines = [t('csvHead').split(','), ...rowsOfView()].map((row) => row.map(cell).join(','));
  save(new Blob(['\ufeff' + lines.join('\r\n') + '\r\n'], { type: 'text/csv;charset=utf-8' }), fileName('csv'));
}
