// Data, state and words. Nothing here or in the other files ever builds HTML from text: see el().
const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);
const page = read('page-data');
const W = page.words;
const N = page.nodes.map((node, i) => ({ ...node, i, out: [], in: [], inside: 0 }));
const E = page.edges.map(([s, t, p, ev, asOf, values, fields], i) => ({ i, s, t, p, ev, asOf, values, fields }));
const EV = page.evidence;
const DOCS = page.documents.map((doc, i) => ({ ...doc, i, year: doc.issued ? Number(doc.issued.slice(0, 4)) : 0 }));
const byId = new Map(N.map((node) => [node.id, node]));
const isMap = page.kind === 'map';
const LINE = { Railway: true, Road: true };
const STATE_ORDER = ['proposed', 'preliminary', 'underConstruction', 'completed'];
E.forEach((edge) => { N[edge.s].out.push(edge); N[edge.t].in.push(edge); });

const years = [...new Set(DOCS.map((doc) => doc.year).filter(Boolean))].sort((a, b) => a - b);
const YEARS = years.length ? [years[0], years[years.length - 1]] : [0, 0];
const CLASSES = Object.keys(W.classes).filter((cls) => N.some((node) => node.cls === cls));
const PREDICATES = Object.keys(W.predicates).filter((p) => E.some((e) => e.p === p) || N.some((n) => n.facts.some((f) => f[0] === p)));
const FAMILIES = W.families.filter((family) => E.some((e) => e.fields.some((f) => family.domains.includes(f))));
const familyOf = new Map(W.families.flatMap((family) => family.domains.map((domain) => [domain, family])));

const S = {
  lang: page.lang, sel: null, hover: null, classes: new Set(), predicates: new Set(), fields: new Set(), states: new Set(),
  docs: new Set(), min: 1, year: YEARS[1], undated: true, budget: page.budget, expanded: new Set(), view: null, loose: false,
};

function t(key, values) {
  const entry = W.ui[key];
  let text = entry[S.lang === 'zh' ? 0 : values && values.n === 1 && entry[2] ? 2 : 1];
  if (values) text = text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  return text;
}
const word = (group, key) => (W[group][key] ? W[group][key][S.lang === 'zh' ? 0 : 1] : key);
const named = (thing) => thing.name[S.lang === 'zh' ? 0 : 1];
const short = (text, most = 28) => { const chars = Array.from(text); return chars.length > most ? chars.slice(0, most - 1).join('') + '…' : text; };
const label = (node) => clean(node.label);

// Marks of direction would let a name reorder the text around it, and control characters have no picture.
function clean(text) { return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').trim() || '□'; }

// The only way by which this page makes elements: children are elements or text, never markup.
function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') Object.entries(value).forEach(([event, handler]) => node.addEventListener(event, handler));
    else if (name === 'style') Object.entries(value).forEach(([key, v]) => node.style.setProperty(key, v));
    else if (name === 'class') node.className = value;
    else if (name in node && typeof value === 'boolean') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function say(text) { $('live').textContent = text; }
function toast(text) {
  const box = $('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 2600);
}
const fieldsOf = (edges) => [...new Set(edges.flatMap((edge) => edge.fields))];
function family(fields) {
  const found = [...new Set(fields.map((field) => familyOf.get(field)).filter(Boolean))];
  return found.length === 0 ? W.none : found.length === 1 ? found[0] : W.several;
}
