"""The faces of an annex: one module per format, render and parse side by side.

A format knows AnnexTable and AnnexDocument, never the database; none imports another, but `pdf`
prints `html`. What comes from outside goes through `intake` to them.
"""
