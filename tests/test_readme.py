"""What the README shows in Python runs, and gives what the comments beside it say."""

import ast
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


def claim(comment):
    """The Python value at the start of a comment, as in ``(467, 967, 501): vertices``; None without one."""
    for end in range(len(comment), 0, -1):
        if comment[end - 1] != "," and (end == len(comment) or comment[end] in ":, "):
            try:
                return ast.literal_eval(comment[:end])
            except (SyntaxError, ValueError):
                continue
    return None


def run(block):
    """Run a block of code statement by statement; the number of values that were claimed and found."""
    names, n_claims = {}, 0
    for line in block.strip().splitlines():
        code, _, comment = line.partition("#")
        if not code.strip():
            continue
        node = ast.parse(code).body[0]
        if not isinstance(node, ast.Expr):
            exec(code, names)
            continue
        value, wanted = eval(code.strip(), names), claim(comment.strip())
        if wanted is not None:
            assert value == wanted, line
            n_claims += 1
    return n_claims


def test_the_python_in_the_readme(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert run("\n".join(blocks)) >= 4
    assert (tmp_path / "hexagon.poly").exists()


def test_claims_are_told_from_words():
    assert claim("(1, 2): two numbers") == (1, 2)
    assert claim("True, and proved: on every cell") is True
    assert claim("1066044, counted") == 1066044
    assert claim("the three logits, as fractions") is None


def test_a_wrong_claim_is_found():
    with pytest.raises(AssertionError):
        run("1 + 1    # 3")
