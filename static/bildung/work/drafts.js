/* What is typed is kept in this tab (sessionStorage) until it is saved, so that a session that ends
   meanwhile takes nothing with it: after the login it stands in its form again.

   A draft is kept for a person and the address of a form: {state, at, values, texts}, the texts with
   their labels for the page that tells that the record is gone (../kept.js). Its state is

   typed   it came up to the form, and no further
   sent    the form was sent; the next page tells what became of it
   kept    the session had ended, or the server could not take it

   Forms with `data-kept` take part; none of them has a password. */
import { BY_CHANCE, isUnsaved, unsavedIn, valuesOf, watch } from "./unsaved.js";

const PREFIX = "entwurf ";
const person = document.body.dataset.user;
const addressOf = (form) => new URL(form.action).pathname;
const keyOf = (address) => `${PREFIX}${person} ${address}`;

const waiting = new WeakMap();  // form → the timer after which its input is kept

const stored = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
const read = (key) => JSON.parse(sessionStorage.getItem(key));
const write = (key, draft) => sessionStorage.setItem(key, JSON.stringify(draft));

/** Keep what `form` says, as `state`; a form with nothing to save has no draft. */
export function keep(form, state) {
  clearTimeout(waiting.get(form));
  const draft = { state, at: new Date().toISOString(), values: valuesOf(form), texts: textsOf(form) };
  if (isUnsaved(form) || state === "sent") write(keyOf(addressOf(form)), draft);
  else drop(form);
}

function textsOf(form) {
  const fields = [...form.elements].filter((field) => field.value && field.matches("textarea, [type=text]"));
  return fields.map((field) => [field.labels[0]?.textContent.trim() ?? "", field.value]);
}

export function drop(form) {
  sessionStorage.removeItem(keyOf(addressOf(form)));
}

/** Keep all unsaved input of the page for after the login. */
export function keepAll() {
  for (const form of unsavedIn(document)) keep(form, "kept");
}

/** The addresses of forms whose input the end of a session cut off. */
export function cutOff() {
  const keys = stored().filter((key) => key.startsWith(keyOf("")) && read(key).state === "kept");
  return keys.map((key) => key.slice(keyOf("").length));
}

/** Write the draft of `form`, if there is one, into it, and say so. */
export function restore(form) {
  watch(form);
  const draft = read(keyOf(addressOf(form)));
  if (!draft || "refused" in form.dataset) return drop(form);
  const before = valuesOf(form);
  if (JSON.stringify(before) === JSON.stringify(draft.values)) return drop(form);
  fill(form, draft.values);
  form.dataset.refused = "";
  const notice = document.getElementById("restored-notice").content.firstElementChild.cloneNode(true);
  notice.querySelector("time").textContent = new Date(draft.at).toLocaleTimeString("de-DE", { timeStyle: "short" });
  notice.querySelector("button").addEventListener("click", () => {
    fill(form, before);
    delete form.dataset.refused;
    drop(form);
    notice.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  form.prepend(notice);
}

/** Write `values` into `form`.

   Those of a page that showed both versions of the record hold a choice for each field besides. What
   was chosen is written; the choices go along hidden, so that the server still knows what the person
   has seen, and asks again where none was made. */
function fill(form, values) {
  form.querySelectorAll("[data-choice]").forEach((choice) => choice.remove());
  const sent = new Map(values);
  const base = JSON.parse(sent.get("base") || "{}");
  const isTheirs = (name) => sent.get(`keep-${name}`) === "theirs" && name in base;
  for (const [name, value] of values) {
    if (name !== "asked" || form.querySelector(`input[name=asked][value="${CSS.escape(value)}"]`)) continue;
    hide(form, name, value);
    // What is stored stands in the field now, and may be changed there.
    if (sent.has(`keep-${value}`)) hide(form, `keep-${value}`, "mine");
  }
  for (const field of form.elements) {
    if ("choice" in field.dataset) continue;
    const texts = isTheirs(field.name) ? [base[field.name]].flat() : values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (!field.name || BY_CHANCE.includes(field.name) || field.type === "submit") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = texts.includes(field.value);
    else if (texts.length) [field.value] = texts;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function hide(form, name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  field.dataset.choice = "";
  form.append(field);
}

function tidyUp() {
  if (!person) {  // the login, or an error: what was sent did not arrive
    for (const key of stored()) if (read(key).state === "sent") write(key, { ...read(key), state: "kept" });
    return;
  }
  const here = [...document.querySelectorAll("form[data-kept]")];
  const isSaved = document.querySelector("#meldungen li");
  for (const key of stored()) {
    const isMine = key.startsWith(keyOf(""));
    const isHere = here.some((form) => key === keyOf(addressOf(form)));
    if (!isMine || (read(key).state === "sent" && isSaved && !isHere)) sessionStorage.removeItem(key);
  }
  here.forEach(restore);
}

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-kept]")) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => form.isConnected && !("sent" in form.dataset) && keep(form, "typed"), 300));
});

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-logout]")) stored().forEach((key) => sessionStorage.removeItem(key));
  else if (target.matches("[data-kept]")) keep(target, "sent");
});

tidyUp();
