"""What notebooks show: exact values as LaTeX, HTML and SVG.

================  ==========================================================================
``latex``         numbers, affine forms, matrices, sets and cases
``html``          tables
``svg``           small drawings in the plane
``abbreviation``  long lists
================  ==========================================================================

A notebook asks an object for ``_repr_html_``, ``_repr_svg_`` and ``_repr_latex_``, and shows its repr where all of
them answer None.  To look at a value must cost next to nothing, so a display tells what is known or found within a
few milliseconds, abbreviates what is long, and leaves the rest to those who ask for it.
"""
