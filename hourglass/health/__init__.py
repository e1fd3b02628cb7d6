"""How they are: panel, scores, warning lines, churn, win-back and backtests."""
