"""Three small ReLU classifiers, trained on real data, that come with tropnet.

==========  =======================================  ==========  =========================================
name        one input                                widths      classes
==========  =======================================  ==========  =========================================
``wine``    malic acid and flavanoids of a wine      (16, 16)    the 3 cultivars that wines were made from
``iris``    sepal and petal of a flower, in cm       (8, 8)      3 species
``digits``  an image of 8 x 8 pixels from 0 to 16    (32, 16)    the 10 digits
==========  =======================================  ==========  =========================================

The inputs are the measurements as they stand in the data sets of scikit-learn, the outputs one logit for
each class.  Every weight is a float32 number, so the ONNX and the JSON file of a model hold the same exact
network.  :mod:`tropnet.models.train` is the script that made them.

``wine`` has a boundary worth seeing: where the wines lie, one class falls into two islands, and another has a
hole.
"""

from __future__ import annotations

from pathlib import Path

from tropnet.errors import InputError

__all__ = ["names", "path"]

_SUFFIXES = (".json", ".onnx")


def names() -> tuple[str, ...]:
    """The names of the shipped models, the one with fewest inputs first.

    Examples
    --------
    >>> names()
    ('wine', 'iris', 'digits')
    """
    return ("wine", "iris", "digits")


def path(name: str, suffix: str = ".json") -> Path:
    """The file of a shipped model.

    Parameters
    ----------
    name : str
        One of :func:`names`.
    suffix : {".json", ".onnx"}
        Both files hold the same network; only ``.onnx`` needs the package onnx.

    Raises
    ------
    InputError
        If there is no such model, or not in that format.

    Examples
    --------
    >>> path("wine", ".onnx").name
    'wine.onnx'
    """
    if name not in names():
        raise InputError(f"there is no shipped model {name!r}; choose from {', '.join(names())}")
    if suffix not in _SUFFIXES:
        raise InputError(f"shipped models have no {suffix!r} file; choose from {', '.join(_SUFFIXES)}")
    return Path(__file__).with_name(name + suffix)
