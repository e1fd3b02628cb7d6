"""Who serves them: roles, organisation modes, pairing, capacity and assessment."""
