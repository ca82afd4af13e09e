"""How much a PDF to be kept may be."""

LARGEST_MIB = 20
LARGEST_EXPANDED_MIB = 200
MOST_PAGES = 200
