// What the filters leave, and what is folded into what. refresh() fills `view`; drawing and panel read it.
const view = { nodes: [], pairs: [], weak: [], ties: [], lines: [], shown: new Set(), rep: [], folds: null, version: 0 };

function documentOn(doc) { return !S.docs.has(doc.i) && (doc.year ? doc.year <= S.year : S.undated); }
function liveEvidence(list) { return list.filter((i) => view.evidence[i]); }

function stateOf(node) {
  let best = null;
  for (const [predicate, value, asOf, ev] of node.facts) {
    if (predicate !== 'status') continue;
    const when = asOf || ev.map((i) => DOCS[EV[i][0]].issued).sort().pop() || '';
    const rank = [liveEvidence(ev).length ? 1 : 0, when, STATE_ORDER.indexOf(value)];
    if (rank[0] && (!best || rank[1] > best.rank[1] || (rank[1] === best.rank[1] && rank[2] > best.rank[2]))) best = { value, when, rank };
  }
  return best;
}

function liveEdges() {
  for (const edge of E) {
    edge.n = liveEvidence(edge.ev).length;
    const cooperation = edge.p === 'cooperatesWith';
    edge.live = edge.n >= (cooperation ? S.min : 1) && !S.predicates.has(edge.p)
      && (!cooperation || !S.fields.size || S.fields.has(family(edge.fields).id) || edge.fields.some((f) => S.fields.has(familyOf.get(f).id)));
  }
}

const linked = (node) => node.out.length > 0 || node.in.length > 0;
function liveNode(node) {
  if (S.classes.has(node.cls)) return false;
  if (!isMap && !S.loose && !linked(node)) return false;
  node.state = stateOf(node);
  if (STATE_ORDER.length && ['Railway', 'Road', 'Project', 'Zone'].includes(node.cls) && S.states.has(node.state ? node.state.value : 'none')) return false;
  if (node.cls === 'Agreement' && S.fields.size) {
    const fields = node.facts.filter((f) => f[0] === 'domain').map((f) => familyOf.get(f[1]).id);
    if (!fields.some((id) => S.fields.has(id)) && !(S.fields.has('none') && !fields.length)) return false;
  }
  if (!node.out.length && !node.in.length && !node.facts.length) return S.year === YEARS[1] && S.docs.size === 0;
  return node.out.some((e) => e.live) || node.in.some((e) => e.live)
    || node.facts.some((f) => !S.predicates.has(f[0]) && liveEvidence(f[3]).length);
}

// Fold levels: 1 things into their place (or leaves into their neighbour), 2 districts into their city (or a community
// into its head), 3 cities into their province. The lowest level that meets the budget is used.
function foldTo(level) {
  const rep = new Array(N.length).fill(-1);
  const find = (node) => {
    if (rep[node.i] >= 0) return rep[node.i];
    rep[node.i] = node.i;
    const parent = node.fold >= 0 ? N[node.fold] : null;
    if (parent && parent.live && parent.x !== null && node.level <= level && !S.expanded.has(parent.id)) rep[node.i] = find(parent);
    return rep[node.i];
  };
  const live = N.filter((node) => node.live && node.x !== null);
  live.forEach(find);
  return { rep, live, heads: live.filter((node) => rep[node.i] === node.i) };
}

function fold() {
  let best = null;
  for (let level = 0; level <= 3; level += 1) {
    best = { level, ...foldTo(level) };
    if (!S.budget || best.heads.length <= S.budget) break;
  }
  best.capped = [];
  const most = S.budget + view.opened;
  if (S.budget && best.heads.length > most) {
    best.heads.sort((a, b) => b.docs - a.docs || a.i - b.i);
    best.capped = best.heads.splice(most);
  }
  return best;
}

function refresh() {
  view.version += 1;
  view.evidence = EV.map((piece) => documentOn(DOCS[piece[0]]));
  liveEdges();
  N.forEach((node) => { node.live = liveNode(node); node.inside = 0; node.weight = 0; });
  view.opened = [...S.expanded].reduce((sum, id) => sum + N.filter((node) => node.fold === byId.get(id).i).length, 0);
  const folds = fold();
  view.folds = folds;
  view.rep = folds.rep;
  view.shown = new Set(folds.heads.map((node) => node.i));
  folds.live.forEach((node) => { if (folds.rep[node.i] !== node.i) N[folds.rep[node.i]].inside += 1; });
  gatherPairs();
  view.lines = isMap ? page.lines.map((line) => ({ node: N[line.n], stops: line.stops })).filter((line) => line.node.live) : [];
  view.nodes = folds.heads.sort((a, b) => rankOf(a) - rankOf(b));
}
function rankOf(node) { return node.cls === 'Place' ? 1e6 + node.weight * 100 + node.docs : node.docs; }

function gatherPairs() {
  const pairs = new Map();
  for (const edge of E) {
    if (!edge.live || !N[edge.s].live || !N[edge.t].live) continue;
    if (edge.p === 'cooperatesWith') { N[edge.s].weight += edge.n; N[edge.t].weight += edge.n; }
    const [a, b] = [view.rep[edge.s], view.rep[edge.t]];
    if (a === b || !view.shown.has(a) || !view.shown.has(b)) continue;
    const kind = edge.p === 'cooperatesWith' ? 'c' : 't';
    const key = kind + Math.min(a, b) + '~' + Math.max(a, b);
    if (!pairs.has(key)) pairs.set(key, { key, a: Math.min(a, b), b: Math.max(a, b), kind, edges: [], n: 0 });
    pairs.get(key).edges.push(edge);
    pairs.get(key).n += edge.n;
  }
  const all = [...pairs.values()];
  const strong = all.filter((pair) => pair.kind === 'c').sort((x, y) => x.n - y.n || (x.key < y.key ? -1 : 1));
  strong.forEach((pair) => { pair.family = family(fieldsOf(pair.edges)); });
  // Too many lines hide each other as too many symbols do: the weakest are drawn when a thing that has them is chosen.
  view.weak = S.budget ? strong.splice(0, Math.max(0, strong.length - S.budget / 2)) : [];
  view.pairs = strong;
  view.ties = all.filter((pair) => pair.kind === 't');
}

function neighbours(i) {
  const found = new Set([i]);
  for (const pair of [...view.pairs, ...view.weak, ...view.ties]) {
    if (pair.a === i) found.add(pair.b);
    if (pair.b === i) found.add(pair.a);
  }
  return found;
}
function pairOf(a, b) { return [...view.pairs, ...view.weak].find((pair) => pair.a === Math.min(a, b) && pair.b === Math.max(a, b)); }
