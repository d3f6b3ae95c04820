"""Purpose labels: every signed object and every derived key begins with one, and no two purposes share one.

A verifier asks for the label it expects and refuses any other, so that a signature made for one purpose can never be
replayed for another (domain separation).
"""

from enum import StrEnum


class Label(StrEnum):
    """The first line of a signed statement."""

    ROSTER = "kentongan/roster/1"
    SIGN_IN = "kentongan/sign-in/1"
    ENVELOPE = "kentongan/envelope/1"
    EXCLUSION = "kentongan/exclusion/1"
    IDENTITY = "kentongan/identity/1"
    OWN_PLACES = "kentongan/own-places/1"
    REPLY = "kentongan/reply/1"
    EVENT = "kentongan/event/1"
    STATISTICS = "kentongan/statistics/1"
    INDEX = "kentongan/index/1"  # the key of an officer's index, on their workstation
    UNLOCK = "kentongan/unlock/1"  # signed to try a passphrase; says nothing


class Derivation(StrEnum):
    """The BLAKE2b personalisation of a derived value, at most 16 bytes (RFC 7693, section 2.5)."""

    MAILBOX = "kentongan mbox"
    VOICE = "kentongan voice"
    CASE = "kentongan case"
    REPLY_SEAL = "kentongan seal"
    SLOT_LOOKUP = "kentongan slot-l"
    SLOT_KEY = "kentongan slot-k"
    FORM_ROOT = "kentongan form"
    SESSION_LOOKUP = "kentongan sess-l"
    SESSION_KEY = "kentongan sess-k"
    NOTE_LOOKUP = "kentongan note-l"
    NOTE_KEY = "kentongan note-k"
    FORM_TOKEN = "kentongan csrf"  # noqa: S105 # a label, not a secret
    FORM_MARK = "kentongan form-m"
