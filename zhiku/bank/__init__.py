"""The question bank: what a question asks, which questions are one, which are only near."""
