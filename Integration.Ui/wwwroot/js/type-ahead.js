// <type-ahead>: a select becomes a combobox that is searched by typing. The select stays and carries the value.
const shownAtOnce = 50;
let count = 0;

customElements.define('type-ahead', class extends HTMLElement {
  #select; #input; #list; #note; #matches = []; #active = -1;

  connectedCallback() {
    if (this.#select) return;
    this.#select = this.querySelector('select');
    const id = this.#select.id;
    const listId = `type-ahead-${++count}`;

    this.#select.id = `${id}-value`;
    this.#select.hidden = true;
    this.#select.insertAdjacentHTML('afterend', `
      <div class="picker">
        <input id="${id}" type="text" role="combobox" autocomplete="off" spellcheck="false"
               aria-autocomplete="list" aria-expanded="false" aria-controls="${listId}">
        <svg class="icon" aria-hidden="true"><use href="${this.dataset.icons}#chevron-down"></use></svg>
        <div class="popup" hidden><ul id="${listId}" role="listbox"></ul><p role="status" class="more"></p></div>
      </div>`);
    this.#input = this.querySelector('input');
    this.#list = this.querySelector('ul');
    this.#note = this.querySelector('.more');
    this.#list.setAttribute('aria-label', this.querySelector('label').textContent);
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (this.#select.hasAttribute(name)) this.#input.setAttribute(name, this.#select.getAttribute(name));
    }
    this.#settle();

    this.#input.addEventListener('input', () => this.#open(this.#input.value));
    this.#input.addEventListener('focus', () => this.#input.select());
    this.#input.addEventListener('mousedown', event => {
      if (this.#isOpen) return;
      // Typing replaces what is chosen: the browser would put the caret where the mouse is.
      event.preventDefault();
      this.#input.focus();
      this.#input.select();
      this.#open('');
    });
    this.#input.addEventListener('blur', () => this.#leave());
    this.#input.addEventListener('keydown', event => this.#key(event));
    // The list must not take the focus from the input.
    this.#list.parentElement.addEventListener('mousedown', event => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const item = target.closest('[role=option]');
      if (item) this.#choose(this.#matches[[...this.#list.children].indexOf(item)]);
    });
  }

  get #isOpen() {
    return !this.#list.parentElement.hidden;
  }

  #open(typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...this.#select.options].filter(option =>
      words.every(word => option.textContent.toLowerCase().includes(word)));
    this.#matches = found.slice(0, shownAtOnce);
    this.#list.replaceChildren(...this.#matches.map((option, index) => this.#item(option, index)));
    const more = found.length - this.#matches.length;
    this.#note.textContent = found.length === 0 ? 'Nothing matches.' : more > 0 ? `${more} more: type to narrow them down.` : '';
    this.#note.hidden = this.#note.textContent === '';
    this.#list.parentElement.hidden = false;
    this.#input.setAttribute('aria-expanded', 'true');
    this.#activate(words.length ? 0 : this.#matches.indexOf(this.#select.selectedOptions[0]));
  }

  #item(option, index) {
    const item = document.createElement('li');
    item.id = `${this.#list.id}-${index}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(option.selected));
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
    this.#select.value = option.value;
    this.#select.dispatchEvent(new Event('change', { bubbles: true }));
    this.#settle();
  }

  // Closed, and showing what is chosen.
  #settle() {
    this.#list.parentElement.hidden = true;
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
    } else if (key === 'Enter' && this.#isOpen) {
      event.preventDefault();
      if (this.#active >= 0) this.#choose(this.#matches[this.#active]);
    } else if (key === 'Escape' && this.#isOpen) {
      // Only the list: the dialog around it stays.
      event.preventDefault();
      event.stopPropagation();
      this.#settle();
    }
  }
});
