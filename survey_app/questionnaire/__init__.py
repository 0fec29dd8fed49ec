"""What may be asked. Pure: no web, no database, no statistics."""
