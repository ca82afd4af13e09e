/* Small help while typing. */
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-takes]");
  if (!button) return;  // a suggestion for a time frame, taken over
  const field = button.closest(".reading").querySelector("input");
  field.value = button.dataset.takes;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", ({ target, isTrusted }) => {
  // Who goes on writing wants to keep it: the choice between two versions follows.
  const mine = isTrusted && target.form?.querySelector(`[name="keep-${CSS.escape(target.name)}"][value=mine]`);
  if (mine) mine.checked = true;
});
