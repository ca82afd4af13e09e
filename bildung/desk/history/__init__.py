"""„Verlauf“: who changed what and when, in words, and how an earlier state comes back.

kinds      the records of an agreement, how they hang together, and where their history rows are
reading    a page of history rows, put together to acts
telling    what one row changed, in words
restoring  brings back what was deleted, and earlier states

All is read from the tables of django-simple-history; nothing is stored beside them.
"""
