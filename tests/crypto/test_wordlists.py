"""The promises of the lists of words for codenames."""

import math
import re
from collections import defaultdict
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.codename import words, words_drawn
from tests.tools.wordlists import derive_lists

INDONESIAN = words("id")
ACCEPTED = derive_lists.read_words(derive_lists.HERE / "id_accepted.txt")
REFUSED = derive_lists.read_words(derive_lists.HERE / "id_refused.txt")

# Words that must never be shown to a reporter as part of a code: religion, ethnicity, places and names,
# crime, violence, office and politics, sex and body, death and illness, insults, function words.
SENSITIVE = re.findall(
    "[a-z]+",
    """
    agama alkitab allah arwah dosa gereja hadis haji halal haram hijab hindu ibadah iblis imam injil
    islam jihad jilbab kafir katolik kiamat kristen masjid mualaf murtad nabi pastor pendeta puasa quran
    salat salib setan shalat surga tuhan ustaz wali yahudi zakat arab batak belanda betawi bugis bule
    cina dayak eropa jawa madura melayu minang papua pribumi sunda tionghoa aceh ambon bali bandung
    bogor depok garut jambi jepang kupang lampung lombok malang medan padang solo agus budi dewi indra
    putri ratna siti surya wahyu begal copet curi ganja judi kejahat korupsi maling mafia mucikari
    narkoba pelaku penjara perkosa pidana preman rampok sabu selundup sogok suap tahanan tersangka tipu
    culik aniaya bacok bantai bom bunuh perang pistol pukul racun senapan serang siksa teror tikam
    tindas bupati camat dewan gubernur hakim jaksa lurah menteri pajak partai pejabat pemilu polisi
    politik presiden tentara walikota bencong bugil cabul hamil kelamin kondom kontol lesbi memek mesum
    payudara pelacur penis perawan porno seks sodomi telanjang vagina zina pantat ketiak kentut tahi
    tinja berak kencing ludah ingus susu ajal bangkai jenazah kafan kubur mayat mati tewas kanker kusta
    lepra sakit stroke wabah kudis borok anjing babi bangsat banci bego bodoh brengsek budak dungu
    goblok idiot jalang jelek monyet sinting sundal tolol gila cebong kampret pincang sipit kadal adalah
    atau bahwa dengan karena ketika kepada maka meski namun sangat sebab tetapi untuk yang
    """,
)


def distance(one: str, other: str) -> int:
    """Damerau's distance (optimal string alignment), from its definition, apart from the derivation's."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, j in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        change = table[i - 1, j - 1] + (one[i - 1] != other[j - 1])
        table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, change)
        if i > 1 and j > 1 and one[i - 2 : i] == other[j - 1] + other[j - 2]:
            table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


def test_the_indonesian_list_has_2048_different_words() -> None:
    assert len(INDONESIAN) == len(set(INDONESIAN)) == 2048
    assert list(INDONESIAN) == sorted(INDONESIAN)


def test_words_have_four_to_eight_plain_letters() -> None:
    assert [word for word in INDONESIAN if not re.fullmatch("[a-z]{4,8}", word)] == []


def test_one_slip_of_a_letter_never_makes_another_word() -> None:
    # Words at distance 1 have a form in common once at most one letter of each is dropped.
    meeting: defaultdict[str, set[str]] = defaultdict(set)
    for word in INDONESIAN:
        for form in {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}:
            meeting[form].add(word)
    near = {
        (a, b) for group in meeting.values() for a in group for b in group if a < b and distance(a, b) < 2
    }
    assert near == set()


def test_no_word_is_the_beginning_of_another() -> None:
    # In alphabetical order a word is followed at once by one that begins with it.
    assert [(a, b) for a, b in pairwise(sorted(INDONESIAN)) if b.startswith(a)] == []


def test_no_two_words_differ_only_in_letters_written_for_one_another() -> None:
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for word in INDONESIAN:
        plain = re.sub("[fv]", "p", word.replace("sy", "s").replace("kh", "k").replace("z", "s"))
        spellings[plain].append(word)
    assert [group for group in spellings.values() if len(group) > 1] == []


def test_no_refused_word_is_in_the_list() -> None:
    assert set(INDONESIAN) <= set(ACCEPTED)
    assert set(REFUSED) & set(ACCEPTED) == set()
    assert len(REFUSED) == len(set(REFUSED)) > 4000


def test_no_sensitive_word_is_in_the_list() -> None:
    assert len(set(SENSITIVE)) >= 100
    assert set(SENSITIVE) & set(INDONESIAN) == set()
    assert set(SENSITIVE) & set(ACCEPTED) == set()


def test_codenames_have_88_and_90_bits() -> None:
    assert words_drawn(INDONESIAN) * math.log2(len(INDONESIAN)) >= 88
    assert words_drawn(words("en")) * math.log2(len(words("en"))) >= 90


def test_english_words_have_plain_letters_only() -> None:
    assert [word for word in words("en") if not re.fullmatch("[a-z]{3,9}", word)] == []


def test_the_derivation_gives_the_list_again() -> None:
    assert derive_lists.select(ACCEPTED) == list(INDONESIAN)


def test_the_derivation_stops_at_a_word_that_no_person_read() -> None:
    frequency = {"angsa": 1e-5, "kertas": 1e-4, "meja": 0.0, "bejana": 0.0}
    assert derive_lists.checked(frequency, {"angsa", "meja", "kertas"}, set()) == ["kertas", "angsa", "meja"]
    with pytest.raises(derive_lists.DerivationError, match="1 words are not read yet: angsa"):
        derive_lists.checked(frequency, {"kertas"}, {"meja"})
    with pytest.raises(derive_lists.DerivationError, match="accepted and refused: kertas"):
        derive_lists.checked(frequency, {"kertas", "angsa"}, {"kertas"})
    with pytest.raises(derive_lists.DerivationError, match="not in the dictionary: jendela"):
        derive_lists.checked(frequency, {"kertas", "angsa", "jendela"}, set())


def test_the_derivation_says_when_words_are_missing() -> None:
    with pytest.raises(derive_lists.DerivationError, match="Only 2 of 3 words"):
        derive_lists.select(["kertas", "kertah", "meja"], size=3)


def test_the_dictionary_is_read_without_flags_names_and_long_words(tmp_path: Path) -> None:
    dictionary = tmp_path / "id.dic"
    dictionary.write_text("5\nkertas/B0M0\nJawa\nbelalang-belalang\nés\nmeja\nabu\nterjemahan\n", "utf-8")
    assert derive_lists.dictionary_words(dictionary) == {"kertas", "meja"}


@given(st.text("abc", min_size=1, max_size=5), st.text("abc", min_size=1, max_size=5))
def test_the_derivation_sees_every_slip_of_one_letter(one: str, other: str) -> None:
    assert derive_lists.close(one, other) == (distance(one, other) <= 1)


@given(st.lists(st.text("afkhpsz", min_size=2, max_size=4), unique=True, max_size=25))
def test_the_derivation_finds_every_conflict(some: list[str]) -> None:
    against = derive_lists.conflicts(some)
    for word, other in product(some, some):
        expected = word != other and (
            distance(word, other) < 2
            or word.startswith(other)
            or other.startswith(word)
            or derive_lists.merged(word) == derive_lists.merged(other)
        )
        assert (other in against[word]) == expected
