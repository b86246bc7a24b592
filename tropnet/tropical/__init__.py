"""Tropical algebra and geometry: polynomials, rational functions, Newton polytopes, hypersurfaces."""
