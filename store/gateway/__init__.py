"""The gateway: the only way to the store for officers. JSON and blobs over HTTP, no pages."""
