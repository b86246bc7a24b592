"""The largest memory of a process that counts ten million cells of a network of two inputs.

Two linear functions of the plane each go through three sawtooth layers with fifteen teeth.  On the line that makes
15^3 pieces and a constant one, and in the plane (15^3 + 1)^2 = 11 397 376 cells.  With the coordinates themselves
all integers are small; with two functions of float32 coefficients the signs come from floats with error bounds.
A third network is one layer of 4500 standard normal neurons, with 1 + 4500 + C(4500, 2) = 10 127 251 cells.

Each count runs in a process of its own, so that its peak is its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measuring import measured, note_cells

TESTS = Path(__file__).parents[1]
PROGRAM = """
import json, time
from fractions import Fraction
from benchmarks.measuring import gaussian, gaussian_arrays, grid, peak_bytes
from tropnet import count_regions

points = [[Fraction(i, 15) for i in range(16)]] * 3
net = {network}
before, begun = peak_bytes(), time.process_time()
n_cells = count_regions(net)
print(json.dumps([n_cells, before, peak_bytes(), time.process_time() - begun]))
"""
NETWORKS = {
    "small integers": ("grid(points)", (15**3 + 1) ** 2),
    "float32": ("grid(points, gaussian_arrays([2, 2], 1)[0][0])", (15**3 + 1) ** 2),
    "one layer": ("gaussian([2, 4500, 1])", 1 + 4500 + 4500 * 4499 // 2),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_ten_million_cells(benchmark, name):
    network, expected = NETWORKS[name]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    command = [sys.executable, "-c", PROGRAM.format(network=network)]
    run = measured(
        benchmark,
        lambda: subprocess.run(command, env=environment, capture_output=True, text=True, check=True),
        rounds=1,
    )
    n_cells, before, peak, cpu = json.loads(run.stdout)
    benchmark.extra_info |= {"cpu_s": round(cpu, 3), "peak_mib": peak >> 20, "peak_before_mib": before >> 20}
    note_cells(benchmark, n_cells)
    assert n_cells == expected
