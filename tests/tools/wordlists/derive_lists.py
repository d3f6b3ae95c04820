"""A tool that rebuilds the Indonesian word list from its sources and from what was read by eye.

Developers run it by hand. It needs Debian's `hunspell-id` and PyPI's `wordfreq`, in a separate environment; the server
needs neither:

    apt install hunspell-id
    python3 -m venv wordlist-tools && wordlist-tools/bin/pip install wordfreq==3.1.1
    wordlist-tools/bin/python tests/tools/wordlists/derive_lists.py

Candidates are the dictionary's words of four to eight plain letters that make up at least a millionth of Indonesian
text. Every candidate was read: it is in id_accepted.txt or in id_refused.txt, and the tool stops at one that is in
neither. The accepted list also holds familiar words of the dictionary that are too rare in text to be candidates.
`select` takes the list from the accepted words, in order of frequency.
"""

import argparse
import heapq
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
LIST: Final = HERE.parents[2] / "crypto" / "wordlists" / "id.txt"
DICTIONARY: Final = Path("/usr/share/hunspell/id_ID.dic")
SIZE: Final = 2048
SHORTEST: Final = 4
LONGEST: Final = 8
LEAST_FREQUENCY: Final = 1e-6
_PLAIN: Final = re.compile(rf"[a-z]{{{SHORTEST},{LONGEST}}}")
_VARIANTS: Final = (("kh", "k"), ("sy", "s"), ("f", "p"), ("v", "p"), ("z", "s"))


class DerivationError(Exception):
    """The word list cannot be made from these sources."""


def merged(word: str) -> str:
    """Return the word with the letters that Indonesians interchange made equal: f/v/p, z/s, sy/s, kh/k."""
    for variant, letter in _VARIANTS:
        word = word.replace(variant, letter)
    return word


def close(one: str, other: str) -> bool:
    """Return whether one letter added, dropped or changed, or two neighbours swapped, turns one word into the other."""
    if len(one) == len(other):
        places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(places) != 2:
            return len(places) < 2
        i, j = places
        return j == i + 1 and one[i] == other[j] and one[j] == other[i]
    short, long = sorted((one, other), key=len)
    return short in _shortened(long)


def conflicts(words: Sequence[str]) -> dict[str, set[str]]:
    """Return for each word those that cannot share a list with it: close words, beginnings, and variants."""
    against: dict[str, set[str]] = {word: set() for word in words}
    # Close words share a form with at most one letter dropped, so only words that meet at one need a comparison.
    meeting: defaultdict[str, list[str]] = defaultdict(list)
    same: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        same[merged(word)].append(word)
        for short in _shortened(word) | {word}:
            meeting[short].append(word)
    pairs = [pair for group in meeting.values() for pair in combinations(group, 2) if close(*pair)]
    pairs += [pair for group in same.values() for pair in combinations(group, 2)]
    pairs += [(word[:end], word) for word in words for end in range(1, len(word)) if word[:end] in against]
    for word, other in pairs:
        against[word].add(other)
        against[other].add(word)
    return against


def select(accepted: Sequence[str], size: int = SIZE) -> list[str]:
    """Return `size` words without conflicts, in alphabetical order, from words in order of frequency.

    The word with the fewest conflicts left is taken again and again (of equals, the more frequent one), and the words
    it conflicts with are struck out. Of the words taken, the most frequent ones stay.
    """
    rank = {word: place for place, word in enumerate(accepted)}
    left = conflicts(accepted)
    queue = [(len(others), rank[word], word) for word, others in left.items()]
    heapq.heapify(queue)
    taken: list[str] = []
    while queue:
        degree, _, word = heapq.heappop(queue)
        if word not in left or degree != len(left[word]):
            continue
        taken.append(word)
        for struck in [*left[word], word]:
            for neighbour in left.pop(struck):
                if neighbour in left:
                    left[neighbour].discard(struck)
                    heapq.heappush(queue, (len(left[neighbour]), rank[neighbour], neighbour))
    if len(taken) < size:
        raise DerivationError(f"Only {len(taken)} of {size} words are left: accept more words.")
    return sorted(sorted(taken, key=rank.__getitem__)[:size])


def read_words(path: Path) -> list[str]:
    """Return the words of a file with one word a line."""
    return path.read_text("ascii").split()


def dictionary_words(path: Path) -> set[str]:
    """Return the plain words of four to eight letters in a hunspell dictionary, without their flags."""
    lines = path.read_text("utf-8").splitlines()[1:]
    return {word for line in lines if _PLAIN.fullmatch(word := line.split("/")[0].strip())}


def frequencies(words: Iterable[str]) -> dict[str, float]:
    """Return the share of each word in Indonesian text, 0 for one that `wordfreq` does not list."""
    # Imported here: the tests use this module where wordfreq is not installed.
    word_frequency = importlib.import_module("wordfreq").word_frequency
    return {word: float(word_frequency(word, "id")) for word in words}


def checked(frequency: dict[str, float], accepted: set[str], refused: set[str]) -> list[str]:
    """Return the accepted words in order of frequency, after checking that every candidate was read.

    Raises `DerivationError` if one was not, or if a word is accepted and refused, or is not in the dictionary.
    """
    candidates = {word for word, share in frequency.items() if share >= LEAST_FREQUENCY}
    for what, words in (
        ("not read yet", candidates - accepted - refused),
        ("accepted and refused", accepted & refused),
        ("not in the dictionary", accepted - frequency.keys()),
    ):
        if words:
            raise DerivationError(f"{len(words)} words are {what}: {' '.join(sorted(words))}")
    return sorted(accepted, key=lambda word: (-frequency[word], word))


def main() -> None:
    """Write id_accepted.txt in order of frequency, and crypto/wordlists/id.txt."""
    parser = argparse.ArgumentParser(description="Make the Indonesian word list again from its sources.")
    parser.add_argument("--dictionary", type=Path, default=DICTIONARY, help="hunspell's id_ID.dic")
    arguments = parser.parse_args()
    try:
        frequency = frequencies(dictionary_words(arguments.dictionary))
        accepted = set(read_words(HERE / "id_accepted.txt"))
        ordered = checked(frequency, accepted, set(read_words(HERE / "id_refused.txt")))
        words = select(ordered)
    except (DerivationError, OSError, ModuleNotFoundError) as error:
        sys.exit(str(error))
    _write(HERE / "id_accepted.txt", ordered)
    _write(LIST, words)
    sys.stdout.write(f"{len(words)} words of {len(ordered)} accepted ones.\n")


def _shortened(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _write(path: Path, words: Iterable[str]) -> None:
    path.write_text("".join(f"{word}\n" for word in words), "ascii")


if __name__ == "__main__":
    main()
