-- Takes away what no server needs, each time after the tables were made or upgraded: decisions are appended, never changed.
\connect kentongan
REVOKE UPDATE, DELETE ON event FROM "kentongan-source", "kentongan-gateway";
REVOKE INSERT, UPDATE, DELETE ON instance, alembic_version FROM "kentongan-source", "kentongan-gateway";
