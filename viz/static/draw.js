// Painting: outlines, lines and links under the nodes, nodes through vis-network's custom shape, labels above.
const INK = '#1d2433', PAPER = '#f6f4ee', RAIL = '#30343d', ROAD = '#96632c', FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif';
const DASH = { proposed: [0.1, 5], preliminary: [7, 5], underConstruction: [17, 6], completed: [], none: [] };
const LINE_WIDTH = { proposed: 2.4, preliminary: 2, underConstruction: 3.6, completed: 2.2, none: 1.4 };
const CLASS_COLOR = { Place: '#23406e', Region: '#5b7f95', Zone: '#0f7b7b', Railway: RAIL, Road: ROAD, Project: '#8a4b8f', Agreement: '#b07400', Policy: '#5d6b2f', Initiative: '#a2423d', Meeting: '#3f6f3f', Organization: '#54606f', Person: '#6d5a4d' };
const COMMUNITY = ['#0e2f86', '#ac592a', '#166b56', '#742ec9', '#b78c12', '#e51d80', '#1592e3', '#3f270f', '#9b153b', '#6b7385'];
const G = { scale: 1, fit: 1, ox: 0, oy: 0, dpr: 1, w: 0, h: 0, paths: new Map(), curves: [], tracks: [], outline: null, ready: false };

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const grow = () => clamp((G.scale / G.fit) ** 0.3, 0.75, 1.9);
const toScreen = (x, y) => [x * G.scale + G.ox, y * G.scale + G.oy];

function radius(node) {
  if (!isMap) return clamp((4 + 15 * Math.sqrt(node.size || 0)) * grow(), 3, 30);
  if (node.cls === 'Place') return clamp((3.2 + 1.55 * Math.sqrt(node.weight)) * grow(), 3, 17);
  return clamp(2.7 * G.scale, 2.2, 9.5);
}
function colour(node) { return isMap ? CLASS_COLOR[node.cls] : COMMUNITY[Math.min(node.community, COMMUNITY.length) - 1] || '#54606f'; }

// Geometry that depends on what is shown, not on the view: arcs of pairs, tracks of lines side by side.
function layOut() {
  G.paths.clear();
  G.curves = view.pairs.map((pair) => arc(pair, isMap ? 0.11 : 0.05));
  G.weakCurves = view.weak.map((pair) => arc(pair, isMap ? 0.11 : 0.05));
  G.tieCurves = view.ties.map((pair) => arc(pair, isMap ? 0 : 0.05));
  G.tracks = tracks();
  G.labels = null;
}
function arc(pair, bend) {
  let [p, q] = [N[pair.a], N[pair.b]];
  if (p.x > q.x) [p, q] = [q, p];
  const cx = (p.x + q.x) / 2 + (q.y - p.y) * bend, cy = (p.y + q.y) / 2 - (q.x - p.x) * bend;
  const length = Math.hypot(q.x - p.x, q.y - p.y);
  return { pair, p, q, cx, cy, length, mx: (p.x + 2 * cx + q.x) / 4, my: (p.y + 2 * cy + q.y) / 4 };
}
function tracks() {
  const uses = new Map();
  for (const line of view.lines) {
    line.parts = line.stops.slice(1).map((stop, k) => {
      const [a, b] = [line.stops[k], stop], key = Math.min(a, b) + '~' + Math.max(a, b);
      if (!uses.has(key)) uses.set(key, []);
      uses.get(key).push(line);
      return { a: N[Math.min(a, b)], b: N[Math.max(a, b)], key };
    });
  }
  return view.lines.map((line) => ({ line, parts: line.parts.map((part) => ({ ...part, slot: uses.get(part.key).indexOf(line) - (uses.get(part.key).length - 1) / 2 })) }));
}
function partEnds(part) {
  const [ax, ay] = toScreen(part.a.x, part.a.y), [bx, by] = toScreen(part.b.x, part.b.y);
  const length = Math.hypot(bx - ax, by - ay) || 1, shift = part.slot * 5.2;
  const dx = (-(by - ay) / length) * shift, dy = ((bx - ax) / length) * shift;
  return [ax + dx, ay + dy, bx + dx, by + dy];
}

function frame(ctx) {
  G.scale = network.getScale();
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  G.ox = origin.x; G.oy = origin.y;
  G.dpr = ctx.getTransform().a / G.scale;
  G.w = ctx.canvas.width / G.dpr; G.h = ctx.canvas.height / G.dpr;
}
function onScreen(ctx, paint) {
  ctx.save();
  ctx.setTransform(G.dpr, 0, 0, G.dpr, 0, 0);
  paint();
  ctx.restore();
}

// Outlines and links are costly to draw and the same wherever the map is moved to: each is kept as a picture larger than
// the window and drawn anew only when the view leaves it, when zooming pauses, or when what is shown changes.
const layers = {};
function paintUnder(ctx) {
  if (!G.ready) return;
  frame(ctx);
  const focus = focusSet();
  onScreen(ctx, () => {
    if (page.outlines || page.hulls) blit(ctx, 'ground', 1, (g) => (page.outlines ? paintOutlines(g) : paintHulls(g)));
    blit(ctx, 'links', focus ? 0.13 : 1, paintLinks);
  });
  if (focus) paintFocus(ctx, focus);
}
function paintLinks(ctx) {
  paintTies(ctx);
  onScreen(ctx, () => G.tracks.forEach((track) => paintTrack(ctx, track, false)));
  paintPairs(ctx);
}
function paintFocus(ctx, focus) {
  const px = 1 / G.scale;
  ctx.lineCap = 'round';
  strokeSome(ctx, G.tieCurves.filter((c) => inFocus(focus, c.pair)), 1.3 * px, '#5d5848', 0.8);
  const thing = S.hover || S.sel;
  onScreen(ctx, () => G.tracks.filter(({ line }) => touches(line, thing)).forEach((track) => paintTrack(ctx, track, track.line.node === thing.node)));
  G.curves.concat(G.weakCurves).filter((c) => inFocus(focus, c.pair)).forEach((c) => strokeSome(ctx, [c], (pairWidth(c.pair) + 1) * px, c.pair.family.color, 1));
  ctx.globalAlpha = 1;
}
const touches = (line, thing) => thing.node && (line.node === thing.node || line.stops.some((i) => view.rep[i] === thing.node.i));

function blit(ctx, name, alpha, paint) {
  const layer = freshLayer(name, paint), k = G.scale / layer.scale;
  ctx.globalAlpha = alpha;
  ctx.drawImage(layer.canvas, G.ox + layer.x * G.scale, G.oy + layer.y * G.scale, layer.w * k, layer.h * k);
  ctx.globalAlpha = 1;
}
function freshLayer(name, paint) {
  const old = layers[name], key = view.version + '|' + G.dpr + '|' + G.w + '|' + G.h;
  if (old && old.key === key) {
    if (old.scale === G.scale && covers(old)) return old;
    if (old.scale !== G.scale && zooming()) return old;
  }
  const margin = 0.3, w = Math.ceil(G.w * (1 + 2 * margin)), h = Math.ceil(G.h * (1 + 2 * margin));
  const canvas = old && old.canvas.width === Math.ceil(w * G.dpr) && old.canvas.height === Math.ceil(h * G.dpr) ? old.canvas : document.createElement('canvas');
  canvas.width = Math.ceil(w * G.dpr); canvas.height = Math.ceil(h * G.dpr);
  const layer = { key, canvas, w, h, scale: G.scale, x: (-G.ox - G.w * margin) / G.scale, y: (-G.oy - G.h * margin) / G.scale };
  const ctx = canvas.getContext('2d'), real = [G.ox, G.oy];
  G.ox = -layer.x * G.scale; G.oy = -layer.y * G.scale;
  ctx.setTransform(G.dpr * G.scale, 0, 0, G.dpr * G.scale, G.dpr * G.ox, G.dpr * G.oy);
  paint(ctx);
  [G.ox, G.oy] = real;
  layers[name] = layer;
  return layer;
}
function covers(layer) {
  const left = G.ox + layer.x * G.scale, top = G.oy + layer.y * G.scale;
  return left <= 0.5 && top <= 0.5 && left + layer.w >= G.w - 0.5 && top + layer.h >= G.h - 0.5;
}
// Whether the scale has just changed; when it rests, the view is drawn once more, sharp.
function zooming() {
  const now = performance.now();
  if (zooming.scale !== G.scale) {
    zooming.scale = G.scale; zooming.at = now;
    clearTimeout(zooming.timer);
    zooming.timer = setTimeout(() => network.redraw(), 160);
  }
  return now - zooming.at < 150;
}
function focusSet() {
  const thing = S.hover || S.sel;
  if (!thing) return null;
  if (thing.pair) return new Set([thing.pair.a, thing.pair.b]);
  const node = thing.node;
  if (LINE[node.cls] && isMap) return new Set([node.i, ...(page.lines.find((l) => l.n === node.i) || { stops: [] }).stops.map((i) => view.rep[i])]);
  return view.shown.has(node.i) ? neighbours(node.i) : null;
}
const inFocus = (focus, pair) => !focus || (S.hover || S.sel).pair === pair || (!(S.hover || S.sel).pair && focusNode() !== null && (pair.a === focusNode() || pair.b === focusNode()));
const focusNode = () => { const thing = S.hover || S.sel; return thing && thing.node ? thing.node.i : null; };

function paintOutlines(ctx) {
  if (!G.outline) {
    G.outline = {};
    for (const [layer, rings] of Object.entries(page.outlines)) {
      const path = new Path2D();
      for (const ring of rings) {
        for (let k = 0; k < ring.length; k += 2) path[k ? 'lineTo' : 'moveTo'](ring[k] / 10, ring[k + 1] / 10);
        path.closePath();
      }
      G.outline[layer] = path;
    }
  }
  const px = 1 / G.scale;
  ctx.lineJoin = 'round';
  if (G.outline.province) { ctx.fillStyle = '#fdfcf9'; ctx.fill(G.outline.province); }
  if (G.outline.city) { ctx.strokeStyle = '#dfdacb'; ctx.lineWidth = 0.9 * px; ctx.stroke(G.outline.city); }
  if (G.outline.province) { ctx.strokeStyle = '#bdb59d'; ctx.lineWidth = 1.6 * px; ctx.stroke(G.outline.province); }
}
function paintHulls(ctx) {
  for (const hull of page.hulls) {
    const points = hull.members.filter((i) => view.shown.has(i)).map((i) => N[i]);
    if (points.length < 3) continue;
    ctx.beginPath();
    convex(points).forEach((point, k) => ctx[k ? 'lineTo' : 'moveTo'](point.x, point.y));
    ctx.closePath();
    ctx.fillStyle = ctx.strokeStyle = COMMUNITY[Math.min(hull.id, COMMUNITY.length) - 1] + '14';
    ctx.lineWidth = 46; ctx.lineJoin = 'round';
    ctx.fill(); ctx.stroke();
  }
}
function convex(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y), half = (list) => {
    const chain = [];
    for (const p of list) {
      while (chain.length > 1) {
        const [a, b] = chain.slice(-2);
        if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function pathOf(key, curves) {
  if (!G.paths.has(key)) {
    const path = new Path2D();
    for (const c of curves()) { path.moveTo(c.p.x, c.p.y); path.quadraticCurveTo(c.cx, c.cy, c.q.x, c.q.y); }
    G.paths.set(key, path);
  }
  return G.paths.get(key);
}
function paintTies(ctx) {
  const drawn = isMap ? (c) => c.pair.edges.some((e) => (e.p === 'party' || e.p === 'participant') && view.rep[e.s] === e.s) : () => true;
  ctx.lineCap = 'butt'; ctx.strokeStyle = '#8b8676';
  ctx.globalAlpha = isMap ? 0.35 : 0.28; ctx.lineWidth = 0.8 / G.scale;
  ctx.stroke(pathOf('ties', () => G.tieCurves.filter(drawn)));
  ctx.globalAlpha = 1;
}
function strokeSome(ctx, curves, width, color, alpha) {
  ctx.globalAlpha = alpha; ctx.lineWidth = width; ctx.strokeStyle = color;
  ctx.beginPath();
  for (const c of curves) { ctx.moveTo(c.p.x, c.p.y); ctx.quadraticCurveTo(c.cx, c.cy, c.q.x, c.q.y); }
  ctx.stroke();
}
const pairWidth = (pair) => Math.min(1.3 + 1.5 * Math.log2(pair.n), 8) * clamp(grow(), 0.8, 1.4);
function paintPairs(ctx) {
  const px = 1 / G.scale, styles = new Map();
  ctx.lineCap = 'butt'; ctx.setLineDash([]);
  // Many arcs cover what lies beneath: the more there are, the fainter they are drawn.
  ctx.globalAlpha = clamp(0.82 * Math.sqrt(250 / Math.max(G.curves.length, 1)), 0.3, 0.82);
  for (const c of G.curves) {
    const key = c.pair.family.id + '|' + Math.min(Math.round(Math.log2(c.pair.n) * 2), 10);
    if (!styles.has(key)) styles.set(key, []);
    styles.get(key).push(c);
  }
  for (const [key, curves] of styles) {
    ctx.strokeStyle = curves[0].pair.family.color;
    ctx.lineWidth = pairWidth(curves[0].pair) * px;
    ctx.stroke(pathOf(key, () => curves));
  }
  ctx.globalAlpha = 1;
}
function paintTrack(ctx, track, chosen) {
  const state = track.line.node.state ? track.line.node.state.value : 'none', width = LINE_WIDTH[state] * (chosen ? 1.6 : 1);
  ctx.beginPath();
  track.parts.forEach((part) => { const [ax, ay, bx, by] = partEnds(part); ctx.moveTo(ax, ay); ctx.lineTo(bx, by); });
  ctx.lineCap = 'round'; ctx.setLineDash([]);
  ctx.strokeStyle = '#fffffff0'; ctx.lineWidth = width + 2.6; ctx.stroke();
  ctx.lineCap = state === 'proposed' ? 'round' : 'butt';
  ctx.setLineDash(DASH[state]);
  ctx.strokeStyle = track.line.node.cls === 'Road' ? ROAD : RAIL; ctx.lineWidth = width; ctx.stroke();
}
