// What HTML cannot do by itself. Each behaviour hangs on an attribute that can be found by searching for it.
import './focus.js';
import './leaving.js';
import './selection.js';
import './tokens.js';
import './type-ahead.js';

const dialog = document.getElementById('dialog');

// data-opens-when-filled: the dialog opens when htmx has put something into it, and is empty again when it closes.
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx.target === dialog && ctx.swap !== 'none' && !dialog.open) dialog.showModal();
});
dialog.addEventListener('close', () => dialog.replaceChildren());
// The server is done with what the dialog asked for, and the page behind it stays.
document.body.addEventListener('dialog-done', () => dialog.close());

// Failures: said in place, what was typed stays. htmx does not swap a 5xx (see the layout).
let failed;
document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
  failed = ctx.sourceElement;
  if (ctx.response.status >= 500) say('message-failed');
});
document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (!ctx || ctx.response) return;
  failed = ctx.sourceElement;
  say('message-offline');
});

// What only a script can do is offered once there is one.
const offer = place => {
  for (const button of place.querySelectorAll('[data-dismiss], [data-copy]')) button.hidden = false;
};
offer(document);
document.addEventListener('htmx:after:process', ({ target }) => offer(target));

function say(id) {
  const place = document.querySelector('dialog[open] [data-messages]') ?? document.getElementById('messages');
  place.replaceChildren(document.getElementById(id).content.cloneNode(true));
  offer(place);
  place.scrollIntoView({ block: 'nearest' });
}

// What failed is said until it works: an answer to something else, such as a look at the progress, takes the message of a form from nobody.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.response.status < 400 && ctx.sourceElement === failed) for (const toast of document.querySelectorAll('.toast.bad')) toast.remove();
});

document.addEventListener('click', async ({ target }) => {
  if (target.closest('[data-dismiss]')) target.closest('[data-toast]').remove();

  if (target.closest('[data-closes-dialog]') && dialog.open) dialog.close();

  // data-copy="id": copies the value of that input.
  const button = target.closest('[data-copy]');
  if (button) {
    const input = document.getElementById(button.dataset.copy);
    input.select();
    // The clipboard is open to secure pages only; elsewhere the selection is copied the old way.
    await (navigator.clipboard?.writeText(input.value) ?? document.execCommand('copy'));
    button.querySelector('span').textContent = 'Copied';
  }
});

// A link that opens the dialog also closes it: without script it leads back.
document.addEventListener('click', event => {
  if (event.target.closest('a[data-closes-dialog]') && event.target.closest('dialog')) event.preventDefault();
});
