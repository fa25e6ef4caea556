// One shape a class, so that colour is never the only sign; the filling of zones and projects tells their state.
const SIDES = { Zone: 6, Agreement: 4, Region: 5, Initiative: 3, Meeting: 3 };
const TURN = { Zone: 0, Agreement: 0, Region: -Math.PI / 2, Initiative: -Math.PI / 2, Meeting: Math.PI / 2 };

function outline(ctx, cls, x, y, r) {
  ctx.beginPath();
  if (SIDES[cls]) {
    for (let k = 0; k < SIDES[cls]; k += 1) {
      const angle = TURN[cls] + (k * 2 * Math.PI) / SIDES[cls], reach = r * (SIDES[cls] === 3 ? 1.2 : 1.1);
      ctx[k ? 'lineTo' : 'moveTo'](x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    ctx.closePath();
  } else if (cls === 'Project') ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else if (cls === 'Organization') { ctx.moveTo(x - r, y + r); ctx.lineTo(x - r, y - r * 0.2); ctx.lineTo(x, y - r); ctx.lineTo(x + r, y - r * 0.2); ctx.lineTo(x + r, y + r); ctx.closePath(); }
  else if (cls === 'Policy') { ctx.moveTo(x - r * 0.8, y - r); ctx.lineTo(x + r * 0.3, y - r); ctx.lineTo(x + r * 0.8, y - r * 0.5); ctx.lineTo(x + r * 0.8, y + r); ctx.lineTo(x - r * 0.8, y + r); ctx.closePath(); }
  else if (cls === 'Railway' || cls === 'Road') ctx.rect(x - r * 1.2, y - r * 0.55, r * 2.4, r * 1.1);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
}
function symbol(ctx, cls, color, state, x, y, r) {
  if (state === 'wide') { ring(ctx, color, x, y, r); return; }
  outline(ctx, cls, x, y, r);
  const stated = (cls === 'Zone' || cls === 'Project') && state;
  ctx.fillStyle = stated && state !== 'completed' ? '#ffffff' : color;
  ctx.fill();
  if (stated === 'underConstruction') {
    ctx.save(); ctx.clip(); ctx.fillStyle = color; ctx.fillRect(x - 2 * r, y, 4 * r, 2 * r); ctx.restore();
    outline(ctx, cls, x, y, r);
  }
  ctx.setLineDash(stated === 'proposed' ? [r * 0.45, r * 0.35] : []);
  ctx.strokeStyle = stated && state !== 'completed' ? color : '#ffffff';
  ctx.lineWidth = Math.max(r * 0.2, 1);
  ctx.stroke();
  ctx.setLineDash([]);
  if (cls === 'Person') { ctx.beginPath(); ctx.arc(x, y, r * 0.4, 0, 2 * Math.PI); ctx.fillStyle = '#fff'; ctx.fill(); }
}
// A province with cities of its own is not to be taken for one of them.
function ring(ctx, color, x, y, r) {
  const width = Math.max(r * 0.34, 1.8);
  ctx.beginPath(); ctx.arc(x, y, r - width / 2, 0, 2 * Math.PI); ctx.fillStyle = '#ffffff'; ctx.fill();
  ctx.strokeStyle = color; ctx.lineWidth = width; ctx.setLineDash([]); ctx.stroke();
}
const sprites = new Map();
function sprite(key, w, h, paint) {
  const id = key + '|' + G.dpr;
  if (!sprites.has(id)) {
    if (sprites.size > 4000) sprites.clear();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(w * G.dpr); canvas.height = Math.ceil(h * G.dpr);
    const ctx = canvas.getContext('2d');
    ctx.scale(G.dpr, G.dpr);
    paint(ctx);
    sprites.set(id, { canvas, w, h });
  }
  return sprites.get(id);
}
function stamp(ctx, picture, x, y) { ctx.drawImage(picture.canvas, x, y, picture.canvas.width / G.dpr, picture.canvas.height / G.dpr); }
function nodeSprite(node, r) {
  const color = colour(node), state = node.wide ? 'wide' : node.state ? node.state.value : '', size = 2 * r * 1.3 + 4;
  return sprite(`n${node.cls}${color}${state}${r}`, size, size, (ctx) => symbol(ctx, node.cls, color, state, size / 2, size / 2, r));
}
// So far out that things would be specks on their place, they wait for a closer view or for their place to be chosen.
const tooFar = (node) => isMap && node.cls !== 'Place' && 2.7 * G.scale < 1.3 && !(view.focus && view.focus.has(node.i));
// vis-network calls this for each node in view: it paints our symbol and learns its size.
function drawNode({ ctx, id, x, y }) {
  const node = byId.get(id), r = Math.round(radius(node) * 2) / 2, size = (2 * r) / G.scale;
  return {
    drawNode() {
      if (tooFar(node)) return;
      ctx.globalAlpha = view.focus && !view.focus.has(node.i) ? 0.16 : 1;
      const picture = nodeSprite(node, r), side = picture.canvas.width / G.dpr / G.scale;
      ctx.drawImage(picture.canvas, x - side / 2, y - side / 2, side, side);
    },
    nodeDimensions: { width: size, height: size },
  };
}
