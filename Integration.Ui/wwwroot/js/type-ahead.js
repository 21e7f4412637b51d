// <type-ahead>: a select becomes a combobox that is searched by typing. The select stays and carries the value.
// With data-source the choices come from there, as options, while somebody types; without, they are all in the select.
const shownAtOnce = 50;
const pause = 120;
let count = 0;

customElements.define('type-ahead', class extends HTMLElement {
  #select; #input; #popup; #list; #note; #matches = []; #active = -1; #asked = 0;

  connectedCallback() {
    if (this.#select) return;
    this.#build();
    const input = this.#input;
    input.addEventListener('input', () => this.#open(input.value.trim()));
    input.addEventListener('focus', () => input.select());
    // What is typed is not a choice yet: the select tells of those.
    input.addEventListener('change', event => event.stopPropagation());
    input.addEventListener('mousedown', event => {
      if (this.#isOpen) return;
      // Typing replaces what is chosen: the browser would put the caret where the mouse is.
      event.preventDefault();
      input.focus();
      input.select();
      this.#open('');
    });
    input.addEventListener('blur', () => this.#leave());
    input.addEventListener('keydown', event => this.#key(event));
    // The list must not take the focus from the input.
    this.#popup.addEventListener('mousedown', event => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const item = target.closest('[role=option]');
      if (item) this.#choose(this.#matches[[...this.#list.children].indexOf(item)]);
    });
    this.#settle();
  }

  #build() {
    const select = this.#select = this.querySelector('select');
    const id = select.id;
    const listId = `type-ahead-${++count}`;
    select.id = `${id}-value`;
    select.hidden = true;
    select.insertAdjacentHTML('afterend', `
      <div class="picker">
        <input id="${id}" type="text" role="combobox" autocomplete="off" spellcheck="false"
               aria-autocomplete="list" aria-expanded="false" aria-controls="${listId}">
        <svg class="icon" aria-hidden="true"><use href="${this.dataset.icons}#chevron-down"></use></svg>
        <div class="popup" hidden><ul id="${listId}" role="listbox"></ul><p role="status" class="more"></p></div>
      </div>`);
    this.#input = this.querySelector('input');
    this.#popup = this.querySelector('.popup');
    this.#list = this.querySelector('ul');
    this.#note = this.querySelector('.more');
    this.#list.setAttribute('aria-label', this.querySelector('label').textContent);
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (select.hasAttribute(name)) this.#input.setAttribute(name, select.getAttribute(name));
    }
  }

  get #isOpen() {
    return !this.#popup.hidden;
  }

  async #open(typed) {
    const asked = ++this.#asked;
    if (this.dataset.source) {
      if (typed) await new Promise(done => setTimeout(done, pause));
      if (asked !== this.#asked) return;
    }
    const { options, more } = await this.#find(typed);
    // Somebody typed on, or left, while the answer was on its way.
    if (asked !== this.#asked) return;
    this.#matches = options;
    this.#list.replaceChildren(...options.map((option, index) => this.#item(option, index)));
    this.#note.textContent = more ?? (options.length ? '' : 'Nothing matches.');
    this.#note.hidden = this.#note.textContent === '';
    this.#popup.hidden = false;
    this.#input.setAttribute('aria-expanded', 'true');
    this.#activate(typed ? 0 : options.findIndex(option => option.value === this.#select.value));
  }

  async #find(typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const here = [...this.#select.options].filter(option => words.every(word => option.textContent.toLowerCase().includes(word)));
    if (!this.dataset.source) {
      const rest = here.length - shownAtOnce;
      return { options: here.slice(0, shownAtOnce), more: rest > 0 ? `${rest} more: type to narrow them down.` : null };
    }
    try {
      const answer = await fetch(`${this.dataset.source}?search=${encodeURIComponent(typed)}`, { headers: { 'HX-Request': 'true' } });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('select');
      const known = new Set(here.map(option => option.value));
      return {
        options: [...here, ...[...found.options].filter(option => !known.has(option.value))],
        more: found.dataset.more ? 'There are more: type to narrow them down.' : null,
      };
    } catch {
      return { options: here, more: 'The list cannot be loaded now. Try again in a moment.' };
    }
  }

  #item(option, index) {
    const item = document.createElement('li');
    item.id = `${this.#list.id}-${index}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(option.value === this.#select.value));
    item.textContent = option.dataset.text || option.textContent;
    if (option.dataset.detail) {
      const detail = document.createElement('small');
      detail.textContent = option.dataset.detail;
      item.append(' ', detail);
    }
    return item;
  }

  #activate(index) {
    this.#list.children[this.#active]?.classList.remove('active');
    this.#active = this.#matches.length ? Math.max(-1, Math.min(index, this.#matches.length - 1)) : -1;
    const item = this.#list.children[this.#active];
    item?.classList.add('active');
    item?.scrollIntoView({ block: 'nearest' });
    item ? this.#input.setAttribute('aria-activedescendant', item.id) : this.#input.removeAttribute('aria-activedescendant');
  }

  #choose(option) {
    const changed = option.value !== this.#select.value;
    if (option.parentElement !== this.#select) this.#select.append(option);
    this.#select.value = option.value;
    this.#settle();
    if (changed) this.#select.dispatchEvent(new Event('change', { bubbles: true }));
  }

  // Closed, and showing what is chosen.
  #settle() {
    this.#asked++;
    this.#popup.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
    this.#input.value = this.#select.selectedOptions[0]?.textContent.trim() ?? '';
  }

  // Emptied by hand means none; anything half typed goes back to what was chosen.
  #leave() {
    const none = this.#select.querySelector('option[value=""]');
    if (this.#input.value.trim() === '' && none) this.#choose(none);
    else this.#settle();
  }

  #key(event) {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!this.#isOpen) this.#open('');
      else this.#activate(this.#active + (key === 'ArrowDown' ? 1 : -1));
    } else if (key === 'Enter') {
      // Never sends the form: the choice comes first, and the button says what is sent.
      event.preventDefault();
      if (!this.#isOpen) this.#open('');
      else if (this.#active >= 0) this.#choose(this.#matches[this.#active]);
    } else if (key === 'Escape' && this.#isOpen) {
      // Only the list: the dialog around it stays.
      event.preventDefault();
      event.stopPropagation();
      this.#settle();
    }
  }
});
