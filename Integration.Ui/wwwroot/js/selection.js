// <row-selection>: checkboxes in rows. Adds "all on this page", ranges by shift-click, and how many are chosen.
customElements.define('row-selection', class extends HTMLElement {
  #last;

  connectedCallback() {
    this.addEventListener('click', event => this.#extend(event));
    this.addEventListener('change', event => this.#changed(event));
    // Back and reload may restore ticks after the page was read.
    addEventListener('pageshow', () => this.#show());
    // What was exported is no longer chosen.
    document.body.addEventListener('exports-changed', () => {
      for (const box of this.#boxes) box.checked = false;
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
    const boxes = this.#boxes;
    const chosen = boxes.filter(box => box.checked).length;
    const all = this.querySelector('[data-all]');
    all.closest('[hidden]')?.removeAttribute('hidden');
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    this.querySelector('[data-chosen]').textContent = chosen === 0 ? '' : `${chosen} selected`;
    this.querySelector('[data-needs-choice]').disabled = chosen === 0;
  }
});
