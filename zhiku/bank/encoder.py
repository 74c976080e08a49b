"""An embedding that the user supplies: any function from texts to vectors. Off unless named; it orders suggestions and merges nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from zhiku.errors import ZhikuError

Vectors = NDArray[np.float32]
Encode = Callable[[list[str]], Vectors]
"""`encode(texts) -> (n, d) float32`: a row a text, of any length but zero."""
_LIKE = "Name a function of texts: package.module:function; it returns an array of shape (texts, dimensions)."


def encoder(name: str) -> Encode:
    """The function that `package.module:function` names. Raises ZhikuError when there is none."""
    module, _, function = name.partition(":")
    try:
        found = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise ZhikuError(f"there is no such encoder: {error}", where=name, hint=_LIKE) from error
    if not callable(found):
        raise ZhikuError("the encoder is no function", where=name, hint=_LIKE)
    encode: Encode = found
    return encode


def closeness(encode: Encode, text: str, others: Sequence[str]) -> list[float]:
    """The cosine of a text and each other one, 0 to 1. Raises ZhikuError when the encoder returns another shape."""
    vectors = np.asarray(encode([text, *others]), np.float32)
    if vectors.ndim != 2 or len(vectors) != len(others) + 1:
        raise ZhikuError(
            f"the encoder returned an array of shape {vectors.shape} for {len(others) + 1} texts", hint=_LIKE
        )
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return [float(cosine) for cosine in np.clip(vectors[1:] @ vectors[0], 0, 1)]
