"""A tag in an address is that of one place in one mailbox, for ever."""

from crypto.mailbox import Mailbox
from source_interface.web.place_tags import place_of, place_tag

MAILBOX = Mailbox(bytes(range(32)))
OTHER = Mailbox(bytes(32))


def test_the_tag_of_a_place_never_changes() -> None:
    assert place_tag(MAILBOX, 2) == "27c7804fd2f6a9d5"


def test_each_tag_leads_to_its_own_place_as_far_as_the_conversation_goes() -> None:
    places = range(1, 301)
    tags = {place: place_tag(MAILBOX, place) for place in places}
    assert len(set(tags.values())) == len(places)
    assert all(place_of(MAILBOX, tag, 300) == place for place, tag in tags.items())
    assert place_of(MAILBOX, tags[300], 299) is None


def test_no_tag_of_another_mailbox_leads_anywhere() -> None:
    assert all(place_of(MAILBOX, place_tag(OTHER, place), 300) is None for place in range(1, 301))
    for made_up in ("", "0" * 16, "é" * 16):
        assert place_of(MAILBOX, made_up, 300) is None
