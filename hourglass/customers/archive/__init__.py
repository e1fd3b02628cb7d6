"""The archive of an account: which documents belong to it, who fills them in, and how complete it is (FILE)."""
