"""Piecewise linear functions as values: from data of many kinds, with exact arithmetic and equality.

=====================  =====================================================================
``function``           the value: evaluation, arithmetic, pieces, cells, equality
``bends``              where the gradient jumps, and by how much
=====================  =====================================================================
"""
