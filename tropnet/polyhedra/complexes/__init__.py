"""Polyhedral complexes as face posets, and the one operation on them: slicing.

==============  ============================================================================================
``complex``     the face poset by boundary lists, sliced by signs
``rows``        the numbers at the vertices: integers, or floats with errors that belong to faces
``fan``         the fan of independent forms, with which a slicing starts
``boundary``    the boundary lists of a finished complex, sorted
==============  ============================================================================================
"""
