// An open page of somebody signed in. It locks over itself after a time without activity and when told to, opens again where it was, asks
// for a proof where one is needed, and leaves at once when the sign-in is over. The server decides; this keeps the page in step with it.
const root = document.documentElement;
const lock = document.getElementById('lock');
const form = lock.querySelector('form');
const problem = lock.querySelector('.problem');
const idle = Number(lock.dataset.idle) * 1000;
const often = Math.min(60000, idle / 4);
const tabs = new BroadcastChannel('tc-session');

let mode = '';           // '', 'locked', 'expired', 'prove'
let arrived = true;      // whether the server knows of this page's lock
let seen = Date.now();   // the last activity in any tab
let told = Date.now();   // when the server last heard of one: it saw the page being opened
let telling = 0;
let place = null;
let asker = null;
let leaving = false;
let asking = false;

const covered = () => mode === 'locked' || mode === 'expired';

function post(path, fields = new FormData()) {
  fields.set('__RequestVerificationToken', form.elements['__RequestVerificationToken'].value);
  return fetch(path, { method: 'POST', body: fields, redirect: 'error' });
}

// ---- over: no word of the page stays behind, also not behind a note about the connection
function leave(to) {
  if (leaving) return;
  leaving = true;
  if (to.startsWith('/sign-in')) to += unsaved() ? 'unsaved' : 'yes';
  root.removeAttribute('data-locked');
  document.title = lock.dataset.title;
  document.body.replaceChildren();
  location.replace(to);
}

// Asks the server, and follows.
async function check() {
  if (leaving) return null;
  if (!arrived) await tellLock();
  let answer;
  try {
    answer = await fetch('/session/state', { cache: 'no-store', redirect: 'error' });
  } catch {
    return null; // no connection: the next look will tell
  }
  if (answer.status === 401) return leave('/sign-in?ended=');
  if (!answer.ok) return null;
  const now = await answer.json();
  if (now.page !== lock.dataset.page) return leave('/'); // this browser signed in anew, or under another hat
  if (now.state === 'live') { if (covered() && arrived) release(); }
  else if (now.state === 'over') leave('/sign-in?ended=');
  else cover(now.state, now.ways);
  return now;
}

// ---- the lock itself
function remember() {
  const at = document.activeElement;
  const range = at?.isContentEditable && getSelection().rangeCount ? getSelection().getRangeAt(0).cloneRange() : null;
  place = { at, id: at?.id, range, start: at?.selectionStart, end: at?.selectionEnd, way: at?.selectionDirection, top: at?.scrollTop, x: scrollX, y: scrollY };
}

function goBack() {
  const at = place.at?.isConnected ? place.at : document.getElementById(place.id || ' ');
  scrollTo({ left: place.x, top: place.y, behavior: 'instant' });
  if (!at || at === document.body) return;
  at.focus({ preventScroll: true });
  if (place.range) { getSelection().removeAllRanges(); getSelection().addRange(place.range); }
  else if (typeof place.start === 'number') at.setSelectionRange(place.start, place.end, place.way);
  at.scrollTop = place.top;
}

function show(next, ways) {
  if (!mode) remember();
  mode = next;
  lock.classList.toggle('asks', mode === 'prove');
  for (const part of lock.querySelectorAll('[data-when]')) part.hidden = !part.dataset.when.split(' ').includes(mode);
  offer(ways);
  if (!lock.open) { lock.showModal(); focusFirst(); }
}

function cover(next, ways) {
  const already = covered();
  if (!already && root.dataset.lockedTitle === undefined) root.dataset.lockedTitle = root.dataset.title ?? document.title;
  show(next, ways);
  root.toggleAttribute('data-locked', true);
  document.title = lock.dataset.title;
  if (!already) getSelection().removeAllRanges();
}

function release() {
  const was = mode;
  mode = '';
  arrived = true;
  seen = told = Date.now();
  root.removeAttribute('data-locked');
  form.reset();
  problem.textContent = '';
  lock.close();
  if (was !== 'prove') {
    const title = root.dataset.lockedTitle ?? '';
    delete root.dataset.lockedTitle;
    if (root.hasAttribute('data-private')) root.dataset.title = title; // the private screen has a title of its own
    else document.title = title;
    document.querySelectorAll('[data-session-back]').forEach(button => button.click());
    reconnect();
  }
  goBack();
}

// What was under the lock while the connection was lost: back to the same circuit, or anew when nothing would be lost by it.
async function reconnect() {
  const lost = document.getElementById('components-reconnect-modal');
  if (!lost?.className.includes('components-reconnect-failed')) return;
  if (await Blazor.reconnect().catch(() => false)) return;
  if (unsaved()) lost.className = 'lost components-reconnect-rejected';
  else location.reload();
}

// The way in that the person has; none until the server has said.
function offer(ways) {
  if (!ways) { ask(); return; }
  for (const part of lock.querySelectorAll('[data-way]')) part.hidden = !ways[part.dataset.way];
  const submit = lock.querySelector('[data-submit]');
  submit.hidden = !(ways.app || ways.password);
  submit.classList.toggle('primary', !ways.passkey);
  if (document.activeElement?.tagName !== 'INPUT') focusFirst();
}

async function ask() {
  if (asking) return;
  asking = true;
  for (let wait = 500; mode && !leaving; wait = Math.min(wait * 2, 5000)) {
    const now = await check();
    if (now) {
      problem.textContent = '';
      if (mode) offer(now.ways);
      break;
    }
    problem.textContent = lock.dataset.offline;
    await new Promise(done => setTimeout(done, wait));
  }
  asking = false;
}

function focusFirst() {
  const first = [...lock.querySelectorAll('input:not([type=hidden]), [data-way] button')].find(part => part.getClientRects().length > 0);
  (first ?? lock.querySelector('h2')).focus();
}

async function tellLock() {
  try {
    const answer = await post('/session/lock');
    arrived = answer.ok || answer.status === 401;
    if (answer.status === 401) leave('/sign-in?ended=');
  } catch { /* told when there is a connection again */ }
}

async function lockNow() {
  if (covered()) return;
  arrived = false;
  cover('locked', { app: false, password: false });
  // The last words are on their way to the server, where they are stored under the lock too; the lock would shut them out.
  await settled(1500);
  await tellLock();
  tabs.postMessage({ locked: true });
  offer();
}

const unsaved = () => document.querySelector('textarea[data-unsaved]');

async function settled(most) {
  for (let waited = 0; waited < most && unsaved(); waited += 100) await new Promise(done => setTimeout(done, 100));
}

// ---- activity: typing counts
function active() {
  if (covered()) return;
  seen = Date.now();
  telling ||= setTimeout(tell, Math.max(0, told + often - seen));
}

async function tell() {
  telling = 0;
  told = Date.now();
  tabs.postMessage({ seen });
  try {
    const answer = await post('/session/seen');
    if (answer.status === 401 || answer.status === 423) await check();
  } catch {
    told = 0; // no connection: the next activity tells it
  }
}

for (const kind of ['keydown', 'pointerdown', 'wheel', 'touchstart', 'input']) addEventListener(kind, active, { capture: true, passive: true });
setInterval(() => { if (!covered() && Date.now() - seen >= idle) lockNow(); }, 1000);

// ---- pressing
async function send(fields) {
  problem.textContent = '';
  let answer;
  try {
    answer = await post(mode === 'prove' ? '/session/prove' : '/session/unlock', fields);
  } catch {
    problem.textContent = lock.dataset.offline;
    return;
  }
  if (answer.ok) {
    const proved = mode === 'prove';
    release();
    if (proved) asker?.parentElement?.querySelector('[data-proved]')?.removeAttribute('hidden');
    else tabs.postMessage({ unlocked: true });
  } else if (answer.status === 422 || answer.status === 429) {
    problem.textContent = (await answer.json()).problem;
    form.reset();
    focusFirst();
  } else await check();
}

form.addEventListener('submit', event => { event.preventDefault(); send(new FormData(form)); });

lock.querySelector('[data-passkey-ask]').addEventListener('click', async () => {
  problem.textContent = '';
  let credential;
  try {
    const passkeys = await import(new URL(lock.dataset.passkeys, document.baseURI));
    credential = await passkeys.assert(await passkeys.request(form));
  } catch (refused) {
    problem.textContent = refused.name === 'TypeError' ? lock.dataset.offline : lock.dataset.declined;
    return;
  }
  const fields = new FormData();
  fields.set('Credential', credential);
  await send(fields);
});

lock.addEventListener('cancel', event => { event.preventDefault(); if (mode === 'prove') release(); });
lock.querySelector('[data-cancel]').addEventListener('click', release);
// The page's own keys stay out of the lock, and the lock's out of the page.
lock.addEventListener('keydown', event => event.stopPropagation());
addEventListener('keydown', event => {
  if (event.ctrlKey && event.shiftKey && event.code === 'KeyL') { event.preventDefault(); event.stopImmediatePropagation(); lockNow(); }
  else if (covered() && !lock.contains(event.target)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);

document.addEventListener('click', event => {
  if (event.target.closest?.('[data-lock]')) lockNow();
  const from = event.target.closest?.('[data-prove]');
  if (from && !mode) { asker = from; show('prove'); }
});

// Who leaves by themselves is not told that they were sent away, and takes the last words along.
document.addEventListener('submit', async event => {
  const way = event.target;
  if (!way.action?.endsWith('/sign-out')) return;
  event.preventDefault();
  document.activeElement?.blur(); // a writing surface sends what it has
  await settled(4000);
  leaving = true;
  setTimeout(() => { leaving = false; }, 5000); // they stayed after all
  way.submit();
});

// ---- in step with the other tabs, with the server, and with what a sleeping computer missed
tabs.addEventListener('message', ({ data }) => {
  if (data.seen) seen = Math.max(seen, data.seen);
  if (data.locked && !covered()) { arrived = false; cover('locked'); } // perhaps it reached us and not the server
  if (data.unlocked) check();
});
addEventListener('focus', check);
addEventListener('online', check);
addEventListener('tc-locked', check);
addEventListener('pageshow', event => { if (event.persisted) check(); });
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') check(); });
addEventListener('unhandledrejection', event => { if (event.reason?.message === 'locked') { event.preventDefault(); check(); } });
new MutationObserver(() => {
  if (covered() && document.title !== lock.dataset.title) { root.dataset.lockedTitle = document.title; document.title = lock.dataset.title; }
}).observe(document.head, { subtree: true, childList: true, characterData: true });

const lost = document.getElementById('components-reconnect-modal');
if (lost) new MutationObserver(() => { if (lost.className.includes('components-reconnect')) check(); }).observe(lost, { attributeFilter: ['class'] });
else setInterval(() => { if (document.visibilityState === 'visible') check(); }, 15000); // without a circuit nobody tells a page

// Put there by a page whose database would not open (PageBoundary).
customElements.define('tc-session-check', class extends HTMLElement { connectedCallback() { check(); } });
