"""Polyhedra and tropical polynomials in files, from and to other programs.

========================  ==========================================================================================
:func:`load`,             the value in a file, and a value into a file; the suffix names the format
:func:`save`
``.json``                 tropnet's own: polyhedra, zonotopes, polynomials, rational functions; every rational
``.poly``                 polymake (version 4): polytopes, tropical polynomials and hypersurfaces
``.mrdi``                 OSCAR: polyhedra, tropical polynomials and hypersurfaces
``.ine``, ``.ext``        cdd and lrs: inequalities, generators
:func:`write_vtk`         ``.vtu`` for VTK, ParaView and others: polyhedral cells in space, as floats
========================  ==========================================================================================

Networks have :func:`tropnet.read` and :func:`tropnet.write`.
"""

from tropnet.interchange.files import load, save
from tropnet.interchange.vtk import vtk_text, write_vtk

__all__ = ["load", "save", "vtk_text", "write_vtk"]
