"""Survey statistics for small finite populations, from cells. Knows nothing of web, SQL, YAML or colour."""
