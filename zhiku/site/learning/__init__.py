"""What readers practise with: the quiz, decks of cards, what has changed since a page was read."""
