"""Files in: any table becomes columns of text, with caps on size and rows."""
