/* Says that a form with `data-waits` is on its way, and sends it once. */
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-waits]");
  if (!form || event.defaultPrevented) return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  const place = form.querySelector(".waiting");
  place.append(place.querySelector("template").content.cloneNode(true));
  place.scrollIntoView({ block: "nearest" });
});

// Back from the next page, which the browser kept as it was.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll(".waiting > :not(template)").forEach((each) => each.remove());
  }
});
