/* Forms of a page from before a login carry a token that no longer holds: the cookie has the one that does. */
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

document.addEventListener("submit", (event) => {
  const field = event.target.elements.namedItem("csrfmiddlewaretoken");
  if (field && token()) field.value = token();
}, true);

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  if (parameters.csrfmiddlewaretoken && token()) parameters.csrfmiddlewaretoken = token();
});
