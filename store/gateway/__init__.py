"""The gateway: the only door of the store for officers. JSON and blobs over HTTP, no pages."""
