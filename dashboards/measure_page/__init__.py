"""What the page of one measure is made of, beside its figure, trend and definition."""
