"""Problems of a row of a conversation, of an event, or of the whole case, in the officer's words."""

from enum import StrEnum


class RowProblem(StrEnum):
    """Reasons why a row is not shown. Each value is a message id."""

    UNREADABLE = "This message cannot be decrypted with your key."
    UNPROCESSABLE = (
        "The encryption program fails over this message, or over several others of the same author. They may "
        "have been made for that."
    )
    BROKEN = "This message is damaged and cannot be decrypted."
    DAMAGED = "This message arrived damaged: it does not have the form of a message."
    FORGED_REPORTER = "This message is not signed by the reporter of this case. Somebody forged it."
    FORGED_REPLY = "This reply is not signed by the officer it names. Somebody forged it."
    RETIRED_KEY = (
        "This reply is signed with a key that the office had retired before that day. It is not believed."
    )
    SENT_OTHERWISE = "The reporter was not sent this reply. Another one may lie in its place."
    MOVED = "This message belongs to another case or another place. Somebody moved it here."
    REPEATED = "This message repeats an earlier one. Somebody copied it here."
    GONE = "This message is gone from the store, and nothing that was signed says why."
    WITHDRAWS_NOTHING = (
        "By this message the reporter withdraws a file, but another message is in its place, or already withdrew it. "
        "This need not be the reporter's fault: the store may show a message that it had refused."
    )
    WITHDRAWS_ANOTHER = (
        "By this, the reporter withdrew a file in whose place this workstation has read something else. No file is "
        "offered there."
    )
    WITHDRAWN_OTHERWISE = (
        "The reporter signed that this file was withdrawn, but the message that should say so is another one, "
        "or two people destroyed it."
    )
    PUT_BACK = (
        "This workstation has read that the reporter withdrew the file of this message. It was put back, and is not "
        "shown."
    )
    UNPROVEN = "This message cannot be checked, because the first report is missing or damaged."


class EventRemark(StrEnum):
    """Problems of an event that holds its place in the chain. Each value is a message id."""

    EXCLUDED_ACTOR = (
        "Somebody whom the reporter excluded decided this. Nobody whom it brings in gets anything."
    )
    EXCLUDED_NEWCOMER = "This concerns a person whom the reporter excluded. They get nothing."
    UNENTITLED = (
        "The office's list does not give this person the role for it. Nobody whom it brings in gets anything."
    )
    BROUGHT_IN_BADLY = (
        "Whoever decided this has no rightful part in the case. Nobody whom it brings in gets anything."
    )
    LEFT = (
        "Whoever decided this has left the office, and nothing from anybody who is still there shows "
        "that it was before that. Nobody whom it brings in gets anything until they are given access "
        "again."
    )
    ASKER_NO_READER = (
        "By these decisions, the officer to whom the identity was disclosed could not read this case where "
        "they asked, or did not ask there."
    )
    TOO_EARLY = (
        "By what this workstation reads, the period for this report had not ended then, or the outcome is another one. "
        "Lay a legal hold if nothing explains it."
    )
    NOTICE_MISSING = (
        "What the reporter should have been told with this cannot be read here, or does not belong to it."
    )
    NOTE_UNPROVEN = (
        "The office did not sign this note of a restore, or the decisions before this do not go through where it "
        "says that the case ended. This signature changes nothing."
    )
    CONTENT_ALTERED = "What this event said was exchanged for something else. It is not shown."
    CONTENT_LEFT_OUT = (
        "What this event said is more than this workstation keeps of one person's words. It was not read."
    )
    CONTENT_MISSING = "What this event said was not sent by the store."
    CONTENT_MOVED = "What this event said belongs to another case or another place. Somebody moved it here."
    CONTENT_UNPROCESSABLE = (
        "The encryption program fails over what this event said, or over several others of the same person. "
        "They may have been made for that."
    )
    CONTENT_UNREADABLE = "What this event said cannot be decrypted with your key."


class CaseProblem(StrEnum):
    """Problems of a conversation as a whole. Each value is a message id."""

    FIRST_CHANGED = "The first report is not the one that this workstation saw before."
    MANY_EXCLUDED = (
        "The first report excludes more people than any office has. No form sends such a list: the server may have "
        "written it. Not all of it counts."
    )
    SHORTENED = "This conversation ended later when this workstation last saw it. Messages were taken away."
    PASSED_OFF = (
        "Something that this workstation has read is gone, and is passed off as a file that the reporter "
        "withdrew."
    )
    REPLY_PASSED_OFF = (
        "The reporter had more replies than are here. One may be passed off as a message of the reporter, or as a "
        "file that the reporter withdrew."
    )
    PUT_BACK = (
        "A file that the reporter withdrew is there again. Other workstations may show it. Tell your colleagues and "
        "the reporter."
    )
    EXCHANGED = (
        "This workstation had read something else in a place of this conversation, and nothing that was signed says "
        "why it is gone. The place is marked."
    )
    OUT_OF_ORDER = "The store sent messages twice or out of order. The surplus is not shown."
    WITHHELD = (
        "When the reporter wrote last, the mailbox could not show all of the replies before that. Somebody "
        "may be keeping them back."
    )
    TOO_LONG = "This conversation is longer than this workstation reads at once. The rest is not shown."
