"""What they do: product events, adoption and usage metrics."""
