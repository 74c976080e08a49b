"""What `scripts/compare_search.py` is made of."""
