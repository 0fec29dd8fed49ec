"""The release gate: the only maker of figures that may leave."""
