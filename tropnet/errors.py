"""Every exception that tropnet raises on purpose.

::

    TropnetError
    ├── InputError (ValueError)          the caller gave something that has no exact meaning here
    │   ├── NotRationalError             an entry that is no finite rational number
    │   ├── ShapeError                   arrays, layers or polyhedra whose sizes do not fit
    │   ├── EmptyDomainError             a domain without interior points
    │   └── UnboundedError               a bounded set was needed
    ├── SingularMatrixError              a system without a unique solution
    ├── InconsistentError                a system without any solution
    ├── UnsupportedLayerError            a layer that is not piecewise linear, or not known
    ├── FormatError (ValueError)         a file that is malformed, truncated or hostile
    ├── MissingDependencyError (ImportError)   an optional package is needed
    ├── LimitReachedError                a limit that the caller set; carries what was found
    └── UndecidedError                   neither proved nor refuted within the given budget

Catch :class:`TropnetError` for all of them.  An exception that is not in this tree is a defect of
tropnet.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "EmptyDomainError",
    "FormatError",
    "InconsistentError",
    "InputError",
    "LimitReachedError",
    "MissingDependencyError",
    "NotRationalError",
    "ShapeError",
    "SingularMatrixError",
    "TropnetError",
    "UnboundedError",
    "UndecidedError",
    "UnsupportedLayerError",
]


class TropnetError(Exception):
    """The root of every exception that tropnet raises on purpose."""


class InputError(TropnetError, ValueError):
    """A value that has no exact meaning where it was given."""


class NotRationalError(InputError):
    """An entry that is no finite rational number; the message names its position."""


class ShapeError(InputError):
    """Arrays, layers or polyhedra whose sizes do not fit together."""


class EmptyDomainError(InputError):
    """A domain without interior points, on which no full-dimensional piece exists."""


class UnboundedError(InputError):
    """An unbounded set where a bounded one is needed."""


class SingularMatrixError(TropnetError, ArithmeticError):
    """A linear system without a unique solution."""


class InconsistentError(TropnetError, ArithmeticError):
    """A linear system without any solution."""


class UnsupportedLayerError(TropnetError):
    """A layer that is not piecewise linear, or that tropnet does not know."""


class FormatError(TropnetError, ValueError):
    """A file that is malformed, truncated or hostile."""


class MissingDependencyError(TropnetError, ImportError):
    """An optional package is needed; the message says how to install it."""


class LimitReachedError(TropnetError):
    """A limit that the caller set was reached.

    Attributes
    ----------
    partial : object
        What had been found by then.  Its type is named by the function that raised.
    """

    def __init__(self, message: str, partial: Any = None) -> None:
        super().__init__(message)
        self.partial = partial


class UndecidedError(TropnetError):
    """Neither proved nor refuted within the given budget."""
