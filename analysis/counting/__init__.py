"""One pass turns responses into cells; nothing later touches a row."""
