"""Files by their suffix."""

import pytest

from tropnet.errors import FormatError, InputError
from tropnet.interchange.files import FORMATS, load, save
from tropnet.polyhedra.bodies import cube
from tropnet.polyhedra.zonotopes.zonotope import Zonotope
from tropnet.tropical.polynomial import TropicalPolynomial


@pytest.mark.parametrize("suffix", FORMATS)
def test_polyhedra_in_every_format(suffix, tmp_path):
    P = cube(2, "1/3")
    save(P, tmp_path / f"square{suffix}")
    assert load(tmp_path / f"square{suffix}") == P


@pytest.mark.parametrize("suffix", [".json", ".poly", ".mrdi"])
def test_polynomials_where_they_can_be(suffix, tmp_path):
    p = TropicalPolynomial([[1, 0], [0, 3]], ["1/2", 0], "min")
    save(p, tmp_path / f"p{suffix}")
    assert load(tmp_path / f"p{suffix}") == p


def test_a_zonotope_becomes_a_polytope_where_it_must(tmp_path):
    Z = Zonotope([[1, 0], [0, 1], [1, 1]])
    save(Z, tmp_path / "z.poly")
    assert load(tmp_path / "z.poly") == Z.polyhedron


def test_what_a_format_cannot_hold(tmp_path):
    with pytest.raises(InputError, match="holds Polyhedron, but no TropicalPolynomial"):
        save(TropicalPolynomial.zero(1), tmp_path / "p.ine")
    with pytest.raises(InputError, match="suffix"):
        save(cube(2), tmp_path / "p.off")


def test_errors_name_the_file(tmp_path):
    (tmp_path / "bad.poly").write_text("{")
    with pytest.raises(FormatError, match=r"bad\.poly is malformed"):
        load(tmp_path / "bad.poly")
    (tmp_path / "bad.ine").write_bytes(b"\xff\xfe")
    with pytest.raises(FormatError, match=r"bad\.ine is malformed"):
        load(tmp_path / "bad.ine")
    with pytest.raises(InputError, match="cannot read"):
        load(tmp_path / "absent.json")


def test_large_files_are_refused(tmp_path):
    save(cube(3), tmp_path / "cube.ine")
    with pytest.raises(FormatError, match="larger than 20 bytes"):
        load(tmp_path / "cube.ine", max_bytes=20)
