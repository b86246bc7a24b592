"""Betti numbers and Euler characteristics of what a network decides, exactly, on unbounded sets too.

================  ======================================================================================
``betti``         the questions: level sets, classes, boundaries, unions of cells
``invariants``    the answer: ``Topology``
``decisions``     the sets of a classifier as unions of cells
``unions``        their homology, ordinary and with compact support
``cells``         the cells of all dimensions, oriented
``chain``         chain complexes of integers
``morse``         shrunk to their critical cells
``homology``      their Betti numbers and torsion
================  ======================================================================================
"""
