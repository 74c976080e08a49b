"""Diagrams: mermaid and boxes of characters as pictures and as words, made while the site is built."""
