-- The log-ins of the system and the rights of one database. Idempotent; run by a superuser inside the database `wsic`,
-- by wsic.embedded on one machine and by the postgres service of docker-compose.yml. Tables get their grants in migrations.
DO $$
DECLARE
    wanted text[];
BEGIN
    FOREACH wanted SLICE 1 IN ARRAY ARRAY[
        ['wsic_owner', 'LOGIN INHERIT'],
        ['wsic_app', 'LOGIN INHERIT'],
        ['wsic_system', 'NOLOGIN INHERIT'],
        ['wsic_worker', 'LOGIN NOINHERIT']
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted[1]) THEN
            EXECUTE format('CREATE ROLE %I', wanted[1]);
        END IF;
        EXECUTE format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION %s', wanted[1], wanted[2]);
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO wsic_owner', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO wsic_system', current_database());
END
$$;

GRANT wsic_app, wsic_system TO wsic_worker;
-- A migration makes functions that run as the system; the owner sees through no wall by it, unless it takes that role.
GRANT wsic_system TO wsic_owner WITH INHERIT FALSE, SET TRUE;

ALTER SCHEMA public OWNER TO wsic_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO wsic_app, wsic_system;
