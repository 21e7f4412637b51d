// <row-selection>: checkboxes in rows. Adds "all on this page", ranges by shift-click, and how many are chosen.
customElements.define('row-selection', class extends HTMLElement {
  #last;

  connectedCallback() {
    this.addEventListener('click', event => this.#extend(event));
    this.addEventListener('change', event => this.#changed(event));
    // Back and reload may restore ticks after the page was read, and a list that was looked at again has lost its count.
    addEventListener('pageshow', () => this.#show());
    document.addEventListener('htmx:after:swap', () => this.#show());
    // Who is in Lever now is no longer chosen; who failed still is.
    document.body.addEventListener('exports-changed', ({ detail }) => {
      const done = new Set(detail.done);
      for (const box of this.#boxes) if (done.has(box.value)) box.checked = false;
      this.#show();
    });
    this.#show();
  }

  get #boxes() {
    return [...this.querySelectorAll('tbody input[type=checkbox]')];
  }

  #extend({ target, shiftKey }) {
    if (!target.matches('tbody input[type=checkbox]')) return;
    const boxes = this.#boxes;
    const [from, to] = [boxes.indexOf(this.#last), boxes.indexOf(target)].sort((a, b) => a - b);
    if (shiftKey && from >= 0) for (const box of boxes.slice(from, to + 1)) box.checked = target.checked;
    this.#last = target;
    this.#show();
  }

  #changed({ target }) {
    if (target.matches('[data-all]')) for (const box of this.#boxes) box.checked = target.checked;
    this.#show();
  }

  #show() {
    if (!this.isConnected) return;
    const boxes = this.#boxes;
    const chosen = boxes.filter(box => box.checked).length;
    const all = this.querySelector('[data-all]');
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    this.querySelector('[data-chosen]').textContent = chosen === 0 ? '' : ` · ${chosen} selected`;
  }
});
