"""The only place that knows SQL: a registry of rights and a box of sealed ballots, in two databases."""
