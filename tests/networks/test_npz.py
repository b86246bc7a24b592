"""Archives of numpy arrays, and hostile ones."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.lib import format as npy

from tropnet.errors import FormatError
from tropnet.networks import Network
from tropnet.networks.io import read, write

W1, W2 = np.array([[1.0, -2.0], [0.5, 0.1]]), np.array([[1.0, 3.0]])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "net.npz"


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("dtype", ["<f8", ">f8", "<f4", "<f2", "<i4", "u1"])
def test_arrays_are_read_as_they_are(path: Path, save: Any, dtype: str) -> None:
    weight, bias = abs(W1).astype(dtype), np.array([1, 2], dtype)
    save(path, W1=np.asfortranarray(weight), b1=bias, W2=W2)
    assert read(path) == Network.from_arrays([weight, W2], [bias, None])


def test_the_value_is_that_of_numpy(path: Path) -> None:
    np.savez(path, W1=W1, W2=W2, b2=[0.25])
    points = np.random.default_rng(0).normal(size=(10, 2))
    expected = np.maximum(points @ W1.T, 0) @ W2.T + 0.25
    np.testing.assert_allclose(read(path)(points).floats(), expected, rtol=1e-12, atol=1e-12)


def test_written_arrays(path: Path) -> None:
    write(Network.from_arrays([W1, W2], [[1, 2], None]), path)
    with np.load(path, allow_pickle=False) as archive:
        assert sorted(archive) == ["W1", "W2", "b1"]
        np.testing.assert_array_equal(archive["W1"], W1)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"W1": W1, "W3": W2}, "W2 is missing"),
        ({"b1": W1[0]}, "W1 is missing"),
        ({"W1": W1, "weights": W2}, "'weights.npy' is none of W1, b1"),
        ({}, "no arrays"),
        ({"W1": W2, "W2": W1}, "does|takes"),
        ({"W1": W1, "b1": W1}, "bias must have shape"),
        ({"W1": W1[0]}, "must be a matrix"),
        ({"W1": np.array([[np.nan]])}, "nan"),
        ({"W1": np.array([[1j]])}, "type complex128"),
        ({"W1": np.array([["1"]])}, "only floats and integers"),
        ({"W1": np.zeros((2, 0))}, "claims shape"),
    ],
)
def test_archives_that_are_no_network(path: Path, arrays: dict[str, Any], message: str) -> None:
    np.savez(path, **arrays)
    with pytest.raises(FormatError, match=message):
        read(path)


class Explosive:
    """An object whose unpickling would leave a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.trace,))


def test_pickles_are_refused_and_not_run(path: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    np.savez(path, allow_pickle=True, W1=np.array([[Explosive(trace)]], dtype=object))
    with pytest.raises(FormatError, match="nothing is ever unpickled"):
        read(path)
    assert not trace.exists()


def write_member(path: Path, shape: tuple[int, ...], n_bytes: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("W1.npy", "w") as file:
        npy.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": shape})
        file.write(b"\x00" * n_bytes)


def test_claimed_shapes_are_not_believed(path: Path) -> None:
    write_member(path, (2**30, 2**30), 64)
    with pytest.raises(FormatError, match="claims shape"):
        read(path)


def test_a_bomb_is_refused_from_the_directory(path: Path) -> None:
    write_member(path, (1, 2**22), 2**25)
    assert path.stat().st_size < 2**16
    with pytest.raises(FormatError, match="unpacks to 33554560 bytes"):
        read(path, max_bytes=2**20)


def test_a_bomb_that_lies_about_its_size(path: Path) -> None:
    write_member(path, (1, 2**22), 2**25)
    content = path.read_bytes()
    truth, lie = (33554560).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert truth in content
    path.write_bytes(content.replace(truth, lie))
    with pytest.raises(FormatError):
        read(path, max_bytes=2**20)


def test_magnitudes_that_would_fill_the_memory(path: Path) -> None:
    weight = np.full((2000, 5000), 5e-324)
    weight[0, 0] = 1e308
    np.savez_compressed(path, W1=weight)
    with pytest.raises(FormatError, match="differ too much in magnitude"):
        read(path)


def test_no_archive(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(FormatError, match="not a zip file"):
        read(path)
