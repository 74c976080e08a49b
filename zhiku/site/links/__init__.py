"""How pages lead to each other: terms, previews, backlinks, related articles, the reading order."""
