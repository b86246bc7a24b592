"""Modules of PyTorch against their own forward pass in float64, at the same points."""

import io
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from tropnet.errors import InputError, UnsupportedLayerError
from tropnet.networks import Activation, Dense, Network, clip, hard_sigmoid, leaky_relu, relu
from tropnet.networks.io import from_onnx, from_torch


def assert_agrees(module: nn.Module, net: Network, n_points: int = 4) -> None:
    """Exact values, rounded to floats, agree with the forward pass up to its rounding errors."""
    points = np.random.default_rng(1).normal(size=(n_points, *net.input_shape)) * 3
    with torch.no_grad():
        expected = module.eval()(torch.tensor(points)).numpy()
    exact = net(points).floats()
    np.testing.assert_allclose(exact.reshape(expected.shape), expected, rtol=1e-9, atol=1e-9)


def trained(module: nn.Module) -> nn.Module:
    """The module in float64, with statistics that are not trivial."""
    torch.manual_seed(0)
    for layer in module.modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm) and layer.running_mean is not None:
            layer.running_mean.uniform_(-1, 1)
            layer.running_var.uniform_(0.5, 2)
        for parameter in layer.parameters(recurse=False):
            nn.init.uniform_(parameter, -1, 1)
    return module.double().eval()


SEQUENCES: dict[str, tuple[nn.Module, tuple[int, ...]]] = {
    "linear": (nn.Linear(3, 2), (3,)),
    "perceptron": (
        nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Dropout(), nn.Linear(4, 2, bias=False)),
        (3,),
    ),
    "nested": (nn.Sequential(nn.Sequential(nn.Linear(3, 4), nn.Identity()), nn.Sequential(nn.ReLU6())), (3,)),
    "activations": (
        nn.Sequential(nn.LeakyReLU(0.2), nn.Hardtanh(-2, 1.5), nn.PReLU(), nn.RReLU(), nn.Hardsigmoid()),
        (5,),
    ),
    "parametric": (nn.Sequential(nn.PReLU(4)), (4,)),
    "image": (
        nn.Sequential(
            nn.Conv2d(2, 4, 3, stride=(1, 2), padding=1, groups=2),
            nn.BatchNorm2d(4),
            nn.PReLU(4),
            nn.MaxPool2d(2, padding=1),
            nn.AvgPool2d((1, 2), stride=1),
            nn.Flatten(),
            nn.Linear(12, 3),
        ),
        (2, 5, 6),
    ),
    "signal": (
        nn.Sequential(
            nn.ConstantPad1d((1, 2), 0.5),
            nn.Conv1d(2, 3, 3, padding="same", dilation=2),
            nn.BatchNorm1d(3, affine=False),
            nn.ReLU(inplace=True),
            nn.MaxPool1d(3, ceil_mode=True, dilation=2, stride=2),
            nn.AvgPool1d(2, padding=1, count_include_pad=False),
            nn.AdaptiveAvgPool1d(1),
            nn.Flatten(),
        ),
        (2, 9),
    ),
    "shapes": (
        nn.Sequential(
            nn.Unflatten(1, (2, 6)), nn.ZeroPad2d((1, 0, 0, 2)), nn.AdaptiveMaxPool1d(1), nn.Flatten()
        ),
        (12,),
    ),
}


class Inner(nn.Module):
    """What makes a Sequential opaque, so that it is traced."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x)


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequences_agree_with_their_forward_pass(name: str) -> None:
    module, shape = SEQUENCES[name]
    assert_agrees(module, from_torch(trained(module), shape))


@pytest.mark.parametrize("name", ["perceptron", "activations", "image", "signal"])
def test_reading_directly_and_tracing_give_equal_networks(name: str) -> None:
    module, shape = SEQUENCES[name]
    module = trained(module)
    direct, traced = from_torch(module, shape), from_torch(Inner(module), shape)
    assert "directly" in direct.provenance[0]
    assert "through torch.export" in traced.provenance[0]
    assert traced == direct


class Residual(nn.Module):
    """Branches, buffers, constants, in-place changes, views."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, padding="same")
        self.norm = nn.BatchNorm2d(2)
        self.slope = nn.PReLU(2)
        self.out = nn.Linear(4, 3)
        self.register_buffer("mean", torch.tensor(0.5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = (x - self.mean) / 3
        y = self.norm(self.conv(x)).relu_()
        z = self.slope(functional.max_pool2d(y, 2)) + 1
        z = torch.clamp(torch.max(z, z * 2.0 - 1), 0, 3)
        a, b = torch.split(z, 1, dim=1)
        z = functional.adaptive_avg_pool2d(torch.cat([b, a], 1), (1, 2))
        h = self.out(functional.dropout(z.view(x.size(0), -1), training=self.training))
        first = torch.chunk(h, 3, -1)[0] * torch.tensor([3.0], dtype=h.dtype)
        return first + h[:, 1:] + h.mean(-1, keepdim=True)


class Arrays(nn.Module):
    """Rearrangements and reductions."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        turned = x.permute(0, 2, 1).contiguous()
        both = torch.stack([turned, -2 * turned], dim=1).flatten(1, 2)
        both = both @ torch.ones(x.shape[1], 2, dtype=x.dtype)
        peak = both.amax(dim=1) - x.amin(dim=(1, 2)).unsqueeze(1)
        padded = functional.pad(x, (2, 1), mode="replicate")[:, :, ::2]
        least = torch.minimum(padded.sum(dim=1), x[:, 0, :1].expand(-1, padded.shape[2]))
        turn = torch.matmul(torch.full((2, 3), 0.25, dtype=x.dtype), x)
        middle = 1 - turn.select(1, 1).abs().transpose(0, 1).t().unsqueeze(0).squeeze(0)
        return torch.cat([peak, least, middle, torch.clamp(x[:, 1], max=0.5)], dim=1)


class Unary(nn.Module):
    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.function(x)


def test_a_residual_network() -> None:
    module = trained(Residual())
    assert_agrees(module, from_torch(module, (1, 4, 8)))


def test_rearrangements_and_reductions() -> None:
    assert_agrees(Arrays(), from_torch(Arrays(), (3, 4)))


@pytest.mark.parametrize("name", ["perceptron", "parametric", "image", "signal", "shapes", "residual"])
def test_the_way_through_onnx_gives_the_same_function(name: str) -> None:
    module, shape = {**SEQUENCES, "residual": (Residual(), (1, 4, 8))}[name]
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):
        torch.onnx.export(
            trained(module),
            (torch.zeros(1, *shape, dtype=torch.float64),),
            file,
            dynamo=False,
            opset_version=17,
        )
    direct, through = from_torch(module, shape), from_onnx(file.getvalue())
    points = np.random.default_rng(2).normal(size=(3, *shape))
    if "Norm" in repr(module):  # the exporter folds it into the convolution, with its own rounding
        np.testing.assert_allclose(direct(points).floats(), through(points).floats(), rtol=1e-12, atol=1e-12)
    else:
        assert direct(points) == through(points)


def test_the_module_is_not_changed() -> None:
    module = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).train()
    before = {key: value.clone() for key, value in module.state_dict().items()}
    for read in (module, Inner(module).train()):
        assert "in evaluation mode" in from_torch(read, 2).provenance[0]
        assert read.training
    assert all(torch.equal(before[key], value) for key, value in module.state_dict().items())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_weights_are_the_floats_of_the_module(dtype: torch.dtype) -> None:
    layer = nn.Linear(3, 2, dtype=dtype)
    net = from_torch(layer)
    assert net == Network.sequential([Dense(layer.weight, layer.bias)], 3)
    assert net.nodes[0].layer.weight[0, 0] == Fraction(layer.weight[0, 0].item())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("layer", "function"),
    [
        (nn.ReLU(), relu()),
        (nn.LeakyReLU(0.1), leaky_relu(0.1)),
        (nn.Hardtanh(-3, 4), clip(-3, 4)),
        (nn.Hardsigmoid(), hard_sigmoid()),
    ],
)
def test_activations_are_exact_functions(layer: nn.Module, function: Any) -> None:
    assert from_torch(layer, 2) == Network.sequential([Activation(function)], 2)


class TestLastLayer:
    @pytest.mark.parametrize("last", [nn.Softmax(dim=1), nn.Sigmoid(), nn.LogSoftmax(dim=1)])
    @pytest.mark.parametrize("is_traced", [True, False])
    def test_dropped_only_when_asked(self, last: nn.Module, is_traced: bool) -> None:
        linear = nn.Linear(3, 2)
        module: nn.Module = nn.Sequential(linear, last)
        module = Inner(module) if is_traced else module
        with pytest.raises(UnsupportedLayerError, match="drop_last=True"):
            from_torch(module, 3)
        net = from_torch(module, 3, drop_last=True)
        assert net == from_torch(linear)
        assert "was dropped: the outputs are its arguments" in net.provenance[-1]

    def test_never_in_the_middle(self) -> None:
        module = nn.Sequential(nn.Linear(3, 2), nn.Sigmoid(), nn.Linear(2, 1))
        for read in (module, Inner(module)):
            with pytest.raises(UnsupportedLayerError, match="drop"):
                from_torch(read, 3, drop_last=True)


class TestErrors:
    def test_layers_that_are_not_piecewise_linear(self) -> None:
        with pytest.raises(
            UnsupportedLayerError, match=r"node 'tanh' \(aten\.tanh\.default\).*supported are"
        ):
            from_torch(nn.Sequential(nn.Linear(2, 2), nn.Tanh()))

    def test_products_of_computed_arrays(self) -> None:
        with pytest.raises(UnsupportedLayerError, match="two computed arrays"):
            from_torch(Unary(lambda x: x * x), 2)

    def test_branches_on_values(self) -> None:
        with pytest.raises(UnsupportedLayerError, match=r"torch\.export cannot trace Unary"):
            from_torch(Unary(lambda x: x if x.sum() > 0 else -x), 2)

    def test_several_outputs(self) -> None:
        with pytest.raises(UnsupportedLayerError, match="gives 2 arrays"):
            from_torch(Unary(lambda x: (x, -x)), 2)

    def test_input_shape_is_asked_for(self) -> None:
        with pytest.raises(InputError, match="give input_shape"):
            from_torch(nn.Sequential(nn.Conv1d(1, 1, 1)))

    def test_input_shape_that_does_not_fit(self) -> None:
        with pytest.raises(InputError, match=r"layer '0' \(Linear\)"):
            from_torch(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), 4)

    def test_weights_that_are_no_numbers(self) -> None:
        layer = nn.Linear(2, 2)
        layer.weight.data[1, 0] = float("nan")
        for module in (nn.Sequential(layer), Inner(layer)):
            with pytest.raises(InputError, match=r"nan at index \(1, 0\)"):
                from_torch(module, 2)

    def test_a_state_dict_is_no_module(self) -> None:
        with pytest.raises(InputError, match=r"OrderedDict is no torch\.nn\.Module"):
            from_torch(nn.Linear(2, 2).state_dict())

    def test_adaptive_windows_of_unequal_size(self) -> None:
        with pytest.raises(UnsupportedLayerError, match="windows of unequal size"):
            from_torch(nn.AdaptiveAvgPool1d(2), (1, 5))

    def test_hooks_are_not_overlooked(self) -> None:
        layer = nn.Linear(2, 2).double()
        module = nn.Sequential(layer)
        layer.register_forward_hook(lambda module, inputs, output: output + 1)
        assert_agrees(module, from_torch(module, 2))
