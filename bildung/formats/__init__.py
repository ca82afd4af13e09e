"""The faces of an annex: one module per format, render (and one day parse) side by side.

A format knows AnnexTable and AnnexDocument, never the database; none imports another, but `pdf`
prints `html`.
"""
