"""A whole agreement as one file, to move it to another installation.

package    the ZIP: its members, what they must be, and their SHA-256
belonging  which records and history rows are an agreement's
rows       one record as JSON, and back
acts       by which acts the history was written
keys       new keys for what comes in, which nothing here has or had
packing    an agreement into a package
unpacking  a package into an agreement
"""
