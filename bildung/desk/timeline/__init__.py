"""The timeline: measures and stages as bars over months, quarters or years.

From the request to the picture:

    filtering   the filters of both lists as one form     query → records
    reading     what a picture and its table need of them records → items
    scale       years shown, places of days, ticks        dates → months from the left
    text        how wide words are, where to cut them     text → text
    layout      rows, bars, headings, today               items → pictures (whole numbers)
    paper       the same on sheets of A4 or A3            items → a document for the press
    views       the page and the PDF

`scale`, `text` and `layout` know neither Django nor HTML; templates/desk/timeline/ draws.
"""
