"""What tropical polynomials and tropical rational functions share: how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["WrittenFunction"]


class WrittenFunction:
    """A tropical polynomial or a tropical rational function, as text, in LaTeX and in sympy."""

    def to_text(self, variables: Sequence[str] | None = None, *, tropical: bool = False) -> str:
        """The function as text, in ordinary notation, or with the operations ⊕, ⊙ and ⊘.

        The text can be read again (:mod:`tropnet.tropical.writing.notation`).

        Parameters
        ----------
        variables : sequence of str, optional
            Their names; x, or x1, x2, ... when omitted.
        tropical : bool

        Raises
        ------
        ShapeError
            If the number of names does not fit.
        InputError
            If a name is no identifier.

        Examples
        --------
        >>> from tropnet.tropical.polynomial import TropicalPolynomial
        >>> p = TropicalPolynomial([[2, 0], [0, 1]], [1, "-1/2"])
        >>> p.to_text(["x", "y"]), p.to_text(["x", "y"], tropical=True)
        ('max(2*x + 1, y - 1/2)', '1⊙x^2 ⊕ -1/2⊙y')
        >>> (p / p).to_text(["x", "y"])
        'max(2*x + 1, y - 1/2) - max(2*x + 1, y - 1/2)'
        """
        from tropnet.tropical.writing.printing import text

        return text(self, variables, tropical=tropical)

    def to_latex(self, variables: Sequence[str] | None = None, *, tropical: bool = True) -> str:
        r"""The function in LaTeX, with the operations ⊕, ⊙ and ⊘ or in ordinary notation.

        Raises
        ------
        ShapeError
            If the number of names does not fit.
        InputError
            If a name is no identifier.

        Examples
        --------
        >>> from tropnet.tropical.polynomial import TropicalPolynomial
        >>> print(TropicalPolynomial([[2], [0]], [1, 0]).to_latex())
        1 \odot x^{2} \oplus 0
        """
        from tropnet.tropical.writing.printing import latex

        return latex(self, variables, tropical=tropical)

    def to_sympy(self, variables: Sequence[Any] | None = None) -> Any:
        """The function in sympy, with ``Max`` (or ``Min``), in symbols x1, ..., xn, or in those given.

        Raises
        ------
        ShapeError
            If the number of symbols does not fit.

        Examples
        --------
        >>> from tropnet.tropical.polynomial import TropicalPolynomial
        >>> TropicalPolynomial([[2], [0]], [1, 0]).to_sympy()
        Max(0, 2*x + 1)
        """
        from tropnet.tropical.writing.symbolic import to_sympy

        return to_sympy(self, variables)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_latex_(self) -> str | None:
        from tropnet.tropical.writing.display import function_latex

        return function_latex(self)
