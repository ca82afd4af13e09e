/* On an agreement's page, forms open where their record stands.

   A link beside a record opens the part of its page that holds the form (templates/part.html) in a
   place of its own in the table. The server's answer to the form stands there again, until it is
   saved: then the tables are taken from the page that the server leads to, and the forms that are
   still open go on, with all that was typed, where their records stand in the new tables. */
import { drop, cutOff, keep, keepAll, restore } from "./drafts.js";
import { leaveFreely } from "./leaving.js";
import { cellsOf, giveBack, makeRoom } from "./rows.js";
import { mayDiscard, unsavedIn } from "./unsaved.js";

const LINKS = ".annex-part .record-actions a, .annex-part .actions a[data-adds], .annex-part .lead + p a[data-adds]";
const FIELD = "input:not([type=hidden], :disabled), textarea, select";

/** The open places by the address of their form: {address, record, isAdding, box, room}. */
const places = new Map();

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const place = placeOf(link);
  if (place && link.matches("[data-cancel]")) {
    event.preventDefault();
    cancel(place);
  } else if (link.matches(LINKS)) {
    event.preventDefault();
    open(link);
  }
});

document.addEventListener("keydown", (event) => {
  const place = event.key === "Escape" && !event.defaultPrevented && placeOf(event.target);
  if (!place) return;
  event.preventDefault();  // else the dialog that may open now closes at once
  cancel(place);
});

function placeOf(element) {
  const box = element.closest?.(".place-box");
  return box && [...places.values()].find((place) => place.box === box);
}

function open(link) {
  const address = new URL(link.href).pathname;
  if (places.has(address)) return enter(places.get(address));
  const place = {
    address,
    record: link.closest("[data-record]")?.dataset.record,
    part: link.closest(".annex-part").id,
    isAdding: address.endsWith("/neu/"),
    box: document.createElement("div"),
  };
  place.box.className = "place-box";
  place.box.tabIndex = -1;  // a click beside the fields stays in the place, where Esc is heard
  places.set(address, place);
  put(place);
  const swap = { source: place.box, target: place.box, swap: "innerHTML" };
  return window.htmx.ajax("GET", address, swap);
}

/** Put a place where its record stands, or, where there is no such record, before the table. */
function put(place) {
  const focused = place.box.contains(document.activeElement) && document.activeElement;
  place.room = place.record && makeRoom(place.record, place.isAdding);
  if (place.room) place.room.append(place.box);
  else if (place.record) document.querySelector(`#${place.part} .annex-head`).after(place.box);
  else document.querySelector(`#${place.part}`).append(place.box);
  if (focused) focused.focus({ preventScroll: true });
}

/** Set the focus into a place: to what is wrong with it, or to its first field. */
function enter({ box }) {
  const refusal = box.querySelector(".error-summary");
  const target = refusal ?? box.querySelector(`form[data-kept] :is(${FIELD})`) ?? box.querySelector("h3");
  target?.focus({ preventScroll: true });
  if (refusal) box.scrollIntoView({ block: "start" });
  else box.scrollIntoView({ block: "nearest" });
}

async function cancel(place) {
  const forms = unsavedIn(place.box);
  if (forms.length && !(await mayDiscard())) return;
  place.box.querySelectorAll("form[data-kept]").forEach(drop);
  close(place);
  goBackTo(place);
}

function close(place) {
  places.delete(place.address);
  place.box.remove();
  if (place.room) giveBack(place.room);
}

/** Set the focus to the link that opened a place, or to what else there is of its record. Where that
   is gone, to what brings it back, while the record that follows stays in sight. */
function goBackTo({ address, record, next }) {
  const link = document.querySelector(`.annex-part a[href="${address}"]`) ?? (record && cellsOf(record)[0]?.querySelector("a"));
  if (link) return show(link);
  if (next) cellsOf(next)[0]?.scrollIntoView({ block: "center" });
  document.querySelector("#meldungen button[name=undo]")?.focus({ preventScroll: true });
}

/** The record that stands after another one, or else before it. */
function nextTo(record) {
  const records = [...new Set([...document.querySelectorAll("[data-record]")].map((cell) => cell.dataset.record))];
  const at = records.indexOf(record);
  return records[at + 1] ?? records[at - 1];
}

function show(element) {
  if (!element) return;
  const menu = element.closest("details");
  if (menu) menu.open = true;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/* Another form of the place, as „Unverändert bestätigen“, takes along what was typed beside it. */
document.addEventListener("htmx:confirm", async (event) => {
  const { elt, issueRequest } = event.detail;
  const place = elt.matches("form:not([data-kept])") && placeOf(elt);
  if (!place || !unsavedIn(place.box).length) return;
  event.preventDefault();
  if (await mayDiscard()) issueRequest(true);
});

/* What the server answers. */

/** What a request was about that the server accepted, by its XMLHttpRequest. */
const accepted = new WeakMap();

document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (!detail.xhr.getResponseHeader("HX-Redirect")) return;
  keepAll();  // the session has ended
  leaveFreely();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, target, requestConfig } = detail;
  const isPosted = requestConfig.verb === "post" && target.matches(".place, #record-moves");
  if (xhr.status !== 200) return;
  const expected = isPosted ? location.pathname : new URL(detail.pathInfo.requestPath, location.href).pathname;
  if (new URL(xhr.responseURL).pathname !== expected) return leadElsewhere(detail, isPosted);
  if (!isPosted) return;
  const place = placeOf(target);
  detail.swapOverride = "none";
  accepted.set(xhr, {
    place,
    button: requestConfig.triggeringEvent?.submitter,
    moved: place ? null : recordMovedBy(detail.pathInfo.requestPath),
    known: new Set([...document.querySelectorAll("[data-record]")].map((cell) => cell.dataset.record)),
    scrolled: [...document.querySelectorAll(".annex-part .scroll")].map((region) => region.scrollLeft),
  });
  if (place) {
    place.next = nextTo(place.record);
    target.querySelectorAll("form[data-kept]").forEach(drop);
    places.delete(place.address);
  }
  for (const other of places.values()) other.box.remove();  // the tables they stand in are replaced
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const done = accepted.get(detail.xhr);
  if (!done) return;
  for (const place of places.values()) put(place);
  document.querySelectorAll(".annex-part .scroll").forEach((region, index) => {
    region.scrollLeft = done.scrolled[index] ?? 0;
  });
  const { place, button } = done;
  const record = place ? newRecord(done.known) ?? place.record : done.moved;
  if (place?.isAdding && record) show(cellsOf(record).map((cell) => cell.querySelector("a")).find(Boolean));
  else if (place) goBackTo(place);
  else if (button) show(sameButton(button));
  else if (record) cellsOf(record)[0]?.scrollIntoView({ block: "nearest" });  // dragged
  if (record) flash(record);
});

/** The server led to another page, as to that of the second factor: the whole page goes there. */
function leadElsewhere(detail, isPosted) {
  detail.shouldSwap = false;
  if (!isPosted && !detail.target.matches(".place-box, #weitere-filter")) return;  // a preview can wait
  keepAll();
  leaveFreely();
  location.href = detail.xhr.responseURL;
}

function newRecord(known) {
  const cells = [...document.querySelectorAll("[data-record]")];
  return cells.find((cell) => !known.has(cell.dataset.record))?.dataset.record;
}

function recordMovedBy(address) {
  return document.querySelector(`.annex a[href="${address}"]`)?.closest("[data-record]").dataset.record;
}

function sameButton(button) {
  const moves = `.annex button[formaction="${button.getAttribute("formaction")}"]`;
  // At the end of its siblings there is only the way back.
  return document.querySelector(`${moves}[value="${button.value}"]`) ?? document.querySelector(moves);
}

function flash(record) {
  for (const cell of cellsOf(record)) {
    cell.classList.add("flash");
    cell.addEventListener("animationend", () => cell.classList.remove("flash"), { once: true });
  }
}

document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  const place = placeOf(target) ?? placeOf(detail.target);
  if (!place || accepted.has(detail.xhr) || !detail.target.matches(".place, .place-box")) return;
  for (const form of place.box.querySelectorAll("form[data-kept]")) restore(form);
  enter(place);
});

for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(kind, ({ detail }) => {
    if (detail.target.matches("#record-moves")) location.reload();  // it stands elsewhere by now
    if (detail.target.matches("#weitere-filter")) location.href = detail.elt.href;
    const place = placeOf(detail.target);
    if (!place) return;
    if (detail.requestConfig.verb === "get") {
      if (detail.target === place.box) location.href = place.address;  // which says what is wrong
      return;
    }
    if (!detail.target.matches(".place")) return;
    place.box.querySelectorAll("form[data-kept]").forEach((form) => keep(form, "typed"));
    const reason = detail.xhr?.status === 404 ? "gone" : "failed";
    const notice = document.getElementById(`${reason}-notice`).content.firstElementChild.cloneNode(true);
    place.box.querySelector(".error-summary")?.remove();
    place.box.querySelector(".edit").before(notice);
    enter(place);
  });
}

/* After the login: open what the end of the session cut off. */
for (const address of cutOff()) {
  const link = document.querySelector(`.annex-part a[href="${CSS.escape(address)}"]`);
  if (link?.matches(LINKS)) open(link);
}
