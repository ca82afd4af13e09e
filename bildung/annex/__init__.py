"""An annex as plain data: one table, many faces.

`table` holds the grid (columns, rows, cells with spans, nested bullets of marked text), `document`
what is printed (parties, title, state, one or both tables), `schema` takes both to JSON and back,
`synopsis` compares two tables and makes a third of them.
Nothing here knows Django: an annex can be read, checked and compared without a database.
"""
