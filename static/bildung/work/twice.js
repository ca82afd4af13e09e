/* A double click sends a form once: the second would lose the answer to the first, and with it a
   new session. What comes twice all the same, the server answers alike. */
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const { target: form, timeStamp: now } = event;
  if (event.defaultPrevented || form.method !== "post") return; // what htmx sends, it sends once
  if (now - sent.get(form) < 2000) event.preventDefault();
  else sent.set(form, now);
});
