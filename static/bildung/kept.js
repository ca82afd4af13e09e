/* On the page that says that something is not there: what was typed for it in this tab and could not
   be saved (work/drafts.js), to be copied. */
const key = Object.keys(sessionStorage).find((each) => each.startsWith("entwurf ") && each.endsWith(` ${location.pathname}`));
const texts = key ? JSON.parse(sessionStorage.getItem(key)).texts : [];

if (texts.length) {
  const [section, line] = document.getElementById("kept-texts").content.children;
  for (const [label, text] of texts) {
    const copy = line.cloneNode(true);
    copy.querySelector("span").textContent = label;
    copy.querySelector("textarea").value = text;
    section.append(copy);
  }
  document.querySelector(".notice .button").parentElement.before(section);
}
