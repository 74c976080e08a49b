"""zhiku turns raw notes into a knowledge base: `zhiku.notes` reads them, `zhiku.library` holds the result, `zhiku.site` shows it."""

from zhiku.errors import ZhikuError
from zhiku.library import Library, load
from zhiku.model import Article, Finding, Link, OutputFile, Place, Question, Source, Topic

__all__ = [
    "Article",
    "Finding",
    "Library",
    "Link",
    "OutputFile",
    "Place",
    "Question",
    "Source",
    "Topic",
    "ZhikuError",
    "load",
]
__version__ = "0.1.0"
