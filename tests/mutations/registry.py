"""All kinds, and what of the product none of them has to cover, each with the reason."""

from typing import Final

from store.domain.labels import Label
from tests.mutations import (
    kinds_of_backups,
    kinds_of_certificates,
    kinds_of_conversation,
    kinds_of_decisions,
    kinds_of_destruction,
    kinds_of_enrolments,
    kinds_of_events,
    kinds_of_files,
    kinds_of_floods,
    kinds_of_office_keys,
    kinds_of_records,
    kinds_of_replies,
    kinds_of_restores,
)
from tests.mutations.row_kinds import Kind

KINDS: Final[dict[str, type[Kind]]] = {
    kind.name: kind
    for kind in (
        *kinds_of_files.ALL,  # they take longest: an attachment has no bounds
        *kinds_of_conversation.ALL,
        *kinds_of_replies.ALL,
        *kinds_of_decisions.ALL,
        *kinds_of_events.ALL,
        *kinds_of_records.ALL,
        *kinds_of_backups.ALL,
        *kinds_of_restores.ALL,
        *kinds_of_office_keys.ALL,
        *kinds_of_enrolments.ALL,
        *kinds_of_destruction.ALL,
        *kinds_of_certificates.ALL,
        *kinds_of_floods.ALL,
    )
}
LABELS_OF_NO_ROW: Final = {
    Label.ROSTER: "a file that the office's key signs; one that is refused closes everything, as it must",
    Label.SIGN_IN: "a request, answered to who sends it, and stored nowhere",
    Label.COPY: "in an export, which no store holds; its own script checks it",
    Label.INDEX: "on the officer's own disk",
    Label.UNLOCK: "signed to try a passphrase, and sent nowhere",
}
TABLES_OF_NO_PERSON: Final = {
    "access": "written by the gateway itself; the audit compares it with the chain",
    "blob_tombstone": "names that the gateway made itself, of files that are gone and of none",
    "countdown": "days that the servers count themselves",
    "excluded_signatory": "names of people, written at intake, by which the gateway refuses a signature",
    "case": "public keys, to which the identifier commits, and days",
    "instance": "two random values of the store",
    "reporter_session": "the mailbox's seed, sealed under the session's cookie",
    "slot": "the mailbox's seed, sealed under its code",
    "standing": "written by the gateway itself; the audit compares it with the chain",
    "statistic_author": "who wrote a record last, noted by the gateway itself",
    "statistic_reader": "who is served a record",
}
