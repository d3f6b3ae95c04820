"""What texts leave free on the disk, and what they are told when nobody can say."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.limits import require_text_room


def test_a_text_whose_disk_is_away_hears_nothing_of_attachments(tmp_path: Path) -> None:
    require_text_room(tmp_path)
    with pytest.raises(StoreError) as refused:
        require_text_room(tmp_path / "gone")
    assert type(refused.value) is StoreError
