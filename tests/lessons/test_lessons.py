"""The lessons in notebooks/: they are complete, their committed outputs are whole, and their solutions are right.

Run with ``python -m pytest tests/lessons``; the cells themselves are run by ``pytest --nbmake notebooks`` as well.
"""

import ast
import json
import os
import re
import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST_BYTES = 400_000

pytestmark = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def cells(lesson, kind=None):
    found = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in {None, cell["cell_type"]}]


def source(cell):
    return "".join(cell["source"])


def prose(lesson):
    return "\n\n".join(source(cell) for cell in cells(lesson, "markdown"))


def solutions(lesson):
    return re.findall(
        r"<details><summary>Solution of exercise (\d+)</summary>(.*?)</details>", prose(lesson), re.DOTALL
    )


def test_there_are_nine(lesson):
    assert [path.stem[0] for path in LESSONS] == list("123456789")


def test_the_parts_of_a_lesson(lesson):
    text = prose(lesson)
    assert text.startswith(f"# {lesson.stem[0]}. ")
    for part in ("Goal", "What to remember", "Exercises", "Solutions", "References"):
        assert re.search(rf"^#+ {part}|\*\*{part}", text, re.MULTILINE), part
    assert text.count("**Predict.**") >= 4
    numbers = [int(number) for number, _ in solutions(lesson)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5


def test_committed_outputs_are_whole(lesson):
    assert lesson.stat().st_size < MOST_BYTES
    code = cells(lesson, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    written = json.dumps(outputs)
    assert not re.search(r"at 0x[0-9a-f]{6,}", written), "an address would change from run to run"
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 3


def test_only_public_names_are_used(lesson):
    blocks = [source(cell) for cell in cells(lesson, "code")]
    blocks += [
        block
        for _, text in solutions(lesson)
        for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    ]
    for block in blocks:
        for node in ast.walk(ast.parse(block)):
            names = []
            if isinstance(node, ast.Attribute):
                names = [node.attr]
            elif isinstance(node, ast.ImportFrom):
                names = [*(node.module or "").split("."), *(name.name for name in node.names)]
            assert not [n for n in names if n.startswith("_") and not n.startswith("__")], block


def test_cells_and_solutions_run(lesson, monkeypatch):
    """All in one namespace, with warnings as errors; the solutions assert what they claim."""
    monkeypatch.chdir(lesson.parent)
    monkeypatch.setitem(os.environ, "OPENBLAS_NUM_THREADS", "1")
    mpl.use("Agg")
    names = {"__name__": "__main__"}
    n_assertions = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for cell in cells(lesson, "code"):
            exec(compile(source(cell), lesson.stem, "exec"), names)
            pyplot.close("all")
        for number, text in solutions(lesson):
            for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
                exec(compile(block, f"{lesson.stem}, solution {number}", "exec"), names)
                n_assertions += block.count("assert ")
                pyplot.close("all")
    assert n_assertions >= 5
