// Says in German when a passkey could not be used: most often somebody closed the browser's window.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("[data-passkey-note]").hidden = false;
});
