"""The database under the store: SQLite or PostgreSQL, its schema, its errors, and its transactions."""
