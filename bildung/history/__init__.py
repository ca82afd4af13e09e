"""The records of all agreements by their history, and how they come back from it.

kinds      the records of an agreement, how they hang together, and where their history rows are
restoring  brings back what was deleted, and earlier states

All is read from the tables of django-simple-history; nothing is stored beside them.
"""
