"""Who they are: accounts, stores, contacts, segments, archive, facts and conditions."""
