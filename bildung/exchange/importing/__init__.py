"""A plan comes back from a file: read, shown beside what there is, chosen from, and written.

annexes    the two annexes: how each is built, read and written
upload     a file as it was read, on its way through the pages that show it
proposal   what the file would change, and the act of changing it
showing    what the preview of that shows
applying   that it is written
views      the pages
"""
