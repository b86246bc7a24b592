"""Slow, simple and independent computations that the library's answers are compared with."""
