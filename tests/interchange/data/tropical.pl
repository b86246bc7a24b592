# Makes tropical polynomials and hypersurfaces beside it:  polymake --script tropical.pl   (written by polymake 4.6)
use application "tropical";

save_data(toTropicalPolynomial("max(2*x + 1/2, y - 3, 0)"), "polynomial_max.poly");
save_data(toTropicalPolynomial("min(0, x, y, 2*x - 1, x + 3*y + 2/7)"), "polynomial_min.poly");
save(new Hypersurface<Max>(POLYNOMIAL => toTropicalPolynomial("max(2*x + 1/2, x + y - 3, 2*z)")), "hypersurface_max.poly");
save(new Hypersurface<Min>(MONOMIALS => [[2,0,0], [1,1,0], [0,0,2]], COEFFICIENTS => [0, "1/3", -2]), "hypersurface_min.poly");
