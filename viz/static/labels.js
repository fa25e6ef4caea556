// Names on the map: placed once a zoom level, the most important first, never over each other, and left alone by panning.
function placeLabels() {
  const key = [view.version, G.scale.toFixed(4), thingKey(S.sel), S.lang].join('|');
  if (G.labels && G.labels.key === key) return G.labels;
  const boxes = new Map(), placed = [];
  const chosen = S.sel ? focusOf(S.sel) : new Set();
  const first = (node) => (S.sel && S.sel.node === node ? 2 : chosen.has(node.i) && node.cls === 'Place' ? 1 : 0);
  const nodes = [...view.nodes].reverse().sort((a, b) => first(b) - first(a));
  // A few great names may lie over small symbols; after them every symbol of some size keeps its room.
  const great = nodes.slice(0, 12);
  great.forEach((node) => take(boxes, boxAt(node, 0.8)));
  great.forEach((node) => placeLabel(node, boxes, placed));
  const counts = nodes.filter((node) => node.inside && placeCount(node, boxes));
  nodes.slice(12).forEach((node) => { if (radius(node) > 4) take(boxes, boxAt(node, 0.8)); });
  for (const node of nodes.slice(12)) {
    if (placed.length > 700) break;
    const near = isMap && node.cls !== 'Place' && radius(node) < 5.4 && !chosen.has(node.i);
    if (!near) placeLabel(node, boxes, placed);
  }
  const badges = [];
  for (const c of [...G.curves].reverse()) placeBadge(c, boxes, badges);
  G.labels = { key, placed, badges, counts, tracks: isMap ? trackLabels(boxes) : [] };
  return G.labels;
}
function focusOf(thing) { return thing.pair ? new Set([thing.pair.a, thing.pair.b]) : neighbours(thing.node.i); }
const thingKey = (thing) => (thing ? (thing.pair ? thing.pair.key : thing.node.id) : '');
function fontOf(node) {
  const big = node.cls === 'Place' && node.weight > 5;
  return { size: isMap ? (big ? 14 : node.cls === 'Place' ? 12 : 11) : clamp(10 + 12 * (node.size || 0), 10, 18), bold: big };
}
function labelSprite(text, size, bold, color) {
  const font = `${bold ? 600 : 400} ${size}px ${FONT}`;
  labelSprite.ctx = labelSprite.ctx || document.createElement('canvas').getContext('2d');
  labelSprite.ctx.font = font;
  const w = labelSprite.ctx.measureText(text).width + 8, h = size + 8;
  return sprite(`l${font}${color}${text}`, w, h, (ctx) => {
    ctx.font = font; ctx.textBaseline = 'middle'; ctx.lineJoin = 'round';
    ctx.strokeStyle = 'rgba(253,252,249,0.92)'; ctx.lineWidth = 3.6; ctx.strokeText(text, 4, h / 2);
    ctx.fillStyle = color; ctx.fillText(text, 4, h / 2);
  });
}
function boxAt(node, part) {
  const r = radius(node) * part, x = node.x * G.scale, y = node.y * G.scale;
  return [x - r, y - r, x + r, y + r];
}
function cells(box) {
  const found = [];
  for (let i = Math.floor(box[0] / 60); i <= Math.floor(box[2] / 60); i += 1) for (let j = Math.floor(box[1] / 30); j <= Math.floor(box[3] / 30); j += 1) found.push(i * 100003 + j);
  return found;
}
function take(boxes, box) { cells(box).forEach((cell) => { if (!boxes.has(cell)) boxes.set(cell, []); boxes.get(cell).push(box); }); }
function free(boxes, box) {
  return cells(box).every((cell) => (boxes.get(cell) || []).every((b) => b[2] <= box[0] || b[0] >= box[2] || b[3] <= box[1] || b[1] >= box[3]));
}
function placeLabel(node, boxes, placed) {
  const { size, bold } = fontOf(node), text = short(label(node), node.cls === 'Place' ? 14 : 18);
  const picture = labelSprite(text, size, bold, node.cls === 'Place' ? INK : isMap ? CLASS_COLOR[node.cls] : INK);
  const r = radius(node) + 1, x = node.x * G.scale, y = node.y * G.scale, w = picture.w - 4, h = size + 1;
  const near = r * 0.75, spots = [
    [x + r, y - h / 2], [x - r - w, y - h / 2], [x - w / 2, y + r], [x - w / 2, y - r - h],
    [x - near - w, y - near - h], [x + near, y - near - h], [x - near - w, y + near], [x + near, y + near],
  ];
  for (const [left, top] of spots) {
    const box = [left, top, left + w, top + h];
    if (free(boxes, box)) {
      take(boxes, box);
      placed.push({ node, picture, dx: left - 2 - x, dy: top + h / 2 - picture.h / 2 - y });
      return;
    }
  }
}
function placeBadge(c, boxes, badges) {
  if (!c.pair.family.sign || c.length * G.scale < 46) return;
  const x = c.mx * G.scale, y = c.my * G.scale, box = [x - 8, y - 8, x + 8, y + 8];
  if (!free(boxes, box)) return;
  take(boxes, box);
  badges.push({ c, picture: badge(c.pair.family) });
}
function badge(fam) {
  return sprite('b' + fam.id, 19, 19, (ctx) => {
    ctx.beginPath(); ctx.arc(9.5, 9.5, 8.2, 0, 2 * Math.PI); ctx.fillStyle = fam.color; ctx.fill();
    ctx.lineWidth = 1.6; ctx.strokeStyle = '#fff'; ctx.stroke();
    ctx.font = `600 10.5px ${FONT}`; ctx.textAlign = 'center'; ctx.textBaseline = 'middle'; ctx.fillStyle = '#fff'; ctx.fillText(fam.sign, 9.5, 10);
  });
}
function trackLabels(boxes) {
  const found = [];
  for (const track of G.tracks) {
    const parts = track.parts.map((part) => ({ part, length: Math.hypot(part.b.x - part.a.x, part.b.y - part.a.y) * G.scale })).sort((a, b) => b.length - a.length);
    const text = short(label(track.line.node), 12), picture = labelSprite(text, 10.5, false, track.line.node.cls === 'Road' ? '#7a4d1c' : '#3d434f');
    for (const { part, length } of parts) {
      if (length < picture.w + 12) break;
      const x = ((part.a.x + part.b.x) / 2) * G.scale, y = ((part.a.y + part.b.y) / 2) * G.scale;
      let angle = Math.atan2(part.b.y - part.a.y, part.b.x - part.a.x);
      if (Math.abs(angle) > Math.PI / 2) angle -= Math.sign(angle) * Math.PI;
      const w = (Math.abs(Math.cos(angle)) * picture.w + Math.abs(Math.sin(angle)) * 14) / 2, h = (Math.abs(Math.sin(angle)) * picture.w + Math.abs(Math.cos(angle)) * 14) / 2;
      const box = [x - w, y - h, x + w, y + h];
      if (free(boxes, box)) { take(boxes, box); found.push({ track, part, picture, angle }); break; }
    }
  }
  return found;
}

function paintOver(ctx) {
  if (!G.ready) return;
  onScreen(ctx, () => {
    const labels = placeLabels(), focus = view.focus;
    for (const { track, part, picture, angle } of labels.tracks) {
      const [ax, ay, bx, by] = partEnds(part), thing = S.hover || S.sel;
      ctx.save(); ctx.translate((ax + bx) / 2, (ay + by) / 2); ctx.rotate(angle);
      ctx.globalAlpha = thing && thing.node !== track.line.node && !(thing.node && track.line.stops.some((i) => view.rep[i] === thing.node.i)) ? 0.12 : 1;
      stamp(ctx, picture, -picture.w / 2, -picture.h / 2); ctx.restore();
    }
    for (const { c, picture } of labels.badges) {
      const [x, y] = toScreen(c.mx, c.my);
      ctx.globalAlpha = focus && !inFocus(focus, c.pair) ? 0.1 : 1;
      if (inside(x, y)) stamp(ctx, picture, x - 9.5, y - 9.5);
    }
    for (const { node, picture, dx, dy } of labels.placed) {
      const [x, y] = toScreen(node.x, node.y);
      if (!inside(x, y)) continue;
      ctx.globalAlpha = focus && !focus.has(node.i) ? 0.16 : 1;
      stamp(ctx, picture, x + dx, y + dy);
    }
    ctx.globalAlpha = 1;
    paintCounts(ctx, labels.counts);
    paintRing(ctx);
    paintHoverNames(ctx, labels);
  });
}
const inside = (x, y) => x > -160 && y > -40 && x < G.w + 160 && y < G.h + 40;
const countText = (node) => '+' + node.inside;
const countWidth = (node) => 8 + countText(node).length * 5.4;
function countAt(node) { const [x, y] = toScreen(node.x, node.y), r = radius(node); return [x + r * 0.8 + 6, y - r * 0.8 - 5]; }
function placeCount(node, boxes) {
  const r = radius(node), x = node.x * G.scale + r * 0.8 + 6, y = node.y * G.scale - r * 0.8 - 5, w = countWidth(node) / 2;
  const box = [x - w, y - 7.5, x + w, y + 7.5];
  if (!free(boxes, box)) return false;
  take(boxes, box);
  return true;
}
function paintCounts(ctx, counts) {
  ctx.font = `600 10px ${FONT}`; ctx.textAlign = 'center'; ctx.textBaseline = 'middle';
  for (const node of counts) {
    const [x, y] = countAt(node), w = countWidth(node);
    if (!inside(x, y)) continue;
    ctx.globalAlpha = view.focus && !view.focus.has(node.i) ? 0.2 : 1;
    ctx.fillStyle = '#fff'; ctx.strokeStyle = '#8a6d1f'; ctx.lineWidth = 1.2;
    ctx.beginPath(); ctx.roundRect(x - w / 2, y - 7.5, w, 15, 7.5); ctx.fill(); ctx.stroke();
    ctx.fillStyle = '#5e4a10'; ctx.fillText(countText(node), x, y + 0.5);
  }
  ctx.globalAlpha = 1;
}
function paintRing(ctx) {
  if (!S.sel || !S.sel.node || !view.shown.has(S.sel.node.i)) return;
  const [x, y] = toScreen(S.sel.node.x, S.sel.node.y);
  ctx.beginPath(); ctx.arc(x, y, radius(S.sel.node) + 5, 0, 2 * Math.PI);
  ctx.strokeStyle = '#d9480f'; ctx.lineWidth = 2.4; ctx.stroke();
}
// The thing under the pointer and its neighbours have their names even where the map had no room, as far as they fit
// beside each other.
function paintHoverNames(ctx, labels) {
  if (!view.focus) return;
  const boxes = new Map(), drawn = new Set();
  for (const { node, picture, dx, dy } of labels.placed) {
    if (!view.focus.has(node.i)) continue;
    const x = node.x * G.scale + dx, y = node.y * G.scale + dy;
    take(boxes, [x, y, x + picture.w, y + picture.h]);
    drawn.add(node.i);
  }
  const missing = [...view.focus].filter((i) => view.shown.has(i) && !drawn.has(i)).map((i) => N[i]).sort((a, b) => rankOf(b) - rankOf(a)).slice(0, 60), found = [];
  for (const node of missing) placeLabel(node, boxes, found);
  for (const { node, picture, dx, dy } of found) { const [x, y] = toScreen(node.x, node.y); stamp(ctx, picture, x + dx, y + dy); }
}
