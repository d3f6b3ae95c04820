-- Roles and database of a store in PostgreSQL, for psql as the user postgres. May run again.
SELECT format('CREATE ROLE %I %s', wanted.name, wanted.kind)
    FROM (VALUES ('kentongan', 'NOLOGIN'), ('kentongan-source', 'LOGIN'), ('kentongan-gateway', 'LOGIN')) AS wanted (name, kind)
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name)
\gexec
SELECT 'CREATE DATABASE kentongan OWNER kentongan TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8'''
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kentongan')
\gexec
REVOKE ALL ON DATABASE kentongan FROM PUBLIC;
GRANT CONNECT ON DATABASE kentongan TO "kentongan-source", "kentongan-gateway";
\connect kentongan
ALTER SCHEMA public OWNER TO kentongan;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "kentongan-source", "kentongan-gateway";
ALTER DEFAULT PRIVILEGES FOR ROLE kentongan IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "kentongan-source", "kentongan-gateway";
