-- The test runner's log-in. Embedded servers only: no production database may know it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wsic_test') THEN
        CREATE ROLE wsic_test;
    END IF;
END
$$;

ALTER ROLE wsic_test LOGIN NOINHERIT CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION;
GRANT wsic_app, wsic_system, wsic_owner TO wsic_test;

CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
