"""The tables of the accounts database, one class a file."""

from store.gateway.accounts.models.account import Account
from store.gateway.accounts.models.base import AccountsBase
from store.gateway.accounts.models.officer_session import StoredOfficerSession
from store.gateway.accounts.models.spent_ticket import SpentTicket
from store.gateway.accounts.models.stored_sign_in_notice import StoredSignInNotice
from store.gateway.accounts.models.ticket_key import TicketKey

__all__ = [
    "Account",
    "AccountsBase",
    "SpentTicket",
    "StoredOfficerSession",
    "StoredSignInNotice",
    "TicketKey",
]
