/* Room for a form in the table of an annex, whose cells span rows. All functions know the table from
   its markup alone: `data-record` names the record a cell shows (templates/annex/table.html). */

const OWN_ROW = /^(measure|stage)-/;  // the kinds of records that are one row

/** The cells that show `record`. */
export const cellsOf = (record) => [...document.querySelectorAll(`[data-record="${CSS.escape(record)}"]`)];

/** Make room for a form on `record`, or for one that adds below it: return the new cell, or null
    where the page shows no such record. */
export function makeRoom(record, isAdding) {
  const cells = cellsOf(record);
  if (!cells.length) return null;
  const row = cells[0].parentElement;
  if (OWN_ROW.test(record) && !isAdding) return merge(row, record);
  const span = Math.max(...cells.map((cell) => cell.rowSpan));
  return insertRow(row.parentElement, row.sectionRowIndex + (isAdding ? span : 0));
}

/** Give the room back: the row that was made goes, or the cells that were hidden come back. */
export function giveBack(room) {
  const row = room.parentElement;
  for (const cell of row.cells) cell.hidden = false;
  const body = row.parentElement;
  if (row.matches(".room-row")) {
    const index = row.sectionRowIndex;
    const over = new Set(gridOf(body)[index].filter((cell) => cell.parentElement !== row));
    for (const cell of over) cell.rowSpan -= 1;
    row.remove();
  } else room.remove();
}

/** The cell at each place of each row of `body`. */
export function gridOf(body) {
  const grid = [...body.rows].map(() => []);
  for (const [index, row] of [...body.rows].entries()) {
    for (const cell of row.cells) {
      if (cell.hidden) continue;
      let column = 0;
      while (grid[index][column]) column += 1;
      for (let down = 0; down < cell.rowSpan && index + down < grid.length; down += 1) {
        for (let across = 0; across < cell.colSpan; across += 1) grid[index + down][column + across] = cell;
      }
    }
  }
  return grid;
}

/** Make one cell of the row's own ones, from the first that no other row shares. */
function merge(row, record) {
  const grid = gridOf(row.parentElement);
  const line = grid[row.sectionRowIndex];
  const first = line.findIndex((cell) => cell.dataset.record === record && cell.rowSpan === 1);
  for (const cell of new Set(line.slice(first))) if (cell.rowSpan > 1) repeat(cell, grid);
  const own = new Set(gridOf(row.parentElement)[row.sectionRowIndex].slice(first));
  for (const cell of own) cell.hidden = true;
  const room = document.createElement("td");
  room.className = "room";
  room.colSpan = line.length - first;
  row.append(room);
  return room;
}

/** Let a cell that spans rows stand in each of them. */
function repeat(cell, grid) {
  const body = cell.closest("tbody");
  const from = cell.parentElement.sectionRowIndex;
  const column = grid[from].indexOf(cell);
  for (let index = from + 1; index < from + cell.rowSpan; index += 1) {
    const copy = cell.cloneNode(true);
    copy.rowSpan = 1;
    copy.dataset.record = body.rows[index].id;
    const next = grid[index].slice(column + 1).find((other) => other.parentElement === body.rows[index]);
    body.rows[index].insertBefore(copy, next ?? null);
  }
  cell.rowSpan = 1;
}

/** Insert a row at `index` of `body`, as wide as no cell from above it goes on below it. */
function insertRow(body, index) {
  const grid = gridOf(body);
  const over = new Set(index ? grid[index - 1].filter((cell) => grid[index]?.includes(cell)) : []);
  let covered = 0;
  for (const cell of over) {
    cell.rowSpan += 1;
    covered += cell.colSpan;
  }
  const row = body.insertRow(index);
  row.className = "room-row";
  const room = row.insertCell();
  room.className = "room";
  room.colSpan = grid[0].length - covered;
  return room;
}
