"""The unit that the icon starts leaves nothing of what is decrypted in it on the disk."""

from pathlib import Path

UNIT = (
    Path(__file__).resolve().parents[3] / "install/desktop/usr/lib/systemd/user/kentongan-workstation.service"
)


def test_its_memory_goes_to_no_swap_and_into_no_dump() -> None:
    lines = UNIT.read_text("utf-8").splitlines()
    assert {"MemorySwapMax=0", "MemoryZSwapMax=0", "LimitCORE=1"} <= set(lines)
