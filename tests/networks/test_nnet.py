"""The text format of the ACAS Xu networks, against an evaluation written from its description."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tropnet.errors import FormatError, InputError
from tropnet.exact.arrays import rational_array
from tropnet.networks import Network
from tropnet.networks.io import read, write

RNG = np.random.default_rng(7)
SIZES = (3, 4, 2)
WEIGHTS = [RNG.normal(size=(SIZES[i + 1], SIZES[i])) for i in range(2)]
BIASES = [RNG.normal(size=n) for n in SIZES[1:]]
MEANS, RANGES = [0.5, -1.25, 100.0, 7.5], [2.0, 0.3, 40.0, 373.0]


def lines() -> list[str]:
    def row(numbers: Any) -> str:
        return ",".join(f"{x!r}" for x in np.asarray(numbers).tolist()) + ","

    text = ["// A comment, with commas, 1,2,3", "// and another", "2,3,2,4,", "3,4,2,", "0,"]
    text += [row([-1.0, -2.0, 0.0]), row([1.0, 2.0, 200.0]), row(MEANS), row(RANGES)]
    for weight, bias in zip(WEIGHTS, BIASES, strict=True):
        text += [row(w) for w in weight] + [row([b]) for b in bias]
    return text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "net.nnet"
    path.write_text("\n".join(lines()))
    return path


def test_the_value_is_that_of_the_format(path: Path) -> None:
    points = RNG.normal(size=(20, 3)) * 5
    normalized = (points - MEANS[:3]) / RANGES[:3]
    bare = np.maximum(normalized @ WEIGHTS[0].T + BIASES[0], 0) @ WEIGHTS[1].T + BIASES[1]
    np.testing.assert_allclose(read(path)(points).floats(), bare * RANGES[3] + MEANS[3], rtol=1e-9)
    np.testing.assert_allclose(
        read(path, normalization="record")(normalized).floats(), bare, rtol=1e-9, atol=1e-12
    )


def test_folding_is_exact(path: Path) -> None:
    folded, bare = read(path), read(path, normalization="record")
    x = ["1/3", "-2/7", 11]
    normalized = [
        (Fraction(a) - Fraction(m)) / Fraction(r) for a, m, r in zip(x, MEANS, RANGES, strict=False)
    ]
    assert folded(x) == bare(normalized) * Fraction(RANGES[3]) + rational_array(MEANS[3])


def test_recording(path: Path) -> None:
    bare = read(path, normalization="record")
    assert bare == Network.from_arrays(WEIGHTS, BIASES)
    assert bare.provenance == (
        "nnet: inputs between [-1.0, -2.0, 0.0] and [1.0, 2.0, 200.0]",
        "nnet: means [0.5, -1.25, 100.0, 7.5] and ranges [2.0, 0.3, 40.0, 373.0] "
        "(of the inputs, then of all outputs) are not part of the network",
    )
    assert "are part of the network" in read(path).provenance[1]


def test_decimals_are_the_floats_that_programs_read_or_exact(tmp_path: Path) -> None:
    path = tmp_path / "net.nnet"
    path.write_text("1,1,1,1,\n1,1,\n0,\n0,\n1,\n0,0,\n1,1,\n0.1,\n0,\n")
    assert read(path) == Network.from_arrays([[[0.1]]])
    assert read(path, exact_decimals=True) == Network.from_arrays([[["1/10"]]])


def test_written_files_hold_every_float(tmp_path: Path) -> None:
    path = tmp_path / "net.nnet"
    net = Network.from_arrays(
        [[[5e-324, 1.7976931348623157e308], [0.1, -0.0]], [[1 / 3, 2**-60]]], [None, [1e-7]]
    )
    write(net, path, least=[-1, -2], greatest=[1, 2])
    assert read(path) == net
    assert read(path).provenance == ("nnet: inputs between [-1.0, -2.0] and [1.0, 2.0]",)


def test_bounds_of_the_wrong_length(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 inputs"):
        write(Network.from_arrays([[[1, 2]]]), tmp_path / "net.nnet", least=[1])


def test_unknown_normalization(path: Path) -> None:
    with pytest.raises(InputError, match="choose 'fold' or 'record'"):
        read(path, normalization="drop")


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (2, "two,3,2,4,", "line 3: 'two' in the header is no size"),
        (2, "0,3,2,4,", "claims 0 layers"),
        (2, "2,3,5,4,", "end with 5 outputs"),
        (2, "999999999,3,2,4,", "the layer sizes"),
        (3, "3,999999999,2,", "ends inside the weights of layer 0: 2999999997 numbers are claimed"),
        (3, "3,99999999999999999999,2,", "no size"),
        (3, "3,0,2,", "positive"),
        (8, "1,0,1,1,", "a range is 0"),
        (9, "nan,1,2,", "line 10: 'nan' in the weights of layer 0 is no finite number"),
        (9, "1e999,1,2,", "no finite number"),
        (9, "0x1,1,2,", "is no number"),
        (9, "1,2,", "ends inside the biases of layer 1"),
        (9, "1,2,3,4,", "stands behind the last bias"),
    ],
)
def test_malformed_files(path: Path, line: int, text: str, message: str) -> None:
    changed = lines()
    changed[line] = text
    path.write_text("\n".join(changed))
    with pytest.raises(FormatError, match=message):
        read(path)


def test_truncated_files(path: Path) -> None:
    content = path.read_bytes()
    for n in range(0, len(content) - 30, 11):
        path.write_bytes(content[:n])
        with pytest.raises(FormatError):
            read(path)


def test_what_is_no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00" * 50)
    with pytest.raises(FormatError):
        read(path)
