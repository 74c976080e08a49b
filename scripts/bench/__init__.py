"""The parts of scripts/bench.py: the made corpus, the programs that are compared, the measuring, the page."""
