/* Where there is a mouse, measures, explanations and stages are also moved by dragging them to their
   place, below another goal, explanation or milestone too. By keyboard there are the buttons and the
   page „Verschieben“ beside each record; the handles are for the eye and the mouse alone. */
import { gridOf } from "./rows.js";

const ABOVE = { measure: "objective", objective: "goal", stage: "milestone" };
const MOVES = Object.keys(ABOVE).map((kind) => `.annex [data-record^="${kind}-"] a[href$="/verschieben/"]`).join();

let dragged = null;  // {record, kind, address}
let marked = null;  // {cells, name} of the marker that shows where it would go

/** Put a handle beside each record that may be moved. */
function addHandles() {
  for (const link of document.querySelectorAll(MOVES)) {
    const group = link.closest(".record-actions");
    if (group.querySelector(".handle")) continue;
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.draggable = true;
    handle.title = "Ziehen, um zu verschieben";
    handle.setAttribute("aria-hidden", "true");
    handle.textContent = "⠿";
    link.closest("details").before(handle);  // on one line with „Mehr“
  }
}

/** Where the dragged record would go at `row` and the height `y`; null where it cannot. */
function dropAt(row, y) {
  const body = row.parentElement;
  const grid = gridOf(body);
  const at = (index, kind) => grid[index].map((cell) => cell.dataset.record).find((key) => key?.startsWith(`${kind}-`));
  const parent = at(row.sectionRowIndex, ABOVE[dragged.kind]);
  const target = at(row.sectionRowIndex, dragged.kind);
  if (!parent || target === dragged.record) return null;
  if (!target) return { parent, before: "", line: row, isAfter: true };
  const indexes = [...grid.keys()];
  const rows = indexes.filter((index) => at(index, dragged.kind) === target).map((index) => body.rows[index]);
  const [first, last] = [rows[0], rows.at(-1)];
  const isAfter = y > (first.getBoundingClientRect().top + last.getBoundingClientRect().bottom) / 2;
  const below = indexes.filter((index) => at(index, ABOVE[dragged.kind]) === parent);
  const siblings = [...new Set(below.map((index) => at(index, dragged.kind)))].filter((key) => key && key !== dragged.record);
  const before = siblings[siblings.indexOf(target) + (isAfter ? 1 : 0)] ?? "";
  return { parent, before, line: isAfter ? last : first, isAfter };
}

function mark(drop) {
  marked?.cells.forEach((cell) => cell.classList.remove(marked.name));
  marked = drop && { cells: [...drop.line.cells], name: drop.isAfter ? "drop-after" : "drop-before" };
  marked?.cells.forEach((cell) => cell.classList.add(marked.name));
}

const dropOf = (event) => {
  const row = dragged && event.target.closest?.(".annex tbody tr:not(.room-row)");
  return row ? dropAt(row, event.clientY) : null;
};

document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.(".handle")) return;
  const { record } = event.target.closest("[data-record]").dataset;
  const link = event.target.parentElement.querySelector('a[href$="/verschieben/"]');
  dragged = { record, kind: record.split("-")[0], address: new URL(link.href).pathname };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", record);
});

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  const drop = dropOf(event);
  mark(drop);
  if (drop) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const drop = dropOf(event);
  if (!drop) return;
  event.preventDefault();
  const key = (record) => record.split("-")[1] ?? "";
  const values = { place: `${key(drop.parent)}:${key(drop.before)}` };
  window.htmx.ajax("POST", dragged.address, { source: "#record-moves", target: "#record-moves", swap: "none", values });
});

document.addEventListener("dragend", () => {
  mark(null);
  dragged = null;
});

document.addEventListener("htmx:afterRequest", addHandles);
addHandles();
