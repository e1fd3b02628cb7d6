"""Template tags of the words everything stands on."""
