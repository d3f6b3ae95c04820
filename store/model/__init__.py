"""The store's tables, one class a file. None numbers its rows, and no column tells in which order they came."""

from store.model.access import Access
from store.model.base import Base
from store.model.blob import Blob
from store.model.blob_tombstone import BlobTombstone
from store.model.case import Case
from store.model.case_projection import CaseProjection
from store.model.countdown import Countdown
from store.model.entry import Entry
from store.model.event import StoredEvent
from store.model.excluded_signatory import ExcludedSignatory
from store.model.exclusion import Exclusion
from store.model.identity import StoredIdentity
from store.model.identity_request import StoredIdentityRequest
from store.model.instance import Instance
from store.model.office_texts import StoredOfficeTexts
from store.model.own_places import StoredOwnPlaces
from store.model.part_tombstone import StoredPartTombstone
from store.model.private_record import PrivateRecord
from store.model.reporter_session import ReporterSession
from store.model.slot import Slot
from store.model.statistic import Statistic, StatisticAuthor, StatisticReader
from store.model.tombstone import StoredTombstone

__all__ = [
    "Access",
    "Base",
    "Blob",
    "BlobTombstone",
    "Case",
    "CaseProjection",
    "Countdown",
    "Entry",
    "ExcludedSignatory",
    "Exclusion",
    "Instance",
    "PrivateRecord",
    "ReporterSession",
    "Slot",
    "Statistic",
    "StatisticAuthor",
    "StatisticReader",
    "StoredEvent",
    "StoredIdentity",
    "StoredIdentityRequest",
    "StoredOfficeTexts",
    "StoredOwnPlaces",
    "StoredPartTombstone",
    "StoredTombstone",
]
