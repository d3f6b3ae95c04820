"""A person who signs a roster first reads in sentences what it changes, and says when it ends."""

import pytest
from msgspec.structs import replace

from crypto.gpg.certificate import grouped
from install.roster.difference import difference
from store.domain.retention import Retention
from store.domain.roster import Position, Roster
from store.web.toml_text import Value
from tests.clocks import TODAY
from tests.install.offices import PHRASE, OfflineOffice, in_days, person

Capture = pytest.CaptureFixture[str]
CUSTODIAN = person("dua", position="pemegang", roles=["custodian"], certificates=["dua.gpg"])


def signed(office: OfflineOffice, *people: dict[str, Value]) -> Roster:
    """The roster after another signature; without people the source stays."""
    if people:
        office.write(*people)
    assert office.sign() == 0
    return office.signed().roster


def lines(office: OfflineOffice, *people: dict[str, Value]) -> list[str]:
    """Sign the next roster; gives the lines of its difference."""
    before = office.signed().roster
    return [line.strip() for line in difference(signed(office, *people), before)]


def test_the_first_roster_says_so_and_one_that_changes_nothing_too(
    office: OfflineOffice, capsys: Capture
) -> None:
    first = signed(office)
    assert "everyone in it is new" in capsys.readouterr().out
    second = signed(office)
    assert f"stay as in serial {first.serial}" in capsys.readouterr().out
    assert difference(second, None) != difference(second, first)


def test_it_names_who_joins_with_position_roles_and_key(office: OfflineOffice) -> None:
    signed(office)
    home, fingerprint = office.add_key("tiga")
    home.close()
    said = lines(office, person("satu"), CUSTODIAN, person("tiga", certificates=["tiga.gpg"], alternate=True))
    assert "tiga JOINS: Orang tiga, petugas, case officer, alternate" in said
    assert f"tiga  with the key {grouped(fingerprint)}" in said
    assert not [line for line in said if line.startswith(("satu", "dua"))]


def test_it_names_who_leaves_and_whose_name_position_or_role_changes(office: OfflineOffice) -> None:
    signed(office)
    home, _ = office.add_key("tiga")
    home.close()
    said = lines(
        office,
        person("satu", name="Nama Baru", position="pemegang", roles=["leadership"]),
        CUSTODIAN | {"left": TODAY},
        person("tiga", certificates=["tiga.gpg"]),
    )
    for line in (
        "satu is called Nama Baru, no longer Orang satu",
        "satu changes position: pemegang, no longer petugas",
        "satu is given: leadership",
        "satu loses: case officer",
        f"dua LEAVES, last day {TODAY}",
    ):
        assert line in said


def test_it_names_each_key_that_is_new_or_retired(office: OfflineOffice) -> None:
    old = signed(office).people[0].certificates[0].fingerprint
    home, new = office.add_key("baru")
    home.close()
    office.write(CUSTODIAN, person("satu", certificates=["satu.gpg", "baru.gpg"]))
    with office.source.open("a", encoding="utf-8") as file:
        file.write(f'retired = {{ "satu.gpg" = {TODAY} }}\n')
    said = lines(office)
    assert f"satu has the new key {grouped(new)}" in said
    assert f"satu: the key {grouped(old)} is retired, its last day is {TODAY}" in said


def test_nothing_that_a_roster_says_changes_in_silence(office: OfflineOffice) -> None:
    before = signed(office)
    satu, dua = before.people
    key, other = satu.certificates[0], dua.certificates[0]
    gone = replace(satu, left=TODAY, certificates=(replace(key, retired=TODAY),))
    changed = [
        replace(before, office=replace(before.office, name="Kantor Lain")),
        replace(before, office=replace(before.office, unit="Unit Lain")),
        replace(before, office=replace(before.office, gateway="gateway.lain")),
        replace(before, positions=(*before.positions, Position("baru", "Baru", "New"))),
        replace(before, positions=before.positions[:1]),
        replace(before, positions=(replace(before.positions[0], title="X"), before.positions[1])),
        replace(before, positions=(replace(before.positions[0], title_en="X"), before.positions[1])),
        replace(before, retention=Retention(archived=1)),
        replace(before, people=(satu,)),
        replace(before, people=(replace(satu, alternate=True), dua)),
        replace(before, people=(replace(satu, certificates=(replace(key, data=other.data),)), dua)),
        replace(before, people=(replace(satu, certificates=()), dua)),
        replace(before, people=(gone, dua)),
    ]
    for roster in changed:
        assert len(difference(roster, before)) > 2, roster
        assert len(difference(before, roster)) > 2, roster
    later = replace(before, people=(replace(gone, left=before.expires), dua))
    assert "satu left on" in "\n".join(difference(later, replace(before, people=(gone, dua))))


def test_a_very_short_and_a_very_long_validity_are_warned_of(office: OfflineOffice, capsys: Capture) -> None:
    for days, words in ((20, "ends in 20 days"), (500, "is good for 500 days")):
        assert office.sign("--expires", in_days(days)) == 0
        assert words in capsys.readouterr().err
    assert office.sign("--expires", in_days(300)) == 0
    assert "Note: this roster" not in capsys.readouterr().err


def test_a_person_at_the_terminal_says_the_last_day_and_agrees_before_anything_is_signed(
    office: OfflineOffice, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([in_days(100), "mungkin", "tidak", "", "ya"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PHRASE)
    assert office.sign_by_hand() == 1
    assert "The roster was not signed" in capsys.readouterr().err
    assert not office.output.exists()
    assert office.sign_by_hand() == 0
    assert office.signed().roster.expires.isoformat() == in_days(180)
