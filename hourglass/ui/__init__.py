"""How it looks: tokens, components, charts, icons and the shell's templates."""
