"""„Verlauf“: who changed what and when, in words.

entries    history rows as they are found, in their order
naming     the names of all that these speak of
telling    what one row changed, in words
reading    a page of rows, put together to acts, with what brings something back

What it reads, and how an earlier wording comes back, is in bildung/history.
"""
