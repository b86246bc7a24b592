"""The command line: answers, files, exit codes, messages."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tropnet import models
from tropnet.analysis import start
from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.regions import linear_regions
from tropnet.cli import count, main
from tropnet.interchange import load
from tropnet.networks import Network, restrict_to_plane
from tropnet.networks.io import read, write

# The network of Stargalla, Hertrich and Reichman (2025) on which the six counts differ: see RegionCounts.
SIX = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
SIX_COUNTS = {
    "activation": "7",
    "proper_activation": "5",
    "convex": "4 to 5",
    "open_connected": "3",
    "closed_connected": "3",
    "affine": "3",
}
TENT = Network.from_arrays([[[1], [1], [1]], [[1, -2, 1]]], [[0, -1, -2], [0]])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with two networks."""
    monkeypatch.chdir(tmp_path)
    write(SIX, "six.json")
    write(TENT, "tent.json")
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints that must succeed."""
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out.strip()


def refusal(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    """The one line on standard error of a command that must fail."""
    assert main(arguments) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    [line] = printed.err.strip().splitlines()
    assert line.startswith("tropnet: ")
    return line


# -- count -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SIX_COUNTS)
def test_count_prints_the_number_and_nothing_else(kind: str, capsys) -> None:
    assert answer(capsys, "count", "six.json", "--kind", kind) == SIX_COUNTS[kind]


def test_count_all(capsys) -> None:
    lines = answer(capsys, "count", "six.json", "--kind", "all").splitlines()
    assert dict(line.split(maxsplit=1) for line in lines) == SIX_COUNTS


def test_count_as_json(capsys) -> None:
    found = json.loads(answer(capsys, "count", "six.json", "--kind", "convex", "--json"))
    assert found == {"model": "six.json", "within": None, "kind": "convex", "count": [4, 5]}


@pytest.mark.parametrize(
    ("domain", "number"),
    [("[0,3/2]", "2"), ("[-1,inf]", "4"), ("x1 >= 1/2; x1 <= 3/4", "1"), ("domain.txt", "3")],
)
def test_count_within(domain: str, number: str, capsys) -> None:
    Path("domain.txt").write_text("# from the second break on\nx1 >= 1/2\n", encoding="utf-8")
    assert answer(capsys, "count", "tent.json", "--within", domain) == number


def test_processes_give_the_same_answer(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setitem(start.BLOCK_CELLS, 2, 100)
    expected = str(len(linear_regions(read(models.path("wine")))))
    assert answer(capsys, "count", "wine", "--jobs", "2") == expected
    assert answer(capsys, "count", "wine", "--jobs", "2", "--max-seconds", "1000") == expected


# -- tropicalize -----------------------------------------------------------------------------------


def test_tropicalize_counts_monomials(capsys: pytest.CaptureFixture[str]) -> None:
    # The tent x+ - 2 (x-1)+ + (x-2)+ is max(2x - 2, x, 0) - max(2x - 2, 0).
    found = json.loads(answer(capsys, "tropicalize", "tent.json", "--json", "--formula"))
    assert list(found["outputs"][0].values()) == [3, 2, 2, 2]
    assert found["formulas"] == ["max(2*x - 2, x, 0) - max(2*x - 2, 0)"]
    table = answer(capsys, "tropicalize", "tent.json").splitlines()
    assert table[1].replace(",", "").split() == ["1", "3", "2", "2", "2"]


def test_tropicalize_writes_a_function_that_is_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "tropicalize", "iris", "-o", "iris.json")
    assert is_equivalent(load("iris.json"), read(models.path("iris")))


def test_tropicalize_refuses_a_format_without_such_functions(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no TropicalRational" in refusal(capsys, 2, "tropicalize", "tent.json", "-o", "tent.poly")


# -- info, convert ---------------------------------------------------------------------------------


def test_bounds_of_an_architecture(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bounds", "2,8,8,1", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    values = {(row["name"], row["side"]): row["value"] for row in data["bounds"]}
    assert values["Serra et al.", "upper"] == 37**2
    assert values["Serra et al.", "lower"] == 25 * 37
    assert data["counts"] is None
    assert all(row["reason"] for row in data["not_applicable"])


def test_bounds_of_a_model_stand_beside_its_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bounds", "six.json"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["count", "7", "activation"] in lines
    assert main(["bounds", "six.json", "--no-count"]) == 0
    assert "\ncount " not in capsys.readouterr().out


def test_bounds_refuses_nonsense(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bounds", "2,8,8,1", "--count"]) == 2
    assert "no network" in capsys.readouterr().err
    assert main(["bounds", "2"]) == 2
    assert main(["bounds", "six.json", "--count", "--no-count"]) == 2


def test_info(capsys) -> None:
    found = json.loads(answer(capsys, "info", "six.json", "--json"))
    assert (found["inputs"], found["widths"], found["neurons"], found["parameters"]) == (2, [3, 2], 5, 14)
    assert "3 + 2" in answer(capsys, "info", "six.json")


@pytest.mark.parametrize("suffix", [".json", ".npz", ".onnx", ".nnet"])
def test_convert_keeps_the_network(suffix: str, capsys) -> None:
    assert answer(capsys, "convert", "six.json", "out" + suffix) == f"wrote out{suffix}"
    points = [[1, 2], [-3, "1/2"]]
    assert read("out" + suffix)(points) == SIX(points)


# -- report ----------------------------------------------------------------------------------------


def test_report_tells_and_draws(folder: Path, capsys) -> None:
    text = answer(capsys, "report", "wine")
    assert text.splitlines()[-1] == f"Picture: {folder / 'wine-report.png'}"
    assert Path("wine-report.png").read_bytes().startswith(b"\x89PNG")
    regions = linear_regions(read(models.path("wine")))
    assert f"({', '.join(map(str, regions.f_vector))})" in text


def test_report_as_json(capsys) -> None:
    found = json.loads(answer(capsys, "report", "six.json", "--json", "-o", "cells.svg"))
    assert found["complex"]["f_vector"] == list(linear_regions(SIX).f_vector)
    assert found["linear_regions"]["activation"] == 7
    assert found["picture"] == "cells.svg"
    assert "<svg" in Path("cells.svg").read_text(encoding="utf-8")


def test_report_on_a_slice(capsys) -> None:
    rows = "5.1,3.5,1.4,0.2; 7,3.2,4.7,1.4; 6.3,3.3,6,2.5"
    Path("three.txt").write_text(rows.replace("; ", "\n"), encoding="utf-8")
    points = [row.split(",") for row in rows.replace(" ", "").split(";")]
    expected = list(linear_regions(restrict_to_plane(read(models.path("iris")), *points)).f_vector)
    for option in (["--slice", rows], ["--slice-points", "three.txt"]):
        found = json.loads(answer(capsys, "report", "iris", *option, "--json", "-o", "slice.pdf"))
        assert found["complex"]["f_vector"] == expected
        assert Path("slice.pdf").read_bytes().startswith(b"%PDF")
        Path("slice.pdf").unlink()


@pytest.mark.parametrize("inputs", [1, 3])
def test_one_and_three_inputs_have_pictures(inputs: int, capsys) -> None:
    write(
        Network.from_arrays([[[1] * inputs, [2] + [0] * (inputs - 1)], [[1, 1]]], [[0, -1], [-1]]), "net.json"
    )
    answer(capsys, "report", "net.json")
    assert Path("net-report.png").exists()


def test_many_inputs_are_told_what_to_do(capsys) -> None:
    text = answer(capsys, "report", "digits")
    assert "The linear region at the origin" in text
    assert "--slice" in text
    assert not Path("digits-report.png").exists()
    point = ",".join(["1"] * 64)
    assert "The linear region at the given point" in answer(capsys, "report", "digits", "--at", point)


def test_no_picture(capsys) -> None:
    assert json.loads(answer(capsys, "report", "tent.json", "--json", "--no-picture"))["picture"] is None
    assert not Path("tent-report.png").exists()


# -- exit codes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["info", "nothing.json"], "cannot read nothing.json"),
        (["info", "model.h5"], "names no format"),
        (["info", "broken.json"], "broken.json"),
        (["count", "tent.json", "--within", "[0,1]^2"], "box of dimension 2, but 1 are needed"),
        (["count", "tent.json", "--within", "x1 < 1"], "position 4"),
        (["count", "tent.json", "--within", "box.txt"], "there is no file 'box.txt'"),
        (["count", "tent.json", "--within", "x1 = 1"], "no interior point"),
        (["count", "tent.json", "--within", "latin.txt"], "no text in UTF-8"),
        (["report", "iris", "-o", "iris.png"], "4 inputs have no picture"),
        (["report", "wine", "-o", "wine.jpg"], "not as '.jpg'"),
        (["report", "wine", "-o", "nowhere/wine.png"], "there is no folder"),
        (["report", "iris", "--slice", "0,0,0,0; 1,1,1,1"], "three points, not 2"),
        (["report", "iris", "--slice", "0,0,0,0; 1,1,1,1; 2,2,2,2"], "on a line"),
        (["report", "iris", "--slice", "0,0,0; 1,1,1,1; 2,2,2,2"], "point 1 has 3 coordinates"),
        (["report", "iris", "--slice", "0,0,0,nan; 1,1,1,1; 2,2,2,2"], "point 1"),
        (["report", "iris", "--slice-points", "none.txt"], "there is no file 'none.txt'"),
        (["report", "six.json", "--at", "0,0"], "walls pass through the point"),
        (["convert", "six.json", "six.bmp"], "names no format"),
        (["info", "six.json", "--input-shape", "a"], "--input-shape"),
    ],
)
def test_bad_input(arguments: list[str], message: str, capsys) -> None:
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("latin.txt").write_bytes(b"x1 \xe9")
    assert message in refusal(capsys, 2, *arguments)
    assert not list(Path().glob("*.png"))


def test_bad_usage(capsys) -> None:
    for arguments in (
        [],
        ["draw"],
        ["count"],
        ["count", "wine", "--jobs", "0"],
        ["count", "wine", "--max-memory", "x"],
    ):
        assert main(arguments) == 2
        assert "usage: tropnet" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["count", "report"])
def test_limits(command: str, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setitem(start.BLOCK_CELLS, 2, 50)
    for option in (["--max-cells", "60"], ["--max-seconds", "1e-6"], ["--max-memory", "1k"]):
        assert "stopped at more than" in refusal(capsys, 3, command, "wine", *option)


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    answer(capsys, "convert", "six.json", "six.onnx")
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert "pip install" in refusal(capsys, 4, "info", "six.onnx")


def test_interruption(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(count, "count_regions", interrupted)
    assert refusal(capsys, 130, "count", "wine") == "tropnet: interrupted"


def test_help_tells_the_exit_codes(capsys) -> None:
    for arguments in (["--help"], ["report", "--help"], ["count", "--help"]):
        text = answer(capsys, *arguments)
        assert all(code in text for code in ("exit codes:", "limit was reached", "130"))


# -- as a process ----------------------------------------------------------------------------------


def test_python_minus_m() -> None:
    command = [sys.executable, "-m", "tropnet", "count", "six.json", "--kind", "affine"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_interrupting_processes_leaves_one_line() -> None:
    # Some 10^9 cells: it cannot be finished before the signal comes.
    rng = np.random.default_rng(0)
    net = Network.from_arrays(
        [rng.integers(-50, 51, (200, 5)), [[1] * 200]], [rng.integers(-50, 51, 200), [0]]
    )
    write(net, "large.json")
    # Shells that start the tests in the background let them ignore the signal: hence the handler.
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tropnet.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "count", "large.json", "--kind", "affine", "--jobs", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "tropnet: interrupted\n")
