"""Cheat-sheets and whole topics for paper, and the programs that print them."""
