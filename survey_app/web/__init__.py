"""The only Flask: pages for members and staff."""
