"""Two officers name one office differently, and a no to one name is a no to the other."""

import pytest

from journalist_interface.verification.office_names import MOST_CHARACTERS, office_name

KPK = "Komisi Pemberantasan Korupsi"


def may_be(one: str, other: str) -> bool:
    found = {office_name(a).may_be(office_name(b)) for a, b in ((one, other), (other, one))}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KPK", "kpk "),
        ("KPK", "KPK."),
        ("KPK", "K.P.K."),
        ("KPK", "K P K"),
        ("KPK", "KPK RI"),
        ("KPK", "KP\u200bK"),
        ("KPK", "KPK\u0332"),
        ("KPK", "\uff2b\uff30\uff2b"),
        ("KPK", "\u041a\u0420\u041a"),  # Cyrillic
        ("KPK", KPK),
        ("KPK", f"{KPK} Republik Indonesia"),
        ("KPK RI", KPK),
        (f"{KPK} (KPK)", "KPK"),
        (f"{KPK} (KPK)", KPK),
        ("LPSK", "Lembaga Perlindungan Saksi dan Korban"),
        ("Polri", "Kepolisian Negara Republik Indonesia"),
        ("Kejagung", "Kejaksaan Agung"),
        ("Itjen Kemenkeu", "Inspektorat Jenderal Kementerian Keuangan"),
        ("Inspektorat-Jenderal", "Inspektorat Jenderal"),
        ("Inspektorat I", "lnspektorat l"),
        ("Ombudsman", "Ombudsman RI"),
        ("KPK", "x" * (MOST_CHARACTERS + 1)),
        ("Kantor " * 500, "Polri"),
    ],
)
def test_names_that_may_mean_one_office_are_taken_for_one(one: str, other: str) -> None:
    assert may_be(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KPK", "LPSK"),
        ("KPK", "Ombudsman RI"),
        (KPK, "Lembaga Perlindungan Saksi dan Korban"),
        ("Kantor 1", "Kantor 2"),
        ("Polri", "Kejagung"),
        ("KPK", "x" * MOST_CHARACTERS),
    ],
)
def test_other_offices_are_told_apart(one: str, other: str) -> None:
    assert not may_be(one, other)
