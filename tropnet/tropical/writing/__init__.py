"""Tropical functions as text, LaTeX and sympy expressions, and back.

================  ==========================================================================================
``expressions``   what sums, multiples, maxima and minima do to functions
``names``         the names of variables
``notation``      reading text, in ordinary and in tropical notation
``symbolic``      from and to sympy
``printing``      text and LaTeX
``display``       what notebooks show: long functions in a few monomials
``written``       the methods ``to_text``, ``to_latex`` and ``to_sympy`` of functions
================  ==========================================================================================
"""
