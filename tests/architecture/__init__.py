"""What keeps the house in shape: each guard is a function over a tree of files, and is shown to catch a breach."""
