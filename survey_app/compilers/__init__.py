"""One module per target: what a questionnaire becomes. Pure."""
