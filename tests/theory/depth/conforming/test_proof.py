"""The theorem proved, its file accepted, and every false or damaged proof rejected at the place of the damage."""

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from tropnet import resume
from tropnet.analysis.enumeration import Limit
from tropnet.errors import FormatError, InputError, LimitReachedError
from tropnet.exact.matrix import solve
from tropnet.theory.depth.conforming import checker
from tropnet.theory.depth.conforming.fan import ConformingSpace, Signs, members
from tropnet.theory.depth.conforming.identities import Identity, examine
from tropnet.theory.depth.conforming.proof import ConformingProof, decide_conforming
from tropnet.theory.depth.conforming.witness import ConformingWitness

SHIPPED = ConformingProof.shipped()
FIVE = ConformingSpace(5, 2)


def content():
    return json.loads(SHIPPED.to_json())


def place(kind):
    """The number of the first lemma of a kind."""
    return next(i for i, lemma in enumerate(content()["lemmas"]) if kind in lemma)


def rejection(changed):
    with pytest.raises(checker.Rejected) as rejected:
        checker.check(json.dumps(changed))
    return str(rejected.value)


def values_of(space, coefficients):
    """The values at all subsets of functions with these coefficients, a column for each subset."""
    return np.asarray(coefficients) @ np.array([space.forms[S] for S in space.subsets]).T


def conforming(space, values):
    """The rows that are conforming, by the definition."""
    pairs = [(S - 1, T - 1) for S in space.subsets for T in space.subsets if S < T and S & T in (S, T)]
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    signs = np.sign(values)
    return values[(signs[:, first] * signs[:, second] >= 0).all(axis=1)]


def functional(space, values):
    signs = np.array([-((-1) ** S.bit_count()) for S in space.subsets])
    return np.maximum(values, 0) @ signs


# -- what is true ------------------------------------------------------------------------------------


def test_the_shipped_proof_is_accepted():
    assert checker.check(SHIPPED.to_json()) == (5, 2, SHIPPED.n_lemmas)
    assert SHIPPED.check()
    assert not SHIPPED.rejection


def test_random_conforming_functions_of_five_numbers():
    """The theorem by sampling: sparse combinations of minima with small coefficients."""
    rng = np.random.default_rng(0)
    n_samples = 50_000
    coefficients = rng.integers(-1, 2, (n_samples, FIVE.dim)) * (rng.random((n_samples, FIVE.dim)) < 0.3)
    found = conforming(FIVE, values_of(FIVE, coefficients))
    assert not functional(FIVE, found).any()
    assert ((found.min(axis=1) < 0) & (found.max(axis=1) > 0)).sum() > 100


@pytest.mark.parametrize(("n", "arity"), [(2, 1), (3, 1), (3, 2), (4, 2)])
def test_the_answer_agrees_with_all_small_coefficients(n, arity):
    space = ConformingSpace(n, arity)
    coefficients = list(product((-1, 0, 1), repeat=space.dim))
    largest = functional(space, conforming(space, values_of(space, coefficients))).max()
    found = decide_conforming(n, arity)
    assert isinstance(found, ConformingWitness) == (largest > 0)
    assert found.check()


@pytest.mark.parametrize(("n", "arity"), [(3, 2), (4, 3), (5, 3), (6, 4)])
def test_witnesses_by_the_definition(n, arity):
    g = decide_conforming(n, arity)
    space = ConformingSpace(n, arity)
    rows = np.array([g.values])
    assert len(conforming(space, rows)) == 1
    assert functional(space, rows)[0] == g.functional > 0
    for S, value in zip(space.subsets, g.values, strict=True):
        assert g([S >> i & 1 for i in range(n)]) == value


def test_a_witness_of_four_numbers_makes_their_maximum():
    """[g]_+ / t less the maximum is a combination of maxima of fewer numbers: solved for, and compared at points."""
    g = decide_conforming(4, 2)
    small = [M for size in (1, 2, 3) for M in combinations(range(4), size)]
    points = list(product((0, 1), repeat=4))
    rest = [max(g(x), 0) / g.functional - max(x) for x in points]
    coefficients = solve([[max(x[i] for i in M) for M in small] for x in points], rest).tolist()
    for x in product((-2, 0, 1, 3), repeat=4):
        combination = sum(c * max(x[i] for i in M) for c, M in zip(coefficients, small, strict=True))
        assert max(g(x), 0) / g.functional - max(x) == combination


def test_a_wrong_witness():
    assert not ConformingWitness(4, 1, decide_conforming(4, 2).values).check()
    assert not ConformingWitness(3, 1, (1, -1, 0, 0, 1, -1)).check()
    assert not ConformingWitness(3, 1, (0,) * 6).check()


def test_identities_of_the_shipped_proof_hold_at_random_functions():
    rng = np.random.default_rng(1)
    identities = [lemma for lemma in SHIPPED.lemmas if isinstance(lemma.reason, Identity)]
    for lemma in identities:
        g = FIVE.values(rng.integers(-9, 10, FIVE.dim).tolist())
        reason, signs = lemma.reason, lemma.signs
        counted = members(FIVE.odd & signs.nonnegative & ~signs.nonpositive)
        left = reason.denominator * sum(g[S] for S in counted) - sum(x * g[T] for T, x in reason.theta)
        right = sum(x * g[S] for S, x in reason.nu) - sum(x * g[S] for S, x in reason.mu)
        assert left == right


def test_sign_patterns_have_an_identity_or_a_function_that_refutes_them():
    rng = np.random.default_rng(2)
    outcomes = set()
    any_function = rng.integers(-2, 3, (6, FIVE.dim)) * rng.integers(0, 2, (6, FIVE.dim))
    sparse = rng.integers(-1, 2, (30_000, FIVE.dim)) * (rng.random((30_000, FIVE.dim)) < 0.3)
    for row in [*values_of(FIVE, any_function), *conforming(FIVE, values_of(FIVE, sparse))[:12]]:
        g = dict(zip(FIVE.subsets, row.tolist(), strict=True))
        positive = sum(1 << S for S in g if g[S] >= 0)
        everything = sum(1 << S for S in g)
        signs = Signs(positive & FIVE.odd, ~positive & everything & FIVE.odd)
        found = examine(FIVE, signs)
        outcomes.add(found.identity is None)
        if found.identity is None:
            assert all(found.values[S] >= 0 for S in members(signs.nonnegative))
            assert all(found.values[S] <= 0 for S in members(signs.nonpositive))
            assert FIVE.functional(found.values) > 0
        else:
            assert found.signs.within(signs)
            assert FIVE.functional(g) <= 0
    assert outcomes == {True, False}


def test_an_identity_is_found_anew_for_lemmas_of_the_shipped_proof():
    identities = [lemma for lemma in SHIPPED.lemmas if isinstance(lemma.reason, Identity)]
    for lemma in identities[::4]:
        found = examine(FIVE, lemma.signs)
        assert found.identity is not None
        assert found.signs.within(lemma.signs)


# -- limits, executors, files ------------------------------------------------------------------------


def test_an_interrupted_search_goes_on_to_the_same_proof():
    whole = decide_conforming(3, 1)
    n_stops = 0
    try:
        found = decide_conforming(3, 1, limit=Limit(seconds=1e-9))
    except LimitReachedError as error:
        partial = pickle.loads(pickle.dumps(error.partial))
        while True:
            n_stops += 1
            try:
                found = resume(partial, limit=Limit(seconds=1e-9))
                break
            except LimitReachedError as again:
                partial = again.partial
    assert n_stops > 5
    assert found == whole


@pytest.mark.parametrize(("n", "arity"), [(3, 1), (4, 2), (5, 3)])
def test_an_executor_changes_nothing(n, arity):
    with ThreadPoolExecutor(2) as executor:
        assert decide_conforming(n, arity, executor=executor) == decide_conforming(n, arity)


def test_linear_functions_of_five_numbers_with_executor_and_progress(capsys):
    with ThreadPoolExecutor(2) as executor:
        proof = decide_conforming(5, 1, executor=executor, progress=True)
    assert checker.check(proof.to_json())[:2] == (5, 1)
    assert f"{len(proof.lemmas)}" in repr(proof)
    assert "lemmas" in capsys.readouterr().err


@pytest.mark.parametrize("limit", [Limit(cells=5), 3, "1 minute"])
def test_no_such_limit(limit):
    with pytest.raises(InputError, match="seconds"):
        decide_conforming(3, 1, limit=limit)


@pytest.mark.parametrize(("n", "arity"), [(4, 1), (6, 1), (6, 2)])
def test_even_numbers_beyond_twice_the_arity_are_refused(n, arity):
    with pytest.raises(InputError, match=f"n = {n - 1} says more"):
        decide_conforming(n, arity)


def test_a_proof_is_a_value(tmp_path):
    proof = decide_conforming(3, 1)
    proof.write(tmp_path / "three.json")
    assert ConformingProof.read(tmp_path / "three.json") == proof
    assert pickle.loads(pickle.dumps(proof)) == proof
    assert len({proof, ConformingProof.parse(proof.to_json())}) == 1
    assert proof != SHIPPED
    assert ConformingProof.parse(SHIPPED.to_json()).to_json() == SHIPPED.to_json()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"schema": 1', '"schema": 2', "schema is 2"),
        ('"n": 5', '"n": 9', "at most 6"),
        ('"12": 1', '"21": 1', "lemma 0, identity: theta: '21'"),
        ('"12": 1', '"12": 0.5', "lemma 0, identity: theta"),
        ('"nonnegative": ["1", ', '"nonnegative": ["6", ', "lemma 0: nonnegative: '6'"),
        ('"nonnegative": ["1", ', '"nonnegative": ["2", ', "lemma 0: nonnegative has a set twice"),
        ('"negated": false', '"negated": 0', "lemma for case"),
        ('"denominator": 1, ', "", "lemma 0, identity: the key 'denominator' is missing"),
    ],
)
def test_files_that_are_none(old, new, message):
    text = SHIPPED.to_json()
    assert old in text
    with pytest.raises(FormatError, match=message):
        ConformingProof.parse(text.replace(old, new, 1))
    with pytest.raises(checker.Rejected):
        checker.check(text.replace(old, new, 1))


@pytest.mark.parametrize("length", [0, 1, 500, 20_000, -3])
def test_truncated_files(length):
    text = SHIPPED.to_json()[:length]
    with pytest.raises(FormatError, match="malformed"):
        ConformingProof.parse(text)
    with pytest.raises(checker.Rejected, match="truncated"):
        checker.check(text)


# -- the checker rejects -----------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["theta", "mu", "nu"])
def test_a_changed_multiplier(part):
    changed = content()
    number = next(i for i, x in enumerate(changed["lemmas"]) if "identity" in x and x["identity"][part])
    multipliers = changed["lemmas"][number]["identity"][part]
    name = next(iter(multipliers))
    multipliers[name] -= 1
    assert f"lemma {number}: the two sides differ" in rejection(changed)
    multipliers[name] = -1
    assert f"lemma {number}, {part}, {name}: -1" in rejection(changed)


def test_a_multiplier_out_of_its_range():
    changed = content()
    number = place("identity")
    theta = changed["lemmas"][number]["identity"]["theta"]
    theta[next(iter(theta))] = 2
    assert "2 is larger than 1" in rejection(changed)
    changed = content()
    changed["lemmas"][number]["identity"]["denominator"] = 0
    assert f"lemma {number}, denominator" in rejection(changed)
    changed = content()
    changed["lemmas"][number]["identity"]["nu"] = {"1": 1}
    assert f"lemma {number}, nu: 1 is not among the conditions" in rejection(changed)
    changed = content()
    changed["lemmas"][number]["identity"]["theta"]["123"] = 1
    assert "123 has odd size" in rejection(changed)


def test_a_missing_condition():
    changed = content()
    number = place("identity")
    changed["lemmas"][number]["nonnegative"].remove("1")
    assert f"lemma {number}: the sign at 1 is not known" in rejection(changed)


@pytest.mark.parametrize("number", range(0, SHIPPED.n_lemmas, 5))
def test_a_missing_lemma(number):
    """Every lemma is needed: without it, the numbers of the later ones are wrong, or the end is not reached."""
    changed = content()
    del changed["lemmas"][number]
    assert "lemma" in rejection(changed)


@pytest.mark.parametrize("kind", ["identity", "cases"])
def test_a_missing_lemma_with_the_others_numbered_anew(kind):
    """Leaving out a lemma honestly, its references go to the lemma before."""
    changed = content()
    number = max(i for i, lemma in enumerate(changed["lemmas"][:-1]) if kind in lemma)
    del changed["lemmas"][number]
    for lemma in changed["lemmas"]:
        for reference in lemma.get("cases", {}).get("lemmas", []):
            reference["lemma"] -= reference["lemma"] >= number
    assert "needs g" in rejection(changed)


def test_a_wrong_set_of_the_cases():
    changed = content()
    number = place("cases")
    cases = changed["lemmas"][number]["cases"]
    right = cases["set"]
    messages = []
    for S in FIVE.subsets:
        cases["set"] = "".join(str(i + 1) for i in range(5) if S >> i & 1)
        if cases["set"] != right:
            messages.append(rejection(changed))
    assert all(message.startswith(f"lemma {number}, case") for message in messages)


def test_a_wrong_reference():
    number = place("cases")
    for key, value, message in [
        ("lemma", number, "larger than"),
        ("lemma", -1, "no integer"),
        ("lemma", True, "no integer"),
        ("permutation", [1, 2, 3, 4], "no permutation"),
        ("permutation", [1, 1, 3, 4, 5], "no permutation"),
        ("negated", 1, "not true or false"),
    ]:
        changed = content()
        changed["lemmas"][number]["cases"]["lemmas"][1][key] = value
        assert message in rejection(changed)
        assert f"lemma {number}, case <= 0" in rejection(changed)
    changed = content()
    del changed["lemmas"][number]["cases"]["lemmas"][2]
    assert "three lemmas" in rejection(changed)


def test_a_proof_of_less_or_of_what_is_false():
    changed = content()
    del changed["lemmas"][-1]
    assert "still has conditions" in rejection(changed)
    # For combinations of maxima of three numbers the statement is false.
    changed = content()
    changed["arity"] = 3
    assert "the two sides differ" in rejection(changed)
    for key, value, message in [
        ("n", 4, "not 3 or 5"),
        ("n", True, "not 3 or 5"),
        ("arity", 5, "arity"),
        ("format", "tropnet", "format"),
        ("lemmas", [], "no lemmas"),
    ]:
        changed = content()
        changed[key] = value
        assert message in rejection(changed)
    assert "keys" in rejection({**content(), "note": "trust me"})
    assert "no object" in rejection([])


def test_the_checker_runs_on_its_own(tmp_path):
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    SHIPPED.write(right)
    wrong.write_text(SHIPPED.to_json().replace('"12": 1', '"12": 0', 1))
    done = [
        subprocess.run(
            [sys.executable, "-I", checker.__file__, *files], capture_output=True, text=True, check=False
        )
        for files in ([right], [right, wrong], [tmp_path / "none.json"], [])
    ]
    assert [run.returncode for run in done] == [0, 1, 1, 1]
    assert "accepted, 112 lemmas for n = 5 and arity 2" in done[0].stdout
    assert "wrong.json: rejected: lemma 0: the two sides differ" in done[1].stdout
    assert done[3].stdout == "usage: python checker.py FILE ...\n"


def test_the_checker_is_short_and_needs_nothing_of_tropnet():
    text = Path(checker.__file__).read_text(encoding="utf-8")
    imported = {
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names
    assert len(text.splitlines()) < 200
