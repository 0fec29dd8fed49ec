"""Anonymous, repeated opinion polls inside one organisation."""

__version__ = "0.1.0"
