"""How fast near-duplicate prose is found, and how much of it, next to datasketch.

    python -m benchmarks.similar [--write] [--rounds 5] [--reports 10000]

Made-up reports of 2,000 characters: words of an invented language as common as words are, a third of
them in phrases that many reports share. Every tenth report has one to three copies in which up to 120
characters are others. Sought are all pairs whose sets of 5-character sequences overlap by 0.7 (Jaccard),
counted with Python's own sets. Both tools are given the same texts, one after the other in one process,
round after round; times are CPU time. datasketch comes with `pip install disclosure-audit[bench]` and is
used as its documentation says: MinHash.bulk, 128 permutations, MinHashLSH.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations

from audit.corpus.grams import WIDTH, Grams
from audit.corpus.matching import find_pairs
from benchmarks.page import describe_machine, write_section

if find_spec("datasketch"):
    from datasketch import MinHash, MinHashLSH

_SEED = 11
_LENGTH = 2000
_THRESHOLD = 0.7
_CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
_CHANGES = 120

Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Result:
    """A tool: CPU seconds, what of the pairs it found, and what of what it found is one."""

    tool: str
    seconds: float
    recall: float
    precision: float


def make_texts(count: int) -> tuple[list[str], list[range]]:
    """The texts, and the places of each family of copies."""
    drawn = random.Random(_SEED)
    words = ["".join(drawn.choices(_CHARACTERS, k=drawn.randint(1, 4))) for _ in range(20_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    phrases = ["".join(drawn.choices(words, weights, k=12)) for _ in range(3000)]
    texts: list[str] = []
    families = []
    while len(texts) < count:
        pieces = [
            drawn.choice(phrases) if drawn.random() < 0.03 else word
            for word in drawn.choices(words, weights, k=_LENGTH)
        ]
        original = "".join(pieces)[:_LENGTH]
        copies = drawn.randint(1, 3) if drawn.random() < 0.1 else 0
        family = [original, *(_change(original, drawn) for _ in range(copies))][: count - len(texts)]
        if len(family) > 1:
            families.append(range(len(texts), len(texts) + len(family)))
        texts += family
    return texts, families


def _change(text: str, drawn: random.Random) -> str:
    letters = list(text)
    for place in drawn.sample(range(len(letters)), drawn.randint(0, _CHANGES)):
        letters[place] = drawn.choice(_CHARACTERS)
    return "".join(letters)


def true_pairs(texts: list[str], families: list[range]) -> Pairs:
    """The pairs that reach the threshold; reports of different families share single phrases."""
    found = set()
    for family in families:
        sets = {place: _shingles(texts[place]) for place in family}
        for one, other in combinations(family, 2):
            if len(sets[one] & sets[other]) >= _THRESHOLD * len(sets[one] | sets[other]):
                found.add((one, other))
    return found


def _shingles(text: str) -> set[str]:
    return {text[place : place + WIDTH] for place in range(len(text) - WIDTH + 1)}


def ours(texts: list[str]) -> Pairs:
    return {(pair.first, pair.second) for pair in find_pairs(Grams(texts), _THRESHOLD)}


def theirs(texts: list[str]) -> Pairs:
    hashes = MinHash.bulk([[s.encode() for s in _shingles(text)] for text in texts], num_perm=128)
    index = MinHashLSH(threshold=_THRESHOLD, num_perm=128)
    for place, minhash in enumerate(hashes):
        index.insert(place, minhash)
    return {
        (place, other)
        for place, minhash in enumerate(hashes)
        for other in index.query(minhash)
        if place < other
    }


def compare(count: int, rounds: int) -> tuple[int, list[Result], float]:
    """The number of pairs, a result for each tool that is here, and datasketch's time over ours."""
    texts, families = make_texts(count)
    wanted = true_pairs(texts, families)
    tools: dict[str, Callable[[list[str]], Pairs]] = {"disclosure-audit": ours}
    if find_spec("datasketch"):
        tools["datasketch"] = theirs
    seconds: dict[str, list[float]] = {name: [] for name in tools}
    found: dict[str, Pairs] = {}
    for _ in range(rounds):
        for name, find in tools.items():
            start = time.process_time()
            found[name] = find(texts)
            seconds[name].append(time.process_time() - start)
    results = [
        Result(
            name,
            statistics.median(seconds[name]),
            len(found[name] & wanted) / len(wanted),
            len(found[name] & wanted) / len(found[name]),
        )
        for name in tools
    ]
    slower = zip(seconds.get("datasketch", []), seconds["disclosure-audit"], strict=False)
    ratios = [theirs / ours for theirs, ours in slower]
    return len(wanted), results, statistics.median(ratios) if ratios else float("nan")


def write_page(count: int, rounds: int) -> Iterator[str]:
    """The section, line by line."""
    pairs, results, ratio = compare(count, rounds)
    yield from (
        "# Near-duplicate prose",
        "",
        "Made by `python -m benchmarks.similar --write`; what is measured and how: benchmarks/similar.py.",
        f"{count:,} made-up reports of {_LENGTH:,} characters (seed {_SEED}), {pairs:,} pairs at Jaccard",
        f"{_THRESHOLD}; CPU seconds, the median of {rounds} rounds.",
        "",
        describe_machine(("numpy", "scipy", "datasketch")),
        "",
        "| tool | seconds | recall | precision |",
        "| --- | ---: | ---: | ---: |",
    )
    for result in results:
        yield f"| {result.tool} | {result.seconds:.2f} | {result.recall:.4f} | {result.precision:.4f} |"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if len(results) > 1:
        yield from ("", f"datasketch takes {ratio:.1f} times as long. Peak of memory of both: {peak:.0f} MB.")


def main() -> None:
    parser = argparse.ArgumentParser(description="Near-duplicate prose compared with datasketch.")
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reports", type=int, default=10_000)
    wanted = parser.parse_args()
    lines = []
    for line in write_page(wanted.reports, wanted.rounds):
        print(line, flush=True)
        lines.append(line)
    if wanted.write:
        write_section("similar", lines)


if __name__ == "__main__":
    main()
