"""Exact numbers and linear algebra: rational in, rational out.

==================  ===============================================================================
``numbers``         what counts as a rational number
``reading``         array-like data as integers over one common denominator
``integers``        kernels on arrays of integers: machine words where they fit, FLINT where it pays
``arrays``          immutable arrays of rational numbers
``reductions``      their sums and extrema along an axis
``rounding``        to the nearest multiple of a power of two, to the nearest float
``matrix``          rank, determinant, systems, bases, Hermite and Smith normal forms
``signs``           the sign of affine forms at points, in bulk: floats with a proof, then integers
``programs``        linear programs whose answers carry certificates
``standard_form``   sparse ones in standard form
``algebraic``       real roots of polynomials, compared exactly
``tokens``          texts in a small notation, read token by token
``display``         what notebooks show: LaTeX, tables, small drawings
==================  ===============================================================================
"""
