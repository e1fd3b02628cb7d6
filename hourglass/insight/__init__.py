"""How well we do: metrics, goals, reports and the roadmap."""
