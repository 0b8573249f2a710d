// Keys for whoever decides many cases: a key does what the element that names it does. Without this file all of it is there.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, select, textarea')) return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
