"""The one list of the product: a noun declares its columns, filters and actions, and every list works alike.

`nouns` says what a noun declares, `asking` reads an address, `keyset` turns pages, `totals` counts, `showing` puts
the page together.
"""
