/* Outlines, one bullet a line: Tab and Shift+Tab indent the lines of the selection, Enter goes on at
   the same depth. After Escape, Tab leaves the field as everywhere else. */
const INDENT = "  ";
const freed = new WeakSet();  // fields that the next Tab leaves

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("textarea[data-outline]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && !freed.has(field)) {
    freed.add(field);
    event.preventDefault();  // the second Escape closes the form
  } else if (event.key === "Tab" && !freed.has(field)) {
    event.preventDefault();
    shift(field, event.shiftKey);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    const line = field.value.slice(lineStart(field.value, field.selectionStart), field.selectionStart);
    put(field, `\n${line.match(/^\s*/)[0]}`, field.selectionStart, field.selectionEnd);
  } else if (event.key !== "Escape" && event.key !== "Shift" && event.key !== "Tab") {
    freed.delete(field);
  }
});
document.addEventListener("focusout", ({ target }) => freed.delete(target));

const lineStart = (text, at) => text.lastIndexOf("\n", at - 1) + 1;

function shift(field, back) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const from = lineStart(value, start);
  const to = value.indexOf("\n", Math.max(from, end - (end > start && value[end - 1] === "\n" ? 1 : 0)));
  const old = value.slice(from, to < 0 ? value.length : to);
  const lines = old.split("\n").map((line) => (back ? line.replace(/^(\t| {1,2})/, "") : INDENT + line));
  const text = lines.join("\n");
  if (text === old) return;
  put(field, text, from, from + old.length);
  const first = lines[0].length - old.split("\n")[0].length;
  field.setSelectionRange(Math.max(from, start + first), Math.max(from, end + text.length - old.length));
}

/** Put `text` in place of what stands from `start` to `end`, so that it can be undone by Ctrl+Z. */
function put(field, text, start, end) {
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
