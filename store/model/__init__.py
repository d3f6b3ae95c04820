"""The store's tables, one class a file. None numbers its rows: nothing tells in which order they came."""

from store.model.access import Access
from store.model.base import Base
from store.model.blob import Blob
from store.model.case import Case
from store.model.entry import Entry
from store.model.identity import Identity
from store.model.instance import Instance
from store.model.reporter_session import ReporterSession
from store.model.slot import Slot

__all__ = ["Access", "Base", "Blob", "Case", "Entry", "Identity", "Instance", "ReporterSession", "Slot"]
