/* Which forms hold input that is not saved, and asking before it is thrown away.
   It is about forms with `data-kept`; `data-refused` marks one that the server sent back. */
const shown = new WeakMap();

/** Fields that differ each time a form is shown: nothing that anybody typed. */
export const BY_CHANCE = ["csrfmiddlewaretoken", "once"];

/** The names and values a form would send, as pairs, without those by chance. */
export function valuesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !BY_CHANCE.includes(name) && typeof value === "string");
}

const said = (form) => JSON.stringify(valuesOf(form));

/** Remember what `form` says before anybody types in it. */
export function watch(form) {
  if (!shown.has(form)) shown.set(form, said(form));
}

export function isUnsaved(form) {
  if ("sent" in form.dataset) return false;
  return "refused" in form.dataset || (shown.has(form) && shown.get(form) !== said(form));
}

/** The forms below `root` with input that would be lost. */
export function unsavedIn(root) {
  return [...root.querySelectorAll("form[data-kept]")].filter(isUnsaved);
}

/** Ask whether unsaved input may go; resolves to true where it may. */
export function mayDiscard() {
  const dialog = document.getElementById("unsaved-dialog");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "discard"), { once: true });
  });
}

for (const form of document.querySelectorAll("form[data-kept]")) watch(form);
