"""What they say: surveys and their answers."""
