// <type-ahead>: a select becomes a combobox that is searched by typing. The select stays and carries the value.
// With data-source the choices come from there, as options, while somebody types; without, they are all in the select.
// An answer may come late: whatever is pressed meanwhile waits for it, and then means what was found for all that is typed.
const shownAtOnce = 50;
const pause = 120;
let count = 0;

customElements.define('type-ahead', class extends HTMLElement {
  #select; #input; #popup; #list; #note; #error; #matches = []; #active = -1; #asked = 0; #looking; #leaving; #opensByArrow = false;

  connectedCallback() {
    if (this.#select) return;
    this.#build();
    const input = this.#input;
    input.addEventListener('input', () => this.#look(input.value.trim()));
    input.addEventListener('focus', () => input.select());
    // What is typed is not a choice yet: the select tells of those.
    input.addEventListener('change', event => event.stopPropagation());
    input.addEventListener('mousedown', event => {
      if (this.#isOpen || this.#looking) return;
      // Typing replaces what is chosen: the browser would put the caret where the mouse is.
      event.preventDefault();
      input.focus();
      input.select();
      this.#look('');
    });
    input.addEventListener('blur', () => this.#leaving = this.#leave());
    input.addEventListener('keydown', event => this.#key(event));
    // The list must not take the focus from the input.
    this.#popup.addEventListener('mousedown', event => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const item = target.closest('[role=option]');
      if (item) this.#choose(this.#matches[[...this.#list.children].indexOf(item)]);
    });
    // Sent before what is typed was found: it goes with the choice, not without.
    this.#select.form?.addEventListener('submit', async event => {
      if (!this.#looking) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      await this.#leaving;
      event.target.requestSubmit(event.submitter);
    }, true);
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
    this.#error = this.querySelector('.error');
    this.#list.setAttribute('aria-label', this.querySelector('label').textContent);
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (select.hasAttribute(name)) this.#input.setAttribute(name, select.getAttribute(name));
    }
  }

  get #isOpen() {
    return !this.#popup.hidden;
  }

  #look(typed) {
    const asked = ++this.#asked;
    this.#complain('');
    this.#looking = this.#answer(typed, asked);
  }

  async #answer(typed, asked) {
    if (this.dataset.source && typed) await new Promise(done => setTimeout(done, pause));
    // Somebody typed on, or took it back, while the answer was on its way.
    if (asked !== this.#asked) return;
    const found = await this.#find(typed);
    if (asked !== this.#asked) return;
    this.#looking = null;
    this.#show(typed, found);
  }

  #show(typed, { options, more }) {
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
    this.#close();
    this.#complain('');
    this.#input.value = this.#select.selectedOptions[0]?.textContent.trim() ?? '';
  }

  #close() {
    this.#asked++;
    this.#looking = null;
    this.#matches = [];
    this.#active = -1;
    this.#popup.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }

  // The form is not sent with another choice than what stands there.
  #complain(words) {
    this.#input.setCustomValidity(words);
    if (this.#error.textContent !== words) this.#error.textContent = words;
    words ? this.#input.setAttribute('aria-invalid', 'true') : this.#input.removeAttribute('aria-invalid');
  }

  // Emptied by hand means none; else what the list points at is chosen, however one leaves. Escape takes it back.
  async #leave() {
    const asked = this.#asked;
    const typed = this.#input.value.trim();
    const none = this.#select.querySelector('option[value=""]');
    if (typed === '' && none) return this.#choose(none);
    if (this.#looking) await this.#looking;
    // Somebody came back meanwhile and typed on.
    if (asked !== this.#asked || !this.#isOpen) return;
    if (this.#matches[this.#active]) return this.#choose(this.#matches[this.#active]);
    if (this.#matches.length || !typed) return this.#settle();
    const words = this.#note.textContent;
    this.#close();
    this.#complain(`${words} Choose from the list, or empty the field.`);
  }

  async #key(event) {
    const { key } = event;
    const isArrow = key === 'ArrowDown' || key === 'ArrowUp';
    // Enter never sends the form: the choice comes first, and the button says what is sent.
    if (isArrow || key === 'Enter') event.preventDefault();
    else if (key === 'Escape' && (this.#isOpen || this.#looking || this.#input.validationMessage)) {
      // Only the list: the dialog around it stays.
      event.preventDefault();
      event.stopPropagation();
      return this.#settle();
    } else return;

    if (this.#looking) {
      const asked = this.#asked;
      // The first arrow goes into the list, as it does where the list is there already.
      const opens = isArrow && !this.#isOpen && !this.#opensByArrow;
      this.#opensByArrow = opens || this.#opensByArrow;
      await this.#looking;
      this.#opensByArrow = false;
      if (asked !== this.#asked || opens) return;
    } else if (!this.#isOpen) return this.#look(this.#input.validationMessage ? this.#input.value.trim() : '');

    if (isArrow) this.#activate(Math.max(0, this.#active + (key === 'ArrowDown' ? 1 : -1)));
    else if (this.#matches[this.#active]) this.#choose(this.#matches[this.#active]);
  }
});
