"""The condition tree: one language in which lists, segments, warning lines and playbooks ask about an account.

`tree` reads and writes it, `checking` answers it for one account and explains, `queries` asks the database.
"""
