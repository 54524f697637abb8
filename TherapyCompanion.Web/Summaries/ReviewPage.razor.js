// Shows which words a sentence rests on, and which sentences rest on a word, without asking the server; and turns a
// selection in the source into a span. All by delegation: the rows come and go as the draft changes.

const spansOf = line => (line?.dataset.evidence ?? '').split(' ').filter(Boolean).map(s => s.split('-').map(Number));
const overlaps = (segment, spans) => {
  const start = Number(segment.dataset.at);
  const end = start + segment.textContent.length;
  return spans.some(([from, to]) => start < to && from < end);
};

export function attach(root, page) {
  const abort = new AbortController();
  const on = (type, handler) => root.addEventListener(type, handler, { signal: abort.signal });
  const segments = () => root.querySelectorAll('[data-source] [data-at]');

  function showEvidence(line, scroll) {
    const spans = spansOf(line);
    let first = null;
    for (const segment of segments()) {
      const marked = overlaps(segment, spans);
      segment.classList.toggle('marked', marked);
      if (marked) first ??= segment;
    }
    if (first && scroll) first.scrollIntoView({ block: 'nearest' });
  }

  function showSentences(segment) {
    for (const line of root.querySelectorAll('[data-sentence]')) {
      line.classList.toggle('built', Boolean(segment) && overlaps(segment, spansOf(line)));
    }
  }

  on('focusin', event => {
    const line = event.target.closest('[data-owner]')?.querySelector('[data-sentence]');
    if (line) showEvidence(line, true);
  });
  on('mouseover', event => {
    const line = event.target.closest('[data-owner]')?.querySelector('[data-sentence]');
    if (line) { showEvidence(line, false); showSentences(null); return; }
    const segment = event.target.closest('[data-source] [data-at]');
    if (segment) showSentences(segment);
  });
  on('mouseleave', () => showSentences(null));

  function selected(source) {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !source.contains(selection.anchorNode) || !source.contains(selection.focusNode)) return null;
    const range = selection.getRangeAt(0);
    const place = (node, offset) => {
      const segment = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest('[data-at]');
      return segment ? Number(segment.dataset.at) + (node.nodeType === Node.TEXT_NODE ? offset : 0) : null;
    };
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    return start === null || end === null || end <= start ? null : [start, end - start];
  }

  function link(event) {
    const source = event.target.closest('[data-source="linking"]');
    if (!source) return;
    const unit = event.target.closest('[data-unit]');
    const place = selected(source) ?? (unit ? [Number(unit.dataset.at), unit.textContent.length] : null);
    if (!place) return;
    event.preventDefault();
    getSelection()?.removeAllRanges();
    page.invokeMethodAsync('LinkTo', ...place);
  }
  on('mouseup', link);
  on('keydown', event => { if (event.code === 'Enter' || event.code === 'Space') link(event); });

  return {
    focusSentence(id) { root.querySelector(`[data-sentence="${id}"]`)?.focus(); },
    nextMark() {
      const marks = [...root.querySelectorAll('[data-mark]')];
      if (marks.length === 0) return;
      const here = document.activeElement;
      const next = marks.find(mark => here && here !== mark && (here.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING) && !mark.contains(here));
      const target = root.contains(here) ? next ?? marks[0] : marks[0];
      target.focus();
      target.scrollIntoView({ block: 'center' });
    },
    // The button that was pressed is gone: go on to the next mention, else to the draft.
    afterReading() {
      (root.querySelector('[data-mark][data-key="KeyK"]') ?? root.querySelector('[data-sentence]') ?? root.querySelector('h1'))?.focus();
    },
    detach() { abort.abort(); },
  };
}
