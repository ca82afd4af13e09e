/* Nobody leaves a page with unsaved input without being asked: by the page's own dialog where a link
   is followed, by the browser's where it is closed, reloaded or another form is sent. */
import { drop } from "./drafts.js";
import { mayDiscard, unsavedIn } from "./unsaved.js";

let asked = false;

/** Let the page go without asking: what was typed is kept, or the person said it may go. */
export function leaveFreely() {
  asked = true;
}

/** A file is only fetched, which the browser cannot know before: it would ask. */
function stayAsked() {
  const before = asked;
  leaveFreely();
  setTimeout(() => { asked = before; }, 1000);
}

// At the window, as the last of all: a link that opens or closes a form in its place leaves nothing.
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.target || link.getAttribute("href").startsWith("#")) return;
  if (link.matches(".downloads a:not([href*=\".pdf\"])")) return stayAsked();  // a PDF opens in this window
  const forms = unsavedIn(document);
  if (!forms.length) return;
  event.preventDefault();
  if (await mayDiscard()) {
    forms.forEach(drop);
    leaveFreely();
    location.href = link.href;
  }
});

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-kept]:not([hx-post])")) target.dataset.sent = "";
});

addEventListener("beforeunload", (event) => {
  if (!asked && unsavedIn(document).length) event.preventDefault();
});

addEventListener("pageshow", () => {
  asked = false;
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});
