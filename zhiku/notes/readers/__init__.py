"""One reader a format: the bytes of a note → its lines, how they were got, and what of them is no text of the note."""
