// data-asks-before-leaving: a form in which something was typed or chosen, or was refused, asks before its page is left without it.
let sent = false;
document.addEventListener('submit', event => sent = !event.defaultPrevented && event.target.matches('[data-asks-before-leaving]'));
addEventListener('pageshow', () => sent = false);

addEventListener('beforeunload', event => {
  if (!sent && [...document.querySelectorAll('[data-asks-before-leaving]')].some(form => isChanged(form) || form.querySelector('[aria-invalid=true]'))) event.preventDefault();
});

const isChanged = form => [...form.elements].some(field => field.type !== 'hidden' && field.name && (
  field.matches('select') ? field.value !== (field.querySelector('[selected]') ?? field.options[0])?.value
  : field.matches('[type=checkbox], [type=radio]') ? field.checked !== field.defaultChecked
  : field.matches('input, textarea') && field.value !== field.defaultValue));
