// <signature-tokens>: says at once when what was pasted has not the shape of a token, or is another event's.
// The server checks the same again.
const shape = /^[0-9a-z]{32,128}$/i;

customElements.define('signature-tokens', class extends HTMLElement {
  connectedCallback() {
    this.addEventListener('input', () => this.#check());
  }

  #check() {
    const inputs = [...this.querySelectorAll('input[data-check=signature-token]')];
    for (const input of inputs) {
      const value = input.value.trim();
      const twin = value && inputs.find(other => other !== input && other.value.trim() === value);
      const words = !value ? ''
        : !shape.test(value) ? this.dataset.wrongShape
        : twin ? `${this.dataset.twice} ${twin.labels[0].textContent}.`
        : '';
      const error = document.getElementById(`${input.id}-error`);
      if (error.textContent !== words) error.textContent = words;
      words ? input.setAttribute('aria-invalid', 'true') : input.removeAttribute('aria-invalid');
    }
  }
});
