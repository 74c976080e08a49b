"""Near copies among many passages: `find` tells which pieces say nearly the same, `stars` and `components` group them.

Nothing here knows of notes or documents: pieces come as lines of JSON and leave as numbers.
"""

from zhiku.near.clusters import components, stars
from zhiku.near.edges import EDGE, Edges
from zhiku.near.engines import ENGINES, LOCAL, Engine, engine
from zhiku.near.search import THRESHOLD, Found, find

__all__ = [
    "EDGE",
    "ENGINES",
    "LOCAL",
    "THRESHOLD",
    "Edges",
    "Engine",
    "Found",
    "components",
    "engine",
    "find",
    "stars",
]
