"""Properties of networks, proved or refuted exactly.

=================  =====================================================================================
``property``       what is asked: that no input in a set has an output in another; VNN-LIB files
``search``         ``verify``: branch and bound; the answers ``Verified`` and ``Violated``
``branch``         one step of the search
``relaxation``     the linear program of a branch
``substitution``   bounds by lines in place of functions
``lines``          lines above and below a function on an interval
``unary``          any network as affine maps and functions of one variable
``proof``          proofs as trees
``checker``        a second reading of proofs
=================  =====================================================================================
"""
