"""The records of all agreements by their history, and how they come back from it.

kinds      the records of an agreement, how they hang together, and where their history rows are
parts      what of a record comes back as it was, and by whom
past       a record as it is, beside what its history says it was
restoring  brings back what was deleted, and what was overwritten

All is read from the tables of django-simple-history. Beside them stands by which act each row was
written (bildung/agreements/acts.py).
"""
