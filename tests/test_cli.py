"""The command line: answers, files, exit codes, messages."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from tropnet import models
from tropnet.analysis import start
from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.regions import linear_regions
from tropnet.cli import count, main, plot
from tropnet.interchange import load
from tropnet.networks import Network, restrict_to_plane
from tropnet.networks.io import read, write
from tropnet.plot import isometric_plane, save_figure
from tropnet.plot.look.axes import window_shown
from tropnet.plot.look.window import inside

# The network of Stargalla, Hertrich and Reichman (2025) on which the six counts differ: see RegionCounts.
SIX = Network.from_arrays([[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]])
SIX_COUNTS = {
    "activation": "7",
    "proper_activation": "5",
    "convex": "4",
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
    assert found == {"model": "six.json", "within": None, "kind": "convex", "count": [4, 4]}


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


def test_depth_of_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    # Mukherjee and Basu, 2017: the maximum of three numbers needs two hidden layers.
    assert answer(capsys, "depth", "max(x, y, 0)").splitlines()[0] == "2 hidden layers"
    data = json.loads(answer(capsys, "depth", "|x| + |y|", "--json", "--schemes", "-o", "norm.json"))
    assert (data["needed"], data["enough"]) == (1, 1)
    assert data["schemes"][0] == {"scheme": "one-layer", "hidden layers": 1, "size": 4, "bound": 4}
    assert is_equivalent(
        read("norm.json"), Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])
    )


def test_depth_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "depth", "tent.json").startswith("1 hidden layer\n")
    assert answer(capsys, "depth", "wine", "--output-number", "2").startswith("2 hidden layers\n")
    assert "wine has 3 outputs; choose one with --output-number" in refusal(capsys, 2, "depth", "wine")
    assert "a formula has one output" in refusal(capsys, 2, "depth", "max(x, 0)", "--output-number", "0")
    assert "output 3 does not exist; give 0 to 2" in refusal(
        capsys, 2, "depth", "wine", "--output-number", "3"
    )
    assert "give 0 to 2" in refusal(capsys, 2, "depth", "wine", "--output-number", "-1")
    assert "position 10" in refusal(capsys, 2, "depth", "max(x, 0) y"[:9] + "*y")


@pytest.mark.parametrize("arguments", [("x + 1",), ("0.5x1",), ("x-y",), ("--", "-2x"), ("3x2/2",)])
def test_depth_of_an_affine_formula(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert answer(capsys, "depth", *arguments).startswith("0 hidden layers\n")


@pytest.mark.parametrize("name", ["x.json", "wien", "nothing"])
def test_depth_of_no_file(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert name in refusal(capsys, 2, "depth", name)


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


# -- plot ------------------------------------------------------------------------------------------

THREE_POINTS = "5.1,3.5,1.4,0.2; 7,3.2,4.7,1.4; 6.3,3.3,6,2.5"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that are written."""
    figures: list[Figure] = []

    def kept(figure: Figure, path: Path) -> None:
        figures.append(figure)
        save_figure(figure, path)

    monkeypatch.setattr(plot, "save_figure", kept)
    return figures


def test_plot_draws_the_cells_unless_told_otherwise(folder: Path, drawn, capsys) -> None:
    assert answer(capsys, "plot", "six.json") == f"Picture: {folder / 'six-regions.png'}"
    assert Path("six-regions.png").read_bytes().startswith(b"\x89PNG")
    [ax] = drawn[0].axes
    polygons, _, boundary = ax.collections
    assert len(polygons.get_paths()) == 5
    middles = np.array(boundary.get_segments()).mean(axis=1)
    assert SIX.floats(middles) == pytest.approx(0)


@pytest.mark.parametrize(
    ("model", "show", "titles"),
    [
        ("six.json", "counts", ["activation: 7", "proper activation: 5", "convex: 4", "open connected: 3",
                                "closed connected: 3", "affine: 3"]),
        ("six.json", "layers", ["hidden layer 1: 3 neurons", "hidden layer 2: 2 neurons"]),
        ("tent.json", "layers", ["output", "hidden layer 1: 3 neurons"]),
    ],
)  # fmt: skip
def test_plot_titles(model: str, show: str, titles: list[str], drawn, capsys) -> None:
    answer(capsys, "plot", model, "--show", show)
    [figure] = drawn
    assert [ax.get_title() or ax.get_title(loc="left") for ax in figure.axes] == titles


def test_plot_of_one_input_has_break_points_slopes_and_terms(drawn, capsys) -> None:
    for show in ("regions", "gradient", "tropical"):
        answer(capsys, "plot", "tent.json", "--show", show, "--window", "[-1,3]")
    graph, steps, tropical = drawn
    assert graph.axes[0].lines[1].get_xdata().tolist() == [0, 1, 2]
    assert steps.axes[0].patches[0].get_data().values.tolist() == [0, 1, -1, 0]
    assert len(tropical.axes) == 3


def test_plot_of_two_inputs_has_lines_nodes_and_facets(drawn, capsys) -> None:
    for show in ("lines", "dual", "graph"):
        answer(capsys, "plot", "six.json", "--show", show, "--window", "[-1,1]^2")
    lines, dual, graph = drawn
    # The first layer bends along both axes, of which the origin makes four rays; the second one along three of them,
    # for max(x, 0) and max(x, 0) - y have the sign of x on the fourth, and along the ray x = y > 0.
    assert [len(c.get_segments()) for c in lines.axes[0].collections] == [4, 4]
    assert len(dual.axes[0].collections[3].get_offsets()) == 5
    assert len(graph.axes[0].collections[0].get_facecolor()) == 5


def test_plot_colours_values_and_outlines(drawn, capsys) -> None:
    answer(
        capsys,
        "plot",
        "six.json",
        "--colour",
        "value",
        "--notion",
        "affine",
        "--numbers",
        "--window",
        "[-1,1]^2",
    )
    answer(capsys, "plot", "iris", "--slice", THREE_POINTS, "--colour", "value", "--output-number", "2")
    (cells, bar), (plane, plane_bar) = (figure.axes for figure in drawn)
    assert sorted(text.get_text() for text in cells.texts) == ["1", "2", "3"]
    low, high = cells.collections[0].levels[[0, -1]]
    assert -1.1 < low <= -1 < 1 < high < 1.2
    assert bar.get_ylabel() == "$f$"
    assert [text.get_text() for text in plane.texts] == ["p", "q", "r"]
    assert plane_bar.get_ylabel() == "$f_{2}$"


@pytest.mark.parametrize("option", [["--within", "[0,1/2]"], ["--window", "[0,1/2]"]])
@pytest.mark.parametrize("show", ["regions", "gradient", "layers", "tropical"])
def test_plot_shows_a_domain_or_a_window(show: str, option: list[str], drawn, capsys) -> None:
    answer(capsys, "plot", "tent.json", "--show", show, *option)
    assert {ax.get_xlim() for ax in drawn[0].axes} == {(0, 0.5)}


def test_plot_cuts_a_window_by_the_domain(drawn, capsys) -> None:
    triangle, window = "x1 >= 0; x2 >= 0; x1 + x2 <= 1", "[0,1]x[-1,1]"
    for show in ("regions", "layers"):
        answer(capsys, "plot", "six.json", "--show", show, "--within", triangle, "--window", window)
    answer(capsys, "plot", "iris", "--slice", THREE_POINTS, "--within", triangle)
    cells, layers, plane = drawn
    for ax in (cells.axes[0], plane.axes[0]):
        corners = np.concatenate([path.vertices for path in ax.collections[0].get_paths()])
        assert (corners.min(), corners.sum(axis=1).max()) == pytest.approx((0, 1))
    [diagonal] = layers.axes[1].collections[0].get_segments()
    assert sorted(diagonal.tolist()) == [[0, 0], [0.5, 0.5]]


def test_plot_on_a_slice(drawn, capsys) -> None:
    points = [row.split(",") for row in THREE_POINTS.replace(" ", "").split(";")]
    answer(capsys, "plot", "iris", "--slice", THREE_POINTS)
    answer(capsys, "plot", "iris", "--slice", THREE_POINTS, "--show", "dual", "--title", "three flowers")
    expected = linear_regions(isometric_plane(read(models.path("iris")), *points)[0])
    window = window_shown(drawn[1].axes[0])
    assert len(drawn[1].axes[0].collections[3].get_offsets()) == len(inside(expected, window))
    assert drawn[1].get_suptitle() == "three flowers"
    named = [text.get_text() for text in drawn[0].axes[0].texts]
    assert [name for name in named if name in "pqr"] == ["p", "q", "r"]


def test_plot_of_three_inputs_is_a_block(drawn, capsys) -> None:
    net = Network.from_arrays([[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 1, 1]]])
    write(net, "three.json")
    answer(capsys, "plot", "three.json", "--window", "[-1,1]^3")
    assert len(drawn[0].axes[0].collections[0].get_facecolor()) == 12


def test_plot_writes_pages(capsys) -> None:
    pytest.importorskip("plotly")
    for show in ("regions", "graph"):
        found = json.loads(answer(capsys, "plot", "six.json", "--show", show, "-o", f"{show}.html", "--json"))
        assert found == {"model": "six.json", "show": show, "picture": f"{show}.html"}
        assert "<html" in Path(f"{show}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tent.json", "--show", "graph"], "networks with 2 inputs, tent.json has 1"),
        (["six.json", "--show", "gradient"], "networks with 1 input, six.json has 2"),
        (["iris", "--show", "layers"], "with 1 or 2 inputs, iris has 4; give a plane with --slice"),
        (["six.json", "-o", "six.jpg"], "not as '.jpg'"),
        (["six.json", "-o", "nowhere/six.svg"], "there is no folder"),
        (["six.json", "--show", "dual", "-o", "six.html"], "no interactive page"),
        (["tent.json", "-o", "tent.html"], "needs 2 inputs"),
        (["six.json", "--colour", "value", "-o", "six.html"], "no bands of values"),
        (["six.json", "--show", "graph", "--colour", "value"], "'gradient', 'pattern'"),
        (["six.json", "--output-number", "1"], "give 0 to 0"),
        (["six.json", "--window", "[0,inf]^2"], "not a bounded set"),
        (["six.json", "--within", "[0,1]^2", "--window", "[2,3]^2"], "shows nothing of the domain"),
        (
            ["tent.json", "--within", "[0,1]", "--window", "[1,2]", "--show", "layers"],
            "shows nothing of the domain",
        ),
        (["iris", "--slice", "0,0,0,0; 1,1,1,1"], "three points, not 2"),
    ],
)
def test_plot_refuses(arguments: list[str], message: str, capsys) -> None:
    assert message in refusal(capsys, 2, "plot", *arguments)
    assert not [*Path().glob("*.png"), *Path().glob("*.html"), *Path().glob("*.jpg")]


def test_plot_knows_its_options(capsys) -> None:
    for option in (["--show", "cells"], ["--colour", "hue"], ["--notion", "concave"]):
        assert main(["plot", "six.json", *option]) == 2
        assert "invalid choice" in capsys.readouterr().err


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
    # Some 10^8 cells: it cannot be finished before the signal comes.
    rng = np.random.default_rng(0)
    net = Network.from_arrays(
        [rng.integers(-50, 51, (100, 5)), [[1] * 100]], [rng.integers(-50, 51, 100), [0]]
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
