"""The verbs of the product; the one floor where stores, ballots, compilers, analysis and reports meet."""
