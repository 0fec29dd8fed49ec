"""How released results look: charts, sentences, slips."""
