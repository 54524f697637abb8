// What every staff page needs from the browser, without a round trip: keys, the private screen, a lost connection.
// Shortcuts read event.code: on a Hebrew layout the J key says ח.

const typing = element => element?.closest?.('input, textarea, select, [contenteditable]');
const usable = element => element && !element.disabled && element.getClientRects().length > 0;

function toggleConcealed() {
  const root = document.documentElement;
  const on = root.toggleAttribute('data-private');
  if (on) { root.dataset.title = document.title; document.title = 'TherapyCompanion'; }
  else if (root.dataset.title) { document.title = root.dataset.title; delete root.dataset.title; }
  for (const button of document.querySelectorAll('[data-private-screen]')) button.setAttribute('aria-pressed', on);
}

// A page may set its title while the screen is private.
new MutationObserver(() => {
  const root = document.documentElement;
  if (root.hasAttribute('data-private') && document.title !== 'TherapyCompanion') {
    root.dataset.title = document.title;
    document.title = 'TherapyCompanion';
  }
}).observe(document.head, { subtree: true, childList: true, characterData: true });

// Single keys work inside the part of the page that owns them, and never while somebody types (WCAG 2.1.4).
function pressOwned(code, from) {
  for (let owner = from?.closest?.('[data-keys]'); owner; owner = owner.parentElement?.closest('[data-keys]')) {
    const target = [...owner.querySelectorAll(`[data-key~="${code}"]`)].find(usable);
    if (target) { target.click(); return true; }
  }
  return false;
}

function move(from, step) {
  const list = from?.closest?.('[data-arrows]');
  if (!list) return false;
  const items = [...list.querySelectorAll('[data-arrow]')].filter(usable);
  const at = items.findIndex(item => item.contains(from));
  const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
  next?.focus();
  return Boolean(next);
}

document.addEventListener('keydown', event => {
  if (event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.code === 'Period') { event.preventDefault(); toggleConcealed(); return; }
  if (command && (event.code === 'Enter' || event.code === 'NumpadEnter')) {
    const primary = [...document.querySelectorAll('[data-primary]')].filter(usable).at(-1);
    if (primary) {
      event.preventDefault();
      // The field that is still being typed in says what is in it before the button is pressed.
      if (event.target.matches('input, textarea[data-bound]')) event.target.dispatchEvent(new Event('change', { bubbles: true }));
      primary.click();
    }
    return;
  }
  if (event.code === 'Escape') {
    const cancel = [...document.querySelectorAll('[data-escape]')].filter(usable).at(-1);
    if (cancel) { event.preventDefault(); cancel.click(); }
    return;
  }
  // A sentence being edited: Enter is done, Shift Enter a new line.
  if (event.code === 'Enter' && !command && !event.shiftKey && event.target.matches('textarea.enter-done')) {
    event.preventDefault();
    event.target.form?.requestSubmit();
    return;
  }
  if (command || event.altKey || typing(event.target)) return;
  // Enter and Space press the button they stand on.
  if (event.target.closest('button, a') && (event.code === 'Enter' || event.code === 'Space')) return;
  const done = event.code === 'ArrowDown' ? move(event.target, 1)
    : event.code === 'ArrowUp' ? move(event.target, -1)
    : pressOwned(event.code, event.target === document.body ? document.querySelector('main [data-keys]') : event.target);
  if (done) event.preventDefault();
});

document.addEventListener('click', event => {
  if (event.target.closest('[data-private-screen]')) toggleConcealed();
  if (event.target.closest('[data-reload]')) location.reload();
  if (event.target.closest('[data-reconnect]')) Blazor.reconnect().then(back => { if (!back) location.reload(); });
});

// The server no longer knows this circuit: start anew, unless something typed is only here.
const lost = document.getElementById('components-reconnect-modal');
if (lost) {
  new MutationObserver(() => {
    if (lost.classList.contains('components-reconnect-rejected') && !document.querySelector('textarea[data-unsaved]')) location.reload();
  }).observe(lost, { attributeFilter: ['class'] });
}

addEventListener('beforeunload', event => {
  if (document.querySelector('textarea[data-unsaved]')) event.preventDefault();
});
