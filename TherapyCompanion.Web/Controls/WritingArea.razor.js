// A typing surface. The browser holds the text; what changed goes to the server as a splice, at most once a second, in
// pieces that fit a hub message. A send that fails is tried again until the connection is back.

const piece = 8000;
const pause = 800;

const inPair = (text, at) => at > 0 && at < text.length && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;

// The smallest stretch that differs, never cutting a surrogate pair.
function difference(before, after) {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  while (inPair(before, start) || inPair(after, start)) start--;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  while (inPair(before, before.length - end) || inPair(after, after.length - end)) end--;
  return { start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) };
}

export function open(area, server, { focus, autosaved }) {
  let sent = '';
  let timer = 0;
  let sending = null;
  let closed = false;
  area.readOnly = true;

  const grow = () => {
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight + 2}px`;
  };
  const unsaved = () => { if (autosaved) area.toggleAttribute('data-unsaved', true); };
  const later = () => { if (!timer && !closed) timer = setTimeout(send, pause); };

  async function push(start, removed, inserted, length) {
    let at = start;
    do {
      let size = Math.min(piece, inserted.length);
      if (inPair(inserted, size)) size--;
      const part = inserted.slice(0, size);
      inserted = inserted.slice(size);
      if (!await server.invokeMethodAsync('Splice', at, removed, part, length, inserted.length === 0)) return false;
      at += part.length;
      removed = 0;
    } while (inserted.length > 0);
    return true;
  }

  function send() {
    clearTimeout(timer);
    timer = 0;
    sending ??= (async () => {
      await null; // with nothing to send this would end before it is remembered, and be remembered for ever
      try {
        while (!closed && area.value !== sent) {
          const now = area.value;
          const change = difference(sent, now);
          if (await push(change.start, change.removed, change.inserted, now.length)) { sent = now; continue; }
          // The two sides disagree (a piece was lost on the way): the reader of this surface starts from nothing again.
          await server.invokeMethodAsync('Restart');
          sent = '';
        }
      } catch {
        if (!closed) setTimeout(later, 1500); // no connection: the words stay here
      } finally {
        sending = null;
      }
    })();
    return sending;
  }

  const typed = () => { unsaved(); grow(); later(); };
  area.addEventListener('input', typed);
  area.addEventListener('blur', send);
  addEventListener('resize', grow);

  return {
    fill(text) { area.value += text; sent = area.value; },
    ready() {
      sent = area.value;
      area.readOnly = false;
      grow();
      if (focus) { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }
    },
    async flush() { if (sending) await sending; await send(); },
    saved() { if (area.value === sent) area.removeAttribute('data-unsaved'); },
    close() {
      closed = true;
      clearTimeout(timer);
      area.removeEventListener('input', typed);
      area.removeEventListener('blur', send);
      removeEventListener('resize', grow);
    },
  };
}
