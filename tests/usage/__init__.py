"""What customers do in the product."""
