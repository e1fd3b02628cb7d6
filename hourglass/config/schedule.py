"""Every recurring job of the product, in one table."""
