"""„Verlauf“: who changed what and when, in words.

reading    a page of history rows, put together to acts
telling    what one row changed, in words

What it reads, and how an earlier state comes back, is in bildung/history.
"""
