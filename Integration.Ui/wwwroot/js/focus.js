// A part of the page that is replaced takes the focus with it. It comes back to what was refused there, else to where it was: a row, a region.
let places = [];
document.addEventListener('focusin', ({ target }) => {
  places = [];
  for (let at = target; at; at = at.parentElement) if (at.id) places.push(at.id);
});

document.addEventListener('htmx:after:swap', () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const place = places.map(id => document.getElementById(id)).find(Boolean);
  if (!place || place.id === 'main') return;
  const refused = place.querySelector('[aria-invalid=true]');
  if (!refused && place.tabIndex < 0) place.tabIndex = -1;
  (refused ?? place).focus({ preventScroll: true });
});
