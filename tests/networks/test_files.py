"""One network by every route, and the choice of the format by suffix."""

import subprocess
import sys
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.neural_network import MLPRegressor

from tropnet.errors import InputError, MissingDependencyError, TropnetError, UnsupportedLayerError
from tropnet.networks import Activation, Dense, Network, absolute
from tropnet.networks.io import from_onnx, from_sklearn, from_torch, read, to_onnx, write
from tropnet.networks.io.guards import require

SUFFIXES = [".json", ".onnx", ".nnet", ".npz"]


@pytest.fixture(scope="module")
def perceptron() -> MLPRegressor:
    rng = np.random.default_rng(5)
    points = rng.normal(size=(40, 3))
    with warnings.catch_warnings(action="ignore"):
        return MLPRegressor(hidden_layer_sizes=[5, 4], max_iter=3, random_state=1).fit(points, points[:, :2])


@pytest.fixture(scope="module")
def net(perceptron: MLPRegressor) -> Network:
    weights = [w.T for w in perceptron.coefs_]
    return Network.from_arrays(weights, perceptron.intercepts_)


def torch_module(perceptron: MLPRegressor) -> torch.nn.Sequential:
    layers: list[torch.nn.Module] = []
    for weight, bias in zip(perceptron.coefs_, perceptron.intercepts_, strict=True):
        layer = torch.nn.Linear(*weight.shape, dtype=torch.float64)
        layer.weight.data, layer.bias.data = torch.tensor(weight.T), torch.tensor(bias)
        layers += [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


class Wrapped(torch.nn.Module):
    """A module that is no Sequential, so that it is traced."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x)


class TestEveryRouteGivesTheSameNetwork:
    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_files(self, net: Network, tmp_path: Path, suffix: str) -> None:
        write(net, tmp_path / f"net{suffix}")
        assert read(tmp_path / f"net{suffix}") == net

    @pytest.mark.parametrize("first", SUFFIXES)
    @pytest.mark.parametrize("second", SUFFIXES)
    def test_conversions_keep_the_bytes(self, net: Network, tmp_path: Path, first: str, second: str) -> None:
        options = {"notes": False} if second == ".json" else {}
        write(net, tmp_path / f"a{first}")
        write(read(tmp_path / f"a{first}"), tmp_path / f"b{second}", **options)
        write(net, tmp_path / f"c{second}", **options)
        if second != ".onnx":  # whose doc_string holds the provenance
            assert (tmp_path / f"b{second}").read_bytes() == (tmp_path / f"c{second}").read_bytes()
        assert read(tmp_path / f"b{second}") == read(tmp_path / f"c{second}")

    def test_sklearn(self, net: Network, perceptron: MLPRegressor) -> None:
        assert from_sklearn(perceptron) == net

    def test_torch_directly(self, net: Network, perceptron: MLPRegressor) -> None:
        assert from_torch(torch_module(perceptron)) == net

    def test_torch_traced(self, net: Network, perceptron: MLPRegressor) -> None:
        assert from_torch(Wrapped(torch_module(perceptron)), 3) == net

    def test_onnx_model_and_bytes(self, net: Network) -> None:
        assert from_onnx(to_onnx(net)) == net
        assert from_onnx(to_onnx(net).SerializeToString()) == net


class TestErrors:
    def test_unknown_suffix_lists_the_known(self, net: Network, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"'\.h5'.*\.json, \.onnx, \.nnet, \.npz"):
            write(net, tmp_path / "net.h5")

    @pytest.mark.parametrize("suffix", [".pt", ".pth", ".pkl", ".joblib"])
    def test_pickles_are_never_read(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"net{suffix}"
        path.write_bytes(b"cos\nsystem\n(S'touch /tmp/owned'\ntR.")
        with pytest.raises(InputError, match="pickles, which can run any program"):
            read(path)

    def test_missing_file(self, tmp_path: Path) -> None:
        for suffix in SUFFIXES:
            with pytest.raises(InputError, match="No such file"):
                read(tmp_path / f"absent{suffix}")

    def test_unknown_option_lists_the_known(self, net: Network, tmp_path: Path) -> None:
        write(net, tmp_path / "net.onnx")
        with pytest.raises(InputError, match=r"'drop'.*input_shape, output, drop_last, max_bytes"):
            read(tmp_path / "net.onnx", drop=True)

    def test_a_path_is_no_network(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no Network"):
            write(tmp_path / "net.json", tmp_path / "net.json")  # type: ignore[arg-type]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_large_files_are_refused(self, net: Network, tmp_path: Path, suffix: str) -> None:
        write(net, tmp_path / f"net{suffix}")
        with pytest.raises(TropnetError, match="larger than 100 bytes"):
            read(tmp_path / f"net{suffix}", max_bytes=100)

    @pytest.mark.parametrize("suffix", SUFFIXES[1:])
    def test_nothing_is_rounded(self, tmp_path: Path, suffix: str) -> None:
        third = Network.from_arrays([[[Fraction(1, 3)]]])
        with pytest.raises(InputError, match=r"1/3, which is no float64.*\.json"):
            write(third, tmp_path / f"net{suffix}")

    @pytest.mark.parametrize("suffix", [".nnet", ".npz"])
    def test_formats_of_matrices_refuse_other_layers(self, tmp_path: Path, suffix: str) -> None:
        bent = Network.sequential([Dense([[1]]), Activation(absolute()), Dense([[1]])], 1)
        with pytest.raises(UnsupportedLayerError, match=r"node 1 \(Activation\)"):
            write(bent, tmp_path / f"net{suffix}")

    def test_missing_package_names_the_command(self) -> None:
        with pytest.raises(MissingDependencyError, match=r"pip install 'tropnet\[torch\]'"):
            require("package_that_is_absent", "torch", "reading modules of PyTorch")


def test_optional_packages_are_imported_late() -> None:
    program = (
        "import sys, tropnet.networks.io; "
        "print(sorted({'torch', 'onnx', 'sklearn', 'google.protobuf'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_files_give_an_error_of_tropnet_or_a_network(
    net: Network, tmp_path: Path, suffix: str
) -> None:
    """Random byte flips and truncations of a good file: nothing but a TropnetError escapes."""
    small = Network.from_arrays([[[0.5, -1.0], [2.0, 3.0]], [[1.0, -0.25]]], [[1.0, 0.0], None])
    path = tmp_path / f"net{suffix}"
    write(small, path)
    good = path.read_bytes()
    rng = np.random.default_rng(0)
    outcomes = {True: 0, False: 0}
    for i in range(400):
        damaged = bytearray(good)
        if i % 4 == 0:
            damaged = damaged[: rng.integers(len(good))]
        for _ in range(1 + i % 3):
            if damaged:
                damaged[rng.integers(len(damaged))] = rng.integers(256)
        path.write_bytes(damaged)
        try:
            outcomes[isinstance(read(path), Network)] += 1
        except TropnetError:
            outcomes[False] += 1
    assert outcomes[False] > 50
