"""The layers of PyTorch, and the operators with their names: affine maps, pools, activations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tropnet.errors import UnsupportedLayerError
from tropnet.exact.arrays import rational_array
from tropnet.networks.activations import PiecewiseLinearFunction1D, clip, leaky_relu
from tropnet.networks.io import arithmetic
from tropnet.networks.io.graph import Constant, Operand
from tropnet.networks.io.torch_calls import Call, Operator

# -- affine layers ------------------------------------------------------------------------------------


def linear(call: Call) -> Operand:
    """W x + b."""
    x = call["input"] if "input" in call.given else call.operand()
    return call.graph.dense(x, call.weights("weight"), call.optional("bias"))


def addmm(call: Call) -> Operand:
    """Beta C + alpha A B."""
    product = arithmetic.matrix_product(call.graph, call.operand("mat1"), call.operand("mat2"))
    alpha, beta = call.number("alpha", 1), call.number("beta", 1)
    scaled = (
        product if alpha == 1 else arithmetic.product(call.graph, product, Constant(rational_array(alpha)))
    )
    c = call.operand()
    added = c if beta == 1 else arithmetic.product(call.graph, c, Constant(rational_array(beta)))
    return arithmetic.total(call.graph, [scaled, added])


def matmul(call: Call) -> Operand:
    """The matrix product."""
    other = next(name for name in ("other", "mat2", "vec") if name in call.given)
    return arithmetic.matrix_product(call.graph, call.operand(), call.operand(other))


def conv(call: Call) -> Operand:
    """A convolution."""
    x = call["input"] if "input" in call.given else call.operand()
    weight = call.weights("weight")
    n = weight.ndim - 2
    if call["transposed"] or call["padding_mode"] not in {None, "zeros"}:
        raise UnsupportedLayerError(
            f"{call.where}: transposed convolutions, and padding with other than zeros, are not supported"
        )
    dilation = call.sizes("dilation", n)
    padding: list[Any]
    if call["padding"] == "same":
        totals = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
        padding = [(total // 2, total - total // 2) for total in totals]
    else:
        padding = [0] * n if call["padding"] == "valid" else call.sizes("padding", n)
    return call.graph.conv(
        x,
        weight,
        call.optional("bias"),
        stride=call.sizes("stride", n),
        padding=padding,
        dilation=dilation,
        groups=call.integer("groups", 1),
    )


def batch_norm(call: Call) -> Operand:
    """Batch normalisation with the running statistics."""
    x = call["input"] if "input" in call.given else call.operand()
    mean, variance = call.optional("running_mean"), call.optional("running_var")
    if mean is None or variance is None:
        raise UnsupportedLayerError(
            f"{call.where} has no running statistics, so that it depends on the batch"
        )
    gamma, beta = call.optional("weight"), call.optional("bias")
    ones = rational_array([1] * mean.size)
    parameters = [ones if gamma is None else gamma, ones * 0 if beta is None else beta, mean, variance]
    return call.graph.batch_norm(x, parameters, call.number("eps", 1e-5), call.where)


def native_batch_norm(call: Call) -> Sequence[Any]:
    """Batch normalisation, and statistics that nothing uses."""
    return batch_norm(call), None, None


# -- pools --------------------------------------------------------------------------------------------


def _pool(call: Call, n: int) -> tuple[list[int], dict[str, Any]]:
    kernel = call.sizes("kernel_size", n)
    stride = call["stride"]
    windows = {
        "stride": kernel if stride is None or stride == [] else call.sizes("stride", n),
        "padding": call.sizes("padding", n),
        "ceil_mode": bool(call["ceil_mode"]),
    }
    return kernel, windows


def average_pool(n: int) -> Operator:
    """The mean over windows along n axes."""

    def read(call: Call) -> Operand:
        if call["divisor_override"] is not None:
            raise UnsupportedLayerError(f"{call.where}: divisor_override is not supported")
        kernel, windows = _pool(call, n)
        counts = call["count_include_pad"] is not False or not any(windows["padding"])
        return call.graph.average_pool(call.operand(), kernel, count_padding=counts, **windows)

    return read


def max_pool(n: int) -> Operator:
    """The maximum over windows along n axes."""

    def read(call: Call) -> Operand:
        if call["return_indices"]:
            raise UnsupportedLayerError(f"{call.where}: indices of maxima are not supported")
        kernel, windows = _pool(call, n)
        return call.graph.max_pool(call.operand(), kernel, dilation=call.sizes("dilation", n), **windows)

    return read


def max_pool_with_indices(n: int) -> Operator:
    """The maximum over windows, and indices that nothing uses."""
    return lambda call: (max_pool(n)(call), None)


def adaptive_pool(n: int, kind: str) -> Operator:
    """Mean or maximum over windows that divide the axes evenly."""

    def read(call: Call) -> Operand:
        x = call.operand()
        wanted = call["output_size"]
        listed = list(wanted) if isinstance(wanted, list | tuple) else [wanted] * n
        sizes = x.shape[-n:]
        goals = [m if k is None else int(k) for k, m in zip(listed, sizes, strict=True)]
        if any(k < 1 or m % k for k, m in zip(goals, sizes, strict=True)):
            raise UnsupportedLayerError(
                f"{call.where}: windows of unequal size, from {sizes} to {goals}, are not supported; choose "
                "an output size that divides the input"
            )
        kernel = [m // k for k, m in zip(goals, sizes, strict=True)]
        return getattr(call.graph, f"{kind}_pool")(x, kernel)  # type: ignore[no-any-return]  # one of two methods

    return read


# -- gates --------------------------------------------------------------------------------------------


def of_one_variable(make: Callable[[Call], PiecewiseLinearFunction1D]) -> Operator:
    """An activation whose numbers are options."""
    return lambda call: call.graph.activation(call.operand(), [make(call)])


def clip_between(low: str, high: str) -> Callable[[Call], PiecewiseLinearFunction1D]:
    """The function min(max(x, low), high), with the names of the options that hold the bounds."""

    def make(call: Call) -> PiecewiseLinearFunction1D:
        low_, high_ = (None if call[name] is None else call.number(name) for name in (low, high))
        return clip(low_, high_)

    return make


def clamp(call: Call) -> Operand:
    """The function min(max(x, low), high), with numbers or constant arrays as bounds."""
    bounds = {name: call.optional(name) for name in ("min", "max")}
    if all(b is None or b.size == 1 for b in bounds.values()):
        low, high = (None if b is None else b.item() for b in bounds.values())
        return call.graph.activation(call.operand(), [clip(low, high)])
    x = call.operand()
    if bounds["min"] is not None:
        x = call.graph.maximum([x, Constant(bounds["min"])])
    return x if bounds["max"] is None else call.graph.minimum([x, Constant(bounds["max"])])


def parametric_relu(call: Call) -> Operand:
    """The array x where it is positive, and slope * x elsewhere, with one slope per channel."""
    x, slopes = call.graph.value(call.operand()), call.weights("weight")
    if slopes.size > 1 and len(x.shape) > 1:
        slopes = slopes.reshape((slopes.size, *(1,) * (len(x.shape) - 2)))
    return call.graph.entrywise(x, slopes, leaky_relu)


def randomized_relu(call: Call) -> PiecewiseLinearFunction1D:
    """The leaky ReLU with the mean slope, which RReLU is in evaluation mode."""
    return leaky_relu((call["lower"] + call["upper"]) / 2)


def extremum(kind: str) -> Operator:
    """The larger or smaller of two arrays; of one, over all its entries."""

    def read(call: Call) -> Any:
        if call["dim"] is not None or call["other"] is None:
            raise UnsupportedLayerError(f"{call.where}: reductions are supported as amax and amin only")
        return getattr(call.graph, f"{kind}imum")([call.operand(), call.operand("other")])

    return read


def amax(call: Call) -> Operand:
    """The maximum along axes."""
    return call.graph.max(call.operand(), call["dim"] or (), bool(call["keepdim"]))


def amin(call: Call) -> Operand:
    """The minimum along axes."""
    return call.graph.min(call.operand(), call["dim"] or (), bool(call["keepdim"]))
