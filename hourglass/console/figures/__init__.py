"""The figures of money: what is asked, how it is drawn, and what each page says."""
