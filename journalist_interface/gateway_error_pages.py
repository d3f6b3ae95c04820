"""Pages for what the gateway refused, or for an answer that did not come. Texts are message ids."""

from typing import Final

from crypto.errors import KentonganError
from journalist_interface.gateway_client.errors import (
    AttachmentGoneError,
    CaseNotFoundError,
    DailyTextLimitError,
    DailyUploadLimitError,
    GatewayConflictError,
    GatewayDownError,
    GatewayFailingError,
    GatewayTooLargeError,
    HostileGatewayError,
    NotEncryptedError,
    RefusedRequestError,
    ServerFullError,
    ServerUpgradingError,
    TooManyWrongCodesError,
    TooOftenInCaseError,
    UploadSpaceFullError,
)
from journalist_interface.gateway_client.server_version import OtherVersionError
from journalist_interface.http_error_pages import ErrorPage

GATEWAY_PAGES: Final[dict[type[KentonganError], ErrorPage]] = {
    GatewayFailingError: ErrorPage(
        503,
        "The server cannot work now",
        "Its disk may be full or its database in use. Try again in a few minutes. "
        "If it lasts, tell the administrator.",
    ),
    ServerUpgradingError: ErrorPage(
        503,
        "The server is being upgraded",
        "Try again in a few minutes. If it lasts for an hour, tell the administrator.",
    ),
    ServerFullError: ErrorPage(
        507, "The server's disk is full", "Tell the administrator to make room. Without files it may fit."
    ),
    GatewayDownError: ErrorPage(
        503,
        "The server cannot be reached",
        "Check the network and whether Tor runs, then try again. If it lasts, tell the administrator.",
    ),
    OtherVersionError: ErrorPage(
        503, "The versions differ", "Nothing works here before the administrator upgrades the older one."
    ),
    HostileGatewayError: ErrorPage(
        502,
        "The server's answer was refused",
        "Nothing of it was used. Do not go on working; tell the administrator that the server may be broken "
        "or in other hands.",
    ),
    CaseNotFoundError: ErrorPage(
        404, "There is nothing here", "Go back to the list of cases and choose one there."
    ),
    GatewayConflictError: ErrorPage(
        409,
        "Others were faster",
        "Several people wrote in this case at the same moment. Read what is new, then try again.",
    ),
    AttachmentGoneError: ErrorPage(
        409,
        "An attachment is missing",
        "The server keeps a file for a day until it is sent. Attach it again and send once more.",
    ),
    NotEncryptedError: ErrorPage(
        500,
        "This did not leave the workstation encrypted",
        "Sign out and in again, then send it once more. If it is refused again, do not go on: tell the "
        "administrator that Kentongan or the encryption program is broken on this workstation.",
    ),
    RefusedRequestError: ErrorPage(
        400, "The server refused this", "Try again. If it is refused again, tell the administrator."
    ),
    GatewayTooLargeError: ErrorPage(
        413, "This is too large for the server", "Shorten the text, or choose smaller files."
    ),
    UploadSpaceFullError: ErrorPage(
        413,
        "Your space at the server is full",
        "The server deletes those files by itself within two days. Until then send the message without files,"
        " send smaller ones, or ask a colleague of this case to send them.",
    ),
    DailyUploadLimitError: ErrorPage(
        413,
        "Enough files for today",
        "Send the message without files, and the files tomorrow, or ask a colleague of this case to send them.",
    ),
    DailyTextLimitError: ErrorPage(
        429,
        "Enough written for today",
        "What you typed is kept here: send it tomorrow, or ask a colleague of this case. If you have not written"
        " that much, tell the administrator: somebody may be using your account.",
    ),
    TooOftenInCaseError: ErrorPage(
        429,
        "Too often in one case",
        "What you typed is kept here: send it in a minute. If you have not decided or replied that often, tell the"
        " administrator: somebody may be using your account.",
    ),
    TooManyWrongCodesError: ErrorPage(429, "Wait a while", "Wait before you try again."),
}
"""The page of each kind of error from the gateway; a roster that expired there has that of one that expired here."""
