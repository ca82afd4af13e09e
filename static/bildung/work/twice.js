/* A double click sends a form once: the second click would throw away the answer to the first, and
   with it a new session. What is sent twice all the same, the server answers alike. */
const MILLISECONDS = 2000;
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return; // what htmx sends, it sends once
  if (event.timeStamp - (sent.get(form) ?? -MILLISECONDS) < MILLISECONDS) event.preventDefault();
  else sent.set(form, event.timeStamp);
});
